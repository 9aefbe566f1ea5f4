"""Deeds of authoring: check a course folder, load it, export it."""

from learnhub.authoring.service.check import CheckedCourse, check_course
from learnhub.authoring.service.export import export_course
from learnhub.authoring.service.load import load_course, shared_modules, store_files
from learnhub.authoring.service.load_folder import load_folder
from learnhub.authoring.service.load_report import LoadReport

__all__ = [
    "CheckedCourse",
    "LoadReport",
    "check_course",
    "export_course",
    "load_course",
    "load_folder",
    "shared_modules",
    "store_files",
]
