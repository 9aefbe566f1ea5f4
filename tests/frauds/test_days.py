"""Minutes per day are limited by policy: a clock that is turned back moves none of them, whoever was offline keeps theirs."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from learnhub.catalogue.models import LessonVersion
from learnhub.catalogue.service import text_of
from learnhub.credits import service as credit
from learnhub.db import Database
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.learning.service import Answering, Closing, Learner
from learnhub.learning.service.acts import event_of_answer, event_of_closing, log
from learnhub.primitives import Refusal
from tests.classes import course_with_lessons
from tests.credits.outside_made import FIGURES
from tests.people import Someone

BEGUN = datetime(2026, 3, 2, 1, tzinfo=UTC)


def _enrolled(session: Session, person: Someone, lessons: int) -> tuple[Enrolment, list[LessonVersion]]:
    course, versions = course_with_lessons(session, "dated", lessons=lessons)
    made = learning.enrol(session, person_id=person.person_id, course=course, now=BEGUN)
    assert isinstance(made, Enrolment)
    return made, list(versions)


def _learn(
    session: Session, enrolment: Enrolment, version: LessonVersion, *, told: datetime, received: datetime
) -> None:
    text, learner = text_of(version), Learner(enrolment.person_id, enrolment.id, version)
    events = [
        *(event_of_closing(learner, text, Closing(one.key), told) for one in text.sections),
        *(
            event_of_answer(
                learner, text, Answering(one.name, 1, frozenset({"c1"}), f"id-{version.id}-{one.name}"), told
            )
            for one in text.checks
        ),
    ]
    whole = [one for one in events if not isinstance(one, Refusal)]
    assert len(whole) == len(events)
    log(session, enrolment.person_id, whole, now=received)


def _days(session: Session, enrolment: Enrolment, *, by_own_clock: bool = False) -> dict[int, int]:
    credit.settle(session, person_id=enrolment.person_id, figures=FIGURES, now=BEGUN + timedelta(days=20))
    found = credit.minutes_by_day(session, enrolment.id, by_own_clock=by_own_clock)
    return {day.day: minutes for day, minutes in found.items()}


def test_a_day_of_lessons_is_not_spread_over_a_week_by_the_phones_clock(
    database: Database, trainee: Someone
) -> None:
    """Eight lessons of 50 minutes on the ninth, told as if one had been learned on each day before."""
    with database.transaction() as session:
        enrolment, versions = _enrolled(session, trainee, 8)
        for number, version in enumerate(versions):
            received = BEGUN + timedelta(days=7, hours=number)
            _learn(session, enrolment, version, told=BEGUN + timedelta(days=number % 7), received=received)
        assert _days(session, enrolment, by_own_clock=True) == dict.fromkeys(range(3, 9), 50) | {2: 100}
        believed = _days(session, enrolment)
        assert believed[9] == 300
        assert sum(believed.values()) == 400  # what was learned is learned: only the day is another
        session.rollback()


def test_who_learned_a_week_without_a_line_keeps_every_day(database: Database, trainee: Someone) -> None:
    with database.transaction() as session:
        enrolment, versions = _enrolled(session, trainee, 7)
        for number, version in enumerate(versions):
            received = BEGUN + timedelta(days=7, minutes=number)
            _learn(
                session, enrolment, version, told=BEGUN + timedelta(days=number, hours=1), received=received
            )
        assert _days(session, enrolment) == dict.fromkeys(range(2, 9), 50)
        session.rollback()
