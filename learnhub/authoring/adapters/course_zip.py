"""Read a zip of a course folder that a stranger sent, and write one.

zipfile trusts what an archive says of itself (FACTS, "Security"): everything is measured against the archive's own bytes
before a single entry is opened, and what comes out is counted while it comes.
"""

import io
import re
import stat
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from learnhub.authoring.rules import (
    FILE_BYTES_MAX,
    FILES_MAX,
    TOTAL_BYTES_MAX,
    CourseFolder,
    folder_findings,
    is_dropping,
    name_fault,
)
from learnhub.catalogue.rules.findings import Finding, Findings
from learnhub.primitives import is_slug

ARCHIVE_BYTES_MAX = 200_000_000
DIRECTORY_BYTES_MAX = 500_000
RATIO_MAX = 100
RATIO_FROM_BYTES = 1_000_000
_CHUNK = 65_536
_END_RECORD = struct.Struct("<4s4H2LH")
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, struct.error, OverflowError,
    UnicodeError, OSError,
)  # fmt: skip


def read_zip(archive: Path | BinaryIO, *, name: str | None = None) -> CourseFolder:
    """Read a course folder from a zip: its files at the top, or within one folder that is named as the course.

    name: what the archive is called in findings, and what names the course when no folder in it does ("coffee.zip").
    Raises Findings for everything hostile or broken; nothing is written anywhere.
    """
    shown = name or (archive.name if isinstance(archive, Path) else "course.zip")
    try:
        if isinstance(archive, Path):
            with archive.open("rb") as file:
                return _read(file, shown)
        return _read(archive, shown)
    except _UNREADABLE as error:
        raise Findings([Finding(shown, 1, "这个压缩包打不开，请重新压缩成普通的 zip 文件再试。")]) from error


def write_zip(course: CourseFolder, target: Path) -> None:
    """Write a zip that holds the course as one folder; equal content gives equal bytes. FileExistsError when it exists."""
    if target.exists():
        raise FileExistsError(target)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, content in sorted(course.files.items()):
            entry = zipfile.ZipInfo(f"{course.slug}/{path}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, compress_type=zipfile.ZIP_DEFLATED)
    target.write_bytes(buffer.getvalue())


def _read(file: BinaryIO, shown: str) -> CourseFolder:
    _check_size(file, shown)
    with zipfile.ZipFile(file) as archive:
        entries = _entries(archive, shown)
        prefix = _prefix(entries, shown)
        slug = prefix.rstrip("/") or re.sub(r"\.zip$", "", PurePosixPath(shown).name)
        if not is_slug(slug):
            raise Findings([Finding(shown, 1, "请把课程放进以课程名命名的文件夹里，再压缩这个文件夹。")])
        label = f"{shown}/{prefix}"
        sizes = {entry.filename.removeprefix(prefix): entry.file_size for entry in entries}
        if found := folder_findings(sizes, label):
            raise Findings(found)
        return CourseFolder(slug, _contents(archive, entries, prefix, shown), label)


def _refuse(shown: str, sentence: str) -> Findings:
    return Findings([Finding(shown, 1, sentence)])


def _check_size(file: BinaryIO, shown: str) -> None:
    """Refuse an archive, or a list of its contents, so large that reading the list alone would cost much."""
    size = file.seek(0, io.SEEK_END)
    if size > ARCHIVE_BYTES_MAX:
        raise _refuse(shown, f"压缩包太大，请减到 {ARCHIVE_BYTES_MAX // 1_000_000} MB 以内。")
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END_RECORD.size:
        raise zipfile.BadZipFile("no end of central directory")
    directory_bytes = _END_RECORD.unpack_from(tail, at)[5]
    if directory_bytes > DIRECTORY_BYTES_MAX or b"PK\x06\x07" in tail[max(0, at - 20) : at]:
        raise _refuse(shown, f"压缩包里的文件太多，一门课最多 {FILES_MAX} 个文件，请删去用不到的。")
    file.seek(0)


def _entries(archive: zipfile.ZipFile, shown: str) -> list[zipfile.ZipInfo]:
    findings: list[Finding] = []
    kept: list[zipfile.ZipInfo] = []
    for entry in archive.infolist():
        # zipfile cuts a name at its first NUL and turns back slashes on some systems: the name as it stands counts.
        told = entry.orig_filename
        path = told.rstrip("/")
        if wrong := name_fault(path):
            findings.append(Finding(f"{shown}/{_printable(told)}", 1, wrong))
        elif is_dropping(path):
            continue
        elif fault := _entry_fault(entry):
            findings.append(Finding(f"{shown}/{path}", 1, fault))
        elif not entry.is_dir():
            kept.append(entry)
    names = [entry.filename for entry in kept]
    for name in sorted({name for name in names if names.count(name) > 1}):
        findings.append(Finding(f"{shown}/{name}", 1, "压缩包里有两个同名的文件，请重新压缩。"))
    if sum(entry.file_size for entry in kept) > TOTAL_BYTES_MAX:
        findings.append(Finding(shown, 1, f"文件加起来太大，请减到 {TOTAL_BYTES_MAX // 1_000_000} MB 以内。"))
    if _overlap(archive):
        findings.append(Finding(shown, 1, "压缩包里的文件互相重叠，不是完整的压缩包，请重新压缩。"))
    if findings:
        raise Findings(findings)
    return kept


def _entry_fault(entry: zipfile.ZipInfo) -> str:
    mode = entry.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return "这里不是普通文件（例如是链接），请换成文件本身再压缩。"
    if entry.flag_bits & 0x1:
        return "压缩包加了密码，请去掉密码再压缩。"
    if entry.compress_type not in _METHODS:
        return "这种压缩方法读不了，请用普通的 zip 格式重新压缩。"
    if entry.file_size > RATIO_FROM_BYTES and entry.file_size > RATIO_MAX * max(1, entry.compress_size):
        return "这个文件压缩得不正常，解开会非常大，请换成原来的文件再压缩。"
    return ""


def _overlap(archive: zipfile.ZipFile) -> bool:
    """Tell whether two entries share bytes, or one reaches into the list of contents: the mark of an overlap bomb."""
    end = 0
    for entry in sorted(archive.infolist(), key=lambda one: one.header_offset):
        if entry.header_offset < end:
            return True
        # A local header is 30 bytes and the name at least; what extra fields it has only makes the entry longer.
        end = (
            entry.header_offset
            + 30
            + len(entry.orig_filename.encode("utf-8", "replace"))
            + entry.compress_size
        )
    return end > archive.start_dir


def _prefix(entries: list[zipfile.ZipInfo], shown: str) -> str:
    if not entries:
        raise _refuse(shown, "压缩包是空的，请把课程文件夹压缩进去。")
    if any(entry.filename == "course.toml" for entry in entries):
        return ""
    tops = {entry.filename.partition("/")[0] for entry in entries}
    if len(tops) > 1 or not all("/" in entry.filename for entry in entries):
        raise _refuse(shown, "压缩包里没有 course.toml，请把整个课程文件夹压缩进去。")
    return f"{tops.pop()}/"


def _contents(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], prefix: str, shown: str
) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    left = TOTAL_BYTES_MAX
    for entry in entries:
        limit = min(entry.file_size, FILE_BYTES_MAX, left)
        with archive.open(entry) as stream:
            content = bytearray()
            while chunk := stream.read(_CHUNK):
                content += chunk
                if len(content) > limit:
                    raise _refuse(f"{shown}/{entry.filename}", "这个文件比压缩包里写的大，请重新压缩。")
        left -= len(content)
        files[entry.filename.removeprefix(prefix)] = bytes(content)
    return dict(sorted(files.items()))


def _printable(name: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in name)[:80]
