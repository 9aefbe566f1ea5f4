"""An album plays in order on anything: names, tags, chapters and playlist agree."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.id3 import ID3

from learnhub.formats.adapters.album import write_album
from learnhub.formats.adapters.id3 import Mark, tag
from learnhub.formats.rules.books import (
    Book,
    BookKind,
    answer_chapters,
    book_file_name,
    chapters,
    file_name,
    question_chapters,
)
from learnhub.speech.adapters import mp3
from tests.formats.sample_books import COLOURS, WASHING, sample_book, sample_lesson


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return sample_book(sample_lesson(tmp_path / "a", WASHING), sample_lesson(tmp_path / "b", COLOURS))


def written(book: Book, folder: Path) -> zipfile.ZipFile:
    write_album(book, folder / "album.zip")
    return zipfile.ZipFile(folder / "album.zip")


def test_files_are_numbered_and_named_in_chinese(book: Book, tmp_path: Path) -> None:
    archive = written(book, tmp_path)
    assert archive.namelist() == [
        "洗手 & 安全/请先看这里.txt",
        "洗手 & 安全/播放列表.m3u8",
        *(
            f"洗手 & 安全/{number}-{part} {title}{words}.mp3"
            for number, title in (("01", "洗净双手再碰顾客"), ("02", "色名、色号与对比度：颜色可以说清楚"))
            for part, words in ((1, ""), (2, "（题目）"), (3, "（答案和讲解）"))
        ),
    ]
    assert sorted(archive.namelist()[2:]) == archive.namelist()[2:], "a radio plays by name"
    assert all(one.flag_bits & 0x800 for one in archive.infolist()), "names are marked as UTF-8"
    assert archive.testzip() is None


def test_the_playlist_names_every_file_with_its_title_and_length(book: Book, tmp_path: Path) -> None:
    archive = written(book, tmp_path)
    lines = archive.read("洗手 & 安全/播放列表.m3u8").decode("utf-8").splitlines()
    assert lines[0] == "#EXTM3U"
    assert [line for line in lines if not line.startswith("#")] == [
        name.partition("/")[2] for name in archive.namelist()[2:]
    ]
    told = [line.partition(":")[2].split(",") for line in lines if line.startswith("#EXTINF")]
    assert [title for _, title in told] == [
        lesson.title + words for lesson in book.lessons for words in ("", "（题目）", "（答案和讲解）")
    ]
    assert [int(length) for length, _ in told] == [
        round(sound.duration_ms / 1000) for lesson in book.lessons for sound in lesson.sounds
    ]


def test_another_reader_finds_titles_and_chapters(book: Book, tmp_path: Path) -> None:
    archive = written(book, tmp_path)
    names = archive.namelist()[2:]
    sounds = [(lesson, sound) for lesson in book.lessons for sound in lesson.sounds]
    parts = [
        found(lesson) for lesson in book.lessons for found in (chapters, question_chapters, answer_chapters)
    ]
    for number, (name, (lesson, sound), expected) in enumerate(zip(names, sounds, parts, strict=True), 1):
        content = archive.read(name)
        read = ID3(io.BytesIO(content))
        assert str(read["TIT2"]).startswith(lesson.title)
        assert str(read["TALB"]) == "洗手 & <安全>"
        assert str(read["TRCK"]) == f"{number}/6"
        assert str(read["TLAN"]) == "zho"
        found = [read[f"CHAP:{child}"] for child in read["CTOC:contents"].child_element_ids]
        assert [str(one.sub_frames["TIT2"]) for one in found] == [one.title for one in expected]
        assert [one.start_time for one in found] == [one.cues[0].start_ms for one in expected]
        assert [one.end_time for one in found][-1] == sound.duration_ms
        assert mp3.duration_ms(mp3.without_id3(content)) == sound.duration_ms
    assert [one.title for one in parts[1]] == [one.title for one in parts[2]]
    assert parts[1][0].title == "第 1 题"


def test_album_whose_questions_nobody_has_spoken_says_so(tmp_path: Path) -> None:
    lesson = sample_lesson(tmp_path, WASHING, are_checks_spoken=False)
    archive = written(sample_book(lesson), tmp_path)
    assert archive.namelist()[2:] == ["洗手 & 安全/01 洗净双手再碰顾客.mp3"]
    assert "题目和答案不在声音里" in archive.read("洗手 & 安全/请先看这里.txt").decode("utf-8-sig")


def test_the_same_book_is_the_same_album(book: Book, tmp_path: Path) -> None:
    for name in ("first", "second"):
        write_album(book, tmp_path / name)
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_a_lesson_that_nobody_has_spoken_makes_no_half_album(book: Book, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nobody has spoken"):
        write_album(
            replace(book, lessons=(book.lessons[0], replace(book.lessons[1], sound=None))), tmp_path / "x"
        )


@given(st.text())
def test_any_title_names_a_file_on_any_system(title: str) -> None:
    name = file_name(title)
    assert 0 < len(name) <= 60
    assert not set(name) & set('<>:"/\\|?*\0\n\t')
    assert name == name.strip(" .")
    assert len(f"001 {book_file_name(title, BookKind.AUDIO_ALBUM)}".encode()) <= 255
    assert book_file_name(title, BookKind.LARGE_PRINT).endswith("（大字版）.pdf")


@given(
    st.dictionaries(
        st.sampled_from(["TIT2", "TALB", "TPE1"]),
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1),
    ),
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1),
            st.integers(0, 2**32 - 1),
        ),
        max_size=20,
    ),
)
def test_any_tag_is_read_back_as_it_was_written(texts: dict[str, str], marks: list[tuple[str, int]]) -> None:
    content = tag(texts, [Mark(title, start, start) for title, start in marks])
    if not texts and not marks:
        assert content == b"ID3\x03\0\0\0\0\0\0"
        return
    read = ID3(io.BytesIO(content + bytes(16)))
    assert {name: str(read[name]) for name in texts} == texts
    found = [read[f"CHAP:chapter{number}"] for number in range(1, len(marks) + 1)]
    assert [(str(one.sub_frames["TIT2"]), one.start_time) for one in found] == marks


def test_a_table_of_contents_has_an_end() -> None:
    with pytest.raises(ValueError, match="255"):
        tag({}, [Mark("节", 0, 1)] * 256)
