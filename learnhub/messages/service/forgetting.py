"""Take away what was told to somebody who leaves: messages, choices, addresses, and what was to be sent."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.messages.models import (
    DispatchedMessage,
    Message,
    MessageAddress,
    MessageChoice,
    MessageDispatch,
)


def forget_person(session: Session, person_id: int) -> None:
    """Delete all messages of one person with whatever belongs to them."""
    dispatches = sa.select(MessageDispatch.id).where(MessageDispatch.person_id == person_id)
    for query in (
        sa.delete(DispatchedMessage).where(DispatchedMessage.dispatch_id.in_(dispatches)),
        sa.delete(MessageDispatch).where(MessageDispatch.person_id == person_id),
        sa.delete(Message).where(Message.person_id == person_id),
        sa.delete(MessageAddress).where(MessageAddress.person_id == person_id),
        sa.delete(MessageChoice).where(MessageChoice.person_id == person_id),
    ):
        session.execute(query.execution_options(synchronize_session=False))
