"""Budgets of classes as they are typed; pure."""

import re
import unicodedata
from collections.abc import Sequence

from learnhub.primitives import Refusal, say
from learnhub.training.rules.particulars import Budgeted

LINES_MAX = 30
_TITLE_CHARACTERS_MAX = 60
_FEN_MAX = 10**11
_LINE = re.compile(r"(?P<title>.*\S)\s+(?P<yuan>\d{1,9})(?:\.(?P<fen>\d{1,2}))?\s*元?")


def read_budget(text: str) -> tuple[Budgeted, ...] | Refusal:
    """Read a budget as it is typed: a line for each item, "教师课酬 6000 元"; blank lines mean nothing.

    Full-width digits and separators of thousands are taken. Refuses by the number of the line.
    """
    lines = [(n, line.strip()) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines:
        return _refused(say("请写预算，一行一项，先写用途，空一格，再写几元。"))
    if len(lines) > LINES_MAX:
        return _refused(say("预算最多写 %(lines_max)s 行，请把小项合并。", lines_max=LINES_MAX))
    found = []
    for number, line in lines:
        match = _LINE.fullmatch(unicodedata.normalize("NFKC", line).replace(",", ""))
        if match is None:
            return _refused(
                say("预算第 %(number)s 行没有看懂，请写成“教师课酬 6000 元”这样，中间空一格。", number=number)
            )
        amount_fen = int(match["yuan"]) * 100 + int((match["fen"] or "0").ljust(2, "0"))
        if not 0 < amount_fen <= _FEN_MAX:
            return _refused(say("预算第 %(number)s 行的金额请填大于 0 的数。", number=number))
        if len(match["title"]) > _TITLE_CHARACTERS_MAX:
            return _refused(
                say(
                    "预算第 %(number)s 行的用途请写在 %(title_characters_max)s 个字以内。",
                    number=number,
                    title_characters_max=_TITLE_CHARACTERS_MAX,
                )
            )
        found.append(Budgeted(match["title"], amount_fen))
    return tuple(found)


def written_budget(lines: Sequence[Budgeted]) -> str:
    """Write a budget as read_budget reads it."""
    return "\n".join(f"{one.title} {yuan(one.amount_fen)} 元" for one in lines)


def total_fen(lines: Sequence[Budgeted]) -> int:
    """Add a budget up."""
    return sum(one.amount_fen for one in lines)


def yuan(amount_fen: int) -> str:
    """Write fen as yuan with two places: 600000 is 6000.00."""
    return f"{amount_fen // 100}.{amount_fen % 100:02d}"


def _refused(sentence: str) -> Refusal:
    return Refusal("budget-not-understood", sentence, field="budget")
