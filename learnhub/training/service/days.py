"""The days that trainees attended, and the marks behind each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.service.directory import nicknames
from learnhub.evidence import service as evidence
from learnhub.evidence.models import Evidence
from learnhub.learning.service import subject_of
from learnhub.training.models import ClassSession, TrainingClass
from learnhub.training.rules import Attendance, Day, Mark, attendance, attended_days, marks_in_force
from learnhub.training.service.classes import places
from learnhub.training.service.marks import is_mark, mark_of, mark_rows


@dataclass(frozen=True)
class MarkTold:
    """One mark with what a person asks of it: who made it, when, for which session, and whether it counts.

    logged_at: by the server's clock. digest: of its row in the evidence log.
    """

    mark: Mark
    meeting: ClassSession
    marker: str
    logged_at: datetime
    digest: str
    counts: bool


def days_of(
    session: Session, *, training_class: TrainingClass, person_id: int, before: int | None = None
) -> tuple[Day, ...]:
    """Return the days that a trainee attended in a class, with the evidence rows behind each.

    before: as the log stood before this position of the trainee's chain.
    """
    rows = mark_rows(session, _ids(training_class), subject=subject_of(person_id), before=before)
    return attended_days(mark_of(row) for row in rows)


def days_by_person(session: Session, training_class: TrainingClass) -> Mapping[int, tuple[Day, ...]]:
    """Return the attended days of everybody in a class, by person id; one query for the marks."""
    marks = _marks_by_person(session, training_class)
    return {person_id: attended_days(found) for person_id, found in marks.items()}


def attendance_by_person(session: Session, training_class: TrainingClass) -> Mapping[int, Attendance]:
    """Return how many days everybody in a class was there, away, or on leave, by person id; one query for the marks."""
    marks = _marks_by_person(session, training_class)
    return {person_id: attendance(found) for person_id, found in marks.items()}


def marks_of(session: Session, *, training_class: TrainingClass, person_id: int) -> dict[int, Mark]:
    """Return the marks in force of one trainee in a class, by session id."""
    rows = mark_rows(session, _ids(training_class), subject=subject_of(person_id))
    found = marks_in_force(mark_of(row) for row in rows)
    return {session_id: one for (_subject, session_id), one in found.items()}


def marked_sessions(session: Session, training_class: TrainingClass) -> Mapping[int, int]:
    """Return how many trainees have a mark in each session of a class, by session id."""
    found = marks_in_force(mark_of(row) for row in mark_rows(session, _ids(training_class)))
    counts = dict.fromkeys(_ids(training_class), 0)
    for _subject, session_id in found:
        counts[session_id] += 1
    return counts


def mark_history(session: Session, *, training_class: TrainingClass, person_id: int) -> list[MarkTold]:
    """Return every mark of a trainee in a class, corrected ones too: the newest session first, within it as logged."""
    rows = mark_rows(session, _ids(training_class), subject=subject_of(person_id))
    told = _told(session, rows)
    return sorted(
        told,
        key=lambda one: (
            -one.meeting.day.toordinal(),
            one.meeting.starts_at,
            one.meeting.id,
            one.mark.position,
        ),
    )


def marks_by_position(
    session: Session, *, person_id: int, positions: Sequence[int]
) -> Mapping[int, MarkTold]:
    """Return these marks of a trainee's chain, by position; positions that are no marks are left out."""
    rows = evidence.entries_at(session, subject_of(person_id), positions).values()
    return {one.mark.position: one for one in _told(session, [row for row in rows if is_mark(row)])}


def _marks_by_person(session: Session, training_class: TrainingClass) -> dict[int, list[Mark]]:
    marks: dict[str, list[Mark]] = {}
    for row in mark_rows(session, _ids(training_class)):
        marks.setdefault(row.subject, []).append(mark_of(row))
    return {
        one.person_id: marks.get(subject_of(one.person_id), []) for one in places(session, training_class.id)
    }


def _told(session: Session, rows: Iterable[Evidence]) -> list[MarkTold]:
    pairs = [(row, mark_of(row)) for row in rows]
    counting = marks_in_force(mark for _row, mark in pairs).values()
    names = nicknames(session, sorted({mark.marked_by for _row, mark in pairs}))
    session_ids = {mark.session_id for _row, mark in pairs}
    meetings = {
        one.id: one
        for one in session.scalars(sa.select(ClassSession).where(ClassSession.id.in_(session_ids)))
    }
    return [
        MarkTold(
            mark=mark,
            meeting=meetings[mark.session_id],
            marker=names.get(mark.marked_by, ""),
            logged_at=row.received_at,
            digest=row.digest,
            counts=mark in counting,
        )
        for row, mark in pairs
    ]


def _ids(training_class: TrainingClass) -> list[int]:
    return [meeting.id for meeting in training_class.sessions]
