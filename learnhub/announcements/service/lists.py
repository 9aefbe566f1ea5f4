"""Lists of announcements: what holds first, then what ended, then what was withdrawn; the newest before older ones."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from learnhub.announcements.models import (
    Announcement,
    AnnouncementCourse,
    AnnouncementVersion,
    AnnouncementWithdrawal,
)
from learnhub.announcements.rules import Kind, State, state_of
from learnhub.regions.rules import stem
from learnhub.web.paging import Paging


@dataclass(frozen=True)
class Listed:
    """An announcement as lists show it: its newest version, and where it stands."""

    announcement: Announcement
    version: AnnouncementVersion
    state: State


def announcements(
    session: Session,
    *,
    on: date,
    number: int,
    size: int,
    kinds: Collection[Kind] = tuple(Kind),
    regions: Collection[str] | None = None,
    within: Collection[str] | None = None,
) -> Paging[Listed]:
    """Return one page of a list. regions: whose offices; within: divisions, with everything in them; None: no narrowing."""
    query = _newest().where(Announcement.kind.in_(kinds))
    if regions is not None:
        query = query.where(Announcement.region_code.in_(regions))
    if within is not None:
        query = query.where(
            sa.or_(sa.false(), *(Announcement.region_code.startswith(stem(code)) for code in within))
        )
    total = (
        session.scalar(
            sa.select(sa.func.count()).select_from(query.with_only_columns(Announcement.id).subquery())
        )
        or 0
    )
    rank = sa.case(
        (AnnouncementWithdrawal.announcement_id.is_not(None), 2),
        (AnnouncementVersion.ends_on < on, 1),
        else_=0,
    )
    rows = session.execute(
        query.order_by(rank, Announcement.id.desc()).offset((number - 1) * size).limit(size)
    ).all()
    return Paging([_listed(row, on) for row in rows], number, total, size)


def naming_course(session: Session, course_id: int, *, on: date, most: int) -> Sequence[Listed]:
    """Return the announcements that hold and whose newest version points at a course, the newest first."""
    rows = session.execute(
        _newest()
        .join(AnnouncementCourse, AnnouncementCourse.version_id == AnnouncementVersion.id)
        .where(
            AnnouncementCourse.course_id == course_id,
            AnnouncementWithdrawal.announcement_id.is_(None),
            sa.or_(AnnouncementVersion.ends_on.is_(None), AnnouncementVersion.ends_on >= on),
        )
        .order_by(Announcement.id.desc())
        .limit(most)
    ).all()
    return [_listed(row, on) for row in rows]


def divisions(session: Session) -> list[str]:
    """Return the divisions whose offices have told something, by code."""
    return sorted(session.scalars(sa.select(Announcement.region_code).distinct()))


def _newest() -> sa.Select[Announcement, AnnouncementVersion, int]:
    later = aliased(AnnouncementVersion)
    newest = (
        sa.select(sa.func.max(later.number)).where(later.announcement_id == Announcement.id).scalar_subquery()
    )
    return (
        sa.select(Announcement, AnnouncementVersion, AnnouncementWithdrawal.announcement_id)
        .select_from(Announcement)
        .join(
            AnnouncementVersion,
            sa.and_(
                AnnouncementVersion.announcement_id == Announcement.id, AnnouncementVersion.number == newest
            ),
        )
        .outerjoin(AnnouncementWithdrawal, AnnouncementWithdrawal.announcement_id == Announcement.id)
    )


def _listed(row: sa.Row[Announcement, AnnouncementVersion, int], on: date) -> Listed:
    announcement, version, withdrawn = row
    return Listed(announcement, version, state_of(version.ends_on, on, is_withdrawn=withdrawn is not None))
