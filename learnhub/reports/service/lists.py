"""Publish lists of institutions and projects as versions, and compare a version with the one before it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.catalogue.models import CourseVersion
from learnhub.catalogue.service.courses import published_versions_of
from learnhub.policy.rules import Figure, Figures
from learnhub.primitives import Refusal, local_date, say
from learnhub.providers.models import TrainingBase
from learnhub.providers.rules.life import LISTED_STANDINGS
from learnhub.providers.service import bases_within
from learnhub.providers.service.life import lives
from learnhub.reports.models import PublishedList
from learnhub.reports.rules import LIST_WORDS, ListKind, changes
from learnhub.reports.service.editions import DifferingRow
from learnhub.subsidy.rules.standards import standards

NOT_STATED = "-"  # policy names no standard there; "": a version from before lists told of it
CELLS = {
    ListKind.INSTITUTIONS: 13,
    ListKind.PROJECTS: 13,
}  # the last one says whether it is a demonstration's
BASES_MAX = 5_000  # more than a province has
VERSIONS_MAX = 999  # of one list

Rows = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class ListHead:
    """A published version without its rows."""

    kind: ListKind
    region_code: str
    number: int
    words: str
    published_on: date


def rows_now(
    session: Session, kind: ListKind, region_code: str, figures: Figures, on: date
) -> dict[str, list[str]]:
    """Return what a list of this division would name today: bases that are listed now, or what they teach; three queries.

    figures, on: what policy says of money on the day.
    """
    bases, _total = bases_within(session, [region_code], size=BASES_MAX)
    known = lives(session, bases)
    listed = {base.id: base for base in bases if known[base.id].standing.step in LISTED_STANDINGS}
    courses = published_versions_of(session, listed)
    if kind is ListKind.PROJECTS:
        return {
            str(course.id): project_row(
                version,
                listed[course.base_id],
                standards(figures, listed[course.base_id].region_code, version.level, on),
            )
            for course, version in courses
            if course.base_id is not None
        }
    taught: dict[int, list[str]] = {}
    for course, version in courses:
        if course.base_id is not None:
            taught.setdefault(course.base_id, []).append(version.title)
    return {str(base.id): institution_row(base, taught.get(base.id, ())) for base in listed.values()}


def institution_row(base: TrainingBase, titles: Sequence[str]) -> list[str]:
    """Return a base as a list keeps it: levels and facilities by key, so that each language words them itself."""
    return [
        base.name,
        base.level.value,
        base.region_code,
        base.credit_code or "",
        base.listed_on.isoformat() if base.listed_on else "",
        base.address,
        base.phone,
        base.text_contact,
        "、".join(titles),
        "、".join(base.specialities),
        ",".join(base.facilities),
        base.nature.value,
        "1" if base.is_demonstration else "",
    ]


def project_row(version: CourseVersion, base: TrainingBase, paid: Sequence[Figure]) -> list[str]:
    """Return a course as a list keeps it: what it is paid by as figures by key, with their sources and what must be said of them."""
    return [
        version.title,
        version.training_type,
        version.level,
        base.name,
        base.region_code,
        str(version.planned_online_class_hours),
        str(version.planned_offline_class_hours),
        " ".join(part for part in (version.occupation_code, version.occupation_name) if part),
        "、".join(version.certificates),
        version.cost,
        ",".join(f"{one.key}={'' if one.value is None else one.value}" for one in paid) or NOT_STATED,
        "；".join(
            dict.fromkeys(f"{one.source}（{one.caveat}）" if one.caveat else one.source for one in paid)
        )
        or NOT_STATED,
        "1" if base.is_demonstration else "",
    ]


def whole_row(kind: ListKind, row: Sequence[str]) -> list[str]:
    """Return a kept row with all cells: versions from before a list had them say nothing there."""
    return [*row[:-1], *[""] * (CELLS[kind] - len(row)), row[-1]]


def seen_of(rows: Rows) -> str:
    """Return a short name of these rows: a form carries it, so that nobody publishes other rows than those they read."""
    told = json.dumps(sorted((key, list(row)) for key, row in rows.items()), ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def publish_list(
    session: Session,
    actor: Actor,
    kind: ListKind,
    region_code: str,
    *,
    figures: Figures,
    words: str,
    seen: str,
    now: datetime,
) -> PublishedList | Refusal:
    """Publish the list as it stands now; refused where it names nothing, is as it was, or is no longer what was read.

    The caller has seen to it that the division is the office's. seen: seen_of the rows that were read.
    """
    rows = rows_now(session, kind, region_code, figures, local_date(now))
    before = newest_or_none(session, kind, region_code)
    if not rows:
        return Refusal("empty", say("本地区现在没有可以列入的，不能公布空的名单。"))
    if before is not None and not list_changes(kind, before.rows, rows):
        return Refusal("same", say("和上一版比没有变化，不用再公布。"))
    if seen != seen_of(rows):
        return Refusal("changed", say("您看的时候名单又变了。请看过下面的新内容再公布。"))
    number = before.number + 1 if before else 1
    if number > VERSIONS_MAX or actor.person_id is None:
        raise ValueError(f"version {number} of a list, published by {actor.person_id}")
    made = PublishedList(
        kind=kind,
        region_code=region_code,
        number=number,
        rows=rows,
        words=words,
        published_on=local_date(now),
        published_by_id=actor.person_id,
        published_at=now,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # somebody published it between the look and the leap
        return Refusal("at-once", say("同事刚刚公布了一版，请打开看一看。"))
    audit.record(
        session,
        actor,
        "list-published",
        say("%(list)s第 %(number)d 版", list=LIST_WORDS[kind], number=number),
        Concern("region", region_code),
        now=now,
    )
    return made


def newest_or_none(session: Session, kind: ListKind, region_code: str) -> PublishedList | None:
    """Return the version of a list that holds now, or None where none was published."""
    return session.scalar(_of(kind, region_code).order_by(PublishedList.number.desc()).limit(1))


def version_or_none(session: Session, kind: ListKind, region_code: str, number: int) -> PublishedList | None:
    """Return one version of a list, or None."""
    return session.scalar(_of(kind, region_code).where(PublishedList.number == number))


def versions_of(session: Session, kind: ListKind, region_code: str) -> list[ListHead]:
    """Return the versions of a list without their rows, the newest first."""
    found = _heads().where(PublishedList.kind == kind, PublishedList.region_code == region_code)
    return [ListHead(*row) for row in session.execute(found.order_by(PublishedList.number.desc()))]


def newest_lists(session: Session) -> list[ListHead]:
    """Return the version of each list that holds now, by division and kind; one query, without rows."""
    heads: dict[tuple[str, ListKind], ListHead] = {}
    for row in session.execute(
        _heads().order_by(PublishedList.region_code, PublishedList.kind, PublishedList.number)
    ):
        head = ListHead(*row)
        heads[head.region_code, head.kind] = head
    return list(heads.values())


def list_changes(kind: ListKind, before: Rows, after: Rows) -> list[DifferingRow]:
    """Return which rows of a list are new, otherwise, or gone."""
    was, now = ({key: whole_row(kind, row) for key, row in rows.items()} for rows in (before, after))
    return [
        DifferingRow(change, key, was.get(key, ()), now.get(key, ()))
        for change, key, _values in changes(was, now)
    ]


def _of(kind: ListKind, region_code: str) -> sa.Select[PublishedList]:
    return sa.select(PublishedList).where(
        PublishedList.kind == kind, PublishedList.region_code == region_code
    )


def _heads() -> sa.Select[ListKind, str, int, str, date]:
    return sa.select(
        PublishedList.kind,
        PublishedList.region_code,
        PublishedList.number,
        PublishedList.words,
        PublishedList.published_on,
    )
