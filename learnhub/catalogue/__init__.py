"""Courses, their versions, units, lessons, and the slots of each lesson."""
