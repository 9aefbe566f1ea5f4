"""What stands on papers of claims, the same for PDF and table: facts, and parts with rows; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from learnhub.primitives import fen_text, say

_IN_YUAN = "（元）"


@dataclass(frozen=True)
class Part:
    """One table of a paper; empty: what is said where it has no row. Amounts are texts of yuan: "450.00"."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str = ""


@dataclass(frozen=True)
class Paper:
    """A paper: facts as pairs, then parts."""

    title: str
    summary: str
    publisher: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]


def is_amount(name: str) -> bool:
    """Tell whether a fact or a column of this name holds amounts, which fen_text wrote ("450.00")."""
    return name.endswith(_IN_YUAN)


def with_total(rows: Sequence[tuple[str, ...]], amounts: Sequence[int]) -> tuple[tuple[str, ...], ...]:
    """Put amounts (分) behind rows, and a row with their sum below them."""
    told = [(*row, fen_text(amount)) for row, amount in zip(rows, amounts, strict=True)]
    if not told:
        return ()
    blank = (say("合计"), *("" for _ in range(len(told[0]) - 2)), fen_text(sum(amounts)))
    return (*told, blank)
