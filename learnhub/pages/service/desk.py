"""What waits for an office: every queue of the packages below, with how many stand in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.accessibility import service as accessibility
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding, region_reach
from learnhub.accounts.service.directory import identities_waiting_count, within_reach
from learnhub.authoring.service.drafts.reassigning import leaderless_drafts
from learnhub.authoring.service.publication.desk import waiting_count
from learnhub.casework import service as casework
from learnhub.completion import service as completion
from learnhub.credits import service as credit
from learnhub.field import service as field
from learnhub.learning.rules.accommodations import Answerer
from learnhub.learning.service import accommodations, marks
from learnhub.notices import service as notices
from learnhub.notices.service.complaints import waiting_complaints
from learnhub.primitives import local_date
from learnhub.subsidy.service import claims
from learnhub.training import service as training


@dataclass(frozen=True, slots=True)
class Queue:
    """One kind of thing that waits. endpoint: the page that lists it, the longest waiting first."""

    endpoint: str
    count: int


def queues(session: Session, holdings: Sequence[Holding], *, now: datetime) -> list[Queue]:
    """Return all queues of the offices that somebody works for, empty ones too, in the order in which a class needs them."""
    reach, on = region_reach(holdings, {Role.OFFICER}), local_date(now)
    officer = [one for one in holdings if one.role is Role.OFFICER]
    within = within_reach(officer, on)
    completions = completion.waiting_classes(session, reach, number=1, size=1)[1]
    asked = accommodations.waiting_requests(session, within, Answerer.OFFICE, number=1, size=1)[1]
    marked = marks.waiting_marks(session, within, number=1, size=1)[1]
    return [
        Queue("authoring.review_queue", waiting_count(session, officer)),
        Queue("accounts.identities", identities_waiting_count(session, officer, on=on)),
        Queue("training.openings", len(training.waiting_openings(session, reach))),
        Queue("training.waiting_changes", len(training.waiting_changes(session, reach))),
        Queue("completion.waiting_completions", completions),
        Queue("credits.waiting_hours", len(credit.hours_waiting(session, reach))),
        Queue("subsidy.claims", len(claims.claims_waiting(session, reach, on=on))),
        Queue("notices.complaints", waiting_complaints(session, reach)),
        Queue("accessibility.office_reports", accessibility.waiting_reports(session, reach)),
        Queue("notices.objections", len(notices.open_objections(session, reach))),
        Queue("learning.office_marks", marked),
        Queue("learning.office_accommodations", asked),
        Queue("authoring.drafts_without_lead", len(leaderless_drafts(session, officer, now=now))),
        Queue("pages.office_files", casework.due_within(session, within, on)),
        Queue("field.registers", field.attention(session, reach, on).count),
    ]
