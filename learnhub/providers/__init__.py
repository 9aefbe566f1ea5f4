"""Training bases and the people who work there."""
