"""Outside things of completion."""
