"""What course.toml says of a test, and which questions it may ask; pure.

Source: DESIGN §4 (tests with attempts, a pass mark and a recorded score). A test asks what the checks of the lessons ask. Questions that
must be written are left to the lessons: nothing on the learning path must be typed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from learnhub.catalogue.rules.passages import question_text
from learnhub.catalogue.rules.text import Check, LessonText, Question, QuestionKind

ASSESSMENTS_MAX = 12
QUESTIONS_MAX = 60
ATTEMPTS_MAX = 100
WAIT_HOURS_MAX = 24 * 60
MINUTES_MAX = 24 * 60
UNLIMITED = 0  # of attempts


@dataclass(frozen=True, slots=True)
class Draw:
    """How many questions of one unit are asked. unit: its title, as course.toml says it."""

    unit: str
    questions: int


@dataclass(frozen=True, slots=True)
class AssessmentText:
    """One test of a course. slug: unique in the course, never changed.

    pass_right: how many must be right. attempts: UNLIMITED or how many. wait_hours: between two attempts. None: what policy says.
    minutes: the time limit; 0 for none.
    """

    slug: str
    title: str
    draws: tuple[Draw, ...]
    pass_right: int | None = None
    attempts: int | None = None
    wait_hours: int | None = None
    minutes: int = 0

    @property
    def questions(self) -> int:
        """Return how many questions an attempt has."""
        return sum(draw.questions for draw in self.draws)


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """One question that a test may ask. lesson: the slug of its lesson; number: within its check, from 1."""

    lesson: str
    check: str
    number: int


def bank_of(lessons: Iterable[tuple[str, LessonText]]) -> list[BankQuestion]:
    """Return the questions of these lessons (slug, text) that a test may ask, in reading order; what two say in the same words once."""
    found: dict[str, BankQuestion] = {}
    for slug, text in lessons:
        for check in text.checks:
            for question in askable(check):
                found.setdefault(question_text(question), BankQuestion(slug, check.name, question.number))
    return list(found.values())


def askable(check: Check) -> list[Question]:
    """Return the questions of a check that are answered without writing."""
    return [one for one in check.questions if one.kind is not QuestionKind.SHORT]


def same_again(draw: Draw, bank: Sequence[BankQuestion]) -> bool:
    """Tell whether a second attempt would have to ask some of the same questions."""
    return len(bank) < 2 * draw.questions
