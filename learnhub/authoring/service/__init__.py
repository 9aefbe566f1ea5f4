"""Deeds of authoring: check a course folder, load it, export it."""

from learnhub.authoring.service.check import CheckedCourse, check_course

__all__ = ["CheckedCourse", "check_course"]
