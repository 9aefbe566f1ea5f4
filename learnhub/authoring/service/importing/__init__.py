"""Deeds with documents that are brought."""
