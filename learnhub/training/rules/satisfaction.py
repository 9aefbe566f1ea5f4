"""What trainees are asked at the end of a class, when, and how the answers are told; pure.

Source: 云残发〔2022〕55号 (学员满意度). The questions are ours: no official form was found.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from learnhub.primitives import Refusal, say

OPEN_DAYS, ANSWERS_MIN = "satisfaction.open_days", "satisfaction.answers_min"
WORDS_CHARACTERS_MAX = 500


class Question(enum.StrEnum):
    """What is asked."""

    UNDERSTOOD = "understood"
    USEFUL = "useful"
    ACCESS = "access"
    RESPECT = "respect"
    OVERALL = "overall"


class Choice(enum.StrEnum):
    """What may be answered. SKIPPED: the person doesn't want to say."""

    GOOD = "good"
    MIDDLE = "middle"
    POOR = "poor"
    SKIPPED = "skipped"


class SurveyState(enum.StrEnum):
    """Where the survey of a class stands for one of its trainees."""

    EARLY = "early"
    OPEN = "open"
    GIVEN = "given"
    OVER = "over"


QUESTION_WORDS = {
    Question.UNDERSTOOD: say("老师教的，您学会了吗？"),
    Question.USEFUL: say("学的东西有用吗？"),
    Question.ACCESS: say("您要的帮助（手语、盲文、读屏、轮椅能进等）有没有？"),
    Question.RESPECT: say("老师和工作人员尊重您吗？"),
    Question.OVERALL: say("这个班，您满意吗？"),
}
CHOICE_WORDS = {
    Question.UNDERSTOOD: (say("学会了"), say("学会一些"), say("没学会")),
    Question.USEFUL: (say("有用"), say("有一点用"), say("没用")),
    Question.ACCESS: (say("有，够用"), say("有一些，不够"), say("没有")),
    Question.RESPECT: (say("尊重"), say("有时不"), say("不尊重")),
    Question.OVERALL: (say("满意"), say("一般"), say("不满意")),
}
SKIPPED_WORDS = say("不想答")
ASKED_ABOUT = {
    Question.UNDERSTOOD: say("学会了"),
    Question.USEFUL: say("有用"),
    Question.ACCESS: say("帮助够用"),
    Question.RESPECT: say("受到尊重"),
    Question.OVERALL: say("满意"),
}
Answers = Mapping[Question, Choice]


@dataclass(frozen=True)
class Share:
    """How many of those who answered a question gave its good answer. numerator ≤ denominator, which is above zero."""

    numerator: int
    denominator: int

    @property
    def per_mille(self) -> int:
        """Return the share in thousandths, half rounded up."""
        return (2000 * self.numerator + self.denominator) // (2 * self.denominator)

    @property
    def words(self) -> str:
        """Return numerator, denominator and the percentage that follows from them."""
        return say(
            "%(numerator)s/%(denominator)s，%(rate)s",
            numerator=self.numerator,
            denominator=self.denominator,
            rate=f"{self.per_mille // 10}.{self.per_mille % 10}%",
        )


def closes_on(last_day: date, open_days: int) -> date:
    """Return the last day on which a class may be answered for; the first is that of its last meeting."""
    return last_day + timedelta(days=open_days)


def survey_state(last_day: date, *, on: date, open_days: int, is_given: bool) -> SurveyState:
    """Return where a survey stands for somebody. is_given: the person's answer is among the others already."""
    if on < last_day:
        return SurveyState.EARLY
    if is_given:
        return SurveyState.GIVEN
    return SurveyState.OPEN if on <= closes_on(last_day, open_days) else SurveyState.OVER


def answer_refusal(answers: Answers, words: str) -> Refusal | None:
    """Refuse an empty sheet; nothing single is needed."""
    if words or any(one is not Choice.SKIPPED for one in answers.values()):
        return None
    return Refusal(
        "empty", say("请至少答一个问题，或者写一句话。不想答，离开这一页就行。"), field="understood"
    )


def share(counts: Mapping[Choice, int], answers_min: int) -> Share | None:
    """Return the share of good answers to a question; None when fewer than answers_min answered it.

    With so few, whoever knows the class would know who said what. Who skipped the question isn't counted.
    """
    answered = sum(count for choice, count in counts.items() if choice is not Choice.SKIPPED)
    if not answered or answered < answers_min:
        return None
    return Share(counts.get(Choice.GOOD, 0), answered)
