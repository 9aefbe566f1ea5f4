"""Open, fill and end the files of trainees."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from learnhub.accounts.models import Person
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, person_concern
from learnhub.casework.models import FileEntry, TraineeFile
from learnhub.casework.rules import (
    FOLLOW_UP_MONTHS,
    KIND_WORDS,
    EntryKind,
    Noted,
    due_follow_up,
    refusal_of,
)
from learnhub.primitives import Refusal, local_date, say

ENTRIES_MAX = 200  # of a file
FILES_MAX = 50_000  # of one region
WRITTEN = "file-written"  # the deed in the log


def open_file(session: Session, person_id: int, *, now: datetime) -> TraineeFile:
    """Open the file of a trainee who wishes it; the one that is open already comes back as it is."""
    session.get_one(Person, person_id, with_for_update=True)  # of two at once, one opens
    known = file_or_none(session, person_id)
    if known is not None:
        return known
    made = TraineeFile(person_id=person_id, opened_at=now, ended_at=None, entries=[])
    session.add(made)
    session.flush()
    return made


def file_or_none(session: Session, person_id: int) -> TraineeFile | None:
    """Return the open file of a person, or None."""
    return session.scalar(
        sa.select(TraineeFile).where(TraineeFile.person_id == person_id, TraineeFile.ended_at.is_(None))
    )


def write(
    session: Session,
    file: TraineeFile,
    noted: Noted,
    *,
    words: str,
    course_slug: str = "",
    by_id: int,
    now: datetime,
) -> Refusal | None:
    """Write an entry into an open file."""
    if len(file.entries) >= ENTRIES_MAX:
        return Refusal("full", say("这份档案已经有 %(most)d 条，不能再多。", most=ENTRIES_MAX))
    if refusal := refusal_of(noted_of(file), noted, local_date(now)):
        return refusal
    is_follow_up = noted.kind is EntryKind.FOLLOW_UP
    has_outcome = is_follow_up or noted.kind is EntryKind.PLACEMENT
    if not words and not course_slug and not has_outcome:
        return Refusal("words", say("请写下内容。"), field="words")
    file.entries.append(
        FileEntry(
            file_id=file.id,
            kind=noted.kind,
            day=noted.day,
            outcome=noted.outcome if has_outcome else None,
            months=noted.months if is_follow_up else None,
            course_slug=course_slug if noted.kind is EntryKind.NEED else "",
            words=words,
            by_id=by_id,
            made_at=now,
        )
    )
    session.flush()
    return None


def write_for_office(
    session: Session, actor: Actor, file: TraineeFile, noted: Noted, *, words: str, now: datetime
) -> Refusal | None:
    """Write an entry as an officer; the trainee finds among 谁看过您的资料 that it was done."""
    assert actor.person_id is not None
    refusal = write(session, file, noted, words=words, by_id=actor.person_id, now=now)
    if refusal is None:
        told = f"在学员档案里写了一条：{KIND_WORDS[noted.kind]}"
        audit.record(session, actor, WRITTEN, told, person_concern(file.person_id), now=now)
    return refusal


def end(session: Session, file: TraineeFile, *, now: datetime) -> None:
    """End a file: its words and wishes go at once, how many entries of which kind there were stays."""
    for entry in file.entries:
        entry.words, entry.course_slug = "", ""
    file.ended_at = now
    session.flush()


def end_of_person(session: Session, person_id: int, *, now: datetime) -> None:
    """End the file of somebody whose account closes, if there is one."""
    if (file := file_or_none(session, person_id)) is not None:
        end(session, file, now=now)


def files_within(session: Session, people: sa.ColumnElement[bool]) -> list[TraineeFile]:
    """Return the open files of people for whom a condition on Person holds, the oldest first."""
    return list(
        session.scalars(
            sa.select(TraineeFile)
            .join(Person, Person.id == TraineeFile.person_id)
            .where(TraineeFile.ended_at.is_(None), people)
            .order_by(TraineeFile.id)
            .options(selectinload(TraineeFile.entries))
            .limit(FILES_MAX)
        )
    )


def due_within(session: Session, people: sa.ColumnElement[bool], on: date) -> int:
    """Return how many files of people for whom a condition on Person holds wait for a follow-up that is due."""
    # No month is shorter than 28 days: whoever was placed later than that is not asked yet.
    placed_until = on - timedelta(days=28 * FOLLOW_UP_MONTHS[0])
    is_placed = TraineeFile.entries.any(
        sa.and_(FileEntry.kind == EntryKind.PLACEMENT, FileEntry.day <= placed_until)
    )
    files = files_within(session, sa.and_(people, is_placed))
    return sum(is_due(due_follow_up(noted_of(one), on), on) for one in files)


def file_within_or_none(
    session: Session, person_id: int, people: sa.ColumnElement[bool]
) -> TraineeFile | None:
    """Return the open file of a person for whom a condition on Person holds, or None."""
    return session.scalar(
        sa.select(TraineeFile)
        .join(Person, Person.id == TraineeFile.person_id)
        .where(TraineeFile.person_id == person_id, TraineeFile.ended_at.is_(None), people)
    )


def files_of(session: Session, person_id: int) -> list[TraineeFile]:
    """Return all files of a person, ended ones too, the oldest first: for the own copy."""
    return list(
        session.scalars(
            sa.select(TraineeFile).where(TraineeFile.person_id == person_id).order_by(TraineeFile.id)
        )
    )


def untouched_since(session: Session, before: datetime) -> Sequence[int]:
    """Return the open files in which nothing was written since an instant."""
    last = (
        sa.select(FileEntry.file_id, sa.func.max(FileEntry.made_at).label("at"))
        .group_by(FileEntry.file_id)
        .subquery()
    )
    return list(
        session.scalars(
            sa.select(TraineeFile.id)
            .outerjoin(last, last.c.file_id == TraineeFile.id)
            .where(
                TraineeFile.ended_at.is_(None), sa.func.coalesce(last.c.at, TraineeFile.opened_at) < before
            )
            .order_by(TraineeFile.id)
        )
    )


def end_all(session: Session, file_ids: Collection[int], *, now: datetime) -> None:
    """End these files."""
    for file_id in file_ids:
        end(session, session.get_one(TraineeFile, file_id), now=now)


def noted_of(file: TraineeFile) -> list[Noted]:
    """Return the entries of a file as the rules know them, the oldest first."""
    return [Noted(one.kind, one.day, one.outcome, one.months) for one in file.entries]


def is_due(due: tuple[int, date] | None, on: date) -> bool:
    """Tell whether a follow-up should be made by now."""
    return due is not None and due[1] <= on
