"""Freeze a report, compare it, sign it, hand it to five departments."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learnhub.catalogue.rules import TRAINING_TYPES
from learnhub.learning.models import Enrolment
from learnhub.primitives import Refusal, local_date, say
from learnhub.reports.models import ReportDelivery, ReportEdition, ReportSignature
from learnhub.reports.rules import (
    DEPARTMENTS,
    SAY_WHY,
    YEAR_MAX,
    YEAR_MIN,
    Change,
    Figure,
    Row,
    changes,
    figures,
    in_period,
    snapshot,
    with_group,
    years_of,
)
from learnhub.reports.service.rows import places, rows, rows_part

EDITIONS_MAX = 99  # of a year


@dataclass(frozen=True)
class Differing:
    """One figure that stands otherwise. before, after: (numerator, denominator); None where there was no such figure."""

    name: str
    unit: str
    before: tuple[int, int | None] | None
    after: tuple[int, int | None] | None


@dataclass(frozen=True)
class DifferingRow:
    """One row that stands otherwise. before, after: rules.snapshot; empty where there was no such row."""

    change: Change
    enrolment: str
    before: Sequence[str]
    after: Sequence[str]


@dataclass(frozen=True)
class Difference:
    """What changed from one state of a report to another. rows: by number of the enrolment."""

    figures: tuple[Differing, ...]
    rows: tuple[DifferingRow, ...]


@dataclass(frozen=True)
class Reported:
    """How far a division is with its year. number: of the newest edition; departments: how many have it."""

    number: int
    is_signed: bool
    departments: int


def rows_of_year(session: Session, region_code: str, year: int) -> list[Row]:
    """Return the rows of a division's year."""
    if not YEAR_MIN <= year <= YEAR_MAX:
        raise ValueError(f"no year of reports: {year}")
    return rows(session, region_code, date(year, 1, 1), date(year, 12, 31))


def page_of_year(
    session: Session, region_code: str, year: int, number: int, size: int
) -> tuple[list[Row], int]:
    """Return one page of the rows of a division's year, and how many rows it has."""
    return rows_part(session, region_code, date(year, 1, 1), date(year, 12, 31), number=number, size=size)


def places_of_year(session: Session, region_code: str, year: int) -> sa.ScalarSelect[int]:
    """Return the question that finds the enrolments of a division's year."""
    return places(session, region_code, date(year, 1, 1), date(year, 12, 31))


def people_of_year(session: Session, region_code: str, year: int) -> sa.ScalarSelect[int]:
    """Return the question that finds the people of a division's year."""
    within = places_of_year(session, region_code, year)
    return sa.select(Enrolment.person_id).where(Enrolment.id.in_(within)).scalar_subquery()


def figures_of(found: Sequence[Row]) -> list[Figure]:
    """Return the figures of a report over these rows."""
    return figures(found, TRAINING_TYPES)


def figures_by_year(
    session: Session, region_code: str, starts_on: date, ends_on: date
) -> list[tuple[date, date, list[Figure]]]:
    """Return the figures of a period as a whole, then of each year that it touches: (first day, last day, figures).

    Persons of the whole are counted once, however many years they learned in: their years don't add up to it.
    """
    found = rows(session, region_code, starts_on, ends_on)
    years = years_of(starts_on, ends_on)
    parts = [(starts_on, ends_on), *(years if len(years) > 1 else [])]
    return [(first, last, figures_of(in_period(found, first, last))) for first, last in parts]


def freeze(
    session: Session, region_code: str, year: int, *, words: str, by_id: int, now: datetime
) -> ReportEdition | Refusal:
    """Keep the report as it stands now; the same state twice in a row is refused, and a correction says why it was made."""
    known = editions_of(session, region_code, year)
    if len(known) >= EDITIONS_MAX:
        return Refusal("many", say("这一年已经冻结了 %(most)d 次，不能再多。", most=EDITIONS_MAX))
    found = rows_of_year(session, region_code, year)
    kept = kept_rows(found)
    if known and rows_kept(known[-1]) == kept:
        return Refusal("same", say("和上一版比没有变化，不用再冻结。"))
    if known and not words:
        return Refusal("reason", SAY_WHY, field="words")
    made = ReportEdition(
        region_code=region_code,
        year=year,
        number=len(known) + 1,
        figures=[dict(one.__dict__, name=str(one.name), unit=str(one.unit)) for one in figures_of(found)],
        rows=kept,
        words=words,
        frozen_on=local_date(now),
        frozen_by_id=by_id,
        frozen_at=now,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # somebody made it between the look and the leap
        return Refusal("at-once", say("这一年刚刚由别人冻结了一次，请打开看一看。"))
    return made


def editions_of(session: Session, region_code: str, year: int) -> list[ReportEdition]:
    """Return the frozen states of a division's year, the oldest first."""
    return list(
        session.scalars(
            sa.select(ReportEdition)
            .where(ReportEdition.region_code == region_code, ReportEdition.year == year)
            .order_by(ReportEdition.number)
        )
    )


def edition_or_none(session: Session, region_code: str, year: int, number: int) -> ReportEdition | None:
    """Return a frozen state, or None."""
    return session.scalar(
        sa.select(ReportEdition).where(
            ReportEdition.region_code == region_code,
            ReportEdition.year == year,
            ReportEdition.number == number,
        )
    )


def figures_kept(edition: ReportEdition) -> list[Figure]:
    """Return the figures that were frozen."""
    return [Figure(**one) for one in edition.figures]


def rows_kept(edition: ReportEdition) -> dict[str, list[str]]:
    """Return the rows that were frozen, by number of the enrolment."""
    return {key: list(with_group(values)) for key, values in edition.rows.items()}


def difference(
    before: ReportEdition, figures_after: Sequence[Figure], rows_after: Mapping[str, Sequence[str]]
) -> Difference:
    """Return what is otherwise now, or in a later edition, than in this one."""
    rows_before = rows_kept(before)
    was = {one.key: one for one in figures_kept(before)}
    after = {one.key: one for one in figures_after}
    found = []
    for key in dict.fromkeys([*was, *after]):
        old, new = was.get(key), after.get(key)
        pair_old = (old.numerator, old.denominator) if old else None
        pair_new = (new.numerator, new.denominator) if new else None
        if pair_old != pair_new:
            told = new or was[key]
            found.append(Differing(told.name, told.unit, pair_old, pair_new))
    rows_changed = tuple(
        DifferingRow(change, key, rows_before.get(key, ()), rows_after.get(key, ()))
        for change, key, _values in changes(rows_before, rows_after)
    )
    return Difference(tuple(found), rows_changed)


def difference_sheet(session: Session, edition: ReportEdition) -> tuple[ReportEdition, Difference] | None:
    """Return the edition before this one and what this one corrects; None for the first, which corrects nothing."""
    before = edition_or_none(session, edition.region_code, edition.year, edition.number - 1)
    if before is None:
        return None
    return before, difference(before, figures_kept(edition), rows_kept(edition))


def reported(session: Session, region_codes: Collection[str], year: int) -> dict[str, Reported]:
    """Return how far these divisions are with a year; those that have frozen nothing are left out. Two queries."""
    newest = {
        row.region_code: row
        for row in session.execute(
            sa.select(
                ReportEdition.region_code, ReportEdition.id, ReportEdition.number, ReportSignature.signed_at
            )
            .outerjoin(ReportSignature, ReportSignature.edition_id == ReportEdition.id)
            .where(ReportEdition.region_code.in_(region_codes), ReportEdition.year == year)
            .order_by(ReportEdition.number)
        )
    }
    deliveries = session.execute(
        sa.select(ReportDelivery.edition_id, sa.func.count().label("departments"))
        .where(ReportDelivery.edition_id.in_([one.id for one in newest.values()]))
        .group_by(ReportDelivery.edition_id)
    )
    handed = {row.edition_id: row.departments for row in deliveries}
    return {
        code: Reported(one.number, one.signed_at is not None, handed.get(one.id, 0))
        for code, one in newest.items()
    }


def kept_rows(found: Sequence[Row]) -> dict[str, Any]:
    """Return rows as an edition keeps them."""
    return {str(row.enrolment_id): snapshot(row) for row in found}


def signature_or_none(session: Session, edition: ReportEdition) -> ReportSignature | None:
    """Return who signed an edition, or None."""
    return session.get(ReportSignature, edition.id)


def signed_of(session: Session, editions: Sequence[ReportEdition]) -> set[int]:
    """Return which of these editions are signed, by id."""
    asked = sa.select(ReportSignature.edition_id).where(
        ReportSignature.edition_id.in_([one.id for one in editions])
    )
    return set(session.scalars(asked))


def sign(session: Session, edition: ReportEdition, *, by_id: int, now: datetime) -> Refusal | None:
    """Sign an edition: the newest one, once, by somebody else than whoever froze it."""
    if signature_or_none(session, edition) is not None:
        return Refusal("signed", say("这一版已经签过。"))
    if edition.frozen_by_id == by_id:
        return Refusal("same-person", say("冻结的人不能自己签。请另一位同事核对以后签。"))
    if editions_of(session, edition.region_code, edition.year)[-1].id != edition.id:
        return Refusal("older", say("已经有更新的一版，请签最新的那一版。"))
    session.add(ReportSignature(edition_id=edition.id, signed_by_id=by_id, signed_at=now))
    session.flush()
    return None


def deliveries_of(session: Session, edition: ReportEdition) -> dict[str, ReportDelivery]:
    """Return to which departments an edition was handed, by department."""
    found = session.scalars(sa.select(ReportDelivery).where(ReportDelivery.edition_id == edition.id))
    return {one.department: one for one in found}


def deliver(
    session: Session,
    edition: ReportEdition,
    department: str,
    *,
    delivered_on: date,
    how: str,
    by_id: int,
    now: datetime,
) -> Refusal | None:
    """Record that a signed edition was handed to a department, once."""
    if department not in DEPARTMENTS:
        return Refusal("department", say("请从列出的部门里选一个。"), field="department")
    if signature_or_none(session, edition) is None:
        return Refusal("unsigned", say("还没有签。签了以后再报送。"))
    if department in deliveries_of(session, edition):
        return Refusal("known", say("这个部门已经报送过。"), field="department")
    if not edition.frozen_on <= delivered_on <= local_date(now):
        return Refusal("day", say("报送的日期要在冻结那天和今天之间。"), field="delivered_on")
    session.add(
        ReportDelivery(
            edition_id=edition.id,
            department=department,
            delivered_on=delivered_on,
            how=how,
            by_id=by_id,
            made_at=now,
        )
    )
    session.flush()
    return None
