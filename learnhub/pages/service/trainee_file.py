"""A trainee's file beside what the other packages know: the same page for the trainee and for the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service.directory import nicknames, within_reach
from learnhub.audit import service as audit
from learnhub.audit.models import AuditEvent
from learnhub.audit.rules import Actor, person_concern
from learnhub.casework import service as casework
from learnhub.casework.models import FileEntry, TraineeFile
from learnhub.casework.rules import KIND_WORDS, OUTCOME_WORDS, LinkState, due_follow_up, links
from learnhub.catalogue.models import Course, CourseVersion
from learnhub.catalogue.rules import CourseKind, CourseState
from learnhub.catalogue.service import version_titles
from learnhub.completion.rules import CertificateHeld
from learnhub.completion.service import certificates_of
from learnhub.credits import service as credits
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.pages.adapters.own_copy import Row
from learnhub.primitives import class_hours, local_date, say
from learnhub.reports.service.rows import completed, parts_of

_COURSES_MAX = 200  # that a trainee chooses from
_READ = "file-read"
_LOOKS_MAX = 25  # as the trainee's page lists them; the own copy has all


@dataclass(frozen=True)
class Learned:
    """One enrolment in the file. certificates: issued or on the way."""

    title: str
    enrolled_on: date
    minutes: int
    class_hours: int
    is_completed: bool
    certificates: tuple[CertificateHeld, ...]


@dataclass(frozen=True)
class FileTold:
    """A file as it is shown. links: of the chain, in order. due: (months, day) of the next follow-up."""

    file: TraineeFile
    nickname: str
    entries: tuple[FileEntry, ...]
    learned: tuple[Learned, ...]
    links: tuple[LinkState, ...]
    due: tuple[int, date] | None
    is_due: bool
    wanted: dict[str, str]


@dataclass(frozen=True)
class Looked:
    """Somebody of an office read a file, or wrote into it."""

    nickname: str
    words: str
    happened_at: datetime


@dataclass(frozen=True)
class Waiting:
    """A file in the list of an office."""

    person_id: int
    nickname: str
    links: tuple[LinkState, ...]
    due: tuple[int, date] | None
    is_due: bool


def file_told(session: Session, file: TraineeFile, on: date) -> FileTold:
    """Return what stands in a file and beside it."""
    enrolments = learning.every_enrolment_of(session, file.person_id)
    ids = [one.id for one in enrolments]
    titles = version_titles(session, [one.course_version_id for one in enrolments])
    held, done = certificates_of(session, ids), completed(session, ids)
    learned = []
    for one in enrolments:
        minutes = credits.recognised_minutes(session, one.id)
        learned.append(
            Learned(
                titles[one.course_version_id],
                local_date(one.enrolled_at),
                minutes,
                class_hours(minutes).whole,
                one.id in done,
                held.get(one.id, ()),
            )
        )
    noted = casework.noted_of(file)
    due = due_follow_up(noted, on)
    return FileTold(
        file,
        nicknames(session, [file.person_id])[file.person_id],
        tuple(file.entries),
        tuple(learned),
        links(noted, has_completed=bool(done)),
        due,
        casework.is_due(due, on),
        courses_to_want(session),
    )


def read_for_office(session: Session, actor: Actor, file: TraineeFile, *, now: datetime) -> None:
    """Record that an officer opened a file: once a day, so that whoever writes three entries is listed as a reader once."""
    last = _looks(session, file, sa.and_(AuditEvent.deed == _READ, AuditEvent.actor_id == actor.person_id))
    if last and local_date(last[0].happened_at) == local_date(now):
        return
    audit.record(session, actor, _READ, say("看了学员档案"), person_concern(file.person_id), now=now)


def looked_at(session: Session, file: TraineeFile) -> list[Looked]:
    """Return who of an office read a file or wrote into it, the latest first; the last twenty-five."""
    found = _looks(session, file, AuditEvent.deed.in_([_READ, casework.WRITTEN]))
    names = nicknames(session, sorted({one.actor_id for one in found if one.actor_id is not None}))
    return [Looked(names.get(one.actor_id or 0, ""), one.words, one.happened_at) for one in found]


def waiting_files(session: Session, viewer: Sequence[Holding], on: date) -> list[Waiting]:
    """Return the open files of people within reach: those first whose follow-up is due, the longest due in front."""
    files = casework.files_within(session, within_reach(viewer, on))
    names = nicknames(session, [one.person_id for one in files])
    done = _people_who_completed(session, [one.person_id for one in files])
    found = []
    for one in files:
        noted = casework.noted_of(one)
        due = due_follow_up(noted, on)
        found.append(
            Waiting(
                one.person_id,
                names[one.person_id],
                links(noted, has_completed=one.person_id in done),
                due,
                casework.is_due(due, on),
            )
        )
    return sorted(found, key=lambda one: (not one.is_due, one.due[1] if one.due else date.max, one.nickname))


def file_entries(session: Session, person_id: int) -> list[Row]:
    """Return what stands in all files of a person, in words, for the copy to take away."""
    return [
        {
            "日期": entry.day.isoformat(),
            "什么": KIND_WORDS[entry.kind],
            "结果": OUTCOME_WORDS[entry.outcome] if entry.outcome else "",
            "想学的课": entry.course_slug,
            "内容": entry.words,
        }
        for file in casework.files_of(session, person_id)
        for entry in file.entries
    ]


def courses_to_want(session: Session) -> dict[str, str]:
    """Return the published courses that a trainee may want: slug → title, by title."""
    newest = (
        sa.select(CourseVersion.course_id, sa.func.max(CourseVersion.number).label("number"))
        .where(CourseVersion.published_at.is_not(None))
        .group_by(CourseVersion.course_id)
        .subquery()
    )
    rows = session.execute(
        sa.select(Course.slug, CourseVersion.title)
        .join(newest, newest.c.course_id == Course.id)
        .join(
            CourseVersion,
            sa.and_(CourseVersion.course_id == Course.id, CourseVersion.number == newest.c.number),
        )
        .where(Course.state == CourseState.PUBLISHED, Course.kind == CourseKind.COURSE)
        .order_by(CourseVersion.title)
        .limit(_COURSES_MAX)
    )
    return {row.slug: row.title for row in rows}


def _looks(session: Session, file: TraineeFile, which: sa.ColumnElement[bool]) -> Sequence[AuditEvent]:
    """Return what was recorded about a file since it was opened, the latest first."""
    return session.scalars(
        sa.select(AuditEvent)
        .where(
            AuditEvent.object_kind == "person",
            AuditEvent.object_id == str(file.person_id),
            AuditEvent.happened_at >= file.opened_at,
            which,
        )
        .order_by(AuditEvent.id.desc())
        .limit(_LOOKS_MAX)
    ).all()


def _people_who_completed(session: Session, person_ids: Sequence[int]) -> set[int]:
    """Return who of these people completed any training."""
    found: set[int] = set()
    for part in parts_of(person_ids):
        rows = session.execute(
            sa.select(Enrolment.id, Enrolment.person_id).where(Enrolment.person_id.in_(part))
        )
        people = {row.id: row.person_id for row in rows}
        for ids in parts_of(people):
            found |= {people[one] for one in completed(session, ids)}
    return found
