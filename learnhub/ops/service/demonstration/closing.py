"""Play how a class of the demonstration is closed: rolls approved, completion, certificates, and claims up to their last step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.audit.rules import Actor
from learnhub.completion import service as completion
from learnhub.learning.models import Enrolment
from learnhub.notices.rules import NO_CALENDAR, WorkingDays
from learnhub.ops.rules.demonstration import DemoClaim, DemoClass, DemoCompletion, DemoEnrolment
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal
from learnhub.subsidy.rules.claims import Payee, StepKind
from learnhub.subsidy.service import claims
from learnhub.training import service as training
from learnhub.training.models import TrainingClass

APPLIED_DAYS_AFTER, DECIDED_DAYS_AFTER, ISSUED_DAYS_AFTER = 1, 2, 18
_BETWEEN_DEEDS = timedelta(minutes=3)

Outcome = TypeVar("Outcome")


@dataclass(frozen=True)
class Closing:
    """What closing needs: the class as planned and as it is, who has which enrolment, person ids by name.

    calendar: working days; a period that runs into a year which it lacks can't be publicised, here as on any site.
    """

    told: DemoClass
    training_class: TrainingClass
    enrolments: Mapping[str, tuple[DemoEnrolment, Enrolment]]
    people: Mapping[str, int]
    figures: Figures
    keys: SiteKeys
    calendar: WorkingDays

    def apply(self, session: Session, completed: DemoCompletion, *, now: datetime) -> None:
        """Approve every roll and apply for the completion of whoever has nothing short."""
        actor = Actor(self.people[completed.applied_by])
        for meeting in self.training_class.sessions:
            granted(training.approve_roll(session, actor, class_session=meeting, now=now))
        granted(
            completion.apply_for_completion(
                session, actor, self.training_class, self.figures, now=now + _BETWEEN_DEEDS
            )
        )

    def decide(self, session: Session, completed: DemoCompletion, *, now: datetime) -> None:
        """Approve the completion of those whose certificate has a name; the others wait."""
        for _told, enrolment in self._named():
            now += _BETWEEN_DEEDS
            granted(
                completion.decide_completion(
                    session,
                    Actor(self.people[completed.decided_by]),
                    self.training_class,
                    self.figures,
                    enrolment_id=enrolment.id,
                    is_approval=True,
                    reason="",
                    organiser=completed.organiser,
                    now=now,
                )
            )

    def issue(self, session: Session, completed: DemoCompletion, *, now: datetime) -> None:
        """Issue the certificates."""
        for told, enrolment in self._named():
            now += _BETWEEN_DEEDS
            granted(
                completion.issue(
                    session,
                    self.keys,
                    Actor(self.people[completed.applied_by]),
                    self.training_class,
                    enrolment,
                    name=told.certificate_name,
                    shows_disability=False,
                    now=now,
                )
            )

    def give_accounts(self, session: Session, claim: DemoClaim, *, now: datetime) -> None:
        """Let the trainees of a claim say where their money goes."""
        for name in claim.people:
            told, enrolment = self.enrolments[name]
            now += _BETWEEN_DEEDS
            granted(
                claims.set_payee(
                    session,
                    self.keys,
                    Actor(self.people[name]),
                    enrolment=enrolment,
                    kind=Payee.TRAINEE,
                    holder=told.certificate_name or name,
                    number=told.account,
                    is_card=False,
                    bank=claim.bank,
                    now=now,
                )
            )

    def make(self, session: Session, claim: DemoClaim, *, number: int, now: datetime) -> int:
        """Make a claim as whoever takes its first step; return its id. number: of the claim in the plan, from 1."""
        made = granted(
            claims.make_claim(
                session,
                Actor(self.people[claim.steps[0].by]),
                training_class=self.training_class,
                enrolment_ids=[self.enrolments[name][1].id for name in claim.people],
                client_id=f"demo-claim-{number}",
                figures=self.figures,
                keys=self.keys,
                now=now,
            )
        )
        return made.id

    def step(
        self, session: Session, claim_id: int, kind: StepKind, by: str, *, now: datetime, reference: str = ""
    ) -> None:
        """Take one step of a claim; a notice that nobody could count yet is left to a visitor. reference: of a payment."""
        claim = claims.claim_or_none(session, claim_id)
        assert claim is not None
        outcome = claims.take_step(
            session,
            Actor(self.people[by]),
            claim,
            claims.Deed(kind, reference=reference),
            figures=self.figures,
            calendar=self.calendar,
            now=now,
        )
        if not (isinstance(outcome, Refusal) and outcome.code == NO_CALENDAR):
            granted(outcome)

    def _named(self) -> list[tuple[DemoEnrolment, Enrolment]]:
        return [pair for pair in self.enrolments.values() if pair[0].certificate_name]


def granted(outcome: Outcome | Refusal) -> Outcome:
    """Return what a deed made; ValueError, which ends the loading, where a rule refuses it."""
    if isinstance(outcome, Refusal):
        raise ValueError(outcome.sentence)
    return outcome
