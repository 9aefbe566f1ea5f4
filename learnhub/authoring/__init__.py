"""Bringing courses in: check, load, export."""
