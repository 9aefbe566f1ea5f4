"""Erase payloads whose retention has ended; chains stay whole."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.evidence.models import Evidence


def erase_payloads(session: Session, *, kinds: Sequence[str], received_before: datetime) -> int:
    """Erase payloads whose retention has ended; chains stay whole. Returns how many were erased."""
    erased = session.scalars(
        sa.update(Evidence)
        .where(
            Evidence.kind.in_(kinds), Evidence.received_at < received_before, Evidence.payload.is_not(None)
        )
        .values(payload=sa.null(), salt=sa.null())
        .returning(Evidence.id)
    )
    return len(erased.all())
