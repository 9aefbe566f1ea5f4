"""Draw classes by a seed, and freeze of each what an evaluator may read: no name, no number and no words of a person."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.completion import service as completion
from learnhub.completion.rules import CompletionState
from learnhub.completion.service.held import issued_counts
from learnhub.evaluation.rules import PEOPLE_MIN
from learnhub.learning.models import Enrolment
from learnhub.oversight.rules import sample
from learnhub.policy.rules import Figures
from learnhub.providers.service import base_by_id
from learnhub.regions.rules import contains
from learnhub.subsidy import service as subsidy
from learnhub.training.models import ClassPlace, ClassSession, ClassState, TrainingClass
from learnhub.training.rules import Presence
from learnhub.training.rules.approval import RollState
from learnhub.training.rules.satisfaction import OPEN_DAYS, Question, closes_on, share
from learnhub.training.service import satisfaction
from learnhub.training.service.approvals import RollTold, rolls_of
from learnhub.training.service.days import attendance_by_person
from learnhub.training.service.inspections import inspections_of


@dataclass(frozen=True)
class DayTold:
    """How a day's roll was called. minutes: planned."""

    day: str
    minutes: int
    present: int
    absent: int
    leave: int
    is_approved: bool


@dataclass(frozen=True)
class PersonTold:
    """A trainee as a sample names them, by place in the list alone. amount_fen: None without a record.

    is_same: the record, calculated again from what stood in the evidence then, comes out as it was kept; None without a record.
    """

    present: int
    absent: int
    leave: int
    online_minutes: int
    is_completed: bool
    certificates: int
    amount_fen: int | None
    is_same: bool | None


@dataclass(frozen=True)
class ClassTold:
    """A class of the sample. people: empty where fewer than PEOPLE_MIN sat in it. satisfied: question → (good, answered), where
    enough answered and nobody can answer any more."""

    class_id: int
    number: str
    title: str
    base: str
    region_code: str
    place: str
    access: str
    days: tuple[DayTold, ...]
    places: int
    people: tuple[PersonTold, ...]
    inspections: int
    completed: int
    total_fen: int
    records: int
    records_same: int
    satisfied: Mapping[str, tuple[int, int]]


def classes_ended(session: Session, region_code: str, *, first_on: date, last_on: date) -> list[int]:
    """Return the ids of a division's classes with trainees whose last meeting lay within two days, inclusive; in order."""
    last = sa.func.max(ClassSession.day)
    rows = session.execute(
        sa.select(TrainingClass.id, TrainingClass.region_code)
        .join(ClassSession, ClassSession.training_class_id == TrainingClass.id)
        .where(
            TrainingClass.state.not_in([ClassState.CANCELLED, ClassState.APPLIED]),
            sa.exists().where(ClassPlace.training_class_id == TrainingClass.id),
        )
        .group_by(TrainingClass.id, TrainingClass.region_code)
        .having(sa.and_(last >= first_on, last <= last_on))
    )
    return sorted(class_id for class_id, code in rows if contains(region_code, code))


def draw(
    session: Session, figures: Figures, among: Sequence[int], *, seed: str, size: int, on: date
) -> list[dict[str, Any]]:
    """Return the classes that a seed draws, as JSON values, in the order of their ids."""
    return [
        asdict(_told(session, figures, session.get_one(TrainingClass, class_id), seed=seed, on=on))
        for class_id in sample(among, seed=seed, size=size)
    ]


def told_of(kept: Mapping[str, Any]) -> ClassTold:
    """Return a class as it was frozen."""
    values = dict(kept)
    values["days"] = tuple(DayTold(**one) for one in kept["days"])
    values["people"] = tuple(PersonTold(**one) for one in kept["people"])
    values["satisfied"] = {key: (good, of) for key, (good, of) in kept["satisfied"].items()}
    return ClassTold(**values)


def sits_in(session: Session, person_id: int, class_ids: Sequence[int]) -> bool:
    """Tell whether somebody has a place in one of these classes."""
    return bool(
        session.scalar(
            sa.select(
                sa.exists()
                .where(Enrolment.id == ClassPlace.enrolment_id)
                .where(Enrolment.person_id == person_id, ClassPlace.training_class_id.in_(class_ids))
            )
        )
    )


def _told(session: Session, figures: Figures, found: TrainingClass, *, seed: str, on: date) -> ClassTold:
    records = subsidy.class_records(session, found)
    enrolments = [enrolment.id for enrolment, _record in records]
    attended = attendance_by_person(session, found)
    completions = completion.completions_of(session, enrolments)
    certificates = issued_counts(session, enrolments)
    people = []
    for enrolment, record in sorted(records, key=lambda pair: _rank(seed, pair[0].id)):
        days = attended[enrolment.person_id]
        is_same = None if record is None else subsidy.fault_or_none(session, record, figures) is None
        people.append(
            PersonTold(
                present=days.present,
                absent=days.absent,
                leave=days.leave,
                online_minutes=record.online_minutes if record else 0,
                is_completed=completions[enrolment.id].state is CompletionState.APPROVED,
                certificates=certificates.get(enrolment.id, 0),
                amount_fen=subsidy.total_of(record) if record else None,
                is_same=is_same,
            )
        )
    return ClassTold(
        class_id=found.id,
        number=found.number,
        title=found.title,
        base=base_by_id(session, found.base_id).name,
        region_code=found.region_code,
        place=found.place,
        access=found.access_words,
        days=tuple(_day(roll) for roll in rolls_of(session, found, on=on)),
        places=len(people),
        people=tuple(people) if len(people) >= PEOPLE_MIN else (),
        inspections=len(inspections_of(session, found, on=on)),
        completed=sum(one.is_completed for one in people),
        total_fen=sum(one.amount_fen or 0 for one in people),
        records=sum(one.amount_fen is not None for one in people),
        records_same=sum(bool(one.is_same) for one in people),
        satisfied=_satisfied(session, figures, found, on=on),
    )


def _day(roll: RollTold) -> DayTold:
    marks = Counter(mark.presence for mark in roll.marks.values())
    return DayTold(
        day=roll.meeting.day.isoformat(),
        minutes=roll.meeting.planned_minutes,
        present=marks[Presence.PRESENT],
        absent=marks[Presence.ABSENT],
        leave=marks[Presence.LEAVE],
        is_approved=roll.state is RollState.APPROVED,
    )


def _satisfied(
    session: Session, figures: Figures, found: TrainingClass, *, on: date
) -> dict[str, tuple[int, int]]:
    open_days = figures.in_force(OPEN_DAYS, "", on).number
    if closes_on(found.sessions[-1].day, open_days) + timedelta(days=1) > on:
        return {}
    counts = satisfaction.counts_of(session, [found.id]).get(found.id, {})
    least = satisfaction.answers_min(figures, on)
    shares = {question: share(counts.get(question, {}), least) for question in Question}
    return {str(q): (one.numerator, one.denominator) for q, one in shares.items() if one is not None}


def _rank(seed: str, enrolment_id: int) -> bytes:
    """Return what puts trainees into an order that says nothing of when they enrolled."""
    return hashlib.sha256(f"{seed}|person|{enrolment_id}".encode()).digest()
