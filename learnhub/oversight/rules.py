"""How a sample is drawn, and what a list to compare with may hold; pure."""

import enum
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from learnhub.primitives import say, say_as

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


# What a row is, for every kind that a record, or its payment, can be followed to.
ROW_WORDS = {
    "attendance.marked": say("点名"),
    "check.answered": say("答题"),
    "section.closed": say("学完一节"),
    "task.handed_in": say("交作业"),
    "outside.decided": say("认定别的平台的学时"),
    "credit.posted": say("记入积分和分钟"),
    "credit.approved": say("记入别的平台的分钟"),
    "credit.reversed": say("冲正积分和分钟"),
    "subsidy.calculated": say("计算补贴记录"),
    "class.submitted": say_as("done", "申请开班"),
    "class.approved": say_as("done", "批准开班"),
    "class.returned": say("退回开班申请"),
    "class.change-asked": say("申请更改班级"),
    "class.change-ended": say("更改班级的结果"),
    "roster.entered": say("登记进花名册"),
    "session-code.shown": say("出示到课口令"),
    "paper-sheet.kept": say("保存纸质签到表"),
    "roll.approved": say("核准点名"),
    "inspection.filed": say("过程检查"),
    "inspection.followed": say("检查后的整改"),
    "completion.applied": say("申请结业审核"),
    "completion.decided": say("结业审核的结果"),
    "certificate.issued": say("发合格证书"),
    "certificate.ended": say("更正或者作废证书"),
    "policy.figure": say("登记补贴标准"),
    "claim.made": say("做好补贴申请"),
    "claim.step": say("补贴申请的一步"),
    "notice.published": say_as("done", "开始公示"),
    "notice.ended": say("公示结束"),
    "notice.objection": say("对公示的意见"),
    "notice.objection-answered": say("答复公示意见"),
}


def row_words(kind: str) -> str:
    """Return what a row of the log is; the kind itself where a row is of no kind that money rests on."""
    return ROW_WORDS.get(kind, kind)


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
    "approved_by": say("谁核准的（人员编号）"),
    "marks": say("核准的是哪些点名"),
    "claim": say("申请编号"),
    "number": say("编号"),
    "reverses": say("冲回哪份申请"),
    "total_fen": say("合计（分）"),
    "applicant": say("谁申请的"),
    "step": say("哪一步"),
    "position": say("第几步"),
    "round": say("第几次提交"),
    "reference": say("凭证号"),
    "words": say("所写的话的校验值"),
    "row": say("整行的校验值"),
    "ends_on": say("公示到哪一天"),
    "items": say("每一条"),
    "working_days": say("工作日"),
    "days": say("到课几天，一共几天"),
    "lessons": say("学完几课，一共几课"),
    "offline_days": say("线下几天"),
    "online_class_hours": say("线上学时"),
    "online_minutes": say("线上分钟"),
    "replaces": say("代替哪一张"),
    "opened_on": say("哪天开班"),
    "capacity": say("最多几人"),
    "sessions": say("几次课"),
    "payee": say("账户的编号"),
    "region_code": say("地区代码"),
    "value": say("数值"),
    "unit": say("单位"),
    "caveat": say("说明"),
    "objection": say("怎么提异议"),
    "is_example": say("是不是示例"),
    "valid_from": say("从哪天起"),
    "valid_to": say("到哪天止"),
    "made_by": say("谁登记的（人员编号）"),
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
