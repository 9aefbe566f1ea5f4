"""Deeds with course folders: check, load, fill, export."""
