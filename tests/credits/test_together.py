"""Many at once: enrolled, settled, with as few statements as one, and with the same outcome."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from learnhub.catalogue.rules import CourseState
from learnhub.credits import service
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.learning import service as learning
from learnhub.learning.models import EnrolmentState
from learnhub.learning.service import subject_of
from learnhub.policy.adapters.figure_files import read_figures
from learnhub.primitives import Refusal, instant_now
from learnhub.settings import PROJECT_DIR
from tests.classes import complete, course_with_lessons, enrol
from tests.people import Someone
from tests.sample_site import statements

FIGURES = read_figures(PROJECT_DIR / "content" / "policy")


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        yield session


def test_settling_asks_as_much_after_four_courses_as_after_one(
    session: Session, database: Database, trainee: Someone, other_trainee: Someone
) -> None:
    asked = []
    for person, slugs in ((trainee, ["a1"]), (other_trainee, ["b1", "b2", "b3", "b4"])):
        for slug in slugs:
            course, versions = course_with_lessons(session, slug)
            enrolment = enrol(session, person.person_id, course)
            for version in versions:
                complete(session, person.person_id, enrolment.id, version)
        session.expunge_all()  # what is in memory already would be asked for less
        sent = statements(database)
        made = service.settle(session, person_id=person.person_id, figures=FIGURES, now=instant_now())
        assert len(made) == 2 * len(slugs)
        asked.append(len([one for one in sent if not one.startswith("INSERT")]))
    assert asked[1] <= asked[0]


def test_people_enrol_together_as_each_would_alone(
    session: Session, trainee: Someone, other_trainee: Someone
) -> None:
    course, _versions = course_with_lessons(session, "massage")
    alone = enrol(session, trainee.person_id, course)
    both = [trainee.person_id, other_trainee.person_id]
    made = learning.enrol_all(session, person_ids=both, course=course, now=instant_now())
    assert not isinstance(made, Refusal)
    assert [one.person_id for one in made] == both
    assert made[0] is alone
    for person in both:
        kinds = [one.kind for one in evidence.entries(session, subject_of(person))]
        assert kinds == ["enrolment.made"]
    made[1].state = EnrolmentState.WITHDRAWN
    course.state = CourseState.IN_PREPARATION
    refused = learning.enrol_all(session, person_ids=both, course=course, now=instant_now())
    assert isinstance(refused, Refusal)
    assert made[1].state is EnrolmentState.WITHDRAWN
