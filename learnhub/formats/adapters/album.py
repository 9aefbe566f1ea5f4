"""Write an audio album: numbered MP3 files with a playlist, for a phone, a memory stick, a radio."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from learnhub.formats.adapters.archive import new_archive
from learnhub.formats.adapters.id3 import Mark, tag
from learnhub.formats.rules.books import (
    Book,
    BookLesson,
    BookSound,
    Chapter,
    answer_chapters,
    chapters,
    file_name,
    question_chapters,
    xml_text,
)

_README = "请先看这里.txt"
_PLAYLIST = "播放列表.m3u8"
_LANGUAGE = "zho"  # ISO 639-2/T, as TLAN asks for
_GENRE = "(101)Speech"
_QUESTIONS, _ANSWERS = "（题目）", "（答案和讲解）"
_CHECKS_SPOKEN = (
    "一课有题目的，课后先是题目，再是答案和讲解，各是一个文件。在这里做题不记成绩，要记成绩请到网站上答题。"
)
_CHECKS_UNSPOKEN = "题目和答案不在声音里，请到网站上听题、答题，成绩也记在网站上。"


@dataclass(frozen=True, slots=True)
class _Track:
    """One file. name: with its number in front, which sorts. chapters: what a player with chapters can jump to."""

    name: str
    title: str
    sound: BookSound
    chapters: tuple[Chapter, ...]


def write_album(book: Book, target: Path) -> None:
    """Write an album of a book, all of whose lessons are spoken; ValueError for one that isn't. The same book gives the same bytes.

    Questions and answers are files of their own behind their lesson: a radio knows no chapters, and whoever has heard a question
    wants to stop and think.
    """
    folder = file_name(book.title)
    width = max(2, len(str(len(book.lessons))))
    tracks = [
        track
        for number, lesson in enumerate(book.lessons, start=1)
        for track in _tracks(lesson, f"{number:0{width}}")
    ]
    with new_archive(target) as archive:
        archive.add(f"{folder}/{_README}", _readme(book, tracks))
        archive.add(f"{folder}/{_PLAYLIST}", _playlist(book, tracks))
        for number, track in enumerate(tracks, start=1):
            head = _tag(book, track, f"{number}/{len(tracks)}")
            archive.add_sound(f"{folder}/{track.name}", head, track.sound.path)


def _tracks(lesson: BookLesson, number: str) -> Iterator[_Track]:
    if lesson.sound is None:
        raise ValueError(f"nobody has spoken {lesson.title!r} yet")
    title = _one_line(lesson.title)
    if lesson.questions is None or lesson.answers is None:
        yield _Track(f"{number} {file_name(title)}.mp3", title, lesson.sound, chapters(lesson))
        return
    for part, words, sound, found in (
        (1, "", lesson.sound, chapters(lesson)),
        (2, _QUESTIONS, lesson.questions, question_chapters(lesson)),
        (3, _ANSWERS, lesson.answers, answer_chapters(lesson)),
    ):
        yield _Track(f"{number}-{part} {file_name(title)}{words}.mp3", f"{title}{words}", sound, found)


def _tag(book: Book, track: _Track, place: str) -> bytes:
    texts = {
        "TIT2": track.title,
        "TALB": _one_line(book.title),
        "TPE1": _one_line(f"{book.publisher}（{track.sound.voice}）"),
        "TRCK": place,
        "TLAN": _LANGUAGE,
        "TCON": _GENRE,
        "TCOP": f"{book.modified_at.year} {_one_line(book.rights)}",
        "TLEN": str(track.sound.duration_ms),
    }
    found = track.chapters
    ends = [one.cues[0].start_ms for one in found[1:]] + [track.sound.duration_ms]
    marks = [
        Mark(_one_line(one.title), one.cues[0].start_ms, end) for one, end in zip(found, ends, strict=True)
    ]
    return tag(texts, marks)


def _playlist(book: Book, tracks: Sequence[_Track]) -> str:
    lines = ["#EXTM3U", "#EXTENC:UTF-8", f"#PLAYLIST:{_one_line(book.title)}"]
    for track in tracks:
        lines += [f"#EXTINF:{round(track.sound.duration_ms / 1000)},{track.title}", track.name]
    return "\n".join(lines) + "\n"


def _readme(book: Book, tracks: Sequence[_Track]) -> bytes:
    minutes = -(-book.duration_ms // 60_000)
    lines = [
        book.title,
        "",
        book.summary,
        *([f"说明：{book.notice}"] if book.notice else []),
        "",
        f"一共 {len(tracks)} 个声音文件，听完约 {minutes} 分钟。文件名前面的数字就是顺序。",
        f"打开“{_PLAYLIST}”，播放器会从第一课放到最后一课。",
        "每个文件里分了节，支持章节的播放器可以一节一节地跳。",
        "",
        f"朗读：{'、'.join(book.voices)}。",
        _CHECKS_SPOKEN if book.are_checks_spoken else _CHECKS_UNSPOKEN,
        book.rights,
        f"由“{book.publisher}”制作。",
        "",
        "目录",
        *(track.name for track in tracks),
    ]
    # The byte order mark and the line ends are for the text editors of old Windows.
    return ("\ufeff" + "\r\n".join(_one_line(line) for line in lines) + "\r\n").encode()


def _one_line(text: str) -> str:
    return " ".join(xml_text(text).split())
