"""Keep access profiles; take, show and answer barrier reports."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, selectinload

from learnhub.accessibility.models import AccessProfileRow, BarrierAnswer, BarrierReport
from learnhub.accessibility.rules import (
    SETTLED_STATES,
    SUMMED_DAYS,
    AccessProfile,
    Answer,
    Report,
    ReportState,
    Sums,
    Told,
    median_days,
)
from learnhub.accessibility.rules.reports import NUMBER_DIGITS
from learnhub.primitives import Refusal, local_date, say
from learnhub.regions.rules import COUNTRY, stem

_NAMES = tuple(f.name for f in fields(AccessProfile))


def profile_or_none(session: Session, person_id: int) -> AccessProfile | None:
    """Return what a person has chosen, or None when nothing was ever kept."""
    row = session.get(AccessProfileRow, person_id)
    return None if row is None else AccessProfile(**{name: getattr(row, name) for name in _NAMES})


def keep_profile(session: Session, person_id: int, profile: AccessProfile, *, now: datetime) -> None:
    """Keep a person's profile in place of the one before; how a page looks needs no history."""
    chosen = {"changed_at": now, **{name: getattr(profile, name) for name in _NAMES}}
    # Two tabs may keep the first profile at the same moment.
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    first = insert(AccessProfileRow).values(person_id=person_id, **chosen)
    session.execute(first.on_conflict_do_update(index_elements=["person_id"], set_=chosen))
    session.expire_all()


def forget_profile(session: Session, person_id: int) -> None:
    """Delete a person's access profile."""
    session.execute(sa.delete(AccessProfileRow).where(AccessProfileRow.person_id == person_id))


def adopt(session: Session, person_id: int, visitor: AccessProfile, *, now: datetime) -> bool:
    """Take a visitor's profile over into the account, and tell whether that was done.

    Only an account that has none takes it: on a shared phone the choices of somebody else must not overwrite one's own.
    """
    if visitor == AccessProfile() or profile_or_none(session, person_id) is not None:
        return False
    keep_profile(session, person_id, visitor, now=now)
    return True


def report_barrier(session: Session, told: Told, *, person_id: int | None, now: datetime) -> str:
    """Store a report, and return the number it is followed by, which can't be guessed from another one."""
    number = _new_number(session)
    report = BarrierReport(
        number=number,
        page_address=told.page_address,
        words=told.words,
        tools=told.tools,
        contact=told.contact,
        region_code=told.region_code,
        reported_at=now,
        person_id=person_id,
    )
    session.add(report)
    session.flush()
    return number


def report_or_none(session: Session, number: str) -> Report | None:
    """Return a report with its answers by its number, or None."""
    row = _row_or_none(session, number)
    return None if row is None else _report(row)


def reports(
    session: Session, reach: Sequence[str], *, number: int, size: int
) -> tuple[Sequence[Report], int]:
    """Return one page of the reports of these divisions with their answers, and how many there are.

    Those that wait stand first, the longest waiting of them first, then the newest settled ones. Reports without a place are of the whole country.
    """
    within, waits = _within(reach), _waits()
    total = session.scalar(sa.select(sa.func.count()).select_from(BarrierReport).where(within)) or 0
    rows = session.scalars(
        sa.select(BarrierReport)
        .options(selectinload(BarrierReport.answers))
        .where(within)
        .order_by(sa.case((waits, 0), else_=1), sa.case((waits, BarrierReport.id), else_=-BarrierReport.id))
        .offset((number - 1) * size)
        .limit(size)
    )
    return [_report(row) for row in rows], total


def waiting_reports(session: Session, reach: Sequence[str]) -> int:
    """Return how many reports of these divisions aren't settled yet."""
    counted = sa.select(sa.func.count()).select_from(BarrierReport)
    return session.scalar(counted.where(_within(reach), _waits())) or 0


def reports_ended(session: Session, before: datetime) -> list[int]:
    """Return the reports that were settled before an instant and still have their words; sorted."""
    return list(
        session.scalars(
            sa.select(BarrierReport.id)
            .where(BarrierReport.erased_at.is_(None), ~_waits(), _last(BarrierAnswer.answered_at) < before)
            .order_by(BarrierReport.id)
        )
    )


def erase_reports(session: Session, ids: Sequence[int], *, now: datetime) -> None:
    """Take away what was written in reports and their answers, and whose they were; number, page, division, states and days stay."""
    session.execute(
        sa.update(BarrierReport)
        .where(BarrierReport.id.in_(ids))
        .values(words="", tools="", contact="", person_id=None, erased_at=now)
    )
    session.execute(sa.update(BarrierAnswer).where(BarrierAnswer.report_id.in_(ids)).values(words=""))
    session.expire_all()


def answer_report(
    session: Session, number: str, state: ReportState, words: str, *, person_id: int, now: datetime
) -> Refusal | None:
    """Add an answer to a report; answers before it stay."""
    report = _row_or_none(session, number)
    if report is None:
        return Refusal("no-such-report", say("没有这个编号的报告，请核对编号。"))
    report.answers.append(BarrierAnswer(state=state, words=words, answered_at=now, answered_by_id=person_id))
    session.flush()
    return None


def sums(session: Session, *, now: datetime) -> Sums:
    """Return what became of the reports of the last year; two queries."""
    since = now - timedelta(days=SUMMED_DAYS)
    last = _last(BarrierAnswer.state)
    first = (
        sa.select(sa.func.min(BarrierAnswer.answered_at))
        .where(BarrierAnswer.report_id == BarrierReport.id)
        .correlate(BarrierReport)
        .scalar_subquery()
    )
    waiting = waiting_reports(session, (COUNTRY,))
    lately = session.execute(
        sa.select(
            BarrierReport.reported_at,
            BarrierReport.region_code,
            first.label("answered_at"),
            last.label("state"),
        ).where(BarrierReport.reported_at > since)
    ).all()
    days = [
        (local_date(row.answered_at) - local_date(row.reported_at)).days for row in lately if row.answered_at
    ]
    received, settled = Counter[str](), Counter[str]()
    for row in lately:
        received[row.region_code] += 1
        settled[row.region_code] += row.state in SETTLED_STATES
    by_region = {code: (count, settled[code]) for code, count in received.items()}
    return Sums(len(lately), settled.total(), waiting, median_days(days), by_region)


def _last(column: Any) -> sa.ScalarSelect[Any]:
    return (
        sa.select(column)
        .where(BarrierAnswer.report_id == BarrierReport.id)
        .order_by(BarrierAnswer.id.desc())
        .limit(1)
        .correlate(BarrierReport)
        .scalar_subquery()
    )


def _waits() -> sa.ColumnElement[bool]:
    last = _last(BarrierAnswer.state)
    return sa.or_(last.is_(None), last.not_in(SETTLED_STATES))


def _within(reach: Sequence[str]) -> sa.ColumnElement[bool]:
    return sa.or_(sa.false(), *(BarrierReport.region_code.startswith(stem(code)) for code in reach))


def _row_or_none(session: Session, number: str) -> BarrierReport | None:
    return session.scalars(
        sa.select(BarrierReport)
        .options(selectinload(BarrierReport.answers))
        .where(BarrierReport.number == number)
    ).one_or_none()


def _report(row: BarrierReport) -> Report:
    return Report(
        number=row.number,
        told=Told(row.page_address, row.words, row.tools, row.contact, row.region_code),
        reported_at=row.reported_at,
        answers=tuple(Answer(a.state, a.words, a.answered_at) for a in row.answers),
        is_erased=row.erased_at is not None,
    )


def _new_number(session: Session) -> str:
    for _ in range(20):
        number = str(secrets.randbelow(9 * 10 ** (NUMBER_DIGITS - 1)) + 10 ** (NUMBER_DIGITS - 1))
        taken = session.scalar(sa.select(BarrierReport.id).where(BarrierReport.number == number))
        if taken is None:
            return number
    raise RuntimeError("no free report number in twenty tries: the generator is broken")
