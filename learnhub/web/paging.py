"""Long lists in pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

ROWS_PER_PAGE = 25

Row = TypeVar("Row")


@dataclass(frozen=True)
class Paging(Generic[Row]):
    """One page of a list.

    number: 1 for the first page. total: rows in all pages.
    """

    rows: Sequence[Row]
    number: int
    total: int
    size: int = ROWS_PER_PAGE

    @property
    def last(self) -> int:
        """Return the number of the last page, at least 1."""
        return max(1, -(-self.total // self.size))


def part_of(rows: Sequence[Row], number: int, size: int = ROWS_PER_PAGE) -> Paging[Row]:
    """Return one page of rows that are all at hand."""
    return Paging(rows[(number - 1) * size : number * size], number, len(rows), size)


def page_number(text: str | None) -> int:
    """Read a page number from an address; whatever is not a positive number is page 1."""
    return (
        int(text) if text and text.isascii() and text.isdigit() and 0 < len(text) < 7 and int(text) > 0 else 1
    )
