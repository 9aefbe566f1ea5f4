"""How many courses a training base must submit or have online, and how far it is."""
