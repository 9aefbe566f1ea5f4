"""A class whose rolls are approved and whose trainee has an account, and the road of its claim."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import SiteKeys, site_keys
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.learning.models import Enrolment
from learnhub.notices import service as notices
from learnhub.policy.service import figures
from learnhub.primitives import Refusal, instant_now
from learnhub.settings import PROJECT_DIR, Settings
from learnhub.subsidy.models import Claim, ClaimStep
from learnhub.subsidy.rules.claims import Payee, StepKind
from learnhub.subsidy.service import claims
from learnhub.subsidy.service.claims import Deed
from learnhub.training import service as training
from learnhub.training.models import RollApproval, TrainingClass
from tests.people import Someone, make_person
from tests.subsidy.made import Made

CONTENT = PROJECT_DIR / "content"
FIGURES = figures(CONTENT)
CARD = "6222 0212 0100 0000 004"


def colleague(database: Database, nickname: str = "第二位同事", region: str = "410100") -> Someone:
    return make_person(database, nickname, Holding(Role.OFFICER, region_code=region))


def approve_rolls(session: Session, made: Made, by: Someone, *, but: int = 0) -> None:
    """Approve the rolls of a class, all but the last `but`."""
    meetings = session.get_one(TrainingClass, made.class_id).sessions
    for meeting in meetings[: len(meetings) - but]:
        outcome = training.approve_roll(
            session, Actor(by.person_id), class_session=meeting, now=instant_now()
        )
        assert isinstance(outcome, RollApproval), outcome


@dataclass(frozen=True)
class Office:
    """What deeds of claims need to know of the site."""

    database: Database
    keys: SiteKeys

    @classmethod
    def of(cls, database: Database, settings: Settings) -> "Office":
        return cls(database, site_keys(settings))

    def give_account(self, made: Made, by: Someone, number: str = CARD) -> None:
        with self.database.transaction() as session:
            outcome = claims.set_payee(
                session,
                self.keys,
                Actor(by.person_id),
                enrolment=session.get_one(Enrolment, made.enrolment_id),
                kind=Payee.TRAINEE,
                holder="林小满",
                number=number,
                is_card=False,
                bank="示例银行",
                now=instant_now(),
            )
            assert not isinstance(outcome, Refusal), outcome

    def claim(self, made: Made, by: Someone, client_id: str = "form-0001") -> Claim | Refusal:
        with self.database.transaction() as session:
            return claims.make_claim(
                session,
                Actor(by.person_id),
                training_class=session.get_one(TrainingClass, made.class_id),
                client_id=client_id,
                figures=FIGURES,
                keys=self.keys,
                now=instant_now(),
            )

    def step(
        self,
        claim_id: int,
        by: Someone,
        kind: StepKind,
        *,
        reason: str = "",
        reference: str = "",
        days_later: int = 0,
        at: datetime | None = None,
    ) -> ClaimStep | Refusal:
        now = (at or instant_now()) + timedelta(days=days_later)
        with self.database.transaction() as session:
            return claims.take_step(
                session,
                Actor(by.person_id),
                session.get_one(Claim, claim_id),
                Deed(kind, reason=reason, reference=reference),
                figures=FIGURES,
                calendar=notices.working_days(session, CONTENT),
                now=now,
            )
