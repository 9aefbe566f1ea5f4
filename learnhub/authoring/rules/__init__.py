"""What a course folder may hold; pure. Other rules of authoring stand in modules of their own."""

from learnhub.authoring.rules.folders.files import (
    FILE_BYTES_MAX,
    FILES_MAX,
    PATH_CHARACTERS_MAX,
    PORTRAYING,
    TOTAL_BYTES_MAX,
    CourseFolder,
    FilePlace,
    FileRole,
    folder_findings,
    is_dropping,
    name_fault,
    place_of,
    twins,
)

__all__ = [
    "FILES_MAX",
    "FILE_BYTES_MAX",
    "PATH_CHARACTERS_MAX",
    "PORTRAYING",
    "TOTAL_BYTES_MAX",
    "CourseFolder",
    "FilePlace",
    "FileRole",
    "folder_findings",
    "is_dropping",
    "name_fault",
    "place_of",
    "twins",
]
