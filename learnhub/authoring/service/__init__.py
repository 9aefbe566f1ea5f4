"""Deeds of authoring: check a course folder, load it, export it."""

from learnhub.authoring.service.folders.check import CheckedCourse, check_course
from learnhub.authoring.service.folders.export import export_course
from learnhub.authoring.service.folders.load import load_course, shared_modules, store_files
from learnhub.authoring.service.folders.load_folder import load_folder
from learnhub.authoring.service.folders.load_report import LoadReport

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
