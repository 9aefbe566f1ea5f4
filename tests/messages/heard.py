"""Who was told of what: for the tests of the deeds that tell."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.messages.models import Message
from learnhub.messages.rules import Kind


def heard(session: Session) -> dict[Kind, set[int]]:
    """Return who was told of each kind; kinds that nobody was told of are left out, so that one look says that nobody else was."""
    found: dict[Kind, set[int]] = {}
    for kind, person_id in session.execute(sa.select(Message.kind, Message.person_id)):
        found.setdefault(Kind(kind), set()).add(person_id)
    return found
