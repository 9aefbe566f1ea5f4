"""What an officer may file about a visit to a class; pure."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from learnhub.primitives import Refusal, say


class InspectionState(enum.StrEnum):
    """Where an inspection stands."""

    FILED = "filed"  # nothing is asked of the base
    ASKED = "asked"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    CLOSED = "closed"


INSPECTION_STATE_WORDS = {
    InspectionState.FILED: say("已经记下，不用答复"),
    InspectionState.ASKED: say("等基地答复"),
    InspectionState.OVERDUE: say("过了答复的日子"),
    InspectionState.ANSWERED: say("基地已经答复，等残联看"),
    InspectionState.CLOSED: say("已经了结"),
}


@dataclass(frozen=True)
class Pictured:
    """A photo of a visit in the store of files, and what is seen on it in words."""

    address: str
    words: str


@dataclass(frozen=True)
class Visited:
    """A visit to a class. session_id: the session that was seen, None where none was on. answer_by: until when the base answers."""

    inspected_on: date
    session_id: int | None
    counted_present: int
    counted_absent: int
    findings: str
    answer_by: date | None
    photos: Sequence[Pictured] = ()


def visit_refusal(visited: Visited, *, on: date, session_day: date | None) -> Refusal | None:
    """Refuse a visit that can't have been. session_day: of the session that was seen. Source: 晋残〔2019〕64号 (过程检查)."""
    if visited.inspected_on > on:
        return Refusal("not-yet", say("检查的日子还没有到，请填今天或以前的日期。"), field="inspected_on")
    if session_day is not None and session_day != visited.inspected_on:
        return Refusal(
            "other-day", say("选的这次课不在检查的那一天。请改日期，或者选那一天的课。"), field="session"
        )
    if visited.answer_by is not None and visited.answer_by < on:
        return Refusal(
            "answer-too-early", say("答复的日子已经过去，请填今天或以后的日期。"), field="answer_by"
        )
    return None


def count_words(counted_present: int, roll_present: int | None) -> str:
    """Compare what was counted with the roll, as it is now. roll_present: None where there is no roll to compare with."""
    if roll_present is None:
        return say("没有点名可以比较")
    if counted_present == roll_present:
        return say("和点名一致")
    return say(
        "点名记了 %(roll_present)s 人到课，相差 %(abs)s 人，需要核对",
        roll_present=roll_present,
        abs=abs(roll_present - counted_present),
    )
