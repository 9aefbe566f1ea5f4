"""The chain of a class: each step in it is a row of the evidence log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from learnhub.db import Model
from learnhub.evidence import service as evidence


def chain_of(class_id: int) -> str:
    """Return the name of a class's chain in the evidence log."""
    return f"class:{class_id}"


def log_step(
    session: Session,
    class_id: int,
    kind: str,
    *,
    client_id: str,
    payload: Mapping[str, Any],
    now: datetime,
    about: str = "",
    row: Model | None = None,
) -> int:
    """Log a step of a class and return its position; the same client id again is the same step.

    about: what it concerns within the class; the class itself when not told. payload: ids, days and figures, no words of people.
    row: what the step is kept as, whole but for its position: the payload then holds its digest.
    """
    digest = {evidence.ROW: evidence.row_digest(row)} if row is not None else {}
    event = evidence.Event(
        subject=chain_of(class_id),
        kind=kind,
        about=about or f"training-class:{class_id}",
        client_id=client_id,
        happened_at=now,
        payload={"class": class_id, **payload, **digest},
    )
    return evidence.append(session, event, now=now).entry.position


def lock_class(session: Session, class_id: int) -> None:
    """Hold a class until the unit of work ends: its steps come one after the other."""
    evidence.lock_chain(session, chain_of(class_id))
