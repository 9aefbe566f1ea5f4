"""Public notices: what is told to everybody for so many working days, and what anybody may object."""
