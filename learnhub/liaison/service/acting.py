"""What a liaison does for people of the own town, and how they take it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.passwords import nobodys_hash
from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import LEARNING_ROLES, Holding
from learnhub.accounts.service import people, reset_codes
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.service.sign_ins import holdings_on
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, person_concern
from learnhub.catalogue.models import Course, CourseVersion
from learnhub.catalogue.rules import CourseKind, CourseState
from learnhub.catalogue.service.courses import course_or_none
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment, EnrolmentState
from learnhub.liaison.models import LiaisonDeed, Town, TownPerson
from learnhub.liaison.rules import DEED_WORDS, DeedKind, Yes, yes_refusal
from learnhub.messages import service as messages
from learnhub.messages.rules import Kind
from learnhub.primitives import Refusal, local_date, month_and_day_words, say
from learnhub.regions.rules import contains
from learnhub.training import service as training

COURSES_MAX = 8


@dataclass(frozen=True)
class CourseTold:
    """A course that somebody is enrolled in. state: in words of its own model."""

    title: str
    slug: str
    state: EnrolmentState


@dataclass(frozen=True)
class OnTheList:
    """Somebody on a town's list. courses: titles. next_words: day and time of the next meeting, "" without."""

    person_id: int
    nickname: str
    town: Town
    courses: tuple[str, ...]
    next_words: str


@dataclass(frozen=True)
class DeedTold:
    """A deed as its person reads it. title: of the course. may_undo: it stands and can be taken back by a press."""

    deed: LiaisonDeed
    by: str
    town: str
    title: str
    may_undo: bool


def open_account(
    session: Session, keys: SiteKeys, actor: Actor, town: Town, *, nickname: str, yes: Yes, now: datetime
) -> tuple[int, str] | Refusal:
    """Open an account for somebody and put them on the list; return (person, code that sets the first password)."""
    refusal = yes_refusal(yes, on=local_date(now))
    if refusal is not None:
        return refusal
    made = people.register(session, typed_nickname=nickname, password_hash=nobodys_hash(), now=now)
    if isinstance(made, Refusal):
        return made
    held = Holding(Role.TRAINEE, None, town.region_code)
    # A liaison grants no roles: that of a trainee of the own county follows from the county's having named the liaison.
    given = people.grant_role(
        session, Actor(), made.id, held, from_on=local_date(now), reason=town.name, now=now
    )
    if isinstance(given, Refusal):
        return given
    session.add(TownPerson(person_id=made.id, town_id=town.id, joined_at=now))
    _keep(session, actor, town, made.id, DeedKind.OPENED, yes, now=now)
    code = reset_codes.issue(session, keys, Actor(), made.id, reason=town.name, now=now)
    return code if isinstance(code, Refusal) else (made.id, code)


def put_on_list(
    session: Session, actor: Actor, town: Town, *, nickname: str, yes: Yes, now: datetime
) -> int | Refusal:
    """Put somebody of the county who has an account on the list of a town. Who isn't there and who isn't of the county are answered alike."""
    refusal = yes_refusal(yes, on=local_date(now))
    if refusal is not None:
        return refusal
    account = people.account_or_none(session, nickname)
    held = holdings_on(session, account.person_id, local_date(now)) if account else ()
    is_of_county = any(
        one.role is Role.TRAINEE
        and one.region_code is not None
        and contains(town.region_code, one.region_code)
        for one in held
    )
    if account is None or not is_of_county or any(one.role not in LEARNING_ROLES for one in held):
        return Refusal(
            "nickname", say("本县区的学员里没有这个昵称。没有账号的，请替本人开一个。"), field="nickname"
        )
    people.hold(session, account.person_id)
    known = session.get(TownPerson, account.person_id)
    if known is not None:
        return Refusal("listed", say("这个人已经在名单里了。"), field="nickname")
    session.add(TownPerson(person_id=account.person_id, town_id=town.id, joined_at=now))
    _keep(session, actor, town, account.person_id, DeedKind.JOINED, yes, now=now)
    return account.person_id


def enrol(
    session: Session, actor: Actor, town: Town, person_id: int, course: Course, *, yes: Yes, now: datetime
) -> LiaisonDeed | Refusal:
    """Enrol somebody of the list in a course."""
    refusal = yes_refusal(yes, on=local_date(now))
    if refusal is not None:
        return refusal
    people.hold(session, person_id)
    known = learning.enrolment_or_none(session, person_id=person_id, course_id=course.id)
    if known is not None and known.state is not EnrolmentState.WITHDRAWN:
        return Refusal("enrolled", say("这个人已经报过这门课了。"))
    made = learning.enrol(session, person_id=person_id, course=course, now=now)
    if isinstance(made, Refusal):
        return made
    return _keep(session, actor, town, person_id, DeedKind.ENROLLED, yes, enrolment=made, now=now)


def undo(session: Session, person_id: int, deed_id: int, *, now: datetime) -> Refusal | None:
    """Take an enrolment back that a liaison made; what was learned stays learned."""
    people.hold(session, person_id)
    deed = own_deed_or_none(session, person_id, deed_id)
    if deed is None or deed.enrolment_id is None:
        raise LookupError(deed_id)
    if deed.undone_at is not None:
        return None
    if training.class_of_enrolment_or_none(session, deed.enrolment_id) is not None:
        return Refusal("in-class", say("您已经在班里了。要退，请告诉基地。"))
    refusal = learning.withdraw(session, session.get_one(Enrolment, deed.enrolment_id), now=now)
    if refusal is None:
        deed.undone_at = now
        audit.record(
            session,
            Actor(person_id),
            "liaison-undone",
            say("退掉联络员替报的课"),
            person_concern(person_id),
            now=now,
        )
    return refusal


def leave_list(session: Session, person_id: int, *, now: datetime) -> None:
    """Take somebody off the list; the liaison no longer sees them. Leaving twice changes nothing."""
    listed = session.get(TownPerson, person_id)
    if listed is not None:
        session.delete(listed)
        session.flush()
        audit.record(
            session,
            Actor(person_id),
            "town-left",
            say("离开联络员的名单"),
            person_concern(person_id),
            now=now,
        )


def forget_person(session: Session, person_id: int) -> None:
    """Take somebody whose account closes off the list, and erase the notes about how they said yes."""
    session.execute(sa.delete(TownPerson).where(TownPerson.person_id == person_id))
    session.execute(sa.update(LiaisonDeed).where(LiaisonDeed.person_id == person_id).values(note=""))


def town_of_or_none(session: Session, person_id: int) -> Town | None:
    """Return the town on whose list somebody is, or None."""
    listed = session.get(TownPerson, person_id)
    return session.get_one(Town, listed.town_id) if listed else None


def listed(session: Session, towns: Sequence[Town], *, now: datetime) -> list[OnTheList]:
    """Return the people on the lists of these towns, by nickname; the queries don't grow with them."""
    by_id = {one.id: one for one in towns}
    rows = {
        row.person_id: by_id[row.town_id]
        for row in session.scalars(sa.select(TownPerson).where(TownPerson.town_id.in_(by_id)))
    }
    names = nicknames(session, sorted(rows))
    courses = _titles(session, sorted(rows))
    meetings = training.next_meeting_by_person(session, sorted(rows), on=local_date(now))
    return [
        OnTheList(
            person_id,
            names[person_id],
            rows[person_id],
            tuple(courses.get(person_id, ())),
            f"{month_and_day_words(meetings[person_id].day)} {meetings[person_id].starts_at}"
            if person_id in meetings
            else "",
        )
        for person_id in sorted(rows, key=lambda one: (names[one], one))
    ]


def courses_named(session: Session, words: str) -> list[tuple[Course, str]]:
    """Return the published courses whose title holds these words, with their titles, COURSES_MAX at most, by title."""
    newest = (
        sa.select(sa.func.max(CourseVersion.number))
        .where(CourseVersion.course_id == Course.id, CourseVersion.published_at.is_not(None))
        .correlate(Course)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(Course, CourseVersion.title)
        .join(CourseVersion, sa.and_(CourseVersion.course_id == Course.id, CourseVersion.number == newest))
        .where(Course.state == CourseState.PUBLISHED, Course.kind == CourseKind.COURSE)
        .where(CourseVersion.title.icontains(words, autoescape=True))
        .order_by(CourseVersion.title, Course.id)
        .limit(COURSES_MAX)
    )
    return [(course, title) for course, title in rows]


def deeds_of(session: Session, person_id: int) -> list[DeedTold]:
    """Return what liaisons did for somebody, the newest first."""
    rows = session.scalars(
        sa.select(LiaisonDeed).where(LiaisonDeed.person_id == person_id).order_by(LiaisonDeed.id.desc())
    ).all()
    names = nicknames(session, sorted({one.by_id for one in rows}))
    towns = {
        one.id: one.name
        for one in session.scalars(sa.select(Town).where(Town.id.in_([d.town_id for d in rows])))
    }
    enrolments = {
        one.id: one
        for one in session.scalars(
            sa.select(Enrolment).where(
                Enrolment.id.in_([one.enrolment_id for one in rows if one.enrolment_id])
            )
        )
    }
    titles = _course_titles(session, [one.course_id for one in enrolments.values()])
    told = []
    for one in rows:
        enrolment = enrolments.get(one.enrolment_id or 0)
        told.append(
            DeedTold(
                one,
                names[one.by_id],
                towns[one.town_id],
                titles[enrolment.course_id] if enrolment else "",
                enrolment is not None and enrolment.state is EnrolmentState.ACTIVE and one.undone_at is None,
            )
        )
    return told


def own_deed_or_none(session: Session, person_id: int, deed_id: int) -> LiaisonDeed | None:
    """Return what was done for this person; None otherwise, whether or not it exists."""
    return session.scalar(
        sa.select(LiaisonDeed).where(LiaisonDeed.id == deed_id, LiaisonDeed.person_id == person_id)
    )


def course_to_enrol_or_none(session: Session, slug: str) -> tuple[Course, str] | None:
    """Return a course with its title, or None."""
    course = course_or_none(session, slug)
    return (course, _course_titles(session, [course.id])[course.id]) if course else None


def _keep(
    session: Session,
    actor: Actor,
    town: Town,
    person_id: int,
    kind: DeedKind,
    yes: Yes,
    *,
    enrolment: Enrolment | None = None,
    now: datetime,
) -> LiaisonDeed:
    assert actor.person_id is not None
    made = LiaisonDeed(
        town_id=town.id,
        person_id=person_id,
        kind=kind,
        enrolment_id=enrolment.id if enrolment else None,
        yes_by=yes.by,
        yes_on=yes.on,
        note=yes.note,
        by_id=actor.person_id,
        taken_at=now,
    )
    session.add(made)
    session.flush()
    words = say("联络员%(deed)s", deed=DEED_WORDS[kind])
    audit.record(session, actor, f"liaison-{kind.value}", words, person_concern(person_id), now=now)
    messages.tell(
        session, person_id, Kind.LIAISON_ACTED, {"deed": DEED_WORDS[kind]}, ("liaison.own", {}),
        key=f"liaison:{made.id}", now=now,
    )  # fmt: skip
    return made


def _titles(session: Session, person_ids: Sequence[int]) -> dict[int, list[str]]:
    rows = session.execute(
        sa.select(Enrolment.person_id, CourseVersion.title)
        .join(CourseVersion, CourseVersion.id == Enrolment.course_version_id)
        .where(Enrolment.person_id.in_(person_ids), Enrolment.state != EnrolmentState.WITHDRAWN)
        .order_by(Enrolment.id)
    )
    found: dict[int, list[str]] = {}
    for person_id, title in rows:
        found.setdefault(person_id, []).append(title)
    return found


def _course_titles(session: Session, course_ids: Sequence[int]) -> dict[int, str]:
    rows = session.execute(
        sa.select(CourseVersion.course_id, CourseVersion.title)
        .where(CourseVersion.course_id.in_(course_ids))
        .order_by(CourseVersion.number)
    )
    return {course_id: title for course_id, title in rows}  # noqa: C416  a Row is no pair
