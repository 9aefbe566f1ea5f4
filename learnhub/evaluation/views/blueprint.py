"""The blueprint of evaluations, and how a sample and its scores are worded."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint

from learnhub.evaluation.models import Evaluation
from learnhub.evaluation.rules import (
    ASKED_ABOUT,
    QUESTION_WORDS,
    SCORE_WORDS,
    STATE_WORDS,
    Finding,
    Question,
    Score,
    counts,
    share,
)
from learnhub.evaluation.service.sample import ClassTold, told_of
from learnhub.primitives import fen_text, listed, say
from learnhub.regions.service import region_name
from learnhub.training.rules.satisfaction import ASKED_ABOUT as SATISFIED_ABOUT
from learnhub.training.rules.satisfaction import Question as AskedOfTrainees
from learnhub.training.rules.satisfaction import Share
from learnhub.web import settings

bp = Blueprint("evaluation", __name__)
DAY_COLUMNS = (say("哪一天"), say("计划"), say("到课"), say("没到"), say("请假"), say("点名"))
PERSON_COLUMNS = (
    say("学员"), say("到课几天"), say("没到几天"), say("请假几天"), say("线上认定分钟"), say("结业"), say("证书"),
    say("补贴（元）"), say("重新计算"),
)  # fmt: skip
SCORE_COLUMNS = (say("问的是"), say("好的班/看得出来的班"), *SCORE_WORDS.values())


def place_words(code: str) -> str:
    """Return the full name of a division."""
    return region_name(settings().content_dir, code)


def classes_of(evaluation: Evaluation) -> list[ClassTold]:
    """Return the classes of a sample as they were frozen."""
    return [told_of(one) for one in evaluation.classes]


def day_rows(told: ClassTold) -> list[list[str]]:
    """Return the days of a class as cells."""
    return [
        [
            one.day,
            say("%(minutes)d 分钟", minutes=one.minutes),
            *(str(count) for count in (one.present, one.absent, one.leave)),
            say("已经核准") if one.is_approved else say("没有核准"),
        ]
        for one in told.days
    ]


def person_rows(told: ClassTold) -> list[list[str]]:
    """Return the trainees of a class as cells, by their place in the sample."""
    return [
        [
            say("第 %(number)d 名", number=number),
            *(str(count) for count in (one.present, one.absent, one.leave, one.online_minutes)),
            say("通过") if one.is_completed else say("还没有通过"),
            str(one.certificates),
            say("没有记录") if one.amount_fen is None else fen_text(one.amount_fen),
            _again(is_same=one.is_same),
        ]
        for number, one in enumerate(told.people, start=1)
    ]


def satisfied_words(told: ClassTold) -> str:
    """Return what trainees answered, question by question, each with numerator and denominator."""
    return listed(
        [
            say(
                "%(about)s：%(share)s",
                about=SATISFIED_ABOUT[question],
                share=Share(*told.satisfied[question]).words,
            )
            for question in AskedOfTrainees
            if question in told.satisfied
        ],
        "；",
    )


def score_rows(findings: Mapping[int, Finding]) -> list[list[str]]:
    """Return the scores of the whole sample as cells: never a share without its numerator and denominator."""
    found = counts(findings.values())
    return [
        [
            ASKED_ABOUT[question],
            _share_words(found[question]),
            *(str(found[question][score]) for score in Score),
        ]
        for question in Question
    ]


def worded() -> Mapping[str, Any]:
    """Return what every template of evaluations words things by."""
    return {
        "place_words": place_words,
        "state_words": STATE_WORDS,
        "question_words": QUESTION_WORDS,
        "asked_about": ASKED_ABOUT,
        "score_words": SCORE_WORDS,
    }


def _share_words(scores: Mapping[Score, int]) -> str:
    good, of = share(scores)
    return Share(good, of).words if of else say("都看不出来")


def _again(*, is_same: bool | None) -> str:
    if is_same is None:
        return say("没有记录")
    return say("结果一样") if is_same else say("结果不一样")
