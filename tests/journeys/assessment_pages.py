"""The pages of tests, an attempt under way and one with a result, and who opens them."""

from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.models import Person
from learnhub.accounts.rules.names import nickname_key
from learnhub.catalogue.models import Course
from learnhub.catalogue.rules import Edition
from learnhub.learning.models import AssessmentAttempt
from learnhub.learning.service import assessments, enrolment_or_none
from learnhub.primitives import Refusal, instant_now
from learnhub.storage.adapters.local_folder import LocalFolder
from tests.journeys.desk import WRITING
from tests.journeys.journey_page import JourneyPage
from tests.tiny_course import FIGURES

TRAINEE, EASY_READER, INSTRUCTOR, AUTHOR = "学员01", "学员04", "教师01", "教师01"
COURSE, TEST = "coffee-easyread", "have-i-learned-it"
_MASSAGE = "/teach/courses/blind-massage/assessments/theory"
_AT = "/me/attempts/{attempt}"
ASSESSMENT_PAGES = (
    JourneyPage("test", f"/courses/{COURSE}/assessments/{TEST}", EASY_READER),
    JourneyPage("test-attempt", _AT, EASY_READER),
    JourneyPage("test-question", f"{_AT}/questions/1", EASY_READER),
    JourneyPage("test-question-heard", f"{_AT}/questions/1/audio", EASY_READER),
    JourneyPage("test-handing-in", f"{_AT}/handing-in", EASY_READER),
    JourneyPage("test-time", f"{_AT}/time", EASY_READER),
    JourneyPage("test-help", f"{_AT}/help", EASY_READER),
    JourneyPage("test-result", "/me/attempts/{result}", TRAINEE),
    JourneyPage("test-of-course", _MASSAGE, INSTRUCTOR),
    JourneyPage("test-questions-wrong", f"{_MASSAGE}/questions", INSTRUCTOR),
    JourneyPage(
        "test-question-out", "/teach/courses/blind-massage/questions/{question}/taking-out", INSTRUCTOR
    ),
    JourneyPage("draft-tests", f"/teach/courses/{WRITING}/draft/assessments", AUTHOR),
    JourneyPage("draft-test", f"/teach/courses/{WRITING}/draft/assessments/new", AUTHOR),
)


def assessment_places(session: Session) -> Mapping[str, int | str]:
    """Return an attempt of the easy reader that is under way, begun now where there is none, and the trainee's first, which has a result."""
    result = session.scalars(
        sa.select(AssessmentAttempt)
        .where(AssessmentAttempt.person_id == _person(session, TRAINEE))
        .order_by(AssessmentAttempt.id)
    ).first()
    assert result is not None
    course = session.scalars(sa.select(Course).where(Course.slug == COURSE)).one()
    reader = _person(session, EASY_READER)
    enrolment = enrolment_or_none(session, person_id=reader, course_id=course.id)
    assert enrolment is not None
    begun = assessments.begin(
        session, LocalFolder(Path()), enrolment, TEST,
        edition=Edition.STANDARD, figures=FIGURES, by_id=reader, now=instant_now(),
    )  # fmt: skip
    assert not isinstance(begun, Refusal)
    return {"attempt": begun.id, "result": result.id, "question": result.paper["items"][0]["digest"]}


def _person(session: Session, nickname: str) -> int:
    return session.scalars(sa.select(Person.id).where(Person.nickname_key == nickname_key(nickname))).one()
