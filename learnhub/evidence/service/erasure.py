"""Erase payloads whose retention has ended; chains stay whole."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.evidence.models import Evidence

_ROWS_AT_ONCE = 500


def erase_payloads(
    session: Session,
    *,
    kinds: Sequence[str],
    received_before: datetime,
    kept: Collection[tuple[str, int]] = (),
) -> int:
    """Erase payloads whose retention has ended; chains stay whole. Returns how many were erased.

    kept: (subject, position) of rows that something still rests on; they keep their payload.
    """
    wanted = erasable(session, kinds=kinds, received_before=received_before, kept=kept)
    for start in range(0, len(wanted), _ROWS_AT_ONCE):
        some = Evidence.id.in_(wanted[start : start + _ROWS_AT_ONCE])
        session.execute(sa.update(Evidence).where(some).values(payload=sa.null(), salt=sa.null()))
    return len(wanted)


def erasable(
    session: Session,
    *,
    kinds: Sequence[str],
    received_before: datetime,
    kept: Collection[tuple[str, int]] = (),
) -> list[int]:
    """Return the ids of the rows that erase_payloads would erase."""
    rows = session.execute(
        sa.select(Evidence.id, Evidence.subject, Evidence.position).where(
            Evidence.kind.in_(kinds), Evidence.received_at < received_before, Evidence.payload.is_not(None)
        )
    )
    held = frozenset(kept)
    return [row.id for row in rows if (row.subject, row.position) not in held]
