"""Deeds and questions of announcements."""
