"""Publish an announcement, correct it, withdraw it."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.announcements.models import (
    Announcement,
    AnnouncementCourse,
    AnnouncementVersion,
    AnnouncementWithdrawal,
)
from learnhub.announcements.rules import KIND_WORDS, Text, refusal_of
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.catalogue import service as catalogue
from learnhub.primitives import Refusal, local_date, say

WORDS_CHARACTERS_MIN = 4


def publish(
    session: Session, actor: Actor, region_code: str, text: Text, *, now: datetime
) -> Announcement | Refusal:
    """Tell everybody something in the name of a division; a text whose last day is over is refused."""
    courses = course_ids(session, text.courses)
    refusal = refusal_of(text) or (courses if isinstance(courses, Refusal) else None)
    if refusal is None and text.ends_on is not None and text.ends_on < local_date(now):
        refusal = Refusal("over", say("这一天已经过去了，请核对日期。"), field="ends_on")
    if refusal is not None:
        return refusal
    made = Announcement(region_code=region_code, kind=text.kind, made_at=now)
    session.add(made)
    session.flush()
    _add_version(session, actor, made, text, 1, "", now)
    _record(session, actor, made, "announcement-published", say("发布"), text.title, now)
    return made


def correct(
    session: Session,
    actor: Actor,
    announcement_id: int,
    text: Text,
    *,
    after_number: int,
    reason: str,
    now: datetime,
) -> int | Refusal:
    """Add a version that says something else; returns its number. after_number: of the version that its author saw."""
    found = _held(session, announcement_id)
    versions = versions_of(session, announcement_id)
    courses = course_ids(session, text.courses)
    refusal = refusal_of(text) or (courses if isinstance(courses, Refusal) else None)
    if refusal is None and withdrawal_or_none(session, announcement_id) is not None:
        refusal = Refusal("withdrawn", say("这一条已经撤回，不能再改。请另写一条。"))
    if refusal is None and versions[0].number != after_number:
        refusal = Refusal("changed", say("别人刚才改过这一条。请打开最新的一版，看过再改。"))
    if refusal is None and text.plain == text_of(session, found, versions[0]).plain:
        refusal = Refusal("same", say("和现在的一版一样，没有要改的。"))
    if refusal is None and len(reason.strip()) < WORDS_CHARACTERS_MIN:
        refusal = Refusal("reason-needed", say("请写明为什么改，至少 4 个字。"), field="reason")
    if refusal is not None:
        return refusal
    _add_version(session, actor, found, text, after_number + 1, reason.strip(), now)
    _record(session, actor, found, "announcement-corrected", say("更正"), text.title, now)
    return after_number + 1


def withdraw(
    session: Session, actor: Actor, announcement_id: int, *, reason: str, now: datetime
) -> Refusal | None:
    """Withdraw an announcement, with the reason that everybody reads; its page stays."""
    assert actor.person_id is not None
    found = _held(session, announcement_id)
    if withdrawal_or_none(session, announcement_id) is not None:
        return Refusal("withdrawn", say("这一条已经撤回了，请刷新页面看看。"))
    if len(reason.strip()) < WORDS_CHARACTERS_MIN:
        return Refusal("reason-needed", say("请写明为什么撤回，至少 4 个字。"), field="reason")
    session.add(
        AnnouncementWithdrawal(
            announcement_id=found.id,
            reason=reason.strip(),
            withdrawn_by_id=actor.person_id,
            withdrawn_at=now,
        )
    )
    session.flush()
    title = versions_of(session, announcement_id)[0].title
    _record(session, actor, found, "announcement-withdrawn", say("撤回"), title, now)
    return None


def course_ids(session: Session, slugs: Sequence[str]) -> list[int] | Refusal:
    """Return the ids of courses that everybody can open, in this order; refuses one that isn't there."""
    found = []
    for slug in dict.fromkeys(slugs):
        course = catalogue.course_or_none(session, slug)
        if course is None or course.state not in catalogue.OPEN_STATES:
            return Refusal(
                "no-course",
                say("找不到课程“%(slug)s”。请打开课程页，把网址抄过来。", slug=slug[:40]),
                field="courses",
            )
        found.append(course.id)
    return found


def announcement_or_none(session: Session, announcement_id: int) -> Announcement | None:
    """Return an announcement."""
    return session.get(Announcement, announcement_id)


def versions_of(session: Session, announcement_id: int) -> list[AnnouncementVersion]:
    """Return the versions of an announcement, newest first."""
    return list(
        session.scalars(
            sa.select(AnnouncementVersion)
            .where(AnnouncementVersion.announcement_id == announcement_id)
            .order_by(AnnouncementVersion.number.desc())
        )
    )


def withdrawal_or_none(session: Session, announcement_id: int) -> AnnouncementWithdrawal | None:
    """Return why an announcement was withdrawn."""
    return session.get(AnnouncementWithdrawal, announcement_id)


def text_of(session: Session, announcement: Announcement, version: AnnouncementVersion) -> Text:
    """Return what a version says."""
    return Text(
        announcement.kind,
        version.title,
        version.summary,
        version.body,
        version.details,
        version.ends_on,
        tuple(slug for slug, _title in catalogue.slugs_and_titles(session, _courses(session, version.id))),
    )


def courses_of(session: Session, version_id: int) -> list[tuple[str, str]]:
    """Return (slug, title) of the courses that a version points at and that everybody can still open, by title."""
    return catalogue.slugs_and_titles(session, _courses(session, version_id), only_open=True)


def _courses(session: Session, version_id: int) -> list[int]:
    query = sa.select(AnnouncementCourse.course_id).where(AnnouncementCourse.version_id == version_id)
    return list(session.scalars(query))


def _held(session: Session, announcement_id: int) -> Announcement:
    """Return an announcement that nobody else changes meanwhile."""
    return session.scalars(
        sa.select(Announcement).where(Announcement.id == announcement_id).with_for_update()
    ).one()


def _add_version(
    session: Session,
    actor: Actor,
    announcement: Announcement,
    text: Text,
    number: int,
    reason: str,
    now: datetime,
) -> None:
    assert actor.person_id is not None
    made = AnnouncementVersion(
        announcement_id=announcement.id,
        number=number,
        title=text.title,
        summary=text.summary,
        body=text.body,
        details=dict(text.details),
        ends_on=text.ends_on,
        reason=reason,
        published_by_id=actor.person_id,
        published_at=now,
    )
    session.add(made)
    session.flush()
    courses = course_ids(session, text.courses)
    assert not isinstance(courses, Refusal), "asked before"
    session.add_all(AnnouncementCourse(version_id=made.id, course_id=one) for one in courses)
    session.flush()


def _record(
    session: Session,
    actor: Actor,
    announcement: Announcement,
    deed: str,
    words: str,
    title: str,
    now: datetime,
) -> None:
    audit.record(
        session,
        actor,
        deed,
        say("%(deed)s%(kind)s：%(title)s", deed=words, kind=KIND_WORDS[announcement.kind], title=title),
        Concern("announcement", str(announcement.id)),
        now=now,
    )
