"""When a lesson is complete, and which question comes next; pure.

Source: DESIGN §4. A lesson is completed by evidence in any way of learning: each section closed by its own act (本节学完, an answer
in it, or a task of it that is handed in) and each check passed. Time never counts. Everything here is the same for any order and repetition of acts.
"""

import enum
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from learnhub.catalogue.rules import Check, LessonText, Question


class ActKind(enum.StrEnum):
    """What a learner can do in a lesson; also the kinds of the evidence log."""

    SECTION_CLOSED = "section.closed"
    CHECK_ANSWERED = "check.answered"
    TASK_HANDED_IN = "task.handed_in"


@dataclass(frozen=True)
class Act:
    """One act of a learner in one lesson version.

    section: key of the section it closes. check, question, is_right: of an answer; question is its number, from 1.
    position: of its entry in the learner's chain.
    """

    kind: ActKind
    section: str
    happened_at: datetime
    position: int = 0
    check: str = ""
    question: int = 0
    is_right: bool = False


@dataclass(frozen=True)
class Requirement:
    """What completes a lesson: its sections, and its checks with the section each stands in."""

    sections: tuple[str, ...]
    section_of_check: tuple[tuple[str, str], ...]

    @property
    def checks(self) -> frozenset[str]:
        """Return the names of the checks."""
        return frozenset(check for check, _section in self.section_of_check)


@dataclass(frozen=True)
class LessonProgress:
    """How far a learner is in one lesson version.

    wrong_tries: per check, kept even after it has been passed. completed_by: chain position of the act that completed the
    lesson, the smallest set of first acts counted; None while it isn't complete.
    """

    closed: frozenset[str] = frozenset()
    passed: frozenset[str] = frozenset()
    wrong_tries: tuple[tuple[str, int], ...] = ()
    is_complete: bool = False
    completed_by: int | None = None
    completed_at: datetime | None = None
    open_sections: tuple[str, ...] = field(default=())

    @property
    def is_begun(self) -> bool:
        """Tell whether anything has been done in the lesson."""
        return bool(self.closed or self.passed or self.wrong_tries)


def requirement_of(text: LessonText) -> Requirement:
    """Return what completes a lesson."""
    return Requirement(
        sections=tuple(section.key for section in text.sections),
        section_of_check=tuple(
            (check.name, section.key) for section in text.sections for check in section.checks
        ),
    )


def lesson_progress(requirement: Requirement, acts: Iterable[Act]) -> LessonProgress:
    """Return the progress that a set of acts makes; order and repetition don't matter.

    An act on a section or check that the lesson version doesn't have counts for nothing.
    """
    known = [
        act
        for act in acts
        if act.section in requirement.sections and (not act.check or act.check in requirement.checks)
    ]
    first_closing: dict[str, Act] = {}
    first_passing: dict[str, Act] = {}
    wrong: Counter[str] = Counter()
    for act in sorted(known, key=lambda a: a.position):
        first_closing.setdefault(act.section, act)
        if act.kind is ActKind.CHECK_ANSWERED:
            if act.is_right:
                first_passing.setdefault(act.check, act)
            else:
                wrong[act.check] += 1
    is_complete = (
        set(requirement.sections) <= first_closing.keys() and requirement.checks <= first_passing.keys()
    )
    needed = [*first_closing.values(), *first_passing.values()]
    passed = frozenset(first_passing)
    checks_in: dict[str, set[str]] = {}
    for check, section in requirement.section_of_check:
        checks_in.setdefault(section, set()).add(check)
    return LessonProgress(
        closed=frozenset(first_closing),
        passed=passed,
        wrong_tries=tuple(sorted(wrong.items())),
        is_complete=is_complete,
        completed_by=max(act.position for act in needed) if is_complete else None,
        completed_at=max(act.happened_at for act in needed) if is_complete else None,
        open_sections=tuple(
            section
            for section in requirement.sections
            if section not in first_closing or not checks_in.get(section, set()) <= passed
        ),
    )


def question_to_show(check: Check, progress: LessonProgress) -> Question:
    """Return the question a learner gets: the next alternate after each wrong answer, round and round."""
    tries = dict(progress.wrong_tries).get(check.name, 0)
    return check.questions[tries % len(check.questions)]


class Standing(Protocol):
    """How far somebody is in something."""

    @property
    def is_begun(self) -> bool: ...

    @property
    def is_complete(self) -> bool: ...


def place_to_go_on_at(lessons: Sequence[Standing]) -> int | None:
    """Return the place, from 0, of the lesson to go on with: the first that was begun and isn't complete, else the first not begun.

    lessons: in the order of their course. None when nothing is left.
    """
    left = [place for place, one in enumerate(lessons) if not one.is_complete]
    begun = [place for place in left if lessons[place].is_begun]
    return next(iter(begun or left), None)
