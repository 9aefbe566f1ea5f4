"""Open a Word or PowerPoint file that a stranger sent: a zip of XML, looked at before any reader of ours trusts it."""

import io
import re
import zipfile

from learnhub.authoring.adapters.safe_zip import UNREADABLE, check_size, checked_entries, contents
from learnhub.authoring.rules.importing.plan import ImportFault
from learnhub.catalogue.rules.findings import Findings
from learnhub.primitives import say

XML_BYTES_MAX = 40_000_000
TOTAL_BYTES_MAX = 250_000_000
DEPTH_MAX = 250
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY|ATTLIST|ELEMENT|NOTATION)", re.IGNORECASE)
_TAG = re.compile(rb"<(/?)[A-Za-z_][^<>]*?(/?)>")
_ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_office_zip(content: bytes, *, must_have: str, kind: str) -> dict[str, bytes]:
    """Return the parts of an office file. must_have: the part that makes it one ("word/document.xml"). kind: its name in sentences.

    ImportFault for what is no such file, is locked with a password, is a bomb, declares entities, or is nested too deep.
    """
    if content.startswith(_ENCRYPTED):
        raise ImportFault(
            say(
                "这个%(kind)s文件加了密码，或者是旧格式改了后缀。请用 Word 或 WPS 打开，去掉密码，另存为新格式，再导入。",
                kind=kind,
            )
        )
    broken = ImportFault(
        say("这个%(kind)s文件打不开，可能没有传完或者坏了。请在电脑上打开看看，另存一份再导入。", kind=kind)
    )
    try:
        file = io.BytesIO(content)
        check_size(file, kind)
        with zipfile.ZipFile(file) as archive:
            entries = checked_entries(archive, kind)
            parts = contents(archive, entries, kind, total_bytes_max=TOTAL_BYTES_MAX)
    except Findings as error:
        raise ImportFault(
            say("这个%(kind)s文件不正常：%(sentence)s", kind=kind, sentence=error.findings[0].sentence)
        ) from error
    except UNREADABLE as error:
        raise broken from error
    if must_have not in parts:
        raise broken
    for name, part in parts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            _check_xml(part, kind)
    return parts


def write_office_zip(parts: dict[str, bytes]) -> io.BytesIO:
    """Return the parts as a zip again, not compressed, for a reader that wants a file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    file.seek(0)
    return file


def _check_xml(part: bytes, kind: str) -> None:
    if len(part) > XML_BYTES_MAX:
        raise ImportFault(say("这个%(kind)s文件的文字太多，一次带不进来。请分成几份，再导入。", kind=kind))
    if part.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in part[:200]:
        # Office writes UTF-8; in another encoding a declaration would be hidden from the look below.
        raise ImportFault(
            say("这个%(kind)s文件的编码不正常。请用 Word 或 WPS 打开，另存一份再导入。", kind=kind)
        )
    if _DECLARATION.search(part):
        raise ImportFault(
            say(
                "这个%(kind)s文件里有不该有的声明（DOCTYPE），不能导入。请用 Word 或 WPS 打开，另存一份。",
                kind=kind,
            )
        )
    depth = 0
    for match in _TAG.finditer(part):
        if match[1]:
            depth -= 1
        elif not match[2]:
            depth += 1
            if depth > DEPTH_MAX:
                raise ImportFault(
                    say("这个%(kind)s文件一层套一层，套得太深，读不了。请把表格拆开，再导入。", kind=kind)
                )
