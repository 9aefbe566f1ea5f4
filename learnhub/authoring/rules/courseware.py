"""Foreign courseware (外来课件): a SCORM package beside a lesson, and how its files leave the house; pure.

What it does runs in a frame without an origin (docs/packages.md). Nothing that it says counts: a lesson is credited by our own checks.
"""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

ARCHIVE_BYTES_MAX = 60_000_000
FILE_BYTES_MAX = 30_000_000
TOTAL_BYTES_MAX = 200_000_000
FILES_MAX = 2000
PARTS_MAX = 50
TITLE_CHARACTERS_MAX = 120
MANIFEST = "imsmanifest.xml"

# Anything else is sent as bytes without a kind, which no browser runs (X-Content-Type-Options: nosniff).
_TYPES = {
    "html": "text/html", "htm": "text/html", "js": "text/javascript", "css": "text/css", "json": "application/json",
    "xml": "application/xml", "txt": "text/plain", "vtt": "text/vtt", "svg": "image/svg+xml", "png": "image/png",
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp", "ico": "image/x-icon",
    "mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg", "wav": "audio/wav", "mp4": "video/mp4", "webm": "video/webm",
    "woff": "font/woff", "woff2": "font/woff2", "ttf": "font/ttf", "otf": "font/otf", "pdf": "application/pdf",
}  # fmt: skip
_BYTES = "application/octet-stream"
_HEAD = re.compile(rb"<head(?:\s[^>]*)?>", re.IGNORECASE)
_BEFORE_HEAD = re.compile(
    rb"(?:\s|<!--.*?-->|<\?[^>]*>|<!doctype[^>]*>|<html(?:\s[^>]*)?>)*", re.IGNORECASE | re.DOTALL
)
_HEAD_WITHIN_BYTES = 20_000


@dataclass(frozen=True, slots=True)
class CoursewarePart:
    """One thing that a package can start. launch: path within the package, with its query where it has one."""

    title: str
    launch: str


@dataclass(frozen=True, slots=True)
class Courseware:
    """What a package says of itself. parts: at least one, in its order."""

    title: str
    parts: tuple[CoursewarePart, ...]
    file_count: int
    byte_count: int


def content_type(path: str) -> str:
    """Return the kind of a file by the end of its name; texts say no encoding, because the file itself does."""
    return _TYPES.get(PurePosixPath(path).suffix.lstrip(".").lower(), _BYTES)


def is_page(path: str) -> bool:
    """Tell whether a file is a page, which is given the API."""
    return content_type(path) == "text/html"


def with_api(page: bytes, script: bytes) -> bytes:
    """Return a page of a package with our script before any of its own; the page's other bytes stay.

    Pages of two-byte encodings are left as they are: they play without an API. script: ASCII, so it is the same in every other encoding.
    """
    if page[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return page
    tag = b"<script>" + script + b"</script>"
    start = page.startswith(b"\xef\xbb\xbf") * 3
    head = _HEAD.search(page, start, start + _HEAD_WITHIN_BYTES)
    if head is not None:
        at = head.end()
    else:
        before = _BEFORE_HEAD.match(page, start, start + _HEAD_WITHIN_BYTES)
        at = before.end() if before is not None else start
    return page[:at] + tag + page[at:]


def policy(base: str) -> str:
    """Return the content policy of a package's files. base: absolute address of its folder, ending in "/".

    sandbox: no origin, so no cookie, no storage, no way into the page around it, no new window, no leaving. Everything else may come from
    the package's own folder alone: nothing of it reaches our addresses or another host.
    """
    return (
        "sandbox allow-scripts allow-forms; "
        f"default-src {base} 'unsafe-inline' 'unsafe-eval' data: blob:; "
        "object-src 'none'; base-uri 'none'; form-action 'none'"
    )


def sandbox_headers(path: str, base: str) -> dict[str, str]:
    """Return the headers under which a file of a package leaves the house. base: as of policy."""
    return {
        "Content-Type": content_type(path),
        "Content-Security-Policy": policy(base),
        # The package has no origin, so its own files are foreign to it: scripts, fonts and data of modern packages need this to load.
        "Access-Control-Allow-Origin": "*",
        "Referrer-Policy": "no-referrer",
        "Vary": "Sec-Fetch-Dest",
    }
