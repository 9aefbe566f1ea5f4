"""One talking book before EPUBCheck in each run of the tests; whole courses come before it in `make judge`."""

from pathlib import Path

from learnhub.formats.adapters.epub import write_talking_book
from tests.formats.epub_judge import complaints
from tests.formats.sample_books import COLOURS, EASY, sample_book, sample_lesson


def test_epubcheck_finds_nothing_in_a_talking_book(tmp_path: Path) -> None:
    book = sample_book(
        sample_lesson(tmp_path / "a", COLOURS, unit="画画"), sample_lesson(tmp_path / "b", EASY, unit="咖啡")
    )
    write_talking_book(book, tmp_path / "book.epub")
    assert complaints(tmp_path / "book.epub") == []
