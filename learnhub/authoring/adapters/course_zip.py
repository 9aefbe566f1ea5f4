"""Read a zip of a course folder that a stranger sent, and write one."""

import re
import shutil
import zipfile
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from learnhub.authoring.adapters.files_at_rest import FilesAtRest, byte_count, opened, sources_of
from learnhub.authoring.adapters.safe_zip import (
    UNREADABLE,
    check_size,
    checked_entries,
    contents,
    refusal,
    unpacked,
)
from learnhub.authoring.rules import CourseFolder, folder_findings
from learnhub.catalogue.rules.findings import Finding, Findings
from learnhub.primitives import is_slug, say

_COPY_BYTES = 1024 * 1024


def read_zip(
    archive: Path | BinaryIO, *, name: str | None = None, scratch: Path | None = None
) -> CourseFolder:
    """Read a course folder from a zip: its files at the top, or within one folder that is named as the course.

    name: what the archive is called in findings, and what names the course when no folder in it does ("coffee.zip").
    scratch: an empty folder that the files are unpacked into, under numbers, and read from when they are asked for: they are there as long
    as it is. None holds all of them in memory, and writes nothing anywhere.
    Raises Findings for everything hostile or broken.
    """
    shown = name or (archive.name if isinstance(archive, Path) else "course.zip")
    try:
        if isinstance(archive, Path):
            with archive.open("rb") as file:
                return _read(file, shown, scratch)
        return _read(archive, shown, scratch)
    except UNREADABLE as error:
        raise Findings(
            [Finding(shown, 1, say("这个压缩包打不开，请重新压缩成普通的 zip 文件再试。"))]
        ) from error


def write_zip(course: CourseFolder, target: Path) -> None:
    """Write a zip that holds the course as one folder; equal content gives equal bytes. FileExistsError when it exists."""
    if target.exists():
        raise FileExistsError(target)
    with target.open("wb") as file:
        zip_into(course, file)


def zip_into(course: CourseFolder, target: BinaryIO) -> None:
    """Write a course as one folder of a zip into an open file, piece by piece; equal content gives equal bytes."""
    with zipfile.ZipFile(target, "w") as archive:
        for path, source in sorted(sources_of(course.files).items()):
            entry = zipfile.ZipInfo(f"{course.slug}/{path}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.file_size = byte_count(source)
            try:
                file = opened(source)
            except FileNotFoundError:
                continue  # a signer took it back a moment ago
            with file, archive.open(entry, "w") as packed:
                shutil.copyfileobj(file, packed, _COPY_BYTES)


def _read(file: BinaryIO, shown: str, scratch: Path | None) -> CourseFolder:
    check_size(file, shown)
    with zipfile.ZipFile(file) as archive:
        entries = checked_entries(archive, shown)
        prefix = _prefix(entries, shown)
        slug = prefix.rstrip("/") or re.sub(r"\.zip$", "", PurePosixPath(shown).name)
        if not is_slug(slug):
            raise Findings([Finding(shown, 1, say("请把课程放进以课程名命名的文件夹里，再压缩这个文件夹。"))])
        label = f"{shown}/{prefix}"
        sizes = {entry.filename.removeprefix(prefix): entry.file_size for entry in entries}
        if found := folder_findings(sizes, label):
            raise Findings(found)
        if scratch is not None:
            places = unpacked(archive, entries, shown, scratch)
            files = FilesAtRest({path.removeprefix(prefix): places[path] for path in sorted(places)})
            return CourseFolder(slug, files, label)
        read = contents(archive, entries, shown)
        return CourseFolder(slug, {path.removeprefix(prefix): read[path] for path in sorted(read)}, label)


def _prefix(entries: list[zipfile.ZipInfo], shown: str) -> str:
    if not entries:
        raise refusal(shown, say("压缩包是空的，请把课程文件夹压缩进去。"))
    if any(entry.filename == "course.toml" for entry in entries):
        return ""
    tops = {entry.filename.partition("/")[0] for entry in entries}
    if len(tops) > 1 or not all("/" in entry.filename for entry in entries):
        raise refusal(shown, say("压缩包里没有 course.toml，请把整个课程文件夹压缩进去。"))
    return f"{tops.pop()}/"
