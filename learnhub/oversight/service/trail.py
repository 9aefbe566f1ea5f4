"""The rows of evidence that a record rests on, and the records that rest on a row."""

from collections.abc import Collection, Iterator, Mapping, Sequence
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
from learnhub.oversight.rules import row_words
from learnhub.policy import service as policy
from learnhub.policy.models import PolicyFigure
from learnhub.regions.rules import contains
from learnhub.subsidy.models import BlendedRecord, ClaimLine, SubsidyLine
from learnhub.subsidy.rules import LINE_WORDS
from learnhub.subsidy.service.claims.chain import chain_of as claim_chain
from learnhub.subsidy.service.facts import row_id
from learnhub.training.models import ClassSession, TrainingClass
from learnhub.training.service.chain import chain_of as class_chain
from learnhub.training.service.marks import about_session

_FIGURE_ROW = "policy_figure:"


@dataclass(frozen=True)
class RowTold:
    """One row of evidence. seal_number: of the first seal over it, None while it isn't sealed. records: that rest on it, by id."""

    name: str
    subject: str
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
    """Return every row that a record and its payment rest on, chain by chain, each chain in its order.

    The trainee's: marks, postings with the acts behind them, its own row. The class's: its opening and changes, the rolls of the counted
    days as another person approved them, what was decided about this enrolment. Officers' figures that its lines name. Each claim's steps.
    """
    told = []
    for subject, positions in _places(session, record).items():
        found = evidence.entries_at(session, subject, positions)
        seals = evidence.seals_over(session, subject, sorted(found))
        told += [_told(row, seals[at].number if at in seals else None) for at, row in sorted(found.items())]
    return told


def row_or_none(session: Session, record: BlendedRecord, chain: str, position: int) -> RowTold | None:
    """Return one row that a record can be followed to, with every record that rests on it.

    chain: "" for the trainee's own, of which every row may be looked at. Of other chains only what the record rests on: they tell of others.
    """
    own = _own_chain(session, record)
    subject = chain or own
    if subject != own and position not in _places(session, record).get(subject, ()):
        return None
    row = evidence.entries_at(session, subject, [position]).get(position)
    if row is None:
        return None
    seal = evidence.seal_over(session, subject, position)
    resting = _resting_on_own(session, record, position) if subject == own else _resting(session, row)
    return _told(row, seal.number if seal is not None else None, tuple(resting))


def kind_words(line: SubsidyLine) -> str:
    """Return what a line's money is for."""
    return LINE_WORDS[line.kind]


def _own_chain(session: Session, record: BlendedRecord) -> str:
    return learning.subject_of(session.get_one(Enrolment, record.enrolment_id).person_id)


def _places(session: Session, record: BlendedRecord) -> dict[str, set[int]]:
    """Return where the rows stand that a record rests on, by chain: the trainee's first, then the class's, figures, claims."""
    own = _own_chain(session, record)
    places = {own: _own_positions(session, record, own)}
    of_class = class_chain(record.training_class_id)
    counted = {day["day"] for day in record.days}
    meetings = session.execute(
        sa.select(ClassSession.id, ClassSession.day).where(
            ClassSession.training_class_id == record.training_class_id
        )
    )
    abouts = [
        f"training-class:{record.training_class_id}",
        f"enrolment:{record.enrolment_id}",
        *(about_session(meeting.id) for meeting in meetings if meeting.day.isoformat() in counted),
    ]
    places[of_class] = {row.position for row in evidence.entries_about(session, abouts, of_class)}
    for row in session.scalars(sa.select(PolicyFigure).where(PolicyFigure.id.in_(_figure_rows(record)))):
        places.setdefault(policy.subject_of(row.region_code), set()).add(row.evidence_position)
    claimed = sa.select(ClaimLine.claim_id).where(ClaimLine.record_id == record.id).distinct()
    for claim_id in session.scalars(claimed.order_by(ClaimLine.claim_id)):
        chain = claim_chain(claim_id)
        places[chain] = {row.position for row in evidence.entries(session, chain)}
    return {subject: positions for subject, positions in places.items() if positions}


def _own_positions(session: Session, record: BlendedRecord, own: str) -> set[int]:
    row = evidence.entry_or_none(session, own, row_id(record.id))
    last = row.position if row is not None else 0
    marks = {int(name.rpartition("#")[2]) for day in record.days for name in day["rows"]}
    postings = session.execute(
        sa.select(CreditEntry.evidence_position, CreditEntry.cause_position).where(
            CreditEntry.enrolment_id == record.enrolment_id, CreditEntry.evidence_position < last
        )
    )
    return marks | {at for posting in postings for at in posting} | ({last} if last else set())


def _figure_rows(record: BlendedRecord) -> set[int]:
    """Return the numbers of the officers' figures that lines name ("policy_figure:3#key@410100:digest"); figures of files have no row."""
    references = (figure["reference"] for line in record.lines for figure in line.figures)
    return {
        int(one.removeprefix(_FIGURE_ROW).partition("#")[0])
        for one in references
        if one.startswith(_FIGURE_ROW)
    }


def _resting_on_own(session: Session, record: BlendedRecord, position: int) -> list[int]:
    person_id = session.get_one(Enrolment, record.enrolment_id).person_id
    subject = learning.subject_of(person_id)
    own = sa.select(Enrolment.id).where(Enrolment.person_id == person_id)
    others = session.scalars(
        sa.select(BlendedRecord).where(BlendedRecord.enrolment_id.in_(own)).order_by(BlendedRecord.id)
    )
    return [one.id for one in others if position in _own_positions(session, one, subject)]


def _resting(session: Session, row: Evidence) -> Iterator[int]:
    """Return the records that rest on a row of a class, of a division's figures or of a claim, by id."""
    noun, _colon, name = row.subject.partition(":")
    if noun == "claim":
        wanted = sa.select(ClaimLine.record_id).where(ClaimLine.claim_id == int(name)).distinct()
        return iter(session.scalars(wanted.order_by(ClaimLine.record_id)))
    if noun == "policy":
        return _resting_on_figure(session, row)
    return _resting_on_class(session, row, int(name))


def _resting_on_figure(session: Session, row: Evidence) -> Iterator[int]:
    rows = session.scalars(sa.select(PolicyFigure).where(PolicyFigure.evidence_position == row.position))
    figures = [f"{_FIGURE_ROW}{one.id}#" for one in rows if policy.subject_of(one.region_code) == row.subject]
    told = sa.cast(SubsidyLine.figures, sa.Text)
    wanted = sa.select(SubsidyLine.record_id).where(
        sa.or_(sa.false(), *(told.contains(one) for one in figures))
    )
    return iter(session.scalars(wanted.distinct().order_by(SubsidyLine.record_id)))


def _resting_on_class(session: Session, row: Evidence, class_id: int) -> Iterator[int]:
    noun, _colon, name = row.about.partition(":")
    meeting = session.get(ClassSession, int(name)) if noun == "class-session" else None
    records = session.scalars(
        sa.select(BlendedRecord).where(BlendedRecord.training_class_id == class_id).order_by(BlendedRecord.id)
    )
    for record in records:
        days: Sequence[Mapping[str, Any]] = record.days
        is_concerned = {
            "training-class": True,
            "enrolment": name == str(record.enrolment_id),
            "class-session": meeting is not None and meeting.day.isoformat() in {day["day"] for day in days},
        }
        if is_concerned.get(noun, False):
            yield record.id


def _told(row: Evidence, seal_number: int | None, records: tuple[int, ...] = ()) -> RowTold:
    return RowTold(
        name=f"{row.subject} #{row.position}",
        subject=row.subject,
        position=row.position,
        kind_words=row_words(row.kind),
        happened_at=row.happened_at,
        received_at=row.received_at,
        digest=row.digest,
        seal_number=seal_number,
        payload=row.payload,
        records=records,
    )
