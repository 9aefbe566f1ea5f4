"""Play how people of the demonstration have stated what they learned on other platforms, and what an officer made of it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from learnhub.audit.rules import Actor
from learnhub.credits import service as credit
from learnhub.credits.models import OutsideHours
from learnhub.credits.rules.outside import Stated
from learnhub.learning.models import Enrolment
from learnhub.ops.rules.demonstration import DemoHours
from learnhub.ops.service.demonstration.closing import granted
from learnhub.policy.rules import Figures
from learnhub.primitives import SHANGHAI

_HOUR = 12


def plan_hours(
    session: Session,
    add: Callable[[datetime, Callable[[datetime], None]], None],
    told: DemoHours,
    enrolment: Enrolment,
    people: Mapping[str, int],
    figures: Figures,
    *,
    proof_address: str,
    today: date,
) -> None:
    """Add the statement with its picture on its day, and the decision on its own; without an officer it waits.

    people: ids by name. proof_address: of the picture that says of itself that it is an example.
    """
    made: list[OutsideHours] = []

    def state(instant: datetime) -> None:
        what = Stated(
            told.platform,
            told.title,
            today - timedelta(days=told.first_days_ago),
            today - timedelta(days=told.last_days_ago),
            told.minutes,
        )
        made.append(
            granted(
                credit.state_hours(
                    session,
                    Actor(enrolment.person_id),
                    enrolment,
                    what,
                    proof_address=proof_address,
                    client_id=f"demo-{enrolment.id}-{told.stated_days_ago}",
                    now=instant,
                )
            )
        )

    def decide(instant: datetime) -> None:
        decision = credit.Decision(told.recognised_minutes, told.reason)
        actor = Actor(people[told.decided_by])
        granted(credit.decide_hours(session, actor, made[0], decision, figures, now=instant))

    add(_noon(today, told.stated_days_ago), state)
    if told.decided_by:
        add(_noon(today, told.decided_days_ago), decide)


def _noon(today: date, days_ago: int) -> datetime:
    return datetime.combine(today - timedelta(days=days_ago), time(_HOUR), SHANGHAI)
