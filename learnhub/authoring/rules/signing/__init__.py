"""Sign videos of a lesson; pure."""
