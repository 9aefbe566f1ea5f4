"""Find the lesson that somebody learns: the version they are enrolled in, in the edition they asked for."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from learnhub.catalogue import service as catalogue
from learnhub.catalogue.rules import Edition, LessonText, NotFound
from learnhub.catalogue.service import LessonPlace
from learnhub.catalogue.service.courses import lesson_of_course
from learnhub.learning.models import Enrolment, EnrolmentState
from learnhub.learning.service.enrolments import enrolment_or_none
from learnhub.storage.rules import BlobStore


@dataclass(frozen=True)
class FoundLesson:
    """A lesson as somebody learns it. enrolment: None for visitors and people who haven't enrolled, or have withdrawn.

    other_edition: the one that can be had too, or None.
    """

    place: LessonPlace
    text: LessonText
    source: str
    other_edition: Edition | None
    enrolment: Enrolment | None


def find_lesson(
    session: Session,
    store: BlobStore,
    *,
    course_slug: str,
    lesson_slug: str,
    person_id: int | None,
    edition: Edition,
    course_version_id: int | None = None,
) -> FoundLesson:
    """Return a lesson in this edition, or in the one it has. NotFound where there is no such lesson in an open course.

    course_version_id: the version of the course for who isn't enrolled; None for the newest. A course that was withdrawn is open to who enrolled before, so that they can finish it.
    """
    course = catalogue.course_to_finish(session, course_slug)
    enrolment = enrolment_or_none(session, person_id=person_id, course_id=course.id) if person_id else None
    if enrolment is not None and enrolment.state is EnrolmentState.WITHDRAWN:
        enrolment = None
    if enrolment is None and course.state not in catalogue.OPEN_STATES:
        raise NotFound(course_slug)
    place = lesson_of_course(
        session,
        course,
        lesson_slug,
        course_version_id=enrolment.course_version_id if enrolment is not None else course_version_id,
    )
    standard, source = catalogue.text_of(place.version), place.version.source
    if standard.edition is Edition.EASY_READ:
        return FoundLesson(place, standard, source, None, enrolment)
    easy = catalogue.easy_source_or_none(store, place.lesson.slots)
    if easy is None:
        return FoundLesson(place, standard, source, None, enrolment)
    if edition is Edition.EASY_READ:
        return FoundLesson(place, catalogue.text_of_source(easy), easy, Edition.STANDARD, enrolment)
    return FoundLesson(place, standard, source, Edition.EASY_READ, enrolment)
