"""How far somebody is in their courses, and with which they go on; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from learnhub.learning.rules import place_to_go_on_at


@dataclass(frozen=True, slots=True)
class LessonStanding:
    """A lesson of a course and how far its learner is. number: its place in the course, from 1."""

    slug: str
    title: str
    number: int
    is_begun: bool
    is_complete: bool


@dataclass(frozen=True, slots=True)
class CourseStanding:
    """How far somebody is in one course they are enrolled in. lessons: in order; empty for a course without any."""

    enrolment_id: int
    slug: str
    title: str
    lessons: tuple[LessonStanding, ...]

    @property
    def done(self) -> int:
        """Return how many lessons are complete."""
        return sum(lesson.is_complete for lesson in self.lessons)

    @property
    def total(self) -> int:
        """Return how many lessons there are."""
        return len(self.lessons)

    @property
    def next_lesson(self) -> LessonStanding | None:
        """Return the lesson to go on with, None when nothing is left."""
        place = place_to_go_on_at(self.lessons)
        return None if place is None else self.lessons[place]

    @property
    def is_begun(self) -> bool:
        """Tell whether anything has been done in the course."""
        return any(lesson.is_begun or lesson.is_complete for lesson in self.lessons)


def course_to_go_on_with(
    standings: Sequence[CourseStanding], learned_last: int | None
) -> CourseStanding | None:
    """Return the course of the next step, of those with something left: where one learned last, else the last enrolled.

    standings: by enrolment, oldest first. learned_last: enrolment of the last act of learning, None before the first.
    """
    left = [one for one in standings if one.next_lesson is not None]
    where_one_was = [one for one in left if one.enrolment_id == learned_last]
    return (where_one_was or left)[-1] if left else None
