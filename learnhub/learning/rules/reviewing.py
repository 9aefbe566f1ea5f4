"""Where a mark 需要核对 stands, and who may decide it; pure."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from learnhub.learning.rules.presence import Finding, MarkReason
from learnhub.primitives import Refusal, local_date, say

WORDS_CHARACTERS_MAX = 500
REASON_CHARACTERS_MIN = 4


class MarkStepKind(enum.StrEnum):
    """What was done about a mark."""

    ANSWERED = "answered"
    DECIDED = "decided"


class AppealKind(enum.StrEnum):
    """What follows a decision that learning isn't recognised."""

    TERM = "term"  # a time to object begins
    OBJECTED = "objected"
    DECIDED = "decided"  # by another officer
    PASSED = "passed"  # nobody objected in time


class MarkOutcome(enum.StrEnum):
    """What a person decided."""

    RECOGNISED = "recognised"
    NOT_RECOGNISED = "not recognised"


OUTCOME_WORDS = {
    MarkOutcome.RECOGNISED: say("认可这段学习"),
    MarkOutcome.NOT_RECOGNISED: say("这段学习不计入积分和学时"),
}
OVERDUE_WORDS = say("到期没有人作出决定，按本地规定认可。")


@dataclass(frozen=True)
class ReviewTold:
    """One step as it is told. recording_token: names a private recording; empty without one."""

    kind: MarkStepKind
    words: str
    taken_at: datetime
    outcome: MarkOutcome | None = None
    by_id: int | None = None
    recording_token: str = ""


@dataclass(frozen=True)
class AppealTold:
    """One row of what follows a decision, as it is told."""

    kind: AppealKind
    words: str
    taken_at: datetime
    until: date | None = None
    outcome: MarkOutcome | None = None
    by_id: int | None = None
    recording_token: str = ""


@dataclass(frozen=True)
class ReviewMarkTold:
    """A mark with its steps, oldest first. decide_by: the last day on which a person decides. appeal: what followed the decision."""

    id: int
    person_id: int
    enrolment_id: int
    reason: MarkReason
    worth_minutes: int
    observed_seconds: int
    act_count: int
    marked_at: datetime
    decide_by: date
    first_position: int
    last_position: int
    figures: tuple[str, ...]
    steps: tuple[ReviewTold, ...] = ()
    appeal: tuple[AppealTold, ...] = ()

    @property
    def first_decision(self) -> ReviewTold | None:
        """Return what was decided first, or None while nobody has."""
        return next((step for step in self.steps if step.kind is MarkStepKind.DECIDED), None)

    def appeal_row(self, kind: AppealKind) -> AppealTold | None:
        """Return the row of this kind that followed the decision, or None."""
        return next((row for row in self.appeal if row.kind is kind), None)

    @property
    def decision(self) -> ReviewTold | None:
        """Return the decision that counts: the one about the objection, else the first; None while there is none."""
        again = self.appeal_row(AppealKind.DECIDED)
        if again is None:
            return self.first_decision
        return ReviewTold(MarkStepKind.DECIDED, again.words, again.taken_at, again.outcome, again.by_id)

    @property
    def is_open(self) -> bool:
        """Tell whether the mark still waits for a first decision."""
        return self.first_decision is None

    @property
    def is_final(self) -> bool:
        """Tell whether the decision takes effect: nobody can object to it any more. What isn't final holds the online part."""
        if self.is_open:
            return False
        ends = {AppealKind.DECIDED, AppealKind.PASSED}
        return self.appeal_row(AppealKind.TERM) is None or any(row.kind in ends for row in self.appeal)

    def is_overdue(self, on: date) -> bool:
        """Tell whether the day for a decision has passed without one."""
        return self.is_open and on > self.decide_by


def decide_by(marked_at: datetime, days: int) -> date:
    """Return the last day for a decision: so many calendar days after the mark, in Asia/Shanghai."""
    return local_date(marked_at) + timedelta(days=days)


def seen_words(reason: MarkReason, worth_minutes: int, observed_seconds: int, count: int) -> str:
    """Say what was observed, without a guess about why."""
    lasted = duration_words(observed_seconds)
    match reason:
        case MarkReason.PACE:
            return say(
                "服务器在%(lasted)s里收到 %(count)s 次学习记录，这些内容合计 %(worth_minutes)s 分钟。",
                lasted=lasted,
                count=count,
                worth_minutes=worth_minutes,
            )
        case MarkReason.UNBROKEN:
            return say(
                "服务器在%(lasted)s里一直收到学习记录，共 %(count)s 次，中间没有较长的停顿。",
                lasted=lasted,
                count=count,
            )
        case MarkReason.COPIED:
            return say(
                "有 %(count)s 次答题的编号，和另一个账号里的一样。编号由网页随机给出，一般不会相同。",
                count=count,
            )


def duration_words(seconds: int) -> str:
    """Say how long something took: 不到 1 秒, 40 秒, 12 分钟, 3 小时 5 分钟."""
    if seconds < 1:
        return say("不到 1 秒")
    if seconds < 60:
        return say(" %(seconds)s 秒", seconds=seconds)
    minutes = seconds // 60
    if minutes < 60:
        return say(" %(minutes)s 分钟", minutes=minutes)
    hours, rest = divmod(minutes, 60)
    return (
        say(" %(hours)s 小时 %(rest)s 分钟", hours=hours, rest=rest)
        if rest
        else say(" %(hours)s 小时", hours=hours)
    )


def new_findings(found: Sequence[Finding], known: Sequence[ReviewMarkTold]) -> list[Finding]:
    """Return the findings that make new marks: none while one of the same reason is open in the same enrolment."""
    waiting = {(mark.enrolment_id, mark.reason) for mark in known if mark.is_open}
    same = {(mark.enrolment_id, mark.reason, mark.first_position) for mark in known}
    return [
        one
        for one in found
        if (one.enrolment_id, one.reason) not in waiting
        and (one.enrolment_id, one.reason, one.first_position) not in same
    ]


def looked_until(known: Sequence[ReviewMarkTold]) -> dict[MarkReason, int]:
    """Return by reason up to which position a person has decided already: nobody is asked twice about the same acts."""
    found: dict[MarkReason, int] = {}
    for mark in known:
        found[mark.reason] = max(found.get(mark.reason, 0), mark.last_position)
    return found


def answer_refusal(mark: ReviewMarkTold, words: str, *, has_voice: bool) -> Refusal | None:
    """Refuse an answer without anything in it, or to something decided."""
    if not mark.is_open:
        return Refusal("decided", say("这一条已经有了决定，不用再说明。不同意决定，请联系残联工作人员。"))
    if not words and not has_voice:
        return Refusal(
            "nothing-said", say("请写一句话，或者选一段录音。不想说明也可以，直接离开这一页。"), field="words"
        )
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


def objection_refusal(mark: ReviewMarkTold, words: str, *, has_voice: bool, on: date) -> Refusal | None:
    """Refuse an objection where there is nothing to object to, too late, twice, or without anything in it."""
    term = mark.appeal_row(AppealKind.TERM)
    if term is None or term.until is None:
        return Refusal("nothing-to-object-to", say("这一条没有可以提出不同意的决定。请刷新页面看看。"))
    if mark.appeal_row(AppealKind.OBJECTED) is not None:
        return Refusal("objected", say("您已经提出过了，另一位工作人员会重新看。"))
    if mark.is_final or on > term.until:
        return Refusal("too-late", say("提出不同意的日子已经过了。有话还可以打监督电话说。"))
    if not words and not has_voice:
        return Refusal("nothing-said", say("请写一句为什么不同意，或者选一段录音。"), field="words")
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


def second_decision_refusal(mark: ReviewMarkTold, decided_by: int, words: str) -> Refusal | None:
    """Refuse a decision about an objection by who decided first, about oneself, twice, or without a reason."""
    first = mark.first_decision
    if mark.appeal_row(AppealKind.OBJECTED) is None or first is None:
        return Refusal("no-objection", say("学员没有提出不同意。请刷新页面看看。"))
    if mark.appeal_row(AppealKind.DECIDED) is not None:
        return Refusal("decided", say("这一条已经重新决定过了。请刷新页面看看。"))
    if mark.person_id == decided_by:
        return Refusal("own-mark", say("这是您自己的学习记录，请让同事来核对。"))
    if first.by_id == decided_by:
        return Refusal("four-eyes", say("第一次是您决定的，请让另一位同事重新看。"))
    if len(words.strip()) < REASON_CHARACTERS_MIN:
        return Refusal("reason-needed", say("请写明理由，至少 4 个字，学员会看到它。"), field="words")
    return None


def decision_refusal(mark: ReviewMarkTold, decided_by: int, words: str) -> Refusal | None:
    """Refuse a decision about oneself, twice, or without a reason that the trainee can read."""
    if not mark.is_open:
        return Refusal("decided", say("这一条已经有了决定。请刷新页面看看。"))
    if mark.person_id == decided_by:
        return Refusal("own-mark", say("这是您自己的学习记录，请让同事来核对。"))
    if len(words.strip()) < REASON_CHARACTERS_MIN:
        return Refusal("reason-needed", say("请写明理由，至少 4 个字，学员会看到它。"), field="words")
    return None
