"""Enrolment, the lesson page, progress and check questions."""
