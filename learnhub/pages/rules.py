"""What is told of a course's subsidy, and what a trainee does next; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from learnhub.policy.rules import Figure, Figures
from learnhub.subsidy.rules import LIVING_PER_DAY, TUITION_STANDARD, TUITION_UPLIFT


@dataclass(frozen=True, slots=True)
class SubsidyTold:
    """What the policy of one division says now, never what somebody will get. A figure is None where nothing is written.

    living: for each offline day; tuition: for each person; uplift: per mille of it that the locality has decided.
    """

    region_code: str
    living: Figure | None
    tuition: Figure | None
    uplift: Figure | None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Return the figures that are named."""
        return tuple(one for one in (self.living, self.tuition, self.uplift) if one is not None)

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the sources of the figures, each once."""
        return tuple(dict.fromkeys(figure.source for figure in self.figures))

    @property
    def caveats(self) -> tuple[str, ...]:
        """Return what must be said beside the figures, each once."""
        return tuple(dict.fromkeys(figure.caveat for figure in self.figures if figure.caveat))


def subsidy_told(figures: Figures, region_code: str, on: date) -> SubsidyTold:
    """Look up the figures in force in a division on a day.

    Source: the document named by each figure (content/policy/subsidy.toml).
    """
    return SubsidyTold(
        region_code=region_code,
        living=figures.in_force_or_none(LIVING_PER_DAY, region_code, on),
        tuition=figures.in_force_or_none(TUITION_STANDARD, region_code, on),
        uplift=figures.in_force_or_none(TUITION_UPLIFT, region_code, on),
    )


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
        """Return the lesson to go on with: the first that was begun and isn't complete, else the first not begun."""
        open_lessons = [lesson for lesson in self.lessons if not lesson.is_complete]
        begun = [lesson for lesson in open_lessons if lesson.is_begun]
        return next(iter(begun or open_lessons), None)

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
