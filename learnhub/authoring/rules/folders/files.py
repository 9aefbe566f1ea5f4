"""What a course folder may hold, by name and size, before any file is read."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from learnhub.catalogue.rules.findings import Finding
from learnhub.media.rules.limits import bytes_words
from learnhub.primitives import SLUG_PATTERN, say

FILES_MAX = 1000
FILE_BYTES_MAX = 100_000_000
TOTAL_BYTES_MAX = 300_000_000
PATH_CHARACTERS_MAX = 120

_LESSON_FILE = re.compile(
    rf"lessons/(?P<slug>{SLUG_PATTERN})"
    r"(?P<suffix>\.md|\.easy\.md|\.audio\.mp3|\.audio\.vtt|\.sign\.webm|\.sign\.mp4|\.sign\.vtt|\.video\.mp4|\.video\.webm|\.captions\.vtt|\.desc\.vtt|\.scorm\.zip)"
)
_PICTURE = re.compile(r"lessons/(?P<path>media/[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.(?:svg|png|jpg|jpeg))")
_PASSAGE_SIGN = re.compile(
    rf"lessons/(?P<name>(?P<slug>{SLUG_PATTERN})\.sign/[0-9a-f]{{16}}\.(?:national|natural)\.(?:mp4|webm))"
)
_COURSE_FILES = {"course.toml", "pronunciation.toml", "slots.toml"}
_DROPPINGS = {".ds_store", "thumbs.db", "desktop.ini", "__macosx"}


class FileRole(Enum):
    """What a file of a course folder is for; the value is the suffix of a lesson's sibling."""

    COURSE = "course.toml"
    PRONUNCIATION = "pronunciation.toml"
    SLOTS = "slots.toml"
    PICTURE = "media"
    PASSAGE_SIGN = "passage sign"
    LESSON = ".md"
    EASY_READ = ".easy.md"
    AUDIO = ".audio.mp3"
    AUDIO_CUES = ".audio.vtt"
    SIGN_WEBM = ".sign.webm"
    SIGN_MP4 = ".sign.mp4"
    SIGN_CUES = ".sign.vtt"
    VIDEO_MP4 = ".video.mp4"
    VIDEO_WEBM = ".video.webm"
    CAPTIONS = ".captions.vtt"
    DESCRIPTION = ".desc.vtt"
    COURSEWARE = ".scorm.zip"


# How large a file of a kind may be, half-done ones too; videos, and what the format doesn't know, are bounded by FILE_BYTES_MAX alone.
# What may be published is smaller still. These are read as a whole, which no process should do with a hundred megabytes.
_ROLE_BYTES_MAX = {
    **dict.fromkeys((FileRole.COURSE, FileRole.PRONUNCIATION, FileRole.SLOTS), 200_000),
    **dict.fromkeys((FileRole.LESSON, FileRole.EASY_READ), 200_000),
    **dict.fromkeys(
        (FileRole.AUDIO_CUES, FileRole.SIGN_CUES, FileRole.CAPTIONS, FileRole.DESCRIPTION), 1_000_000
    ),
    FileRole.PICTURE: 5_000_000,
    FileRole.AUDIO: 30_000_000,
    FileRole.COURSEWARE: 60_000_000,
}
SIGN_VIDEOS = frozenset({FileRole.SIGN_WEBM, FileRole.SIGN_MP4, FileRole.PASSAGE_SIGN})
MAIN_VIDEOS = frozenset({FileRole.VIDEO_MP4, FileRole.VIDEO_WEBM})
# People are seen in them, who may take them back.
PORTRAYING = SIGN_VIDEOS | MAIN_VIDEOS


@dataclass(frozen=True, slots=True)
class FilePlace:
    """Where a file belongs. name: the slug of its lesson, the path under lessons/ of a picture or signed passage, else empty."""

    role: FileRole
    name: str = ""

    @property
    def lesson(self) -> str:
        """Return the slug of the lesson that a file stands beside; of files that stand beside none it means nothing."""
        return self.name.partition(".sign/")[0]


@dataclass(frozen=True, slots=True)
class CourseFolder:
    """The files of one course, as found on a disk or in a zip.

    slug: the name of the folder; shown: what findings put before a path ("content/courses/blind-massage/").
    files: path with "/" → bytes.
    """

    slug: str
    files: Mapping[str, bytes]
    shown: str = ""


def place_of(path: str) -> FilePlace | None:
    """Return where a file belongs, or None when the format knows no such file."""
    if path in _COURSE_FILES:
        return FilePlace(FileRole(path))
    if match := _PICTURE.fullmatch(path):
        return FilePlace(FileRole.PICTURE, match["path"])
    if match := _PASSAGE_SIGN.fullmatch(path):
        return FilePlace(FileRole.PASSAGE_SIGN, match["name"])
    if match := _LESSON_FILE.fullmatch(path):
        return FilePlace(FileRole(match["suffix"]), match["slug"])
    return None


def bytes_max(path: str) -> int:
    """Return how large a file of a course folder may be, by its path."""
    place = place_of(path)
    return _ROLE_BYTES_MAX.get(place.role, FILE_BYTES_MAX) if place is not None else FILE_BYTES_MAX


def is_dropping(path: str) -> bool:
    """Tell whether an operating system left this file behind: such files are passed over."""
    return any(part.casefold() in _DROPPINGS or part.startswith("._") for part in path.split("/"))


def name_fault(path: str) -> str:
    """Return what is wrong with the name of a file that somebody sent, or nothing.

    Names become places on a disk: nothing may lead out of the folder, on any system.
    """
    parts = path.split("/")
    if path.startswith("/") or "\\" in path or ":" in path or ".." in parts:
        return say("文件名会跑到文件夹外面去，请只用课程文件夹里面的名字。")
    if any(part in {"", "."} for part in parts) or len(path) > PATH_CHARACTERS_MAX:
        return say(
            "文件名是空的或者太长，请改成 %(path_characters_max)s 个字以内。",
            path_characters_max=PATH_CHARACTERS_MAX,
        )
    if any(unicodedata.category(character)[0] == "C" for character in path):
        return say("文件名里有看不见的字符，请重新起名。")
    return ""


def twins(paths: Iterable[str]) -> list[tuple[str, str]]:
    """Return pairs of names that some disks can't tell apart: equal but for case or composition."""
    seen: dict[str, str] = {}
    pairs = []
    for path in sorted(paths):
        folded = unicodedata.normalize("NFC", path).casefold()
        if folded in seen:
            pairs.append((seen[folded], path))
        seen.setdefault(folded, path)
    return pairs


def folder_findings(sizes: Mapping[str, int], shown: str) -> list[Finding]:
    """Look at names and sizes alone, so that nothing hostile is read; findings for what may not be there."""
    found = []
    if len(sizes) > FILES_MAX:
        return [
            Finding(
                shown or ".",
                1,
                say("文件太多，一门课最多 %(files_max)s 个文件，请删去用不到的。", files_max=FILES_MAX),
            )
        ]
    if sum(sizes.values()) > TOTAL_BYTES_MAX:
        found.append(
            Finding(
                shown or ".",
                1,
                say(
                    "文件加起来太大，请减到 %(total_bytes_max)s MB 以内。",
                    total_bytes_max=TOTAL_BYTES_MAX // 1000000,
                ),
            )
        )
    for path, size in sorted(sizes.items()):
        if wrong := name_fault(path):
            found.append(Finding(shown + path, 1, wrong))
        elif size > (most := bytes_max(path)):
            found.append(
                Finding(
                    shown + path,
                    1,
                    say("这个文件太大，请减到 %(bytes_words)s 以内。", bytes_words=bytes_words(most)),
                )
            )
    found += [
        Finding(
            shown + second,
            1,
            say("这个名字和“%(first)s”只差大小写，有的电脑分不开，请改掉一个。", first=first),
        )
        for first, second in twins(sizes)
    ]
    return found
