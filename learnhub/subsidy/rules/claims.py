"""The road of a claim: which step may follow, who may take it, what may be claimed; pure."""

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from learnhub.primitives import Refusal, say, say_as
from learnhub.subsidy.rules.facts import LineKind

KIND_STEP = "claim.step"
KIND_MADE = "claim.made"
NOTICE_WORKING_DAYS = "subsidy.claim_notice_working_days"
SECOND_REVIEW_BY = "subsidy.claim_second_review_by"
PREFECTURE = "prefecture"
BEGUN_BY = "subsidy.claim_begun_by"
BASE_ALONE = "base"
BASE_ACCOUNT = "subsidy.claim_base_account"
MAY_CHOOSE = "may choose"
OWN_CLAIMS_MAX = 10
REASON_CHARACTERS_MIN = 4


class StepKind(enum.StrEnum):
    """What is done with a claim."""

    CALCULATED = "calculated"
    SUBMITTED = "submitted"
    FIRST_REVIEWED = "first reviewed"
    SECOND_REVIEWED = "second reviewed"
    PUBLICISED = "publicised"
    APPROVED = "approved"
    PAID = "paid"
    RETURNED = "returned"
    DROPPED = "dropped"  # by whoever asked for it, before anybody decided
    REFUSED = "refused"
    REVERSED = "reversed"  # by an opposing claim


STEP_WORDS = {
    StepKind.CALCULATED: say("算好"),
    StepKind.SUBMITTED: say("提交"),
    StepKind.FIRST_REVIEWED: say("初审通过"),
    StepKind.SECOND_REVIEWED: say("复审通过"),
    StepKind.PUBLICISED: say("公示"),
    StepKind.APPROVED: say("批准"),
    StepKind.PAID: say("已经拨付"),
    StepKind.RETURNED: say("退回基地"),
    StepKind.DROPPED: say("基地撤回"),
    StepKind.REFUSED: say("不予批准"),
    StepKind.REVERSED: say("已经冲回"),
}
_OWN_STEP_WORDS = STEP_WORDS | {StepKind.RETURNED: say("退回申请人"), StepKind.DROPPED: say("申请人撤回")}
_OPPOSING_STEP_WORDS = STEP_WORDS | {
    StepKind.SUBMITTED: say_as("done", "提出冲回"),
    StepKind.FIRST_REVIEWED: say("审核通过"),
    StepKind.PAID: say("钱已经退回"),
    StepKind.RETURNED: say("退回再核对"),
    StepKind.DROPPED: say_as("done", "撤回"),
}


class Applicant(enum.StrEnum):
    """Who asks for the money: begins a claim, sends it, mends it when it comes back, and may take it back."""

    BASE = "base"
    TRAINEE = "trainee"
    GUARDIAN = "guardian"


APPLICANT_WORDS = {
    Applicant.BASE: say("培训基地"),
    Applicant.TRAINEE: say("学员本人"),
    Applicant.GUARDIAN: say("监护人"),
}
# The state of a claim is its last step: what may follow it.
_NEXT: dict[StepKind, frozenset[StepKind]] = {
    StepKind.CALCULATED: frozenset({StepKind.SUBMITTED, StepKind.DROPPED}),
    StepKind.RETURNED: frozenset({StepKind.SUBMITTED, StepKind.DROPPED}),
    StepKind.SUBMITTED: frozenset({StepKind.FIRST_REVIEWED, StepKind.RETURNED, StepKind.REFUSED}),
    StepKind.FIRST_REVIEWED: frozenset({StepKind.SECOND_REVIEWED, StepKind.RETURNED, StepKind.REFUSED}),
    StepKind.SECOND_REVIEWED: frozenset({StepKind.PUBLICISED, StepKind.RETURNED, StepKind.REFUSED}),
    StepKind.PUBLICISED: frozenset({StepKind.APPROVED, StepKind.RETURNED, StepKind.REFUSED}),
    StepKind.APPROVED: frozenset({StepKind.PAID}),
    StepKind.PAID: frozenset({StepKind.REVERSED}),
    StepKind.DROPPED: frozenset(),
    StepKind.REFUSED: frozenset(),
    StepKind.REVERSED: frozenset(),
}
_NEXT_OPPOSING: dict[StepKind, frozenset[StepKind]] = {kind: frozenset() for kind in StepKind} | {
    StepKind.SUBMITTED: frozenset({StepKind.FIRST_REVIEWED, StepKind.RETURNED}),
    StepKind.RETURNED: frozenset({StepKind.SUBMITTED, StepKind.DROPPED}),
    StepKind.FIRST_REVIEWED: frozenset({StepKind.APPROVED, StepKind.RETURNED}),
    StepKind.APPROVED: frozenset({StepKind.PAID}),
    StepKind.CALCULATED: frozenset({StepKind.SUBMITTED}),
}
# Whose lines may be claimed again, because nothing was or will be paid for them.
ENDED = frozenset({StepKind.DROPPED, StepKind.REFUSED, StepKind.REVERSED})
BY_APPLICANT = frozenset({StepKind.SUBMITTED, StepKind.DROPPED})
NEEDS_REASON = frozenset({StepKind.RETURNED, StepKind.REFUSED, StepKind.DROPPED, StepKind.REVERSED})
INVOLVED = Refusal("involved", say("您和这个班有关系，请让别的同事来办。"))
_REVIEWS = (StepKind.SUBMITTED, StepKind.FIRST_REVIEWED, StepKind.SECOND_REVIEWED)


class Payee(enum.StrEnum):
    """Whose account the money goes to."""

    TRAINEE = "trainee"
    GUARDIAN = "guardian"
    BASE = "base"


PAYEE_WORDS = {Payee.TRAINEE: say("学员本人"), Payee.GUARDIAN: say("监护人"), Payee.BASE: say("培训基地")}


@dataclass(frozen=True)
class Taken:
    """A step that was taken. round: how often the claim had been submitted, this step included."""

    kind: StepKind
    person_id: int
    round: int


@dataclass(frozen=True)
class Taker:
    """Who wants to take a step. is_involved: learns or teaches in the class, or works for its base.

    is_wider: an officer of a division that contains the claim's region and is not the same.
    """

    person_id: int
    is_involved: bool = False
    is_wider: bool = False


def state_of(steps: Sequence[Taken]) -> StepKind:
    """Return where a claim stands. steps: in order, at least the first."""
    return steps[-1].kind


def round_of(steps: Sequence[Taken]) -> int:
    """Return how often a claim has been submitted."""
    return sum(one.kind is StepKind.SUBMITTED for one in steps)


def next_steps(state: StepKind, *, is_opposing: bool = False) -> frozenset[StepKind]:
    """Return what may follow. An opposing claim takes back what the public knows of: one review, no second notice; it ends with the
    recovery of the money, or is dropped when it came back. What was dropped may be asked for again (service.claims.oppose)."""
    return (_NEXT_OPPOSING if is_opposing else _NEXT)[state]


def step_refusal(
    steps: Sequence[Taken],
    kind: StepKind,
    taker: Taker,
    *,
    is_opposing: bool = False,
    needs_wider: bool = False,
    applicant: Applicant = Applicant.BASE,
    reason: str = "",
    reference: str = "",
) -> Refusal | None:
    """Say why a step may not be taken now by this person; None when it may.

    A trainee or guardian needs no reason to take the own claim back: nobody else waits for it.
    Four eyes: whoever submitted or reviewed in this round doesn't review again; the first reviewer doesn't approve; whoever
    approved doesn't pay. needs_wider: policy wants the second review by the division above.
    Source: DESIGN §5 (second review by another person; where a county has one officer, the prefecture's).
    """
    if kind not in next_steps(state_of(steps), is_opposing=is_opposing):
        return Refusal("not-now", say("这份申请已经到了别的一步，请刷新页面看看。"))
    own_choice = kind is StepKind.DROPPED and applicant is not Applicant.BASE
    if kind in NEEDS_REASON and not own_choice and len(reason.strip()) < REASON_CHARACTERS_MIN:
        return Refusal("reason-needed", say("请写明原因，至少 4 个字，对方会看到。"), field="reason")
    if kind is StepKind.PAID and not reference.strip():
        return Refusal("reference-needed", say("请填写拨付的凭证号。"), field="reference")
    if kind in BY_APPLICANT and not is_opposing:
        return None
    if taker.is_involved:
        return INVOLVED
    this_round = round_of(steps)
    in_round = {one.person_id for one in steps if one.round == this_round and one.kind in _REVIEWS}
    if kind in _REVIEWS and taker.person_id in in_round:
        return Refusal("four-eyes", say("前面一步是您办的，这一步要由另一个人来办。"))
    if kind is StepKind.SECOND_REVIEWED and needs_wider and not taker.is_wider:
        return Refusal("wider-needed", say("按本地规定，复审由上一级残联来办。"))
    if kind is StepKind.APPROVED and taker.person_id in _who(steps, StepKind.FIRST_REVIEWED, this_round):
        return Refusal("four-eyes", say("初审是您办的，请让别的同事批准。"))
    if kind is StepKind.PAID and taker.person_id in _who(steps, StepKind.APPROVED, this_round):
        return Refusal("four-eyes", say("批准是您办的，拨付要由另一个人登记。"))
    return None


def _who(steps: Sequence[Taken], kind: StepKind, round_number: int) -> set[int]:
    return {one.person_id for one in steps if one.kind is kind and one.round == round_number}


def is_online_part(kind: LineKind, rule: str) -> bool:
    """Tell whether a line pays for learning online, which an open mark 需要核对 holds. rule: name of the function that made it."""
    return kind is LineKind.ONLINE or "online" in rule


def unapproved_days(
    counted: Collection[date], sessions: Sequence[tuple[int, date]], approved: Collection[int]
) -> tuple[date, ...]:
    """Return the counted days with a session whose roll nobody else has approved, sorted. sessions: (id, day) of the class."""
    return tuple(sorted({day for number, day in sessions if day in counted and number not in approved}))


def step_words_of(applicant: Applicant, *, is_opposing: bool = False) -> Mapping[StepKind, str]:
    """Return the words for each step of a claim that this side asked for, or of an opposing one, which is the office's."""
    if is_opposing:
        return _OPPOSING_STEP_WORDS
    return STEP_WORDS if applicant is Applicant.BASE else _OWN_STEP_WORDS


def next_party(state: StepKind, *, is_opposing: bool = False, applicant: Applicant = Applicant.BASE) -> str:
    """Say whose turn it is; an opposing claim is the office's from its first step on."""
    if state in {StepKind.CALCULATED, StepKind.RETURNED} and not is_opposing:
        return say("基地") if applicant is Applicant.BASE else say("申请人")
    return "" if state in {*ENDED, StepKind.PAID} else say("残联")


def own_claim_refusal(begun_by: str, ended: int) -> Refusal | None:
    """Say why a trainee, or the guardian, can't begin a claim at all; None when they can, whatever then is in it.

    begun_by: the figure BEGUN_BY, "" where policy sets none: then there is no such rule. ended: own claims of this training that
    were taken back or refused. Source: both ways are found, by the base for its class (DOMAIN §3.2 D) and by the trainee with a
    certificate (DOMAIN §1.6 见证补贴); which one holds is the place's.
    """
    if begun_by == BASE_ALONE:
        return Refusal("by-base", say("本地规定由基地统一申请，不用您自己办。请找基地，问什么时候申请。"))
    if ended >= OWN_CLAIMS_MAX:
        return Refusal(
            "too-many", say("已经开始过 %(ended)s 次，不能再开始。请找残联工作人员一起看看。", ended=ended)
        )
    return None


def live_key(enrolment_id: int, kind: LineKind, ended: int) -> str:
    """Return what names one try to be paid for one kind of line of one enrolment; no two claims have the same.

    ended: how many claims of this line have ended. A claim that is made while another lives would get that one's key, so that the
    database itself refuses it: from another session at the same moment, or where a program errs.
    """
    return f"{enrolment_id}:{kind.value}:{ended + 1}"


def account_refusal(number: str, *, is_card: bool) -> Refusal | None:
    """Refuse a number that no account can have; a card's last digit is checked. Source: ISO/IEC 7812-1 (Luhn)."""
    if not (number.isascii() and number.isdigit() and 8 <= len(number) <= 30):
        return Refusal("digits", say("账号请只填数字，8 到 30 位。"), field="number")
    if is_card and not (16 <= len(number) <= 19 and luhn_holds(number)):
        return Refusal("check-digit", say("卡号对不上校验位，请对着卡再看一遍。"), field="number")
    return None


def luhn_holds(digits: str) -> bool:
    """Tell whether the last digit of a card's number fits the others."""
    total = 0
    for place, sign in enumerate(reversed(digits)):
        digit = int(sign) * (2 if place % 2 else 1)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def masked_account(number: str) -> str:
    """Show the last four digits of an account."""
    return "****" + number[-4:]
