"""Where a piece of work belongs: its course, its lesson and its task."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Course, CourseVersion, Lesson, LessonVersion
from learnhub.catalogue.rules import Task
from learnhub.catalogue.service import text_of
from learnhub.learning.models import Enrolment, HandIn
from learnhub.learning.rules.hand_ins import HandInTold


@dataclass(frozen=True)
class TaskPlace:
    """The task of a piece of work, in the lesson version that it was handed in for."""

    course_slug: str
    course_title: str
    lesson_slug: str
    version: LessonVersion
    task: Task

    @property
    def task_title(self) -> str:
        """Return what the task is called."""
        return self.task.title


def places_of(session: Session, pieces: Sequence[HandIn | HandInTold]) -> Mapping[int, TaskPlace]:
    """Return where these pieces of work belong, by their ids; one query."""
    rows = session.execute(
        sa.select(HandIn.id, HandIn.task, LessonVersion, Lesson, Course.slug, CourseVersion.title)
        .join(LessonVersion, LessonVersion.id == HandIn.lesson_version_id)
        .join(Lesson, Lesson.id == LessonVersion.lesson_id)
        .join(Enrolment, Enrolment.id == HandIn.enrolment_id)
        .join(Course, Course.id == Enrolment.course_id)
        .join(CourseVersion, CourseVersion.id == Enrolment.course_version_id)
        .where(HandIn.id.in_([one.id for one in pieces]))
    )
    return {
        row[0]: TaskPlace(
            course_slug=row[4],
            course_title=row[5],
            lesson_slug=row[3].slug,
            version=row[2],
            task=next(one for one in text_of(row[2]).tasks if one.name == row[1]),
        )
        for row in rows
    }


def place_of_piece(session: Session, piece: HandIn | HandInTold) -> TaskPlace:
    """Return where a piece of work belongs."""
    return places_of(session, [piece])[piece.id]
