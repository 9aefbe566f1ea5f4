"""How a sample is drawn, and what a list to compare with may hold; pure."""

import enum
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from learnhub.primitives import say

SAMPLE_MAX = 500
SEED_CHARACTERS_MAX = 60
LIST_ROWS_MAX = 100_000
LIST_BYTES_MAX = 8 * 1024 * 1024
_CITIZEN = re.compile(r"[0-9]{17}[0-9X]")
_HASHED = re.compile(r"[0-9a-f]{64}")


class ListKind(enum.StrEnum):
    """Where a list comes from that records are compared with."""

    SOCIAL_SECURITY = "social security"
    SCHOOL_ROLLS = "school rolls"
    DEATHS = "deaths"
    OTHER = "other"


KIND_WORDS = {
    ListKind.SOCIAL_SECURITY: say("社保缴费名单"),
    ListKind.SCHOOL_ROLLS: say("在校学籍名单"),
    ListKind.DEATHS: say("死亡名单"),
    ListKind.OTHER: say("其他名单"),
}


class HitOutcome(enum.StrEnum):
    """What a person found about a hit."""

    IN_ORDER = "in order"
    TO_CORRECT = "to correct"
    ANOTHER_PERSON = "another person"


OUTCOME_WORDS = {
    HitOutcome.IN_ORDER: say("核对过，没有问题"),
    HitOutcome.TO_CORRECT: say("核对过，记录需要更正"),
    HitOutcome.ANOTHER_PERSON: say("不是同一个人"),
}


@dataclass(frozen=True)
class ListRow:
    """One row of a list. number: of the row in the file, from 1. Exactly one of identity (18 characters) and hashed is set.

    hashed: SHA-256 of the 18 characters in hexadecimal, where whoever made the list gives no numbers away.
    """

    number: int
    identity: str = ""
    hashed: str = ""


@dataclass(frozen=True)
class ReadList:
    """What was read of a file. unreadable: numbers of rows without an identity number, the heading left out."""

    rows: tuple[ListRow, ...]
    unreadable: tuple[int, ...]


# What stands in rows of evidence that records rest on; whoever reads a bundle finds the same names in its files.
VALUE_WORDS = {
    "check": say("哪道检查题"),
    "chosen": say("选了什么"),
    "edition": say("哪种版本"),
    "enrolment": say("报名编号"),
    "enrolment_id": say("报名编号"),
    "question": say("第几题"),
    "right": say("答对了没有"),
    "section": say("哪一节"),
    "session": say("课次编号"),
    "day": say("哪一天"),
    "presence": say("到课情况"),
    "minutes": say("分钟"),
    "lesson_id": say("课的编号"),
    "lesson_version_id": say("课的版本编号"),
    "key": say("账目的键"),
    "points": say("学习积分"),
    "recognised_minutes": say("认定的分钟"),
    "rule": say("规则"),
    "source": say("出处"),
    "reason": say("原因"),
    "cause_position": say("凭哪一行得的"),
    "by": say("谁做的（人员编号）"),
    "marked_by": say("谁点的名（人员编号）"),
    "method": say("怎么点的名"),
    "shown_by": say("谁出示的口令（人员编号）"),
    "reverses_key": say("冲正哪一笔"),
    "reversed_by": say("谁冲正的（人员编号）"),
    "record": say("补贴记录编号"),
    "class": say("班的编号"),
    "version": say("第几版"),
    "digest": say("校验值"),
    "lines": say("每一项"),
    "policy_row": say("已知的最后一条标准"),
}


def values_told(payload: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Say the contents of a row of evidence: each name in words with the name itself behind it, as files have it."""
    return [
        (
            say("%(value_words)s（%(name)s）", value_words=VALUE_WORDS[name], name=name)
            if name in VALUE_WORDS
            else name,
            _value_told(value),
        )
        for name, value in payload.items()
    ]


def _value_told(value: Any) -> str:
    if isinstance(value, bool):
        return say("是") if value else say("否")
    if value is None or value == "" or value == []:
        return say("没有")
    if isinstance(value, list):
        return "；".join(_value_told(one) for one in value)
    return str(value)


def sample(ids: Iterable[int], *, seed: str, size: int) -> tuple[int, ...]:
    """Draw so many of these, sorted; the same seed draws the same ones, in whatever order they come.

    Nobody who doesn't choose the seed can choose what is drawn: each id is ranked by the digest of seed and id.
    """
    ranked = sorted(set(ids), key=lambda one: hashlib.sha256(f"{seed}|{one}".encode()).digest())
    return tuple(sorted(ranked[:size]))


def read_rows(table: Sequence[Sequence[str]]) -> ReadList:
    """Find in each row the first cell that is an identity number, or the SHA-256 of one.

    A first row without any is the heading. Certificate numbers of 20 characters are read by their first 18.
    """
    rows, unreadable = [], []
    for number, cells in enumerate(table, start=1):
        found = next((one for cell in cells if (one := _read_cell(number, cell)) is not None), None)
        if found is not None:
            rows.append(found)
        elif number > 1 and any(cell.strip() for cell in cells):
            unreadable.append(number)
    return ReadList(tuple(rows), tuple(unreadable))


def _read_cell(number: int, cell: str) -> ListRow | None:
    text = cell.strip().strip("'\"\u200b\ufeff").replace(" ", "")
    if _HASHED.fullmatch(text.lower()):
        return ListRow(number, hashed=text.lower())
    if len(text) in (18, 20) and _CITIZEN.fullmatch(text[:18].upper()):
        return ListRow(number, identity=text[:18].upper())
    return None
