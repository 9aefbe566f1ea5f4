"""Sums of the ledger; never a column."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.credits.models import CreditEntry
from learnhub.credits.rules import Account, legs, trial_balance
from learnhub.credits.rules.outside import minutes_on_days
from learnhub.credits.service.outside import periods_of
from learnhub.learning import service as learning
from learnhub.learning.rules.dating import learned_at
from learnhub.primitives import local_date


@dataclass(frozen=True)
class Balance:
    """Sums of a ledger; never a column."""

    points: int
    recognised_minutes: int


def balance(session: Session, person_id: int) -> Balance:
    """Return the sums of a person's ledger."""
    points, minutes = session.execute(
        sa.select(
            sa.func.coalesce(sa.func.sum(CreditEntry.points), 0),
            sa.func.coalesce(sa.func.sum(CreditEntry.recognised_minutes), 0),
        ).where(CreditEntry.person_id == person_id)
    ).one()
    return Balance(int(points), int(minutes))


def recognised_minutes(session: Session, enrolment_id: int, *, before: int | None = None) -> int:
    """Return the minutes recognised within one enrolment.

    before: as the ledger stood before this position of the person's chain.
    """
    query = sa.select(sa.func.sum(CreditEntry.recognised_minutes)).where(
        CreditEntry.enrolment_id == enrolment_id
    )
    if before is not None:
        query = query.where(CreditEntry.evidence_position < before)
    return int(session.scalar(query) or 0)


def minutes_by_day(
    session: Session, enrolment_id: int, *, before: int | None = None, by_own_clock: bool = False
) -> dict[date, int]:
    """Return the minutes recognised within one enrolment by the date of learning, sorted; reversed ones count nothing.

    The date is the one in Shanghai on which the lesson was completed, or the task handed in, by the learner's clock as far as learning.rules.dating believes
    it; hours of another platform count evenly on the days of their period.
    before: as the ledger stood before this position of the person's chain. by_own_clock: as records were once made, by the learner's
    clock alone.
    """
    query = sa.select(CreditEntry).where(CreditEntry.enrolment_id == enrolment_id)
    if before is not None:
        query = query.where(CreditEntry.evidence_position < before)
    entries = list(session.scalars(query))
    if not entries:
        return {}
    reversed_ids = {entry.reverses_id for entry in entries}
    posted = [entry for entry in entries if entry.reverses_id is None and entry.id not in reversed_ids]
    person_id = entries[0].person_id
    contacts = [
        one for one in learning.contacts_of(session, person_id) if before is None or one.position < before
    ]
    if by_own_clock:
        learned = {one.position: one.happened_at for one in contacts}
    else:
        learned = learned_at(contacts, learning.every_enrolment_of(session, person_id)[0].enrolled_at)
    periods = periods_of(
        session, [one.outside_hours_id for one in posted if one.outside_hours_id is not None]
    )
    found: dict[date, int] = {}
    for entry in posted:
        if entry.outside_hours_id is not None:
            spread = minutes_on_days(entry.recognised_minutes, *periods[entry.outside_hours_id])
        else:
            spread = {local_date(learned[entry.cause_position]): entry.recognised_minutes}
        for day, minutes in spread.items():
            found[day] = found.get(day, 0) + minutes
    return dict(sorted(found.items()))


def credited_lessons(session: Session, person_id: int, *, before: int | None = None) -> set[int]:
    """Return the ids of the lessons that a person has been credited for, in whichever course; reversed ones are left out, and tasks.

    before: as the ledger stood before this position of the person's chain.
    """
    query = (
        sa.select(CreditEntry.lesson_id)
        .where(CreditEntry.person_id == person_id, CreditEntry.lesson_id.is_not(None), CreditEntry.task == "")
        .group_by(CreditEntry.lesson_id)
        .having(sa.func.sum(sa.case((CreditEntry.reverses_id.is_(None), 1), else_=-1)) > 0)
    )
    if before is not None:
        query = query.where(CreditEntry.evidence_position < before)
    return {lesson_id for lesson_id in session.scalars(query) if lesson_id is not None}


def entry_count(session: Session) -> int:
    """Return how many entries all ledgers have."""
    return session.scalar(sa.select(sa.func.count()).select_from(CreditEntry)) or 0


def accounts(session: Session) -> dict[Account, Balance]:
    """Return points and minutes of every account of the whole ledger; over all accounts they sum to zero."""
    rows = session.execute(
        sa.select(
            CreditEntry.reverses_id.is_not(None),
            CreditEntry.outside_hours_id.is_not(None),
            sa.func.sum(CreditEntry.points),
            sa.func.sum(CreditEntry.recognised_minutes),
        ).group_by(CreditEntry.reverses_id.is_not(None), CreditEntry.outside_hours_id.is_not(None))
    )
    sums = trial_balance(
        legs(int(points), int(minutes), is_reversal=bool(is_reversal), is_outside=bool(is_outside))
        for is_reversal, is_outside, points, minutes in rows
    )
    return {account: Balance(*told) for account, told in sums.items()}
