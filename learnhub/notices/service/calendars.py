"""Working days of the site: the files, and officers' years over them."""

from collections.abc import Collection
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.evidence import service as evidence
from learnhub.notices.adapters.calendar_files import read_years
from learnhub.notices.models import WorkingYear
from learnhub.notices.rules import KIND_CALENDAR, WorkingDays, YearOfDays, year_refusal
from learnhub.policy.service import subject_of
from learnhub.primitives import Refusal, say

SOURCE_CHARACTERS_MIN = 6


@lru_cache(maxsize=4)
def _shipped(content_dir: Path) -> tuple[YearOfDays, ...]:
    return read_years(content_dir / "policy")


def working_days(session: Session, content_dir: Path) -> WorkingDays:
    """Return every year that files or officers have entered."""
    rows = session.scalars(sa.select(WorkingYear).order_by(WorkingYear.id))
    entered = tuple(
        YearOfDays(
            row.year, _days(row.days_off), _days(row.days_worked), row.source, False, row.region_code, row.id
        )
        for row in rows
    )
    return WorkingDays((*_shipped(content_dir), *entered))


def set_year(
    session: Session,
    actor: Actor,
    *,
    year: int,
    region_code: str,
    days_off: Collection[date],
    days_worked: Collection[date],
    source: str,
    now: datetime,
) -> WorkingYear | Refusal:
    """Enter a year for a division; it counts for notices that are published from then on. Audited."""
    assert actor.person_id is not None
    refusal = year_refusal(year, days_off, days_worked)
    if refusal is not None:
        return refusal
    if len(source.strip()) < SOURCE_CHARACTERS_MIN:
        return Refusal("source-needed", say("请写明文件名和文号。"), field="source")
    made = WorkingYear(
        year=year,
        region_code=region_code,
        days_off=[day.isoformat() for day in sorted(days_off)],
        days_worked=[day.isoformat() for day in sorted(days_worked)],
        source=source.strip(),
        made_by=actor.person_id,
        made_at=now,
    )
    subject = subject_of(region_code)
    evidence.lock_chain(session, subject)
    count = session.scalar(sa.select(sa.func.count()).select_from(WorkingYear)) or 0
    event = evidence.Event(
        subject, KIND_CALENDAR, f"year:{year}", f"calendar:{year}:{count + 1}", now, calendar_payload(made)
    )
    made.evidence_position = evidence.append(session, event, now=now).entry.position
    session.add(made)
    session.flush()
    audit.record(
        session,
        actor,
        "working-year-set",
        say("登记 %(year)s 年的工作日", year=year),
        Concern("working-year", str(made.id)),
        now=now,
    )
    return made


def calendar_payload(row: WorkingYear) -> dict[str, Any]:
    """Return what the row of a year says in the log."""
    return {
        "year": row.year,
        "region": row.region_code,
        "days_off": row.days_off,
        "days_worked": row.days_worked,
        "source": row.source,
        "by": row.made_by,
    }


def _days(told: Collection[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(day) for day in told)
