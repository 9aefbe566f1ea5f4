"""Readers of the content format, and writers of lesson HTML."""
