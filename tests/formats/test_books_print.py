"""Large print is set whole: every word of the lesson, whatever it holds, and a file that says it can be read aloud."""

import re
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from learnhub.catalogue.service import read_lesson
from learnhub.formats.adapters import typesetting
from learnhub.formats.adapters.large_print import write_large_print
from learnhub.formats.adapters.typesetting import PrintFault
from learnhub.formats.rules.books import Book
from tests.formats.sample_books import COLOURS, EASY, WASHING, sample_book, sample_lesson


def inside(path: Path) -> bytes:
    """All of a PDF that can be searched: its objects, unpacked where they are packed."""
    content = path.read_bytes()
    found = [content]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            continue  # a stream that isn't packed stands in the content already
    return b"\n".join(found)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return sample_book(
        sample_lesson(tmp_path, WASHING, unit="卫生", is_spoken=False),
        sample_lesson(tmp_path, COLOURS, unit="画画", is_spoken=False),
        sample_lesson(tmp_path, EASY, unit="画画", is_spoken=False),
    )


def test_a_book_is_set_with_tags_and_says_so(book: Book, tmp_path: Path) -> None:
    pages = write_large_print(book, tmp_path / "book.pdf")
    content = inside(tmp_path / "book.pdf")
    assert pages > 20
    assert content.startswith(b"%PDF-")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    assert b"/MarkInfo" in content
    assert re.search(rb"/Lang ?\(zh-CN\)", content)
    assert content.count(b"/Alt") >= len(list(book.lessons[2].text.pictures()))


def test_the_same_book_is_the_same_file(book: Book, tmp_path: Path) -> None:
    single = replace(book, lessons=(replace(book.lessons[1], unit=""),))
    for name in ("first", "second"):
        write_large_print(single, tmp_path / name)
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_what_an_author_types_is_never_a_command(book: Book, tmp_path: Path) -> None:
    lesson = book.lessons[0]
    source = lesson.source.replace("按摩师靠手工作。", '#panic("x") $x$ = 题 5 < 6 @b \\ // 😀\ufffe龘。')
    assert source != lesson.source
    strange = replace(lesson, source=source, text=read_lesson(source.encode()), unit="")
    single = sample_book(strange, title='#panic("长")' * 100, notice="\x00*x*")
    assert write_large_print(single, tmp_path / "book.pdf") > 5


def test_a_missing_picture_is_told_in_words(book: Book, tmp_path: Path) -> None:
    bare = replace(book.lessons[0], pictures={}, unit="")
    assert write_large_print(sample_book(bare), tmp_path / "book.pdf") > 5
    assert b"/Figure" not in inside(tmp_path / "book.pdf")


def test_a_broken_picture_is_a_fault_that_says_why(book: Book, tmp_path: Path) -> None:
    lesson = book.lessons[0]
    broken = {path: replace(one, content=b"<svg") for path, one in lesson.pictures.items()}
    with pytest.raises(PrintFault, match=r"(?i)svg"):
        write_large_print(sample_book(replace(lesson, pictures=broken)), tmp_path / "book.pdf")
    assert not (tmp_path / "book.pdf").exists()


def test_a_machine_without_the_typesetter_says_so(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting, "_FONT_PACKAGE", "no_such_typeface")
    assert not typesetting.is_installed()
    with pytest.raises(PrintFault, match="requirements-print"):
        write_large_print(book, tmp_path / "book.pdf")
