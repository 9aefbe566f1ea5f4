"""Write an audio album: numbered MP3 files with a playlist, for a phone, a memory stick, a radio."""

from pathlib import Path

from learnhub.formats.adapters.archive import new_archive
from learnhub.formats.adapters.id3 import Mark, tag
from learnhub.formats.rules.books import Book, BookLesson, chapters, file_name, xml_text

_README = "请先看这里.txt"
_PLAYLIST = "播放列表.m3u8"
_LANGUAGE = "zho"  # ISO 639-2/T, as TLAN asks for
_GENRE = "(101)Speech"


def write_album(book: Book, target: Path) -> None:
    """Write an album of a book, all of whose lessons are spoken; ValueError for one that isn't. The same book gives the same bytes."""
    folder = file_name(book.title)
    width = max(2, len(str(len(book.lessons))))
    names = [
        f"{number:0{width}} {file_name(lesson.title)}.mp3"
        for number, lesson in enumerate(book.lessons, start=1)
    ]
    with new_archive(target) as archive:
        archive.add(f"{folder}/{_README}", _readme(book, names))
        archive.add(f"{folder}/{_PLAYLIST}", _playlist(book, names))
        for number, (name, lesson) in enumerate(zip(names, book.lessons, strict=True), start=1):
            if lesson.sound is None:
                raise ValueError(f"nobody has spoken {lesson.title!r} yet")
            archive.add_sound(f"{folder}/{name}", _tag(book, lesson, number), lesson.sound.path)


def _tag(book: Book, lesson: BookLesson, number: int) -> bytes:
    assert lesson.sound is not None
    texts = {
        "TIT2": _one_line(lesson.title),
        "TALB": _one_line(book.title),
        "TPE1": _one_line(f"{book.publisher}（{lesson.sound.voice}）"),
        "TRCK": f"{number}/{len(book.lessons)}",
        "TLAN": _LANGUAGE,
        "TCON": _GENRE,
        "TCOP": f"{book.modified_at.year} {_one_line(book.rights)}",
        "TLEN": str(lesson.sound.duration_ms),
    }
    found = chapters(lesson)
    ends = [one.cues[0].start_ms for one in found[1:]] + [lesson.sound.duration_ms]
    marks = [
        Mark(_one_line(one.title), one.cues[0].start_ms, end) for one, end in zip(found, ends, strict=True)
    ]
    return tag(texts, marks)


def _playlist(book: Book, names: list[str]) -> str:
    lines = ["#EXTM3U", "#EXTENC:UTF-8", f"#PLAYLIST:{_one_line(book.title)}"]
    for name, lesson in zip(names, book.lessons, strict=True):
        seconds = round((lesson.sound.duration_ms if lesson.sound else 0) / 1000)
        lines += [f"#EXTINF:{seconds},{_one_line(lesson.title)}", name]
    return "\n".join(lines) + "\n"


def _readme(book: Book, names: list[str]) -> bytes:
    minutes = -(-book.duration_ms // 60_000)
    lines = [
        book.title,
        "",
        book.summary,
        *([f"说明：{book.notice}"] if book.notice else []),
        "",
        f"一共 {len(names)} 个声音文件，听完约 {minutes} 分钟。文件名前面的数字就是顺序。",
        f"打开“{_PLAYLIST}”，播放器会从第一课放到最后一课。",
        "每个文件里分了节，支持章节的播放器可以一节一节地跳。",
        "",
        f"朗读：{'、'.join(book.voices)}。",
        "题目和答案不在声音里，请到网站上听题、答题，成绩也记在网站上。",
        book.rights,
        f"由“{book.publisher}”制作。",
        "",
        "目录",
        *names,
    ]
    # The byte order mark and the line ends are for the text editors of old Windows.
    return ("\ufeff" + "\r\n".join(_one_line(line) for line in lines) + "\r\n").encode()


def _one_line(text: str) -> str:
    return " ".join(xml_text(text).split())
