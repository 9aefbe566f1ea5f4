"""What an attendance mark says, and which of several marks counts; pure."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from learnhub.primitives import Refusal, say

KIND_MARKED = "attendance.marked"


class Presence(enum.StrEnum):
    """What the roll says of one person in one session."""

    PRESENT = "present"
    ABSENT = "absent"
    LEAVE = "leave"  # 请假 needs no reason


class Method(enum.StrEnum):
    """How it became known that somebody was there."""

    ROLL = "roll"
    CODE = "code"  # the trainee's own device, with a code of the session
    PAPER = "paper"  # copied from a signed sheet


METHOD_WORDS = {
    Method.ROLL: say("当场点名"),
    Method.CODE: say("学员输签到码"),
    Method.PAPER: say("照纸质签到表"),
}
PRESENCE_WORDS = {Presence.PRESENT: say("到课"), Presence.ABSENT: say("没到"), Presence.LEAVE: say("请假")}


@dataclass(frozen=True)
class Mark:
    """One mark. subject and position name its row in the evidence log; later positions correct earlier ones.

    shown_by: who showed the code that it was made with.
    """

    subject: str
    position: int
    session_id: int
    day: date
    presence: Presence
    minutes: int
    marked_by: int
    method: Method = Method.ROLL
    shown_by: int | None = None

    @property
    def makers(self) -> frozenset[int]:
        """Return whoever had a hand in it: none of them can approve it."""
        return frozenset({self.marked_by, self.shown_by} - {None})  # type: ignore[arg-type]

    @property
    def row(self) -> str:
        """Return the name of the evidence row."""
        return f"{self.subject} #{self.position}"


@dataclass(frozen=True)
class MarkTyped:
    """What an instructor says of one trainee in one session. minutes count only for somebody who is present."""

    person_id: int
    presence: Presence
    minutes: int
    method: Method = Method.ROLL
    shown_by: int | None = None

    @property
    def counted_minutes(self) -> int:
        """Return the minutes that are logged."""
        return self.minutes if self.presence is Presence.PRESENT else 0


@dataclass(frozen=True)
class Day:
    """One calendar day of one trainee: minutes of all sessions, and the rows that say so."""

    day: date
    minutes: int
    rows: tuple[str, ...]


def is_applicable(joined_on: date, day: date) -> bool:
    """Tell whether a session concerns somebody: what was held before a late trainee joined is neither present nor absent."""
    return joined_on <= day


def marks_in_force(marks: Iterable[Mark]) -> dict[tuple[str, int], Mark]:
    """Return the mark that counts per (subject, session): the one that was logged last."""
    counting: dict[tuple[str, int], Mark] = {}
    for mark in marks:
        place = (mark.subject, mark.session_id)
        if place not in counting or counting[place].position < mark.position:
            counting[place] = mark
    return counting


def attended_days(marks: Iterable[Mark]) -> tuple[Day, ...]:
    """Add up one trainee's marks by calendar day, sorted; days without presence are left out.

    Two sessions on one date make one day: two classes on one date pay one allowance (DOMAIN §3.2).
    """
    found: dict[date, list[Mark]] = {}
    for mark in marks_in_force(marks).values():
        if mark.presence is Presence.PRESENT and mark.minutes > 0:
            found.setdefault(mark.day, []).append(mark)
    return tuple(
        Day(day, sum(m.minutes for m in found[day]), tuple(sorted(m.row for m in found[day])))
        for day in sorted(found)
    )


@dataclass(frozen=True)
class Attendance:
    """How one trainee's class went so far, in days of the timetable that have been marked whole or in part."""

    present: int
    absent: int
    leave: int


def attendance(marks: Iterable[Mark]) -> Attendance:
    """Count one trainee's calendar days: present when present in any session of the day, else leave, else absent."""
    by_day: dict[date, set[Presence]] = {}
    for mark in marks_in_force(marks).values():
        by_day.setdefault(mark.day, set()).add(mark.presence)
    present = sum(Presence.PRESENT in found for found in by_day.values())
    leave = sum(Presence.PRESENT not in found and Presence.LEAVE in found for found in by_day.values())
    return Attendance(present, len(by_day) - present - leave, leave)


def check_mark(presence: Presence, minutes: int, planned_minutes: int) -> Refusal | None:
    """Refuse minutes that a session can't have."""
    if presence is not Presence.PRESENT:
        return None
    if not 0 < minutes <= planned_minutes:
        return Refusal(
            "minutes-out-of-range",
            say("到课分钟数请填 1 到 %(planned_minutes)s 之间的整数。", planned_minutes=planned_minutes),
            field="minutes",
        )
    return None
