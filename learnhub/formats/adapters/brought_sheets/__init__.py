"""Sheets that bases and offices bring."""
