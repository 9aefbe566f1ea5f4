"""What the tour of a demonstration leads to: the lesson that comes next, the roll that is open, the record that pays."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from learnhub.catalogue import service as catalogue
from learnhub.learning import service as learning
from learnhub.ops.rules.demonstration import DemoPlan
from learnhub.ops.service.demonstration.mark import entries
from learnhub.subsidy import service as subsidy
from learnhub.training import service as training


@dataclass(frozen=True)
class TourFacts:
    """Names and ids that the stations of the tour are made of.

    learner, teacher, manager: names of people. lesson: the learner's next one. amount_fen: of the learner's record.
    """

    learner: str
    teacher: str
    manager: str
    course: str
    lesson: str
    lesson_title: str
    class_id: int
    session_id: int
    enrolment_id: int
    amount_fen: int


def tour_facts(session: Session, plan: DemoPlan) -> TourFacts | None:
    """Return what the tour leads to; None on any site but a demonstration.

    The learner is the first one of the plan, the roll is that of the class's last day.
    """
    people = {entry.name: entry.person_id for entry in entries(session)}
    if not people:
        return None
    told = plan.enrolments[0]
    planned = next(one for one in plan.classes if one.number == told.class_number)
    course = catalogue.course_by_slug(session, told.course)
    enrolment = learning.enrolment_or_none(session, person_id=people[told.person], course_id=course.id)
    if enrolment is None:
        return None
    training_class = training.class_of_enrolment_or_none(session, enrolment.id)
    if training_class is None:
        return None
    outline = catalogue.outline(session, course, course_version_id=enrolment.course_version_id)
    done = learning.progress_by_version(
        session, enrolment.person_id, [lesson.version for lesson in outline.lessons]
    )
    open_lessons = [lesson for lesson in outline.lessons if not done[lesson.version.id].is_complete]
    lesson = open_lessons[0] if open_lessons else outline.lessons[-1]
    record = subsidy.last_record_or_none(session, enrolment.id)
    return TourFacts(
        learner=told.person,
        teacher=planned.teachers[0],
        manager=next(
            person.name
            for person in plan.people
            if any(held.role == "base_manager" for held in person.holdings)
        ),
        course=course.slug,
        lesson=lesson.slug,
        lesson_title=lesson.version.title,
        class_id=training_class.id,
        session_id=training_class.sessions[-1].id,
        enrolment_id=enrolment.id,
        amount_fen=subsidy.total_of(record) if record is not None else 0,
    )
