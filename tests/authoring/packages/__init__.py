"""Courses brought in and taken out as packages."""
