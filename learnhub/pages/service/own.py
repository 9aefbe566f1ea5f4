"""Gather a person's own page: today, the next step, courses, meetings, credits."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from learnhub.catalogue import service as catalogue
from learnhub.credits import service as credit
from learnhub.credits.service import Balance
from learnhub.learning import service as learning
from learnhub.pages.rules import CourseStanding, LessonStanding, course_to_go_on_with
from learnhub.training import service as training
from learnhub.training.models import ClassSession


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A person's own page.

    courses: newest enrolment first. today: meetings of today. next_meetings: the next one after today, by enrolment.
    next_course: where the next step lies, None when nothing is left to learn online.
    """

    courses: tuple[CourseStanding, ...]
    today: tuple[ClassSession, ...]
    next_meetings: dict[int, ClassSession]
    next_course: CourseStanding | None
    balance: Balance

    @property
    def next_meeting(self) -> ClassSession | None:
        """Return the first meeting after today."""
        return min(self.next_meetings.values(), key=lambda one: (one.day, one.starts_at), default=None)


def own_page(session: Session, *, person_id: int, on: date) -> OwnPage:
    """Return a person's own page; the number of queries doesn't grow with their courses."""
    standings = _standings(session, person_id)
    today: list[ClassSession] = []
    after: dict[int, ClassSession] = {}
    for enrolment_id, meeting in training.next_meetings(session, person_id, on=on):
        if meeting.day == on:
            today.append(meeting)
        else:
            after.setdefault(enrolment_id, meeting)
    return OwnPage(
        courses=tuple(reversed(standings)),
        today=tuple(today),
        next_meetings=after,
        next_course=course_to_go_on_with(standings, learning.enrolment_learned_last(session, person_id)),
        balance=credit.balance(session, person_id),
    )


def _standings(session: Session, person_id: int) -> list[CourseStanding]:
    enrolments = learning.enrolments_of(session, person_id)
    courses = catalogue.course_lessons(session, {one.course_version_id for one in enrolments})
    versions = {lesson.id: lesson for course in courses.values() for _slug, lesson in course.lessons}
    progress = learning.progress_by_version(session, person_id, list(versions.values()))
    return [
        CourseStanding(
            enrolment_id=enrolment.id,
            slug=course.course.slug,
            title=course.version.title,
            lessons=tuple(
                LessonStanding(
                    slug, lesson.title, number, progress[lesson.id].is_begun, progress[lesson.id].is_complete
                )
                for number, (slug, lesson) in enumerate(course.lessons, start=1)
            ),
        )
        for enrolment in enrolments
        if (course := courses.get(enrolment.course_version_id)) is not None
    ]
