"""Work that is handed in and what is said to it: where it stands, and what is refused; pure.

Source: DESIGN §4. Work may be handed in again without limit; each piece is kept, the newest counts. What is said is words and two verdicts,
never a number.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from learnhub.learning.rules.sendings import SendingTold
from learnhub.primitives import Refusal, local_date, say

LINE_CHARACTERS_MAX = 200
NEXT_CHARACTERS_MIN = 4
KIND_ANSWERED = "hand_in.answered"
OWN_WORK = Refusal("own-work", say("这是您自己交的作业，请让同事来看。"))
ANSWERED_MEANWHILE = Refusal(
    "answered-meanwhile", say("刚才有别的老师看过这份作业了。请先看一遍下面的反馈，还要说的话再发一次。")
)


class Verdict(enum.StrEnum):
    """What a teacher says to one thing that is looked at."""

    ENOUGH = "enough"
    NOT_YET = "not yet"


class Outcome(enum.StrEnum):
    """What comes of a piece of work."""

    TAKEN = "taken"
    AGAIN = "again"


VERDICT_WORDS = {Verdict.ENOUGH: say("够了"), Verdict.NOT_YET: say("还差一点")}
OUTCOME_WORDS = {Outcome.TAKEN: say("收下了"), Outcome.AGAIN: say("请再试一次")}


class Standing(enum.StrEnum):
    """Where a task stands for whoever does it."""

    OPEN = "open"
    WAITING = "waiting"
    TAKEN = "taken"
    AGAIN = "again"


STANDING_WORDS = {
    Standing.OPEN: say("还没有交"),
    Standing.WAITING: say("交了，等老师看"),
    Standing.TAKEN: say("老师收下了"),
    Standing.AGAIN: say("请再试一次"),
}


@dataclass(frozen=True)
class LineTold:
    """What was said to one thing that is looked at. position: its place in the rubric, from 1. words: may be empty."""

    position: int
    verdict: Verdict
    words: str


@dataclass(frozen=True)
class FeedbackTold:
    """What a teacher said to a piece of work. sending: words and recordings; None where the outcome says it all."""

    id: int
    outcome: Outcome
    lines: tuple[LineTold, ...]
    sending: SendingTold | None
    by_id: int
    given_at: datetime


@dataclass(frozen=True)
class HandInTold:
    """A piece of work with what was said to it, oldest first. number: counted from 1 for each task of a person."""

    id: int
    person_id: int
    enrolment_id: int
    lesson_version_id: int
    task: str
    number: int
    sending: SendingTold
    handed_in_at: datetime
    feedback: tuple[FeedbackTold, ...] = ()

    @property
    def standing(self) -> Standing:
        """Return where this piece stands: what was said to it last counts."""
        return Standing(self.feedback[-1].outcome.value) if self.feedback else Standing.WAITING


def standing(pieces: Sequence[HandInTold]) -> Standing:
    """Return where a task stands: the newest piece counts. pieces: all of one person for one task, in any order."""
    return max(pieces, key=lambda one: one.number).standing if pieces else Standing.OPEN


def waiting_days(handed_in_at: datetime, on: date) -> str:
    """Say since when a piece of work waits."""
    days = (on - local_date(handed_in_at)).days
    return (
        {0: say("今天交的"), 1: say("昨天交的")}.get(days, say("交了 %(days)s 天", days=days))
        if days >= 0
        else say("今天交的")
    )


def feedback_refusal(
    piece: HandInTold,
    *,
    by_id: int,
    seen: int,
    outcome: Outcome,
    lines: Sequence[LineTold],
    rubric_count: int,
    words: str,
    has_file: bool,
) -> Refusal | None:
    """Refuse feedback to one's own work, after somebody else's that wasn't seen, with a line left out, or without a word on what to do next.

    seen: how many feedbacks the page showed. rubric_count: how many things are looked at.
    """
    if by_id == piece.person_id:
        return OWN_WORK
    if seen != len(piece.feedback):
        return ANSWERED_MEANWHILE
    if sorted(one.position for one in lines) != list(range(1, rubric_count + 1)):
        return Refusal("lines-left-out", say("请把每一样都选上“够了”或者“还差一点”。"))
    if any(len(one.words) > LINE_CHARACTERS_MAX for one in lines):
        return Refusal(
            "too-long",
            say(
                "每一样最多写 %(line_characters_max)s 个字，请删短一些。",
                line_characters_max=LINE_CHARACTERS_MAX,
            ),
        )
    if outcome is Outcome.AGAIN and not has_file and len(words.strip()) < NEXT_CHARACTERS_MIN:
        return Refusal(
            "next-needed",
            say("请写一句，或者录一段：下一步做什么，怎样就够了。学员靠它再试。"),
            field="words",
        )
    return None
