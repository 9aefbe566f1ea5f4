"""What may be changed in an approved class, and which changes the office must approve; pure."""

import enum
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from learnhub.primitives import Refusal, say
from learnhub.training.rules.timetable import Meeting, date_words

NEEDS_APPROVAL = (
    "training.change_needs_approval"  # a figure of policy for each kind: true where the office must approve
)


class ChangeKind(enum.StrEnum):
    """What of a class is changed."""

    PLACE = "place"
    CAPACITY = "capacity"
    TEACHERS = "teachers"
    MEETING_MOVED = "meeting moved"
    MEETING_ADDED = "meeting added"
    MEETING_DROPPED = "meeting dropped"


CHANGE_WORDS = {
    ChangeKind.PLACE: say("换上课地点"),
    ChangeKind.CAPACITY: say("改最多几人"),
    ChangeKind.TEACHERS: say("换教师"),
    ChangeKind.MEETING_MOVED: say("挪一次课"),
    ChangeKind.MEETING_ADDED: say("加一次课"),
    ChangeKind.MEETING_DROPPED: say("取消一次课"),
}


def approval_key(kind: ChangeKind) -> str:
    """Return the name of the figure that says whether the office must approve a kind of change."""
    return f"{NEEDS_APPROVAL}.{kind.value.replace(' ', '_')}"


@dataclass(frozen=True)
class Change:
    """A change as it is asked for. Only what belongs to the kind is told.

    session_id: the meeting that is moved or dropped. meeting: where it moves to, or the one that is added.
    """

    kind: ChangeKind
    place: str = ""
    access_words: str = ""
    capacity: int = 0
    teacher_ids: tuple[int, ...] = ()
    session_id: int | None = None
    meeting: Meeting | None = None


def change_refusal(
    change: Change,
    *,
    on: date,
    opened_on: date,
    places_taken: int,
    known: Meeting | None,
    others: Collection[Meeting],
    is_marked: bool,
) -> Refusal | None:
    """Refuse a change that would lose something or can't be kept. known: the meeting that is moved or dropped; others: all the rest.

    is_marked: somebody has a mark in the known meeting: what was held is history, and is corrected by marks alone.
    """
    if change.kind is ChangeKind.CAPACITY and change.capacity < places_taken:
        return Refusal(
            "places-taken",
            say("已经有 %(places_taken)s 人在班里，人数不能改得比这少。", places_taken=places_taken),
            field="capacity",
        )
    if change.kind is ChangeKind.TEACHERS and not change.teacher_ids:
        return Refusal("no-teacher", say("请至少选一名教师，点名要由教师来做。"), field="teachers")
    if change.kind in {ChangeKind.MEETING_MOVED, ChangeKind.MEETING_DROPPED}:
        if known is None:
            return Refusal("no-session", say("请选要改的那一次课。"), field="session")
        if is_marked:
            return Refusal(
                "marked",
                say("%(day)s的课已经点过名，不能挪也不能取消。", day=date_words(known.day)),
                field="session",
            )
    if change.kind is ChangeKind.MEETING_DROPPED and not others:
        return Refusal("last-session", say("这是最后一次课，取消了班里就没有课了。"), field="session")
    if change.meeting is None:
        return None
    if change.meeting.day < opened_on:
        return Refusal("before-opening", say("这一天早于开班日期，请改成开班以后的日子。"), field="day")
    if change.meeting.day < on:
        return Refusal("in-the-past", say("请填今天或以后的日期：已经上过的课不能补进课表。"), field="day")
    return None


def is_offices(kind: ChangeKind, day: date | None, *, on: date, by_policy: bool) -> bool:
    """Tell whether the office decides about a change. day: of the meeting that is moved or dropped. by_policy: what a figure says.

    A meeting whose day is over and in which nobody was marked can't just go: fewer days in the timetable make a larger share of
    attendance, and with it money. Somebody outside the base looks whether it was held.
    """
    return by_policy or (kind is ChangeKind.MEETING_DROPPED and day is not None and day < on)


def meeting_words(meeting: Meeting) -> str:
    """Write a meeting in one line."""
    return say(
        "%(day)s %(starts_at)s，%(planned_minutes)s 分钟，%(title)s",
        day=date_words(meeting.day),
        starts_at=meeting.starts_at,
        planned_minutes=meeting.planned_minutes,
        title=meeting.title,
    )
