"""Deeds with courses that come and go as packages."""
