"""Who helps the present person at this moment, as a lesson says it."""

from sqlalchemy.orm import Session

from learnhub.accounts.rules.helping import help_at
from learnhub.accounts.service import help_stated
from learnhub.learning.models import Enrolment
from learnhub.primitives import instant_now, today


def help_words(session: Session, enrolment: Enrolment | None) -> str:
    """Return the help in words; "" where nobody was said to help, or nothing is kept."""
    if enrolment is None:
        return ""
    present = help_at(help_stated.help_of(session, enrolment.person_id), instant_now(), today())
    return present.words if present is not None else ""
