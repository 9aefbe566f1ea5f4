"""What is said to somebody who thinks of closing the own account."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from learnhub.accounts.models import AccountClosing
from learnhub.accounts.service import certificates, closings
from learnhub.audit.rules import Actor
from learnhub.learning import service as learning
from learnhub.messages import service as messages
from learnhub.messages.rules import Kind
from learnhub.oversight.service.closings import has_money
from learnhub.pages.service.own_data import retention_words
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal, month_and_day_words, say
from learnhub.subsidy.rules.claims import ENDED, StepKind
from learnhub.subsidy.service import claims

CLOSING_DAYS = "retention.closing_days"
_DAYS_WITHOUT_POLICY = 15
_OVER = {*ENDED, StepKind.PAID}


@dataclass(frozen=True)
class ClosingTold:
    """closes_on: when it was asked for, else None. days: in which it can be taken back. open_claims: numbers of claims under way.

    keeps_certificate: money rests on the number. kept: (what stays, for how long).
    """

    closes_on: date | None
    days: int
    open_claims: tuple[str, ...]
    keeps_certificate: bool
    kept: tuple[tuple[str, str], ...]


def ask_to_close_and_tell(
    session: Session, actor: Actor, *, days: int, now: datetime
) -> AccountClosing | Refusal:
    """Ask to close the actor's own account, and tell its person the day: whoever sits at their phone can't do it unseen."""
    asked = closings.ask_to_close(session, actor, days=days, now=now)
    if not isinstance(asked, Refusal):
        day = month_and_day_words(asked.closes_on)
        messages.tell(
            session, asked.person_id, Kind.CLOSING_ASKED, {"day": day}, ("pages.account_closing", {}),
            key=f"closing:{asked.id}", now=now,
        )  # fmt: skip
    return asked


def closing_told(session: Session, figures: Figures, person_id: int, on: date) -> ClosingTold:
    """Return what closing a person's account would mean."""
    asked = closings.asked_or_none(session, person_id)
    enrolments = [one.id for one in learning.every_enrolment_of(session, person_id)]
    found = claims.claims_of_enrolments(session, enrolments)
    under_way = {
        one.number: None
        for rows in found.values()
        for one in rows
        if claims.steps_of(one)[-1].kind not in _OVER
    }
    money = has_money(session, person_id)
    has_number = certificates.current_or_none(session, person_id) is not None
    days = figures.in_force_or_none(CLOSING_DAYS, "", on)
    kept = [(say("学习记录"), "retention.learning_months")]
    if money:
        kept += [(say("积分、补贴记录和收款账户"), "retention.money_months")]
    if money and has_number:
        kept += [(say("残疾人证号"), "retention.certificate_months")]
    return ClosingTold(
        asked.closes_on if asked is not None else None,
        days.number if days is not None and days.value is not None else _DAYS_WITHOUT_POLICY,
        tuple(under_way),
        money and has_number,
        tuple((name, retention_words(figures, key, on)) for name, key in kept),
    )
