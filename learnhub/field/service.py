"""Keep the registers of the field, each office its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from learnhub.catalogue.models import Course, CourseVersion
from learnhub.catalogue.rules import CourseState
from learnhub.field.models import FieldEntry, FieldEvent
from learnhub.field.rules import (
    EventKind,
    FieldKind,
    Happened,
    Post,
    Signing,
    Sort,
    Standing,
    Term,
    idle_since,
    may_follow,
    standing,
    term,
    without_assessor,
)
from learnhub.primitives import Refusal, local_date, say
from learnhub.providers.models import TrainingBase
from learnhub.regions.rules import contains, is_code

ENTRIES_MAX = 20_000  # of a register in one province; more are not read
_DECISIONS = frozenset({EventKind.WARNED, EventKind.RESTORED, EventKind.EXITED, EventKind.BANNED})
_IN_FORCE = frozenset({Standing.LISTED, Standing.WARNED})


@dataclass(frozen=True)
class EntryPlan:
    """An entry as it is to be registered; see FieldEntry. filed_on: the day of the paper that names it."""

    kind: FieldKind
    region_code: str
    name: str
    sort: Sort
    works_at: str
    subjects: str
    occupation: str
    post: Post | None
    signing: Signing | None
    knows_braille: bool | None
    issued_on: date | None
    contact: str
    source: str


@dataclass(frozen=True)
class Entry:
    """An entry with what follows from its events. term: of an assessor. idle_since: of an agency without activity for a year."""

    row: FieldEntry
    standing: Standing
    term: Term | None
    idle_since: date | None


@dataclass(frozen=True)
class Attention:
    """What an office should look at: certificates that end within 180 days or have ended, idle agencies, occupations nobody assesses.

    unassessed: (edition:code, name) of occupations that courses of the own bases teach.
    """

    ending: tuple[Entry, ...]
    idle: tuple[Entry, ...]
    unassessed: tuple[tuple[str, str], ...]

    @property
    def count(self) -> int:
        """Return how many entries wait for a decision; an occupation nobody assesses waits for no office's."""
        return len(self.ending) + len(self.idle)


def register(
    session: Session, plan: EntryPlan, *, filed_on: date, by_id: int, now: datetime
) -> FieldEntry | Refusal:
    """Add an entry to a register; the same name from the same place stands in it once, unless it is an assessor's new certificate."""
    if not is_code(plan.region_code):
        return Refusal("region", say("请选一个地区。"), field="region")
    if plan.kind is FieldKind.ASSESSOR and plan.issued_on is None:
        return Refusal("issued", say("请填写考评员证书的发证日期。"), field="issued_on")
    if filed_on > local_date(now) or (plan.issued_on is not None and plan.issued_on > local_date(now)):
        return Refusal(
            "later", say("日期不能晚于今天。"), field="issued_on" if plan.issued_on else "filed_on"
        )
    same = sa.select(FieldEntry.id).where(
        FieldEntry.kind == plan.kind,
        FieldEntry.region_code == plan.region_code,
        FieldEntry.name == plan.name,
        FieldEntry.works_at == plan.works_at,
        FieldEntry.occupation == plan.occupation,
    )
    if plan.issued_on is not None:
        same = same.where(FieldEntry.issued_on == plan.issued_on)
    if session.scalar(same) is not None:
        return Refusal("known", say("名册里已经有了，请打开那一条记录。"), field="name")
    made = FieldEntry(**plan.__dict__, made_by_id=by_id, made_at=now)
    session.add(made)
    session.flush()
    session.add(
        FieldEvent(
            entry_id=made.id, kind=EventKind.FILED, day=filed_on, words=plan.source, by_id=by_id, made_at=now
        )
    )
    session.flush()
    return made


def record(
    session: Session,
    entry: FieldEntry,
    happened: Happened,
    *,
    words: str,
    by_id: int,
    now: datetime,
    on: date,
) -> Refusal | None:
    """Record what happened to an entry."""
    if refusal := may_follow(_events(entry), happened.kind, happened.day, on):
        return refusal
    if not words and happened.kind in _DECISIONS:
        return Refusal("words", say("请写明内容和依据。"), field="words")
    entry.events.append(
        FieldEvent(
            entry_id=entry.id,
            kind=happened.kind,
            day=happened.day,
            minutes=happened.minutes if happened.kind is EventKind.TRAINED else None,
            words=words,
            by_id=by_id,
            made_at=now,
        )
    )
    session.flush()
    return None


def known_keys(session: Session, kind: FieldKind) -> set[tuple[str, str, str, str, str]]:
    """Return what `register` takes for the same of each entry: division, name, employer, occupation, day of the certificate or ""."""
    columns = (
        FieldEntry.region_code,
        FieldEntry.name,
        FieldEntry.works_at,
        FieldEntry.occupation,
        FieldEntry.issued_on,
    )
    rows = session.execute(sa.select(*columns).where(FieldEntry.kind == kind))
    return {
        (region, name, works_at, occupation, issued_on.isoformat() if issued_on else "")
        for region, name, works_at, occupation, issued_on in rows
    }


def entries(session: Session, kind: FieldKind, reach: Sequence[str], on: date) -> list[Entry]:
    """Return a register as far as these divisions reach, by region and name."""
    rows = session.scalars(
        sa.select(FieldEntry)
        .where(FieldEntry.kind == kind, _within(session, reach))
        .order_by(FieldEntry.region_code, FieldEntry.name, FieldEntry.id)
        .options(selectinload(FieldEntry.events))
        .limit(ENTRIES_MAX)
    )
    return [_entry(row, on) for row in rows]


def entry_or_none(
    session: Session, kind: FieldKind, entry_id: int, reach: Sequence[str], on: date
) -> Entry | None:
    """Return an entry of a register within these divisions, or None."""
    row = session.get(FieldEntry, entry_id)
    is_there = row is not None and row.kind is kind and any(contains(code, row.region_code) for code in reach)
    return _entry(row, on) if is_there and row is not None else None


def attention(session: Session, reach: Sequence[str], on: date) -> Attention:
    """Return what the office of these divisions should look at."""
    assessors = entries(session, FieldKind.ASSESSOR, reach, on)
    current = [one for one in assessors if one.standing in _IN_FORCE]
    newest: dict[tuple[str, str, str], Entry] = {}
    for one in current:  # a later certificate takes the place of the one before
        key = (one.row.region_code, one.row.name, one.row.occupation)
        if key not in newest or (one.row.issued_on or date.min) > (newest[key].row.issued_on or date.min):
            newest[key] = one
    ending = [one for one in newest.values() if one.term and (one.term.is_over or one.term.warns_at)]
    assessed = {one.row.occupation for one in current if one.term and not one.term.is_over}
    taught = _taught(session, reach)
    return Attention(
        ending=tuple(sorted(ending, key=lambda one: one.term.days_left if one.term else 0)),
        idle=tuple(one for one in entries(session, FieldKind.AGENCY, reach, on) if one.idle_since),
        unassessed=tuple((key, taught[key]) for key in without_assessor(taught, assessed)),
    )


def counts(session: Session, reach: Sequence[str]) -> dict[FieldKind, int]:
    """Return how many entries each register has within these divisions."""
    rows = session.execute(
        sa.select(FieldEntry.kind, sa.func.count()).where(_within(session, reach)).group_by(FieldEntry.kind)
    )
    found = {kind: number for kind, number in rows}  # noqa: C416  a Row is no pair
    return {kind: found.get(kind, 0) for kind in FieldKind}


def _entry(row: FieldEntry, on: date) -> Entry:
    events = _events(row)
    return Entry(
        row,
        standing(events),
        term(row.issued_on, on) if row.issued_on is not None else None,
        idle_since(events, on) if row.kind is FieldKind.AGENCY else None,
    )


def _events(row: FieldEntry) -> list[Happened]:
    return [Happened(one.kind, one.day, one.minutes) for one in row.events]


def _taught(session: Session, reach: Sequence[str]) -> dict[str, str]:
    """Return the occupations that published courses of bases within these divisions teach: "edition:code" → name."""
    known = session.scalars(sa.select(TrainingBase.region_code).distinct())
    within = [code for code in known if any(contains(outer, code) for outer in reach)]
    rows = session.execute(
        sa.select(
            CourseVersion.occupation_edition, CourseVersion.occupation_code, CourseVersion.occupation_name
        )
        .join(Course, Course.id == CourseVersion.course_id)
        .join(TrainingBase, TrainingBase.id == Course.base_id)
        .where(
            Course.state == CourseState.PUBLISHED,
            CourseVersion.published_at.is_not(None),
            CourseVersion.occupation_code.is_not(None),
            TrainingBase.region_code.in_(within),
        )
        .distinct()
    )
    return {f"{edition}:{code}": name or f"{code}" for edition, code, name in rows}


def _within(session: Session, reach: Sequence[str]) -> sa.ColumnElement[bool]:
    known = session.scalars(sa.select(FieldEntry.region_code).distinct())
    return FieldEntry.region_code.in_(
        [code for code in known if any(contains(outer, code) for outer in reach)]
    )
