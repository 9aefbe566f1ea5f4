"""Files that are made for people to take away."""
