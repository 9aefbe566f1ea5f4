"""What a trainee is told of a claim, as sentences that are read and heard alike; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from learnhub.primitives import Dated, Sentence, fen_words, say
from learnhub.subsidy.rules.claims import Applicant, StepKind, step_words_of

# What comes after each step.
NEXT_WORDS = {
    StepKind.CALCULATED: say("基地已经做好申请，还没有交给残联。"),
    StepKind.SUBMITTED: say("基地已经交给残联，等一位工作人员初审。"),
    StepKind.FIRST_REVIEWED: say("初审已经通过，等另一位工作人员复审。"),
    StepKind.SECOND_REVIEWED: say("复审已经通过，接着公示。"),
    StepKind.PUBLICISED: say("正在公示：名字遮住一部分。期满没有问题就批准。"),
    StepKind.APPROVED: say("已经批准，等拨付。"),
    StepKind.PAID: say("已经拨付，请看看账户。"),
    StepKind.RETURNED: say("残联退回基地改正，改好会再交上去。"),
    StepKind.REFUSED: say("这份申请没有批准，原因写在下面。"),
    StepKind.REVERSED: say("这笔已经冲回，原因写在下面。"),
}
_OWN_NEXT_WORDS = NEXT_WORDS | {
    StepKind.CALCULATED: say("申请已经开始，还没有交给残联。请看一遍，再交。"),
    StepKind.SUBMITTED: say("已经交给残联，等一位工作人员初审。"),
    StepKind.DROPPED: say("这份申请已经撤回。想申请，可以再开始一次。"),
    StepKind.RETURNED: say("残联退回来了，原因写在下面。请改好，再交上去。"),
}
_OPPOSING_NEXT_WORDS = NEXT_WORDS | {
    StepKind.CALCULATED: say("残联正在准备冲回。"),
    StepKind.SUBMITTED: say("残联提出冲回，等另一位工作人员审核。"),
    StepKind.FIRST_REVIEWED: say("冲回的审核已经通过，等批准。"),
    StepKind.APPROVED: say("冲回已经批准，等钱退回。"),
    StepKind.PAID: say("钱已经退回。"),
    StepKind.RETURNED: say("冲回退了回去，残联还在核对。"),
    StepKind.DROPPED: say("残联不冲回了，已经拨付的钱不变。"),
}
_TELLS_REASON = frozenset({StepKind.REFUSED, StepKind.REVERSED})
_DIGITS_TOLD = 4


@dataclass(frozen=True)
class LineSaid:
    """One line. held: why nothing of it is in the claim yet; empty when it is."""

    kind: str
    sentence: str
    amount_fen: int
    held: str = ""


@dataclass(frozen=True)
class StepSaid:
    """One step that was taken, on a local day."""

    day: date
    kind: StepKind
    reason: str = ""


@dataclass(frozen=True)
class Statement:
    """What is told to one person. steps: in order, at least one. account: (whose, as it is shown masked), None where none is set."""

    title: str
    class_number: str
    claim_number: str
    is_reversal: bool
    lines: Sequence[LineSaid]
    steps: Sequence[StepSaid]
    account: tuple[str, str] | None
    applicant: Applicant = Applicant.BASE


def next_words_of(applicant: Applicant, *, is_opposing: bool = False) -> Mapping[StepKind, str]:
    """Return what comes after each step of a claim that this side asked for, or of an opposing one, said to the trainee."""
    if is_opposing:
        return _OPPOSING_NEXT_WORDS
    return NEXT_WORDS if applicant is Applicant.BASE else _OWN_NEXT_WORDS


def tells_reason(kind: StepKind, applicant: Applicant) -> bool:
    """Tell whether the reason of a step is told to the trainee: an end always, a return to whoever is to mend it."""
    return kind in _TELLS_REASON or (kind is StepKind.RETURNED and applicant is not Applicant.BASE)


def said(statement: Statement) -> tuple[str, ...]:
    """Return the paragraphs of a statement, in order; of an account its last four digits alone are told."""
    kind = say("冲回") if statement.is_reversal else say("申请")
    total = sum(line.amount_fen for line in statement.lines if not line.held)
    return (
        say(
            "班级：%(title)s，班号 %(class_number)s。%(kind)s号：%(claim_number)s。",
            title=statement.title,
            class_number=statement.class_number,
            kind=kind,
            claim_number=statement.claim_number,
        ),
        next_words_of(statement.applicant, is_opposing=statement.is_reversal)[statement.steps[-1].kind],
        say("一共 %(total)s。", total=fen_words(total)),
        *(_line(line) for line in statement.lines),
        say("下面是办过的每一步。"),
        *(_step(step, statement) for step in statement.steps),
        _account(statement.account),
        say("觉得不对，请先找基地，也可以找残联。公示的时候，在公示页上提意见不用写名字。"),
    )


def _line(line: LineSaid) -> str:
    if line.held:
        return say("%(kind)s：这次没有算进去。%(held)s", kind=line.kind, held=line.held)
    return say(
        "%(kind)s：%(amount_fen)s。%(sentence)s",
        kind=line.kind,
        amount_fen=fen_words(line.amount_fen),
        sentence=line.sentence,
    )


def _step(step: StepSaid, statement: Statement) -> str:
    words = step_words_of(statement.applicant, is_opposing=statement.is_reversal)[step.kind]
    told = say("%(day)s：%(words)s", day=_day(step.day), words=words)
    tells = tells_reason(step.kind, statement.applicant) and step.reason
    return (
        say("%(told)s，%(reason)s", told=told, reason=step.reason) if tells else say("%(told)s。", told=told)
    )


def _account(account: tuple[str, str] | None) -> str:
    if account is None:
        return say("还没有填收款账户，没有账户就不能拨付。")
    whose, masked = account
    return say(
        "钱打到%(whose)s的账户，账号最后四位是 %(names)s。",
        whose=whose,
        names=" ".join(masked[-_DIGITS_TOLD:]),
    )


def _day(day: date) -> Sentence:
    """Write a day without blanks, at which a voice would stop."""
    return Dated(
        say("%(year)s年%(month)s月%(day)s日", year=day.year, month=day.month, day=day.day),
        day,
        say("yyyy年M月d日"),
    )
