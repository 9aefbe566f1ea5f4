"""Recordings, videos and subtitles that are brought: which belong together, and to which lesson, by their names; pure."""

import enum
import re
import unicodedata
from collections.abc import Iterable, Mapping

from learnhub.authoring.rules.folders.sources import SourceKind, file_title, source_kind


class BroughtKind(enum.StrEnum):
    """What a file is that goes beside a lesson's text."""

    VIDEO = "video"
    AUDIO = "audio"
    SUBTITLES = "subtitles"


_KINDS = {
    SourceKind.VIDEO: BroughtKind.VIDEO,
    SourceKind.AUDIO: BroughtKind.AUDIO,
    SourceKind.SUBTITLES: BroughtKind.SUBTITLES,
}
# What people and programs add to the name of a video for its subtitles, and to that of a lesson for its recording.
_ADDED = re.compile(
    r"(字幕|中文|简体|双语|校对|录音|朗读|音频|视频|微课|captions?|subtitles?|audio|zh|cn|chs|zh-?cn|zh-?hans|final|v\d)\Z",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"\A(第?[\d一二三四五六七八九十]{1,3}[课讲节章]|[（(]?[\d一二三四五六七八九十]{1,3}[)）.、])"
)
_NAME_CHARACTERS_MIN = 2


def brought_kind(name: str) -> BroughtKind | None:
    """Return what a file that goes beside a text says to be; None for documents."""
    return _KINDS.get(source_kind(name))


def video_of_subtitles(name: str, videos: Mapping[str, str]) -> str:
    """Return the key of the video that subtitles belong to by name, or nothing. videos: key → name.

    Equal names without suffix and additions (手法.zh.srt, 手法_字幕.vtt); else the only video whose name begins the other's. Never a
    guess between two.
    """
    core = _core(name)
    same = [key for key, video in videos.items() if _core(video) == core]
    if not same and len(core) >= _NAME_CHARACTERS_MIN:
        same = [
            key
            for key, video in videos.items()
            if len(other := _core(video)) >= _NAME_CHARACTERS_MIN
            and (core.startswith(other) or other.startswith(core))
        ]
    return same[0] if len(same) == 1 else ""


def lesson_by_name(name: str, lessons: Iterable[tuple[str, str]]) -> str:
    """Return the key of the lesson that a file is named after, or nothing where none or more than one is. lessons: (key, title)."""
    core = _core(name)
    if len(core) < _NAME_CHARACTERS_MIN:
        return ""
    named = [(key, _core(f"{title}.")) for key, title in lessons]
    same = [key for key, title in named if title == core]
    if not same:
        same = [
            key
            for key, title in named
            if len(title) >= _NAME_CHARACTERS_MIN and (title in core or core in title)
        ]
    return same[0] if len(same) == 1 else ""


def _core(name: str) -> str:
    """Return the part of a name that tells files apart: no folder, suffix, number of order, additions, blanks or signs."""
    plain = unicodedata.normalize("NFKC", file_title(name)).casefold()
    plain = _ORDINAL.sub("", plain)
    while True:
        bare = re.sub(r"[\W_]+\Z", "", plain)
        shorter = _ADDED.sub("", bare)
        if shorter == plain or not shorter:
            return re.sub(r"[\W_]+", "", bare)
        plain = shorter
