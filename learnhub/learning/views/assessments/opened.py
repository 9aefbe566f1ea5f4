"""Open a test or an attempt for the trainee it belongs to."""

from dataclasses import dataclass

from flask import abort
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Course
from learnhub.catalogue.service import course_or_none
from learnhub.learning.models import Enrolment, EnrolmentState
from learnhub.learning.rules.assessments.attempts import is_over
from learnhub.learning.service import assessments as service
from learnhub.learning.service.accommodations import requests_of
from learnhub.learning.service.assessments import AttemptFound, CourseAssessment
from learnhub.learning.service.assessments.answering import hand_in_overdue
from learnhub.learning.service.assessments.beginning import assessment_or_none
from learnhub.learning.service.enrolments import enrolment_or_none
from learnhub.policy.service import figures_in_force
from learnhub.primitives import instant_now
from learnhub.web import current_person, reading, settings, transaction


@dataclass(frozen=True)
class OpenedTest:
    """A test of the present person's enrolment in a course."""

    course: Course
    enrolment: Enrolment
    found: CourseAssessment

    @property
    def address(self) -> dict[str, str]:
        """Return what its pages are addressed by."""
        return {"course": self.course.slug, "assessment": self.found.rule.text.slug}


def opened_test(session: Session, course_slug: str, assessment: str) -> OpenedTest:
    """Return a test of the present person; 404 for who isn't enrolled, and where the course has no such test."""
    course = course_or_none(session, course_slug)
    enrolment = (
        enrolment_or_none(session, person_id=current_person().person_id, course_id=course.id)
        if course is not None
        else None
    )
    if course is None or enrolment is None or enrolment.state is EnrolmentState.WITHDRAWN:
        abort(404)
    figures = figures_in_force(session, settings().content_dir)
    found = assessment_or_none(session, enrolment, assessment, figures)
    if found is None:
        abort(404)
    return OpenedTest(course, enrolment, found)


def test_of(session: Session, attempt: AttemptFound) -> OpenedTest:
    """Return the test that an attempt belongs to."""
    enrolment = session.get_one(Enrolment, attempt.row.enrolment_id)
    course = session.get_one(Course, enrolment.course_id)
    figures = figures_in_force(session, settings().content_dir)
    found = assessment_or_none(session, enrolment, attempt.row.assessment, figures)
    assert found is not None, "an enrolment's course version never changes"
    return OpenedTest(course, enrolment, found)


def own_attempt(session: Session, attempt_id: int) -> AttemptFound:
    """Return an attempt of the present person; 404 for anybody else's."""
    found = service.own_attempt_or_none(session, person_id=current_person().person_id, attempt_id=attempt_id)
    if found is None:
        abort(404)
    return found


def close_when_over(attempt_id: int) -> None:
    """Hand the present person's attempt in where its time has ended: it counts as it stands, whoever comes back to it when."""
    now = instant_now()
    with reading() as session:
        found = own_attempt(session, attempt_id)
        is_due = found.handed_in is None and is_over(found.ends_at, now)
    if is_due:
        with transaction() as session:
            hand_in_overdue(session, own_attempt(session, attempt_id), now=now)


def support_of(session: Session, attempt: AttemptFound) -> list[str]:
    """Return the 便利 that hold for an attempt, in words without any category."""
    held = set(attempt.row.accommodations)
    return [one.name for one in requests_of(session, [attempt.row.enrolment_id]) if one.id in held]
