"""便利: what may be asked for, where a request stands, and who answers next; pure.

Source: 无障碍环境建设法 43、69; 残疾人保障法 54; DESIGN §4. A request never says why somebody needs something.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from learnhub.primitives import Refusal, local_date, say

ANSWER_DAYS = "accommodations.answer_days"
WORDS_CHARACTERS_MAX = 200
REASON_CHARACTERS_MIN = 4


class AccommodationKind(enum.StrEnum):
    """What makes learning or a test possible for somebody."""

    INTERPRETER = "interpreter"
    EXTRA_TIME = "extra time"
    PAPER = "paper"
    BRAILLE = "braille"
    COMPANION = "companion"
    SCRIBE = "scribe"
    OTHER = "other"


KIND_WORDS = {
    AccommodationKind.INTERPRETER: say("手语翻译"),
    AccommodationKind.EXTRA_TIME: say("多给时间"),
    AccommodationKind.PAPER: say("纸质材料"),
    AccommodationKind.BRAILLE: say("盲文材料"),
    AccommodationKind.COMPANION: say("陪同的人"),
    AccommodationKind.SCRIBE: say("有人代写代填"),
    AccommodationKind.OTHER: say("别的便利"),
}
KIND_HINTS = {
    AccommodationKind.INTERPRETER: say("上课或考试时有人打手语。"),
    AccommodationKind.EXTRA_TIME: say("练习和考试可以慢慢做。"),
    AccommodationKind.PAPER: say("把课程和题目印在纸上。"),
    AccommodationKind.BRAILLE: say("把课程和题目做成盲文。"),
    AccommodationKind.COMPANION: say("家人或朋友陪着来。"),
    AccommodationKind.SCRIBE: say("您说，别人帮您写，决定由您做。"),
}
# What was learned on paper or with somebody who writes comes in at once, later.
READ_ELSEWHERE = frozenset({AccommodationKind.PAPER, AccommodationKind.BRAILLE, AccommodationKind.SCRIBE})


class AccommodationFor(enum.StrEnum):
    """What it is asked for."""

    COURSE = "course"
    TEST = "test"


FOR_WORDS = {AccommodationFor.COURSE: say("整门课"), AccommodationFor.TEST: say("考试和测验")}


class AccommodationStepKind(enum.StrEnum):
    """What was done about a request. The first four are the base's and the trainee's, the last two the office's."""

    ASKED = "asked"
    TAKEN_BACK = "taken back"
    GRANTED = "granted"
    REFUSED = "refused"
    OBJECTED = "objected"
    OFFICE_GRANTED = "office granted"
    OFFICE_REFUSED = "office refused"


GRANTED = frozenset({AccommodationStepKind.GRANTED, AccommodationStepKind.OFFICE_GRANTED})
STEP_WORDS = {
    AccommodationStepKind.ASKED: say("提出申请"),
    AccommodationStepKind.TAKEN_BACK: say("本人撤回"),
    AccommodationStepKind.GRANTED: say("基地同意"),
    AccommodationStepKind.REFUSED: say("基地没有同意，已转给残联"),
    AccommodationStepKind.OBJECTED: say("本人不同意这个决定"),
    AccommodationStepKind.OFFICE_GRANTED: say("残联同意"),
    AccommodationStepKind.OFFICE_REFUSED: say("残联没有同意"),
}


class Answerer(enum.StrEnum):
    """Who answers next."""

    BASE = "base"
    OFFICE = "office"


_NEXT = {
    AccommodationStepKind.ASKED: Answerer.BASE,
    AccommodationStepKind.REFUSED: Answerer.OFFICE,
    AccommodationStepKind.OBJECTED: Answerer.OFFICE,
}


@dataclass(frozen=True)
class AccommodationTold:
    """One step of a request. words: the reason of an answer, or what the person added."""

    kind: AccommodationStepKind
    words: str
    by_id: int
    taken_at: datetime
    answer_by: date | None


@dataclass(frozen=True)
class AccommodationRequest:
    """One thing asked for, with its steps, oldest first."""

    id: int
    person_id: int
    enrolment_id: int
    kind: AccommodationKind
    asked_for: AccommodationFor
    words: str
    steps: tuple[AccommodationTold, ...]

    @property
    def state(self) -> AccommodationStepKind:
        """Return the last step."""
        return self.steps[-1].kind

    @property
    def is_granted(self) -> bool:
        """Tell whether it is to be given."""
        return self.state in GRANTED

    @property
    def waits_for(self) -> Answerer | None:
        """Return who answers next; None when nobody has to."""
        return _NEXT.get(self.state)

    @property
    def answer_by(self) -> date | None:
        """Return the last day for the next answer; None when nobody has to answer."""
        return self.steps[-1].answer_by

    def is_overdue(self, on: date) -> bool:
        """Tell whether the day for the next answer has passed."""
        return self.answer_by is not None and on > self.answer_by

    @property
    def name(self) -> str:
        """Say what it is, without any category: what a class sheet shows."""
        return self.words if self.kind is AccommodationKind.OTHER else KIND_WORDS[self.kind]


def asking_refusal(kinds: Sequence[AccommodationKind], words: str) -> Refusal | None:
    """Refuse a request for nothing, or for something else without a word about it."""
    if not kinds:
        return Refusal(
            "nothing-asked", say("请至少选一种便利。没有列出的，选“别的便利”再写一句。"), field="kinds"
        )
    if AccommodationKind.OTHER in kinds and not words:
        return Refusal("words-needed", say("您选了“别的便利”，请写一句您要什么。"), field="words")
    if len(words) > WORDS_CHARACTERS_MAX:
        return Refusal(
            "too-long",
            say(
                "最多写 %(words_characters_max)s 个字，请删短一些。",
                words_characters_max=WORDS_CHARACTERS_MAX,
            ),
            field="words",
        )
    return None


def answer_refusal(
    request: AccommodationRequest, answerer: Answerer, by_id: int, *, is_granted: bool, words: str
) -> Refusal | None:
    """Refuse an answer that is not this office's turn, to oneself, by who refused before, or a "no" without a reason."""
    if request.waits_for is not answerer:
        return Refusal("not-waiting", say("这项申请现在不用您答复，可能已经有人答复了。请刷新页面看看。"))
    if by_id == request.person_id:
        return Refusal("own-request", say("这是您自己的申请，请让同事来答复。"))
    if not is_granted and len(words.strip()) < REASON_CHARACTERS_MIN:
        return Refusal("reason-needed", say("不同意要写明理由，至少 4 个字，学员会看到它。"), field="words")
    if by_id in {step.by_id for step in request.steps if step.by_id != request.person_id}:
        return Refusal("same-person", say("上一次答复也是您做的，请让另一位同事来答复。"))
    return None


def own_step_refusal(
    request: AccommodationRequest, kind: AccommodationStepKind, words: str
) -> Refusal | None:
    """Refuse taking back or objecting where there is nothing to take back, or no final "no" to object to."""
    if kind is AccommodationStepKind.TAKEN_BACK:
        if request.state is AccommodationStepKind.TAKEN_BACK:
            return Refusal("taken-back", say("这项申请已经撤回了。要的话，可以再申请一次。"))
        return None
    if request.state is not AccommodationStepKind.OFFICE_REFUSED:
        return Refusal("nothing-refused", say("这项申请现在没有被拒绝，不用提出异议。请刷新页面看看。"))
    if len(words) > WORDS_CHARACTERS_MAX:
        return Refusal(
            "too-long",
            say(
                "最多写 %(words_characters_max)s 个字，请删短一些。",
                words_characters_max=WORDS_CHARACTERS_MAX,
            ),
            field="words",
        )
    return None


def answer_day(asked_at: datetime, days: int) -> date:
    """Return the last day for an answer: so many calendar days after the step, in Asia/Shanghai."""
    return local_date(asked_at) + timedelta(days=days)
