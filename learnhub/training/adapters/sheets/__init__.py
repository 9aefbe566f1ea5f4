"""Sheets that bases bring and take away."""
