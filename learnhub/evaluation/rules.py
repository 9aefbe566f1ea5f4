"""What an evaluator is asked, which classes a seed draws, and how findings are sealed; pure.

Source: 云残发〔2022〕55号 (学员满意度和第三方评价). The questions are ours: no official form was found.
"""

import enum
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from learnhub.primitives import Refusal, say

CLASSES_MAX = 12  # a sample is read by one person within days
SEED_CHARACTERS_MAX = 60
WORDS_CHARACTERS_MAX = 2000
PEOPLE_MIN = 5  # with fewer, whoever visits the class knows which row is whom
WHOLE = 0  # number of the judgement of the whole, beside the classes from 1


class Question(enum.StrEnum):
    """What is asked of each class of the sample."""

    TAUGHT = "taught"
    ACCESS = "access"
    ROLLS = "rolls"
    MONEY = "money"
    RESULTS = "results"


class Score(enum.StrEnum):
    """What may be answered. UNSEEN: it couldn't be told from what was read or visited; counted in no share."""

    GOOD = "good"
    SHORT = "short"
    BAD = "bad"
    UNSEEN = "unseen"


class StepKind(enum.StrEnum):
    """What happens to an evaluation after it is named; each once. ENDED: it is given up, with a reason."""

    HANDED_IN = "handed in"
    ANSWERED = "answered"
    PUBLISHED = "published"
    ENDED = "ended"


class State(enum.StrEnum):
    """Where an evaluation stands. LATE: the evaluator's time is over and nothing was handed in."""

    RUNNING = "running"
    LATE = "late"
    HANDED_IN = "handed in"
    PUBLISHED = "published"
    ENDED = "ended"


QUESTION_WORDS = {
    Question.TAUGHT: say("教的内容和课时，和批准的一样吗？"),
    Question.ACCESS: say("学员要的帮助（手语、盲文、读屏、轮椅能进等）有没有？"),
    Question.ROLLS: say("点名和到课对得上吗？"),
    Question.MONEY: say("补贴算得对吗？"),
    Question.RESULTS: say("结业和证书和学到的相称吗？"),
}
ASKED_ABOUT = {
    Question.TAUGHT: say("内容和课时"),
    Question.ACCESS: say("帮助够用"),
    Question.ROLLS: say("点名和到课"),
    Question.MONEY: say("补贴计算"),
    Question.RESULTS: say("结业和证书"),
}
SCORE_WORDS = {
    Score.GOOD: say("好"),
    Score.SHORT: say("有不足"),
    Score.BAD: say("有问题"),
    Score.UNSEEN: say("看不出来"),
}
STATE_WORDS = {
    State.RUNNING: say("正在评价"),
    State.LATE: say("到期了，还没有交"),
    State.HANDED_IN: say("交了，还没有公布"),
    State.PUBLISHED: say("已经公布"),
    State.ENDED: say("停止了"),
}
Scores = Mapping[Question, Score]


@dataclass(frozen=True)
class Finding:
    """What an evaluator found: of a class of the sample by its number, or of the whole (WHOLE, without scores)."""

    number: int
    scores: Scores
    words: str


def state_of(kinds: Iterable[StepKind], *, until_on: date, on: date) -> State:
    """Return where an evaluation stands by its steps. until_on: the evaluator's last day."""
    taken = set(kinds)
    for kind, state in (
        (StepKind.ENDED, State.ENDED),
        (StepKind.PUBLISHED, State.PUBLISHED),
        (StepKind.HANDED_IN, State.HANDED_IN),
    ):
        if kind in taken:
            return state
    return State.LATE if on > until_on else State.RUNNING


def finding_refusal(finding: Finding) -> Refusal | None:
    """Refuse a finding that says no more than that something is wrong: a score below good needs its words."""
    low = [one for one in finding.scores.values() if one in (Score.SHORT, Score.BAD)]
    if finding.words or not (low or finding.number == WHOLE):
        return None
    if finding.number == WHOLE:
        return Refusal("words", say("请写总的评价。"), field="words")
    return Refusal("words", say("选了“有不足”或者“有问题”，请写明是什么、在哪一天。"), field="words")


def unfinished(findings: Mapping[int, Finding], *, size: int) -> tuple[int, ...]:
    """Return the numbers without a finding, in order; WHOLE last."""
    return tuple(number for number in (*range(1, size + 1), WHOLE) if number not in findings)


def counts(findings: Iterable[Finding]) -> dict[Question, dict[Score, int]]:
    """Return how often each score was given to each question."""
    found = {question: dict.fromkeys(Score, 0) for question in Question}
    for one in findings:
        for question, score in one.scores.items():
            found[question][score] += 1
    return found


def share(scores: Mapping[Score, int]) -> tuple[int, int]:
    """Return (classes found good, classes of which it could be told); the second may be 0."""
    return scores[Score.GOOD], sum(count for score, count in scores.items() if score is not Score.UNSEEN)


def digest(value: Any) -> str:
    """Return the SHA-256, in hexadecimal, of a JSON value in its canonical form (keys sorted, no blanks, UTF-8)."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def sealed(sample_digest: str, findings: Sequence[Finding]) -> str:
    """Return the digest of everything that is handed in: the sample, and each finding by number."""
    return digest(
        [
            sample_digest,
            [
                [one.number, {str(q): str(s) for q, s in one.scores.items()}, one.words]
                for one in sorted(findings, key=lambda one: one.number)
            ],
        ]
    )
