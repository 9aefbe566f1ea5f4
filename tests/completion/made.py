"""A class that has ended, with two trainees, approved rolls and its officer, as the tests of completion meet it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import SiteKeys, site_keys
from learnhub.audit.rules import Actor
from learnhub.completion import service
from learnhub.completion.models import CompletionCertificate, CompletionStep
from learnhub.db import Database
from learnhub.learning.models import Enrolment
from learnhub.policy.rules import Figures
from learnhub.policy.service import figures_in_force
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from learnhub.training import service as training
from learnhub.training.models import ClassSession, TrainingClass
from learnhub.training.rules import MarkTyped, Presence
from tests.bases import both_bases
from tests.classes import ClassDays, attend, course_with_lessons, enrol, join, open_class
from tests.people import Someone


@dataclass(frozen=True)
class Ended:
    """A class that has ended. enrolment_ids: of somebody who came on all five days, and of somebody who came on three."""

    class_id: int
    enrolment_ids: tuple[int, int]
    settings: Settings

    @property
    def keys(self) -> SiteKeys:
        """Return the keys of the site that the class is on."""
        return site_keys(self.settings)


def end_class(
    database: Database,
    settings: Settings,
    *,
    people: tuple[Someone, Someone],
    instructor: Someone,
    approver: Someone,
) -> Ended:
    """Hold a class of five days whose rolls were approved."""
    with database.transaction() as session:
        course, _lessons = course_with_lessons(session, "massage")
        found = open_class(
            session,
            course,
            both_bases(session)[0],
            teachers=[instructor.person_id],
            days=ClassDays(days=5),
        )
        enrolments = []
        for person, days in zip(people, (5, 3), strict=True):
            enrolments.append(enrol(session, person.person_id, course).id)
            join(session, found, session.get_one(Enrolment, enrolments[-1]))
            attend(session, found, person.person_id, marked_by=instructor.person_id, sessions=days)
        for meeting in found.sessions[3:]:
            absent(session, meeting.id, people[1].person_id, instructor)
        for meeting in found.sessions:
            training.approve_roll(
                session, Actor(approver.person_id), class_session=meeting, now=instant_now()
            )
        return Ended(found.id, (enrolments[0], enrolments[1]), settings)


def absent(session: Session, session_id: int, person_id: int, instructor: Someone) -> None:
    """Mark somebody as absent."""
    meeting = session.get_one(ClassSession, session_id)
    training.mark_roll(
        session,
        class_session=meeting,
        typed=[MarkTyped(person_id, Presence.ABSENT, 0)],
        marked_by=instructor.person_id,
        client_id=f"absent-{session_id}",
        now=instant_now(),
    )


def figures(session: Session, ended: Ended) -> Figures:
    """Return the figures in force."""
    return figures_in_force(session, ended.settings.content_dir)


def apply(session: Session, ended: Ended, by: Someone) -> object:
    """Apply for the class's completion."""
    return service.apply_for_completion(
        session,
        Actor(by.person_id),
        session.get_one(TrainingClass, ended.class_id),
        figures(session, ended),
        now=instant_now(),
    )


def decide(
    session: Session,
    ended: Ended,
    by: Someone,
    *,
    is_approval: bool = True,
    reason: str = "",
    organiser: str = "",
) -> object:
    """Decide about the first trainee."""
    return service.decide_completion(
        session,
        Actor(by.person_id),
        session.get_one(TrainingClass, ended.class_id),
        figures(session, ended),
        enrolment_id=ended.enrolment_ids[0],
        is_approval=is_approval,
        reason=reason,
        organiser=organiser,
        now=instant_now(),
    )


def issue(
    session: Session,
    ended: Ended,
    by: Someone,
    *,
    name: str = "林小雨",
    reason: str = "",
    shows_disability: bool = False,
) -> object:
    """Issue a certificate to the first trainee."""
    return service.issue(
        session,
        ended.keys,
        Actor(by.person_id),
        session.get_one(TrainingClass, ended.class_id),
        session.get_one(Enrolment, ended.enrolment_ids[0]),
        name=name,
        shows_disability=shows_disability,
        reason=reason,
        now=instant_now(),
    )


def completed(database: Database, ended: Ended, base_manager: Someone, officer: Someone) -> int:
    """Bring the first trainee to a certificate; return its id."""
    with database.transaction() as session:
        assert apply(session, ended, base_manager) == 1
        assert isinstance(decide(session, ended, officer, organiser="示例市残疾人联合会"), CompletionStep)
        made = issue(session, ended, base_manager)
        assert isinstance(made, CompletionCertificate)
        return made.id
