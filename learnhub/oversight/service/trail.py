"""The rows of evidence that a record rests on, and the records that rest on a row."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.credits.models import CreditEntry
from learnhub.evidence import service as evidence
from learnhub.evidence.models import Evidence
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.primitives import say
from learnhub.regions.rules import contains
from learnhub.subsidy.models import BlendedRecord, SubsidyLine
from learnhub.subsidy.rules import LINE_WORDS
from learnhub.subsidy.service.facts import row_id
from learnhub.training.models import TrainingClass

KIND_WORDS = {
    "attendance.marked": say("点名"),
    "credit.posted": say("记入积分和分钟"),
    "credit.reversed": say("冲正积分和分钟"),
    "subsidy.calculated": say("计算补贴记录"),
    "check.answered": say("答题"),
    "section.closed": say("学完一节"),
}


@dataclass(frozen=True)
class RowTold:
    """One row of evidence. seal_number: of the first seal over it, None while it isn't sealed. records: that rest on it, by id."""

    name: str
    position: int
    kind_words: str
    happened_at: datetime
    received_at: datetime
    digest: str
    seal_number: int | None
    payload: dict[str, Any] | None
    records: tuple[int, ...] = ()


def newest_records(
    session: Session, reach: Sequence[str], *, number: int, size: int
) -> tuple[list[BlendedRecord], int]:
    """Return one page of the records of these divisions and all within, newest first, and how many there are."""
    codes = [
        code
        for code in session.scalars(sa.select(BlendedRecord.region_code).distinct())
        if any(contains(outer, code) for outer in reach)
    ]
    query = sa.select(BlendedRecord).where(BlendedRecord.region_code.in_(codes))
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    page = query.order_by(BlendedRecord.id.desc()).offset((number - 1) * size).limit(size)
    return list(session.scalars(page)), total


def class_numbers(session: Session, class_ids: Collection[int]) -> dict[int, str]:
    """Return the numbers of these classes, by id."""
    rows = session.execute(
        sa.select(TrainingClass.id, TrainingClass.number).where(TrainingClass.id.in_(class_ids))
    )
    return {row.id: row.number for row in rows}


def rows_of(session: Session, record: BlendedRecord) -> list[RowTold]:
    """Return every row that a record rests on, in chain order: marks, postings with the acts behind them, and its own row."""
    person_id = session.get_one(Enrolment, record.enrolment_id).person_id
    subject = learning.subject_of(person_id)
    found = evidence.entries_at(session, subject, _positions(session, record, person_id))
    seals = evidence.seals_over(session, subject, sorted(found))
    return [_told(row, seals[at].number if at in seals else None) for at, row in sorted(found.items())]


def row_or_none(session: Session, record: BlendedRecord, position: int) -> RowTold | None:
    """Return one row of the chain that a record stands in, with every record of the person that rests on it."""
    person_id = session.get_one(Enrolment, record.enrolment_id).person_id
    subject = learning.subject_of(person_id)
    row = evidence.entries_at(session, subject, [position]).get(position)
    if row is None:
        return None
    own = sa.select(Enrolment.id).where(Enrolment.person_id == person_id)
    others = session.scalars(
        sa.select(BlendedRecord).where(BlendedRecord.enrolment_id.in_(own)).order_by(BlendedRecord.id)
    )
    seal = evidence.seal_over(session, subject, position)
    resting = tuple(one.id for one in others if position in _positions(session, one, person_id))
    return _told(row, seal.number if seal is not None else None, resting)


def kind_words(line: SubsidyLine) -> str:
    """Return what a line's money is for."""
    return LINE_WORDS[line.kind]


def _positions(session: Session, record: BlendedRecord, person_id: int) -> set[int]:
    subject = learning.subject_of(person_id)
    own = evidence.entry_or_none(session, subject, row_id(record.id))
    last = own.position if own is not None else 0
    marks = {int(name.rpartition("#")[2]) for day in record.days for name in day["rows"]}
    postings = session.execute(
        sa.select(CreditEntry.evidence_position, CreditEntry.cause_position).where(
            CreditEntry.enrolment_id == record.enrolment_id, CreditEntry.evidence_position < last
        )
    )
    return marks | {at for posting in postings for at in posting} | ({last} if last else set())


def _told(row: Evidence, seal_number: int | None, records: tuple[int, ...] = ()) -> RowTold:
    return RowTold(
        name=f"{row.subject} #{row.position}",
        position=row.position,
        kind_words=KIND_WORDS.get(row.kind, row.kind),
        happened_at=row.happened_at,
        received_at=row.received_at,
        digest=row.digest,
        seal_number=seal_number,
        payload=row.payload,
        records=records,
    )
