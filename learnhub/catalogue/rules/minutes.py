"""How many minutes a lesson is worth: by its text, its checks and what is handed in, never by how long somebody took.

Source: DESIGN §2 and the figures of content/policy/publication.toml.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from learnhub.catalogue.rules.text import Edition, LessonText
from learnhub.policy.rules import Figures


@dataclass(frozen=True, slots=True)
class PublicationFigures:
    """The figures that a lesson's minutes are made from; characters as in text.spoken_length.

    study_characters_per_minute: how fast a text is worked through, by edition.
    spoken_characters_per_minute: how fast it is read aloud, by edition.
    references: rows of policy that these figures come from.
    """

    study_characters_per_minute: dict[Edition, int]
    spoken_characters_per_minute: dict[Edition, int]
    minutes_per_check: int
    cap_spoken_multiple: int
    cap_minutes_per_check: int
    references: tuple[str, ...]


_NAMES = {Edition.STANDARD: "standard", Edition.EASY_READ: "easy_read"}


def publication_figures(figures: Figures, on: date) -> PublicationFigures:
    """Return the figures in force on a day; NoFigure when the policy lacks one."""
    references: list[str] = []

    def number(key: str) -> int:
        figure = figures.in_force(f"publication.{key}", "", on)
        references.append(figure.reference)
        return figure.number

    return PublicationFigures(
        study_characters_per_minute={
            edition: number(f"study_characters_per_minute_{name}") for edition, name in _NAMES.items()
        },
        spoken_characters_per_minute={
            edition: number(f"spoken_characters_per_minute_{name}") for edition, name in _NAMES.items()
        },
        minutes_per_check=number("minutes_per_check"),
        cap_spoken_multiple=number("cap_spoken_multiple"),
        cap_minutes_per_check=number("cap_minutes_per_check"),
        references=tuple(references),
    )


def lesson_minutes(text: LessonText, figures: PublicationFigures, *, handed_in: Collection[str] = ()) -> int:
    """Return the minutes that a lesson is worth, at least 1.

    handed_in: names of the tasks that somebody has handed in; a task that hasn't been, or that is practised alone, is worth
    nothing. Text at the study rate, checks, and those tasks; never more than the cap: a multiple of the spoken minutes,
    minutes for each check, and the same tasks.
    """
    worth, cap = told_minutes(text, figures, handed_in=handed_in)
    return max(1, min(worth, cap))


def told_minutes(
    text: LessonText, figures: PublicationFigures, *, handed_in: Collection[str] | None = None
) -> tuple[int, int]:
    """Return what a lesson says it takes, and the cap on it, in minutes; with all tasks that are handed in where handed_in is None."""
    checks = len(text.checks)
    tasks = sum(
        task.minutes
        for task in text.tasks
        if task.is_handed_in and (handed_in is None or task.name in handed_in)
    )
    study = _begun_minutes(text.characters, figures.study_characters_per_minute[text.edition])
    spoken = _begun_minutes(text.characters, figures.spoken_characters_per_minute[text.edition])
    worth = study + checks * figures.minutes_per_check + tasks
    cap = spoken * figures.cap_spoken_multiple + checks * figures.cap_minutes_per_check + tasks
    return worth, cap


def course_minutes(lessons: Iterable[int]) -> int:
    """Return the minutes of a course: the sum of its published lessons, those of included modules too."""
    return sum(lessons)


def _begun_minutes(characters: int, per_minute: int) -> int:
    """Return whole minutes, rounded up once: a minute that was begun was needed."""
    return -(-characters // per_minute)
