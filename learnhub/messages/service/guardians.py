"""Tell a trainee that somebody was recorded as their guardian: accounts, below, can't, so app.py hands this to its page."""

from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.accounts.rules.guardianship import Guardianship
from learnhub.messages.rules import Kind
from learnhub.messages.service.telling import tell


def tell_of_guardian(session: Session, link: Guardianship, now: datetime) -> None:
    """Tell the trainee, whose yes or no decides; the guardian was there when it was recorded."""
    tell(
        session,
        link.person_id,
        Kind.GUARDIAN_ASKED,
        {},
        ("accounts.own_guardians", {}),
        key=f"guardian:{link.id}",
        now=now,
    )
