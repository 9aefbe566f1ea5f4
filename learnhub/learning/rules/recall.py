"""A question from what was just learned, as a sign of presence: when there is one, and from which lesson; pure.

Source: DESIGN §4, presence without faces, pop-ups or clocks. Nobody is interrupted and nothing waits for the answer: what isn't
answered holds nothing, and what is answered wrongly is answered again, as often as wanted. An answer earns nothing and completes
nothing; it speaks for the trainee where a person looks at a mark 需要核对.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from learnhub.catalogue.rules import Check, Question
from learnhub.catalogue.rules.text import QuestionKind
from learnhub.policy.rules import Figures

QUESTION_MINUTES = "presence.question_minutes"


@dataclass(frozen=True)
class Learned:
    """A lesson version that was completed by the act at a position of the person's chain."""

    version_id: int
    position: int
    minutes: int


@dataclass(frozen=True)
class Recalled:
    """One answer to such a question, at its position."""

    version_id: int
    check: str
    question: int
    is_right: bool
    position: int


@dataclass(frozen=True)
class Tally:
    """How such questions were answered."""

    asked: int
    right: int


def minutes_between(figures: Figures, region_code: str, on: date) -> int | None:
    """Return after how much learning a question is asked; None where policy names nothing: then nobody is asked."""
    row = figures.in_force_or_none(QUESTION_MINUTES, region_code, on)
    return row.number if row is not None and row.value is not None else None


def lessons_to_ask(
    learned: Collection[Learned],
    recalled: Collection[Recalled],
    minutes: int,
    *,
    marked_from: int | None = None,
) -> tuple[int, ...]:
    """Return the lesson versions that a question may come from, the first choice first; empty while there is nothing to ask.

    What counts is learned since the last right answer, and must come to `minutes`. marked_from: position where an open mark 需要核对
    begins: then one may answer about each lesson since, once rightly. The newest is asked about first; after a wrong answer the next.
    """
    since = max((one.position for one in recalled if one.is_right), default=0)
    if marked_from is None:
        new = [one for one in learned if one.position > since]
        enough = sum(one.minutes for one in new) >= minutes
    else:
        right = {one.version_id for one in recalled if one.is_right and one.position >= marked_from}
        new = [one for one in learned if one.position >= marked_from and one.version_id not in right]
        enough = True
    if not new or not enough:
        return ()
    new.sort(key=lambda one: -one.position)
    start = sum(not one.is_right and one.position > since for one in recalled) % len(new)
    return tuple(one.version_id for one in (*new[start:], *new[:start]))


def question_to_ask(
    checks: Sequence[Check], answered: Mapping[str, int], tries: int
) -> tuple[Check, Question] | None:
    """Return a question of a lesson: another one than the person answered last there; None where a lesson has none.

    answered: number of the question answered last, by check. What must be written is asked only where there is nothing else.
    """
    if not checks:
        return None
    check = checks[tries % len(checks)]
    last = answered.get(check.name, 0)
    turned = (*check.questions[last:], *check.questions[:last])
    chosen = next((one for one in turned if one.kind is not QuestionKind.SHORT), turned[0])
    return check, chosen


def tally(recalled: Collection[Recalled], *, after: int = 0) -> Tally:
    """Count the answers that came after a position."""
    counted = [one for one in recalled if one.position > after]
    return Tally(len(counted), sum(one.is_right for one in counted))
