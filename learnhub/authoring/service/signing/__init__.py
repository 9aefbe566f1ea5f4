"""Deeds of the sign studio."""
