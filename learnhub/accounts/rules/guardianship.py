"""Guardians: who may act beside or for a trainee, with proof and the trainee's own yes; pure.

Source: 民法典 18–24, 28, 31 (监护), 35 (按照最有利于被监护人的原则，尊重被监护人的真实意愿); 个人信息保护法 29; DESIGN §7. A guardian is linked with
proof, a purpose and an end date. As long as the trainee has not said yes, or has said no, the link opens nothing: where the two
disagree, an officer talks to both, and meanwhile the trainee's no counts.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from learnhub.primitives import Refusal, say

MONEY_ALONE_AGE = 18
OWN_ACCOUNT_AGE = 16
WORDS_CHARACTERS_MIN = 4
WORDS_CHARACTERS_MAX = 300


class Relation(enum.StrEnum):
    """What somebody is to the trainee."""

    PARENT = "parent"
    SPOUSE = "spouse"
    CHILD = "child"
    OTHER_RELATIVE = "other relative"
    COMMITTEE = "committee"


RELATION_WORDS = {
    Relation.PARENT: say("父母"),
    Relation.SPOUSE: say("配偶"),
    Relation.CHILD: say("成年子女"),
    Relation.OTHER_RELATIVE: say("其他近亲属"),
    Relation.COMMITTEE: say("居委会、村委会或者民政部门"),
}


class GuardianScope(enum.StrEnum):
    """What a guardian may do."""

    MONEY = "money"
    EVERYTHING = "everything"


SCOPE_WORDS = {
    GuardianScope.MONEY: say("一起确认补贴和收款账户"),
    GuardianScope.EVERYTHING: say("帮助学习、提出申请，一起确认补贴和收款账户"),
}


class GuardianStepKind(enum.StrEnum):
    """What was done about a link."""

    RECORDED = "recorded"
    OWN_YES = "own yes"
    OWN_NO = "own no"
    TALKED = "talked"
    AGREED_TO_MONEY = "agreed to money"
    ENDED = "ended"


STEP_WORDS = {
    GuardianStepKind.RECORDED: say("残联工作人员看过证明，记下了监护人"),
    GuardianStepKind.OWN_YES: say("学员本人说：好"),
    GuardianStepKind.OWN_NO: say("学员本人说：不要"),
    GuardianStepKind.TALKED: say("残联工作人员和两个人都谈过"),
    GuardianStepKind.AGREED_TO_MONEY: say("监护人同意申请补贴"),
    GuardianStepKind.ENDED: say("已经结束"),
}


class How(enum.StrEnum):
    """How a trainee's own answer became known."""

    PRESSED = "pressed"
    SAID = "said"


@dataclass(frozen=True)
class GuardianTold:
    """One step. by_id: who did it. how: of an own answer; said ones are written down by an officer who heard them."""

    kind: GuardianStepKind
    words: str
    by_id: int
    taken_at: datetime
    how: How | None = None


@dataclass(frozen=True)
class Guardianship:
    """A link between a trainee and a guardian, with its steps, oldest first. until_on: the last day."""

    id: int
    person_id: int
    guardian_id: int
    relation: Relation
    scope: GuardianScope
    proof: str
    from_on: date
    until_on: date
    steps: tuple[GuardianTold, ...]

    @property
    def own_answer(self) -> GuardianStepKind | None:
        """Return what the trainee said last, or None as long as nothing was said."""
        return next(
            (
                step.kind
                for step in reversed(self.steps)
                if step.kind in {GuardianStepKind.OWN_YES, GuardianStepKind.OWN_NO}
            ),
            None,
        )

    @property
    def is_ended(self) -> bool:
        """Tell whether somebody ended it."""
        return any(step.kind is GuardianStepKind.ENDED for step in self.steps)

    def is_in_force(self, on: date) -> bool:
        """Tell whether the guardian may act today: within the dates, not ended, and by the trainee's own yes."""
        within = self.from_on <= on <= self.until_on
        return within and not self.is_ended and self.own_answer is GuardianStepKind.OWN_YES

    def needs_a_talk(self, on: date) -> bool:
        """Tell whether trainee and guardian disagree and nobody has talked to both since the trainee's no."""
        if self.is_ended or on > self.until_on or self.own_answer is not GuardianStepKind.OWN_NO:
            return False
        kinds = [step.kind for step in self.steps]
        said_no = len(kinds) - 1 - kinds[::-1].index(GuardianStepKind.OWN_NO)
        return GuardianStepKind.TALKED not in kinds[said_no:]


def recording_refusal(
    *, person_id: int, guardian_id: int, officer_id: int, proof: str, from_on: date, until_on: date, on: date
) -> Refusal | None:
    """Refuse a link with oneself, by oneself, without proof, or without an end."""
    if person_id == guardian_id:
        return Refusal("own-guardian", say("监护人和学员是同一个人，请选另一个账号。"), field="guardian")
    if officer_id in {person_id, guardian_id}:
        return Refusal("own-link", say("您和这件事有关，请让同事来记。"))
    if len(proof.strip()) < WORDS_CHARACTERS_MIN:
        return Refusal(
            "proof-needed", say("请写明看过什么证明，至少 4 个字，例如“户口簿原件”。"), field="proof"
        )
    if until_on < from_on:
        return Refusal("ends-before", say("结束日期要在开始日期之后，请改一下。"), field="until_on")
    if until_on < on:
        return Refusal("already-over", say("结束日期已经过去，请填今天或以后的日期。"), field="until_on")
    return None


def own_answer_refusal(link: Guardianship) -> Refusal | None:
    """Refuse an answer to a link that was ended; saying yes and no may change as often as the trainee likes."""
    if link.is_ended:
        return Refusal("ended", say("这件事已经结束了，不用再回答。"))
    return None


def money_refusal(age_years: int | None, links: Sequence[Guardianship], on: date) -> Refusal | None:
    """Say what is still missing before somebody of this age may apply for money; None when nothing is.

    age_years: None where it isn't known. Of age: nobody else is asked. 16 and 17: the own yes, and a guardian's consent to money.
    Source: 民法典 17–19, 34; 劳动法 15 (满十六周岁). Learning itself needs no guardian.
    """
    if age_years is None or age_years >= MONEY_ALONE_AGE:
        return None
    for link in links:
        if link.is_in_force(on) and GuardianStepKind.AGREED_TO_MONEY in {step.kind for step in link.steps}:
            return None
    return Refusal(
        "guardian-needed",
        say(
            "没有满 18 岁，学习不用别人同意；申请补贴，要本人同意，监护人也在自己的账号里同意。请联系残联工作人员。"
        ),
        source="民法典第十七条至第十九条",
    )


def age_on(born: date, on: date) -> int:
    """Return how many years old somebody is on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
