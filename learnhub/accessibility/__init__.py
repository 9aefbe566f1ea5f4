"""How a page is shown to a person, what the site offers, and where a barrier is reported."""
