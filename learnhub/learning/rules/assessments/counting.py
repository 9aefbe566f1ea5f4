"""Which questions are often answered wrongly: counts of people, told only where they are enough not to point at anybody; pure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """How one person's handed-in paper answered one question. digest: of the question's words."""

    person_id: int
    digest: str
    is_right: bool


@dataclass(frozen=True)
class QuestionCount:
    """How many people were asked a question, and how many of them answered it wrongly at least once."""

    digest: str
    asked: int
    wrong: int


def question_counts(outcomes: Iterable[Outcome], people_min: int) -> list[QuestionCount]:
    """Return the questions that at least so many people answered, those first that more answered wrongly."""
    asked: dict[str, set[int]] = {}
    wrong: dict[str, set[int]] = {}
    for one in outcomes:
        asked.setdefault(one.digest, set()).add(one.person_id)
        if not one.is_right:
            wrong.setdefault(one.digest, set()).add(one.person_id)
    counts = [
        QuestionCount(digest, len(people), len(wrong.get(digest, ())))
        for digest, people in asked.items()
        if len(people) >= people_min
    ]
    return sorted(counts, key=lambda one: (-one.wrong, -one.asked, one.digest))
