"""Set braille in lines and pages, and write it as BRF."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from learnhub.formats.rules.braille import Piece
from learnhub.formats.rules.braille_signs import BLANK, DIGITS, HYPHEN, NUMBER_SIGN

LINE_CELLS = 40
PAGE_LINES = 25  # the last one holds the page's number
# North American ASCII braille: the character of each cell, by the sum of its dots (dot 1 is 1, dot 6 is 32).
_ASCII = " A1B'K2L@CIF/MSP\"E3H9O6R^DJG>NTQ,*5<-U8V.%[$+X!&;:4\\0Z7(_?W]#Y)="
_TO_ASCII = {0x2800 + dots: character for dots, character in enumerate(_ASCII)}
_TO_CELLS = {ord(character): 0x2800 + dots for dots, character in enumerate(_ASCII)}


class Layout(Enum):
    """How a paragraph stands on the page."""

    TITLE = "title"  # in the middle, a blank line behind it
    HEADING = "heading"  # four blank cells before every line, a blank line before it
    PARAGRAPH = "paragraph"  # two blank cells before its first line
    INSET = "inset"  # two blank cells before every line


@dataclass(frozen=True, slots=True)
class Sheet:
    """A made file. page_count: 1 or more. gap_count: how many pieces braille has no cells for."""

    brf: bytes
    page_count: int
    gap_count: int


def set_lines(pieces: Sequence[Piece], layout: Layout) -> list[str]:
    """Return a paragraph in lines of at most 40 cells, without blanks at their ends; no line for no pieces.

    Lines are broken at blanks. What is longer than a line is broken between syllables, and the next line begins with ⠤.
    """
    first, rest = {
        Layout.TITLE: (0, 0),
        Layout.HEADING: (4, 4),
        Layout.PARAGRAPH: (2, 0),
        Layout.INSET: (2, 2),
    }[layout]
    lines: list[str] = []
    line = BLANK * first
    is_empty = True
    for parts in _unbroken(pieces):
        width = sum(map(len, parts))
        if not is_empty and len(line) + 1 + width <= LINE_CELLS:
            line += BLANK + "".join(parts)
            continue
        if not is_empty:
            lines.append(line)
            line = BLANK * rest
        line, is_empty = _fill(lines, line, parts, rest), False
    if not is_empty:
        lines.append(line)
    return [_centred(line) for line in lines] if layout is Layout.TITLE else lines


def set_pages(
    paragraphs: Sequence[tuple[Layout, Sequence[Piece]]], *, first_number: int = 1
) -> list[list[str]]:
    """Return pages of exactly 25 lines in cells; the last line holds the page's number at its right end.

    A heading never stands on the last line of a page. There is one page at least.
    """
    blocks = [(layout, set_lines(pieces, layout)) for layout, pieces in paragraphs]
    pages: list[list[str]] = [[]]
    room = PAGE_LINES - 1
    for layout, lines in blocks:
        if not lines:
            continue
        gap = 1 if layout is Layout.HEADING and pages[-1] else 0
        needed = gap + len(lines) + 1 if layout in (Layout.HEADING, Layout.TITLE) else 1
        if pages[-1] and len(pages[-1]) + needed > room:
            pages.append([])
            gap = 0
        pages[-1].extend([""] * gap)
        for line in lines:
            if len(pages[-1]) == room:
                pages.append([])
            pages[-1].append(line)
        if layout is Layout.TITLE and len(pages[-1]) < room:
            pages[-1].append("")
    return [_numbered(page, number) for number, page in enumerate(pages, start=first_number)]


def page_number_cells(number: int) -> str:
    """Return a number in cells."""
    return NUMBER_SIGN + "".join(DIGITS[digit] for digit in str(number))


def brf(pages: Sequence[Sequence[str]]) -> bytes:
    """Return pages as a BRF file: North American ASCII braille, lines end with CRLF, pages with a form feed."""
    return b"".join(
        "".join(line.translate(_TO_ASCII) + "\r\n" for line in page).encode("ascii") + b"\f" for page in pages
    )


def cells_of_brf(content: bytes) -> str:
    """Return a BRF file as Unicode braille, one page after the other; form feeds become blank lines."""
    text = content.decode("ascii").replace("\r\n", "\n")
    return "".join(
        character if character in "\n\f" else chr(_TO_CELLS[ord(character)]) for character in text
    ).replace("\f", "\n")


def _unbroken(pieces: Sequence[Piece]) -> Iterator[list[str]]:
    """Yield what stands between two blanks, cut where it may be broken if it must."""
    parts: list[str] = []
    for piece in pieces:
        if piece.follows_blank and parts:
            yield parts
            parts = []
        parts.extend(piece.parts)
    if parts:
        yield parts


def _fill(lines: list[str], line: str, parts: Sequence[str], rest: int) -> str:
    """Begin a line with what may be longer than it; return the last line, the full ones are added to lines."""
    if len(line) + sum(map(len, parts)) <= LINE_CELLS:
        return line + "".join(parts)
    begin = BLANK * rest + HYPHEN
    for part in parts:
        left = part
        while len(line) + len(left) > LINE_CELLS:
            if len(left) <= LINE_CELLS - len(begin):  # whole on the next line
                lines.append(line)
                line = begin
            else:  # a number longer than a line
                cut = LINE_CELLS - len(line)
                lines.append(line + left[:cut])
                line, left = begin, left[cut:]
        line += left
    return line


def _centred(line: str) -> str:
    return BLANK * ((LINE_CELLS - len(line)) // 2) + line


def _numbered(page: list[str], number: int) -> list[str]:
    filled = [line.rstrip(BLANK) for line in page] + [""] * (PAGE_LINES - 1 - len(page))
    return [*filled, page_number_cells(number).rjust(LINE_CELLS, BLANK)]
