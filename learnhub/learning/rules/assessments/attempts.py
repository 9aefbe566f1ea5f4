"""Attempts: the rules of a test, how long there is, whether one may begin again, and where an attempt stands; pure.

Source: DESIGN §4; WCAG 2.2 2.2.1 and 2.2.6 (no time limit unless the course sets one, and then it is extended by a press).
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from learnhub.catalogue.rules.assessments import UNLIMITED, AssessmentText
from learnhub.learning.rules.assessments.papers import Score
from learnhub.policy.rules import Figure, Figures
from learnhub.primitives import Refusal, instant_words, say
from learnhub.regions.rules import COUNTRY

RIGHT_MIN = "assessments.pass_per_mille"
ATTEMPTS_MAX = "assessments.attempts_max"
WAIT_HOURS = "assessments.wait_hours"
EXTRA_TIME = "assessments.extra_time_per_mille"
EXTENSION_MINUTES = "assessments.extension_minutes"
EXTENSIONS_MAX = "assessments.extensions_max"
PEOPLE_SHOWN_MIN = "assessments.people_shown_min"
# An answer that was sent before the time ended may still be under way over a slow line.
DELIVERY = timedelta(minutes=2)


class AttemptForm(enum.StrEnum):
    """How an attempt is answered."""

    SCREEN = "screen"
    PAPER = "paper"


class AttemptStepKind(enum.StrEnum):
    """What is done about an attempt besides answering."""

    HELPED = "helped"
    EXTENDED = "extended"
    TYPED = "typed"  # what stands on a paper was typed in whole, and waits for another person's check
    RETURNED = "returned"  # it isn't what stands on the paper
    HANDED_IN = "handed in"
    SCORED = "scored"


class HelpKind(enum.StrEnum):
    """What somebody did for the trainee, who decided every answer."""

    READ = "read"
    WROTE = "wrote"
    SIGNED = "signed"
    KEYED = "keyed"


HELP_WORDS = {
    HelpKind.READ: say("读题"),
    HelpKind.WROTE: say("书写"),
    HelpKind.SIGNED: say("打手语"),
    HelpKind.KEYED: say("按键"),
}


class AttemptState(enum.StrEnum):
    """Where an attempt stands."""

    OPEN = "open"
    WAITING = "waiting"  # handed in; an answer is still on its way
    PASSED = "passed"
    NOT_PASSED = "not passed"


@dataclass(frozen=True)
class AssessmentRule:
    """The rules of a test for one enrolment: what the course says, else what policy said on the day of the enrolment.

    attempts: UNLIMITED or how many. minutes: 0 for no time limit. extra_per_mille: what more time makes of it.
    """

    text: AssessmentText
    pass_right: int
    attempts: int
    wait: timedelta
    minutes: int
    extra_per_mille: int
    extension_minutes: int
    extensions_max: int
    figures: tuple[str, ...]
    is_example: bool

    @property
    def pass_words(self) -> str:
        """Say the pass mark: 10 题答对 6 题就过."""
        return say(
            "%(questions)s 题答对 %(pass_right)s 题就过",
            questions=self.text.questions,
            pass_right=self.pass_right,
        )

    def minutes_for(self, *, has_extra_time: bool) -> int:
        """Return the time limit, rounded up to whole minutes; 0 for none."""
        return -(-self.minutes * self.extra_per_mille // 1000) if has_extra_time else self.minutes


@dataclass(frozen=True)
class AttemptTold:
    """An attempt as others ask about it. handed_in_at, score: None before."""

    id: int
    number: int
    began_at: datetime
    handed_in_at: datetime | None
    score: Score | None

    @property
    def state(self) -> AttemptState:
        """Return where it stands."""
        if self.handed_in_at is None:
            return AttemptState.OPEN
        if self.score is None:
            return AttemptState.WAITING
        return AttemptState.PASSED if self.score.is_passed else AttemptState.NOT_PASSED


def rule_of(text: AssessmentText, figures: Figures, on: date) -> AssessmentRule:
    """Return the rules of a test by the figures in force on a day: that of the enrolment, whatever is decided later."""
    used: list[Figure] = []

    def number(key: str, told: int | None = None) -> int:
        if told is not None:
            return told
        used.append(figures.in_force(key, COUNTRY, on))
        return used[-1].number

    share = number(RIGHT_MIN) if text.pass_right is None else 0
    needed = text.pass_right or -(-text.questions * share // 1000)
    attempts = number(ATTEMPTS_MAX, text.attempts)
    wait = timedelta(hours=number(WAIT_HOURS, text.wait_hours))
    has_limit = text.minutes > 0
    return AssessmentRule(
        text=text,
        pass_right=max(1, needed),
        attempts=attempts,
        wait=wait,
        minutes=text.minutes,
        extra_per_mille=number(EXTRA_TIME) if has_limit else 1000,
        extension_minutes=number(EXTENSION_MINUTES) if has_limit else 0,
        extensions_max=number(EXTENSIONS_MAX) if has_limit else 0,
        figures=tuple(one.reference for one in used),
        is_example=any(one.is_example for one in used),
    )


def beginning_refusal(rule: AssessmentRule, attempts: Sequence[AttemptTold], now: datetime) -> Refusal | None:
    """Refuse another attempt of a test that was passed, that is under way, too soon, or once too often."""
    if any(one.state is AttemptState.PASSED for one in attempts):
        return Refusal("passed", say("这次测验您已经过了，不用再考。"))
    if any(one.state is AttemptState.OPEN for one in attempts):
        return Refusal("open", say("您有一次还没有交卷，请接着做那一次。"))
    if any(one.state is AttemptState.WAITING for one in attempts):
        return Refusal("waiting", say("上一次的答案还没有到齐，到齐了才知道结果，请过一会儿再来。"))
    if rule.attempts != UNLIMITED and len(attempts) >= rule.attempts:
        return Refusal(
            "no-more",
            say("这次测验可以考 %(attempts)s 次，都用完了。请找老师商量怎么办。", attempts=rule.attempts),
        )
    again = again_from(rule, attempts)
    if again is not None and now < again:
        return Refusal(
            "too-soon",
            say(
                "%(instant_words)s以后可以再考。这段时间可以回去看看没答对的地方。",
                instant_words=instant_words(again),
            ),
        )
    return None


def again_from(rule: AssessmentRule, attempts: Sequence[AttemptTold]) -> datetime | None:
    """Return from when the next attempt may begin; None where it may at once."""
    last = max((one.handed_in_at for one in attempts if one.handed_in_at is not None), default=None)
    return last + rule.wait if last is not None else None


def ends_at(began_at: datetime, minutes: int, extension_minutes: int, extensions: int) -> datetime | None:
    """Return when the time of an attempt ends; None without a limit."""
    if not minutes:
        return None
    return began_at + timedelta(minutes=minutes + extension_minutes * extensions)


def is_over(end: datetime | None, now: datetime) -> bool:
    """Tell whether the time has ended, what is under way allowed for."""
    return end is not None and now >= end + DELIVERY


def minutes_left(end: datetime, now: datetime) -> int:
    """Return the minutes that are left, the one that runs counted whole; never below 0."""
    return max(0, -((now - end) // timedelta(minutes=1)))
