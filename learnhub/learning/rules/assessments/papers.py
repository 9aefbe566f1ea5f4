"""The paper of an attempt, frozen when it begins, and what it is worth once it is handed in; pure.

Source: DESIGN §4. A score is a function of the paper, of what was handed in and of what was taken out later: in whatever order answers
come, and as often as they come, it is the same.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from learnhub.catalogue.rules import Question
from learnhub.catalogue.rules.answers import right_marks
from learnhub.catalogue.rules.passages import passage_hash, question_text
from learnhub.evidence.rules import canonical
from learnhub.primitives import say


@dataclass(frozen=True)
class PaperItem:
    """One question of a paper.

    lesson: slug within the course. text_hash: of the edition that is shown, whose file is kept as long as a paper names it.
    question: number within its check. digest: of its words; what is taken out later is known by it. right: marks of the right answer.
    """

    lesson: str
    lesson_version_id: int
    text_hash: str
    edition: str
    check: str
    question: int
    digest: str
    right: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """What an attempt asks, and by which rules; never changed afterwards.

    pass_right: how many must be right. minutes: the time limit, more time for 便利 included; 0 for none. extension_minutes,
    extensions_max: what one press adds, and how often. figures: references of the policy that was used.
    """

    items: tuple[PaperItem, ...]
    pass_right: int
    minutes: int = 0
    extension_minutes: int = 0
    extensions_max: int = 0
    figures: tuple[str, ...] = ()

    @property
    def told(self) -> dict[str, Any]:
        """Return the paper as JSON values."""
        return {
            **asdict(self),
            "items": [{**asdict(item), "right": list(item.right)} for item in self.items],
            "figures": list(self.figures),
        }

    @property
    def digest(self) -> str:
        """Return what the chain keeps of the paper: 64 hexadecimal digits."""
        return hashlib.sha256(canonical(self.told)).hexdigest()


@dataclass(frozen=True)
class Answer:
    """An answer as it came. position: of the question in the paper, from 1. marks: catalogue.rules.answers.

    client_id: chosen by whoever sends it, at random; the same one again is the same answer.
    """

    position: int
    marks: frozenset[str]
    client_id: str
    happened_at: datetime

    @property
    def digest(self) -> str:
        """Return what proves these marks; the client's id keeps "c1" from being guessed."""
        return answer_digest(self.client_id, self.marks)


@dataclass(frozen=True)
class Score:
    """What a handed-in paper is worth. wrong: positions that aren't right, in order."""

    right: int
    count: int
    is_passed: bool
    wrong: tuple[int, ...]

    @property
    def told(self) -> dict[str, Any]:
        """Return the score as JSON values."""
        return {
            "right": self.right,
            "count": self.count,
            "passed": self.is_passed,
            "wrong": list(self.wrong),
        }

    @property
    def words(self) -> str:
        """Say the score as a person would: 10 题里答对 8 题，过了。"""
        passed = say("过了") if self.is_passed else say("这次还没过")
        return say(
            "%(count)s 题里答对 %(right)s 题，%(passed)s", count=self.count, right=self.right, passed=passed
        )


def paper_told(told: Mapping[str, Any]) -> Paper:
    """Read a paper back from its JSON values."""
    items = tuple(PaperItem(**{**item, "right": tuple(item["right"])}) for item in told["items"])
    return Paper(**{**told, "items": items, "figures": tuple(told["figures"])})


def item_of(
    question: Question, *, lesson: str, lesson_version_id: int, text_hash: str, edition: str, check: str
) -> PaperItem:
    """Return a question as a paper keeps it."""
    return PaperItem(
        lesson=lesson,
        lesson_version_id=lesson_version_id,
        text_hash=text_hash,
        edition=edition,
        check=check,
        question=question.number,
        digest=passage_hash(question_text(question)),
        right=tuple(sorted(right_marks(question))),
    )


def answer_digest(client_id: str, marks: Collection[str]) -> str:
    """Return the SHA-256 of an answer and the id it came with."""
    return hashlib.sha256("\n".join([client_id, *sorted(marks)]).encode()).hexdigest()


def present_answers(answers: Iterable[Answer]) -> dict[int, Answer]:
    """Return the answer in force at each position: the one given last, whenever it came."""
    found: dict[int, Answer] = {}
    for one in sorted(answers, key=lambda one: (one.happened_at, one.client_id)):
        found[one.position] = one
    return found


def declared_of(answers: Iterable[Answer]) -> dict[int, str]:
    """Return what is handed in when these answers are: the digest of the answer in force, by position."""
    return {position: one.digest for position, one in sorted(present_answers(answers).items())}


def is_declared(answer: Answer, declared: Mapping[int, str]) -> bool:
    """Tell whether an answer is one of those that were handed in: it counts, however late it comes."""
    return declared.get(answer.position) == answer.digest


def still_to_come(declared: Mapping[int, str], answers: Iterable[Answer]) -> frozenset[int]:
    """Return the positions whose handed-in answer hasn't come yet; there is no score before it has."""
    there = {one.position for one in answers if is_declared(one, declared)}
    return frozenset(declared) - there


def score(
    paper: Paper, declared: Mapping[int, str], answers: Iterable[Answer], taken_out: Collection[str] = ()
) -> Score | None:
    """Return what a handed-in paper is worth; None while an answer that was handed in is still to come.

    taken_out: digests of questions that were found wrong later. They count as right for everybody, so that no score is ever less
    than before.
    """
    given = list(answers)
    if still_to_come(declared, given):
        return None
    marks = {one.position: one.marks for one in given if is_declared(one, declared)}
    wrong = tuple(
        position
        for position, item in enumerate(paper.items, start=1)
        if item.digest not in taken_out and marks.get(position) != frozenset(item.right)
    )
    right = len(paper.items) - len(wrong)
    return Score(right, len(paper.items), right >= paper.pass_right, wrong)
