"""Braille in lines of 40 cells and pages of 25 lines, as BRF and as Unicode cells."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnhub.catalogue.service import read_lesson
from learnhub.formats.rules.braille import LABEL, Kind, Piece, encode, written
from learnhub.formats.rules.braille_lesson import braille_sentences, contents_sheet, lesson_sheet
from learnhub.formats.rules.braille_pages import Layout, brf, cells_of_brf, set_lines, set_pages
from learnhub.language import house_lexicon

CONTENT = Path(__file__).resolve().parents[2] / "content" / "courses"
LESSONS = [
    CONTENT / "blind-massage" / "lessons" / "clean-hands.md",
    CONTENT / "coffee-easyread" / "lessons" / "wash-hands.md",
    CONTENT / "illustration" / "lessons",
]


def assert_is_brf(content: bytes) -> list[list[str]]:
    """Hold a BRF to what an embosser takes; return its pages."""
    text = content.decode("ascii")
    assert text.endswith("\f")
    pages = [page.split("\r\n")[:-1] for page in text.split("\f")[:-1]]
    assert all(len(page) == 25 for page in pages)
    assert all(len(line) <= 40 for page in pages for line in page)
    assert all(" " <= character <= "_" for page in pages for line in page for character in line)
    assert text.count("\n") == text.count("\r\n") == 25 * len(pages)
    numbers = "JABCDEFGHI"
    for number, page in enumerate(pages, start=1):
        assert page[24] == ("#" + "".join(numbers[int(digit)] for digit in str(number))).rjust(40)
    return pages


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_sample_lesson_becomes_a_brf_with_its_label_questions_and_answers(path: Path) -> None:
    path = path if path.is_file() else sorted(path.glob("*.md"))[0]
    text = read_lesson(path.read_bytes(), path=path.name)
    sheet = lesson_sheet(text, house_lexicon())
    pages = assert_is_brf(sheet.brf)
    assert (sheet.page_count, sheet.gap_count) == (len(pages), 0)
    cells = cells_of_brf(sheet.brf)
    assert written(encode(LABEL, house_lexicon()), "⠀") in cells.replace("\n", "⠀")
    assert written(encode("答案和说明", house_lexicon()), "⠀") in cells.replace("\n", "⠀")
    flat = cells.replace("\n", "").replace("⠀", "").replace("⠤", "")
    for sentence in braille_sentences(text, house_lexicon()):
        for piece in sentence.pieces:
            if len(piece.cells) > 1 and piece.kind is Kind.WORD and len(piece.text) > 2:
                assert piece.cells in flat, piece


def test_lines_are_broken_between_words_and_a_word_longer_than_a_line_between_syllables() -> None:
    pieces = tuple(Piece("按摩", Kind.WORD, ("⠁⠂⠄", "⠃⠂")) for _ in range(30))
    lines = set_lines(pieces, Layout.PARAGRAPH)
    assert lines[0].startswith("⠀⠀⠁")
    assert not lines[1].startswith("⠀")
    assert all(len(line) <= 40 and not line.endswith("⠀") for line in lines)
    assert "⠀".join(lines).split("⠀")[2:] == ["⠁⠂⠄⠃⠂"] * 30
    long = set_lines([Piece("长", Kind.WORD, ("⠁⠂⠄",) * 20)], Layout.PARAGRAPH)
    assert [line.lstrip("⠀")[0] for line in long] == ["⠁", "⠤"]
    assert "".join(line.strip("⠀").removeprefix("⠤") for line in long) == "⠁⠂⠄" * 20
    number = set_lines([Piece("1" * 90, Kind.NUMBER, ("⠼" + "⠁" * 90,))], Layout.PARAGRAPH)
    assert len(number) == 3
    assert all(len(line) <= 40 for line in number)


def test_a_heading_goes_to_the_next_page_rather_than_stand_alone_at_the_end() -> None:
    body = (Piece("手", Kind.WORD, ("⠱⠷⠄",)),)
    paragraphs = [(Layout.PARAGRAPH, body)] * 23 + [(Layout.HEADING, body), (Layout.PARAGRAPH, body)]
    first, second = set_pages(paragraphs)
    assert first[23] == ""
    assert second[0] == "⠀⠀⠀⠀⠱⠷⠄"


def test_the_contents_of_a_course_name_each_lesson_with_its_pages() -> None:
    sheet = contents_sheet("盲人保健按摩", [("七步洗手法", 9), ("颈椎", 12)], house_lexicon())
    assert_is_brf(sheet.brf)
    lines = cells_of_brf(sheet.brf).splitlines()
    assert sum("⠼⠊⠀⠑⠆" in line for line in lines) == 1  # 9 页


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(Layout)),
            st.lists(
                st.tuples(
                    st.lists(st.text("⠁⠃⠉⠙⠑", min_size=1, max_size=60), min_size=1, max_size=4), st.booleans()
                ),
                max_size=12,
            ),
        ),
        max_size=30,
    )
)
def test_whatever_is_set_fits_on_the_page_and_no_cell_is_lost(
    paragraphs: list[tuple[Layout, list[tuple[list[str], bool]]]],
) -> None:
    sets = [
        (layout, [Piece("x", Kind.WORD, tuple(parts), follows_blank=blank) for parts, blank in pieces])
        for layout, pieces in paragraphs
    ]
    pages = set_pages(sets)
    assert_is_brf(brf(pages))
    kept = "".join(line for page in pages for line in page[:24]).replace("⠀", "").replace("⠤", "")
    assert kept == "".join(
        part for _layout, pieces in paragraphs for parts, _blank in pieces for part in parts
    )
    assert cells_of_brf(brf(pages)).splitlines()[:25] == pages[0]
