"""Open a zip that a stranger sent: everything is measured before a single entry is read.

zipfile trusts what an archive says of itself (FACTS, "Security"): counts, sizes, names and places are looked at first, and what comes
out is counted while it comes. Courses, documents and slides are all zips.
"""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from learnhub.authoring.rules import FILE_BYTES_MAX, FILES_MAX, TOTAL_BYTES_MAX, is_dropping, name_fault
from learnhub.catalogue.rules.findings import Finding, Findings
from learnhub.primitives import say

ARCHIVE_BYTES_MAX = 200_000_000
DIRECTORY_BYTES_MAX = 500_000
RATIO_MAX = 100
RATIO_FROM_BYTES = 1_000_000
_CHUNK = 65_536
_END_RECORD = struct.Struct("<4s4H2LH")
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, struct.error, OverflowError,
    UnicodeError, OSError,
)  # fmt: skip


def refusal(shown: str, sentence: str) -> Findings:
    """Return what is raised where one sentence about the whole archive says it all."""
    return Findings([Finding(shown, 1, sentence)])


def check_size(file: BinaryIO, shown: str) -> None:
    """Refuse an archive, or a list of its contents, so large that reading the list alone would cost much."""
    size = file.seek(0, io.SEEK_END)
    if size > ARCHIVE_BYTES_MAX:
        raise refusal(
            shown,
            say(
                "压缩包太大，请减到 %(archive_bytes_max)s MB 以内。",
                archive_bytes_max=ARCHIVE_BYTES_MAX // 1000000,
            ),
        )
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END_RECORD.size:
        raise zipfile.BadZipFile("no end of central directory")
    directory_bytes = _END_RECORD.unpack_from(tail, at)[5]
    if directory_bytes > DIRECTORY_BYTES_MAX or b"PK\x06\x07" in tail[max(0, at - 20) : at]:
        raise refusal(
            shown,
            say("压缩包里的文件太多，一门课最多 %(files_max)s 个文件，请删去用不到的。", files_max=FILES_MAX),
        )
    file.seek(0)


def checked_entries(archive: zipfile.ZipFile, shown: str) -> list[zipfile.ZipInfo]:
    """Return the files of an archive, none of them read yet; Findings for hostile names, links, secrets, bombs and overlaps."""
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
        findings.append(Finding(f"{shown}/{name}", 1, say("压缩包里有两个同名的文件，请重新压缩。")))
    if sum(entry.file_size for entry in kept) > TOTAL_BYTES_MAX:
        findings.append(
            Finding(
                shown,
                1,
                say(
                    "文件加起来太大，请减到 %(total_bytes_max)s MB 以内。",
                    total_bytes_max=TOTAL_BYTES_MAX // 1000000,
                ),
            )
        )
    if _overlap(archive):
        findings.append(Finding(shown, 1, say("压缩包里的文件互相重叠，不是完整的压缩包，请重新压缩。")))
    if findings:
        raise Findings(findings)
    return kept


def _entry_fault(entry: zipfile.ZipInfo) -> str:
    mode = entry.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return say("这里不是普通文件（例如是链接），请换成文件本身再压缩。")
    if entry.flag_bits & 0x1:
        return say("压缩包加了密码，请去掉密码再压缩。")
    if entry.compress_type not in _METHODS:
        return say("这种压缩方法读不了，请用普通的 zip 格式重新压缩。")
    if entry.file_size > RATIO_FROM_BYTES and entry.file_size > RATIO_MAX * max(1, entry.compress_size):
        return say("这个文件压缩得不正常，解开会非常大，请换成原来的文件再压缩。")
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


def contents(
    archive: zipfile.ZipFile,
    entries: Sequence[zipfile.ZipInfo],
    shown: str,
    *,
    total_bytes_max: int = TOTAL_BYTES_MAX,
) -> dict[str, bytes]:
    """Read entries that were checked: name → bytes. Findings where one is larger than it says, or all are larger than allowed."""
    files: dict[str, bytes] = {}
    left = total_bytes_max
    for entry in entries:
        content = b"".join(_pieces(archive, entry, shown, left))
        left -= len(content)
        files[entry.filename] = content
    return files


def unpacked(
    archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo], shown: str, folder: Path
) -> dict[str, Path]:
    """Write entries that were checked into a folder, piece by piece: name → file. Findings as of `contents`.

    The files are called by numbers: no name that somebody sent becomes a place.
    """
    files: dict[str, Path] = {}
    left = TOTAL_BYTES_MAX
    for number, entry in enumerate(entries):
        place = folder / str(number)
        with place.open("xb") as file:
            for piece in _pieces(archive, entry, shown, left):
                left -= file.write(piece)
        files[entry.filename] = place
    return files


def measured(archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo], shown: str) -> int:
    """Return how many bytes entries that were checked are, all unpacked once and none kept. Findings as of `contents`."""
    return sum(len(piece) for entry in entries for piece in _pieces(archive, entry, shown, TOTAL_BYTES_MAX))


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, shown: str, bytes_max: int) -> Iterator[bytes]:
    limit = min(entry.file_size, FILE_BYTES_MAX, bytes_max)
    count = 0
    with archive.open(entry) as stream:
        while piece := stream.read(_CHUNK):
            count += len(piece)
            if count > limit:
                raise refusal(f"{shown}/{entry.filename}", say("这个文件比压缩包里写的大，请重新压缩。"))
            yield piece


def _printable(name: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in name)[:80]
