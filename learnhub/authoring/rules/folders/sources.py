"""Which files can be brought, which can't, and what to do with those."""

import enum
import posixpath
import re
import unicodedata

from learnhub.primitives import Refusal, say

MEGABYTE = 1_000_000
FILES_MAX = 20
BYTES_MAX = 80 * MEGABYTE
NAME_CHARACTERS_MAX = 80


class ImportState(enum.StrEnum):
    """How far a document is. ready: its preview can be looked at. drafted: a draft was made of it."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"
    DRAFTED = "drafted"


class SourceKind(enum.StrEnum):
    """What a file is by its suffix; whether it is one is seen when it is opened."""

    WORD = "word"
    SLIDES = "slides"
    TEXT = "text"
    MARKDOWN = "markdown"
    SUBTITLES = "subtitles"
    PICTURE = "picture"
    ZIP = "zip"
    VIDEO = "video"
    AUDIO = "audio"
    OLD_WORD = "old word"
    OLD_SLIDES = "old slides"
    PDF = "pdf"
    TABLE = "table"
    PHONE_PHOTO = "phone photo"
    OTHER_ARCHIVE = "other archive"
    OTHER = "other"


_SUFFIXES = {
    SourceKind.WORD: ("docx", "docm", "dotx"),
    SourceKind.SLIDES: ("pptx", "pptm", "ppsx"),
    SourceKind.TEXT: ("txt", "text"),
    SourceKind.MARKDOWN: ("md", "markdown"),
    SourceKind.SUBTITLES: ("vtt", "srt"),
    SourceKind.PICTURE: ("png", "jpg", "jpeg", "webp", "gif", "bmp"),
    SourceKind.ZIP: ("zip",),
    SourceKind.VIDEO: ("mp4", "m4v", "mov", "webm", "mkv", "3gp", "avi", "wmv", "flv"),
    SourceKind.AUDIO: ("mp3", "m4a", "wav", "ogg", "aac", "amr", "wma"),
    SourceKind.OLD_WORD: ("doc", "wps", "rtf", "odt", "dot", "pages"),
    SourceKind.OLD_SLIDES: ("ppt", "dps", "pps", "odp", "key"),
    SourceKind.PDF: ("pdf", "ofd", "caj"),
    SourceKind.TABLE: ("xls", "xlsx", "et", "csv"),
    SourceKind.PHONE_PHOTO: ("heic", "heif", "hif", "avif"),
    SourceKind.OTHER_ARCHIVE: ("rar", "7z", "tar", "gz", "tgz"),
}
_KINDS = {suffix: kind for kind, suffixes in _SUFFIXES.items() for suffix in suffixes}
TAKEN = {
    SourceKind.WORD, SourceKind.SLIDES, SourceKind.TEXT, SourceKind.MARKDOWN, SourceKind.SUBTITLES, SourceKind.PICTURE,
    SourceKind.ZIP, SourceKind.VIDEO, SourceKind.AUDIO,
}  # fmt: skip
ACCEPT = ",".join(f".{suffix}" for kind in SourceKind for suffix in _SUFFIXES.get(kind, ()) if kind in TAKEN)
_INSTEAD = {
    SourceKind.OLD_WORD: say(
        "是旧格式，读不了。请用 Word 或 WPS 打开它，选“文件”→“另存为”，类型选“Word 文档（.docx）”，再来导入。"
    ),
    SourceKind.OLD_SLIDES: say(
        "是旧格式，读不了。请用 PowerPoint 或 WPS 打开它，选“文件”→“另存为”，类型选“演示文稿（.pptx）”，再来导入。"
    ),
    SourceKind.PDF: say(
        "里的文字不知道先后，读不了。请找当初的 Word 文件；没有的话，用 WPS 打开它，选“PDF 转 Word”，检查一遍，存成 .docx，再来导入。"
    ),
    SourceKind.TABLE: say("是表格。请把要讲的表复制到 Word 里，存成 .docx，再来导入。"),
    SourceKind.PHONE_PHOTO: say(
        "是手机的新格式照片，很多电脑打不开。请存成 JPEG 再来导入；苹果手机：设置 → 相机 → 格式，选“兼容性最佳”，以后拍的就是 JPEG。"
    ),
    SourceKind.OTHER_ARCHIVE: say("这种压缩包打不开。请先解开，再压缩成 .zip，或者直接选里面的文件。"),
    SourceKind.OTHER: say(
        "这种文件读不了。请另存为 Word 文档（.docx）、幻灯片（.pptx）、文本（.txt）或图片，再来导入。"
    ),
}
_IN_DISGUISE = {
    SourceKind.OLD_WORD: say(
        "其实是旧格式，或者加了密码，读不了。请用 Word 或 WPS 打开它，选“文件”→“另存为”，类型选“Word 文档（.docx）”，再来导入。"
    ),
    SourceKind.OLD_SLIDES: say(
        "其实是旧格式，或者加了密码，读不了。请用 PowerPoint 或 WPS 打开它，选“文件”→“另存为”，类型选“演示文稿（.pptx）”，再来导入。"
    ),
}


def source_kind(name: str) -> SourceKind:
    """Return what a file says to be."""
    return (
        _KINDS.get(name.rpartition(".")[2].strip().lower(), SourceKind.OTHER)
        if "." in name
        else SourceKind.OTHER
    )


def shown_name(name: str) -> str:
    """Return the name of a sent file as it may be shown and kept: its last part, visible signs, its suffix kept when it is cut."""
    last = name.replace("\\", "/").rpartition("/")[2]
    visible = "".join(
        sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign)[0] != "C"
    )
    folded = " ".join(visible.split()) or say("没有名字的文件")
    if len(folded) <= NAME_CHARACTERS_MAX:
        return folded
    stem, dot, suffix = folded.rpartition(".")
    return f"{stem[: NAME_CHARACTERS_MAX - 12]}…{dot}{suffix[:10]}"


def taking_refusal(name: str, byte_count: int, head: bytes) -> Refusal | None:
    """Say at once why a file can't be taken, and what to do instead; None where it is worth opening.

    head: its first bytes; an old Word file by a new name is told from them.
    """
    kind = source_kind(name)
    if byte_count == 0:
        return Refusal("empty", say("“%(name)s”是空的（0 字节）。请重新选一个文件。", name=name))
    if kind not in TAKEN:
        return Refusal(kind.value.replace(" ", "-"), f"“{name}”" + _INSTEAD[kind])
    if kind in {SourceKind.WORD, SourceKind.SLIDES, SourceKind.ZIP} and not head.startswith(b"PK"):
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            old = SourceKind.OLD_SLIDES if kind is SourceKind.SLIDES else SourceKind.OLD_WORD
            return Refusal("old-format", f"“{name}”" + _IN_DISGUISE[old])
        return Refusal(
            "not-it", say("“%(name)s”打不开，可能没有传完。请在电脑上打开看看，另存一份再来导入。", name=name)
        )
    return None


def file_title(path: str) -> str:
    """Return what a file is called, as a title: without folder, suffix, and the number it is sorted by."""
    stem = posixpath.basename(path).rpartition(".")[0] or posixpath.basename(path)
    return re.sub(r"\A\d{1,3}[\s._、-]+(?=\S)", "", stem).strip()
