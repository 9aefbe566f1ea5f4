"""Outside things that classes read."""
