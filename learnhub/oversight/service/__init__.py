"""Deeds and questions of oversight."""
