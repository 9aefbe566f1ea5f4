"""Tell what a file is that proves a right, by its bytes alone; nothing of it is decoded or run."""

import io
import zipfile

from learnhub.authoring.rules.papers import magic_type

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ENTRIES_MAX = 2000


def type_of_paper(content: bytes) -> str:
    """Return the content type of a paper; empty for what is none of the known kinds."""
    found = magic_type(content[:16])
    if found != "application/zip":
        return found
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries[:_ENTRIES_MAX]}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError):
        return ""
    return _DOCX if {"word/document.xml", "[Content_Types].xml"} <= names else ""
