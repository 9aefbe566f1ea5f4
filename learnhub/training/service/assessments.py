"""The tests of a course as its teachers, its base and its office see them: by class, never as a ranking."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from learnhub.accounts.rules.roles import Holding, Role, reaches, region_reach
from learnhub.accounts.service.directory import nicknames
from learnhub.catalogue.models import Course, CourseVersion
from learnhub.catalogue.service import assessments_in
from learnhub.learning.rules.accommodations import READ_ELSEWHERE
from learnhub.learning.rules.assessments.counting import Outcome, QuestionCount, question_counts
from learnhub.learning.rules.assessments.papers import PaperItem
from learnhub.learning.service.accommodations import requests_of
from learnhub.learning.service.assessments import CourseAssessment, assessments_of
from learnhub.policy.rules import Figures
from learnhub.providers.service import base_or_none
from learnhub.regions.rules import contains
from learnhub.training.models import TrainingClass
from learnhub.training.service.classes import classes_taught_by, places
from learnhub.training.service.openings import classes_of_bases


@dataclass(frozen=True)
class TestedTrainee:
    """A trainee of a class with the own standing in one test. support: 便利 in words. is_on_paper: paper, braille or a scribe is granted."""

    training_class: TrainingClass
    enrolment_id: int
    nickname: str
    assessment: CourseAssessment
    support: tuple[str, ...]
    is_on_paper: bool


def classes_seen(
    session: Session, person_id: int, held: Sequence[Holding], course_id: int
) -> list[TrainingClass]:
    """Return the classes of a course that a person teaches, or that the person's base runs, newest first."""
    bases = [one.base_id for one in held if one.role is Role.BASE_MANAGER and one.base_id is not None]
    found = {one.id: one for one in classes_of_bases(session, bases)}
    found |= {one.id: one for one in classes_taught_by(session, person_id, held)}
    own = [one for one in found.values() if one.course_id == course_id]
    return sorted(own, key=lambda one: (one.opened_on, one.id), reverse=True)


def tests_of_class(session: Session, found: TrainingClass) -> list[tuple[str, str, str]]:
    """Return the tests that the trainees of a class take: (course slug, slug of the test, title)."""
    version = session.get_one(CourseVersion, found.course_version_id)
    course = session.get_one(Course, found.course_id)
    return [(course.slug, one.slug, one.title) for one in assessments_in(version.course_toml)]


def may_take_out(session: Session, held: Sequence[Holding], course: Course) -> bool:
    """Tell whether somebody may take a question of a course's tests out: who teaches at its base or manages it, and its office."""
    if reaches(held, {Role.INSTRUCTOR, Role.BASE_MANAGER}, base_id=course.base_id or 0):
        return True
    base = base_or_none(session, course.base_id)
    code = base.region_code if base is not None else ""
    return any(contains(outer, code) for outer in region_reach(held, {Role.OFFICER}))


def tested_trainees(
    session: Session, classes: Sequence[TrainingClass], assessment: str, figures: Figures
) -> list[TestedTrainee]:
    """Return the trainees of these classes whose course has this test, class by class, in the order in which they enrolled."""
    by_class = {one.id: places(session, one.id) for one in classes}
    enrolments = [one for found in by_class.values() for one in found]
    tests = assessments_of(session, enrolments, figures)
    names = nicknames(session, [one.person_id for one in enrolments])
    granted = [one for one in requests_of(session, [one.id for one in enrolments]) if one.is_granted]
    return [
        TestedTrainee(
            training_class=training_class,
            enrolment_id=enrolment.id,
            nickname=names[enrolment.person_id],
            assessment=test,
            support=tuple(one.name for one in granted if one.enrolment_id == enrolment.id),
            is_on_paper=any(
                one.enrolment_id == enrolment.id and one.kind in READ_ELSEWHERE for one in granted
            ),
        )
        for training_class in classes
        for enrolment in by_class[training_class.id]
        for test in tests.get(enrolment.id, ())
        if test.rule.text.slug == assessment
    ]


def often_wrong(trainees: Sequence[TestedTrainee], people_min: int) -> list[tuple[QuestionCount, PaperItem]]:
    """Return the questions that at least so many trainees answered, each with a place where it stands."""
    outcomes: list[Outcome] = []
    items: dict[str, PaperItem] = {}
    for one in trainees:
        for attempt in one.assessment.attempts:
            if attempt.score is None:
                continue
            for position, item in enumerate(attempt.paper.items, start=1):
                given = attempt.present.get(position)
                is_right = given is not None and given.marks == frozenset(item.right)
                outcomes.append(Outcome(one.assessment.enrolment.person_id, item.digest, is_right))
                items[item.digest] = item
    return [(count, items[count.digest]) for count in question_counts(outcomes, people_min)]
