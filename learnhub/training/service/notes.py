"""Write notes about trainees, read them, take them out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.service.directory import nicknames
from learnhub.learning.models import Enrolment
from learnhub.primitives import Refusal, say
from learnhub.training.models import TraineeNote, TrainingClass
from learnhub.training.rules.notes import note_refusal

_OTHERS = Refusal("written-by-another", say("这条是别的老师记的，请他自己删。"))
NOTES_MAX = 50
_FULL = Refusal(
    "too-many-notes",
    say("一名学员最多记 %(notes_max)s 条。请先删掉用不着的，再记新的。", notes_max=NOTES_MAX),
    field="words",
)


@dataclass(frozen=True)
class NoteTold:
    """A note that stands. writer: a nickname."""

    id: int
    words: str
    writer: str
    by_id: int
    written_at: datetime


def write_note(
    session: Session,
    *,
    training_class: TrainingClass,
    enrolment: Enrolment,
    words: str,
    by_id: int,
    now: datetime,
) -> TraineeNote | Refusal:
    """Note how to help a trainee of a class."""
    refusal = note_refusal(words)
    if refusal is not None:
        return refusal
    if len(notes_of(session, [enrolment.id])) >= NOTES_MAX:
        return _FULL
    made = TraineeNote(
        training_class_id=training_class.id,
        enrolment_id=enrolment.id,
        words=words,
        by_id=by_id,
        written_at=now,
    )
    session.add(made)
    session.flush()
    return made


def notes_of(session: Session, enrolment_ids: Collection[int]) -> list[NoteTold]:
    """Return the notes that stand about these enrolments, the newest first."""
    rows = session.scalars(
        sa.select(TraineeNote)
        .where(TraineeNote.enrolment_id.in_(enrolment_ids), TraineeNote.taken_out_at.is_(None))
        .order_by(TraineeNote.id.desc())
    ).all()
    names = nicknames(session, sorted({one.by_id for one in rows}))
    return [NoteTold(one.id, one.words, names[one.by_id], one.by_id, one.written_at) for one in rows]


def take_note_out(
    session: Session, *, enrolment: Enrolment, note_id: int, by_id: int, now: datetime
) -> Refusal | None:
    """Take out one's own note about an enrolment; once it is out, again does nothing."""
    row = session.scalar(
        sa.select(TraineeNote)
        .where(TraineeNote.id == note_id, TraineeNote.enrolment_id == enrolment.id)
        .with_for_update()
    )
    if row is None or row.taken_out_at is not None:
        return None
    if row.by_id != by_id:
        return _OTHERS
    _empty(row, by_id, now)
    session.flush()
    return None


def erase_notes(session: Session, person_id: int, *, now: datetime) -> int:
    """Erase the words of all notes about a person, by that person's own wish; return how many there were."""
    rows = session.scalars(
        sa.select(TraineeNote)
        .join(Enrolment, Enrolment.id == TraineeNote.enrolment_id)
        .where(Enrolment.person_id == person_id, TraineeNote.taken_out_at.is_(None))
    ).all()
    for row in rows:
        _empty(row, person_id, now)
    session.flush()
    return len(rows)


def _empty(row: TraineeNote, by_id: int, now: datetime) -> None:
    row.words, row.taken_out_by_id, row.taken_out_at = "", by_id, now
