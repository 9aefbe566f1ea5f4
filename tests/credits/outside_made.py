"""A trainee in a class who has learned on another platform, and the deeds of the tests that go on from there."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from learnhub.audit.rules import Actor
from learnhub.credits import service
from learnhub.credits.models import OutsideDecision, OutsideHours
from learnhub.credits.rules.outside import Stated
from learnhub.db import Database
from learnhub.learning.models import Enrolment
from learnhub.policy.adapters.figure_files import read_figures
from learnhub.primitives import Refusal, instant_now, today
from learnhub.settings import PROJECT_DIR
from tests.bases import both_bases
from tests.classes import ClassDays, course_with_lessons, enrol, join, open_class
from tests.people import Someone

FIGURES = read_figures(PROJECT_DIR / "content" / "policy")
PROOF = "a" * 64


@dataclass(frozen=True)
class Learned:
    """A class of the base in 郑州 with one trainee."""

    class_id: int
    enrolment_id: int


def in_class(database: Database, person: Someone, instructor: Someone, slug: str = "massage") -> Learned:
    """Enrol somebody and give them a place in a class."""
    with database.transaction() as session:
        course, _lessons = course_with_lessons(session, slug)
        found = open_class(
            session,
            course,
            both_bases(session)[0],
            number=f"班-{slug}",
            teachers=[instructor.person_id],
            days=ClassDays(days=2),
        )
        enrolment = enrol(session, person.person_id, course)
        join(session, found, enrolment)
        return Learned(found.id, enrolment.id)


def told(minutes: int = 100, title: str = "客服礼仪", days: int = 3, ago: int = 5) -> Stated:
    """Return what is stated: so many days that ended some days ago."""
    last = today() - timedelta(days=ago)
    return Stated("国家职业技能平台", title, last - timedelta(days=days - 1), last, minutes)


def state(
    session: Session, learned: Learned, by: Someone, what: Stated, *, client_id: str = "", proof: str = PROOF
) -> OutsideHours | Refusal:
    """State hours for the trainee of a class."""
    return service.state_hours(
        session,
        Actor(by.person_id),
        session.get_one(Enrolment, learned.enrolment_id),
        what,
        proof_address=proof,
        client_id=client_id or f"form-{what.title}-{what.minutes}",
        now=instant_now(),
    )


def decide(
    session: Session,
    stated: OutsideHours,
    by: Someone,
    minutes: int,
    *,
    reason: str = "",
    of_base: bool = False,
) -> OutsideDecision | Refusal:
    """Decide about a statement."""
    decision = service.Decision(minutes, reason, is_of_base=of_base)
    return service.decide_hours(session, Actor(by.person_id), stated, decision, FIGURES, now=instant_now())


def approved(session: Session, learned: Learned, by: Someone, officer: Someone, what: Stated) -> OutsideHours:
    """State hours and approve all of them."""
    stated = state(session, learned, by, what)
    assert isinstance(stated, OutsideHours), stated
    outcome = decide(session, stated, officer, what.minutes)
    assert isinstance(outcome, OutsideDecision), outcome
    return stated
