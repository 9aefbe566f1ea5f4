"""Attendance marks as the evidence log holds them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from learnhub.evidence import service as evidence
from learnhub.evidence.models import Evidence
from learnhub.training.rules import KIND_MARKED, Mark, Method, Presence


def about_session(session_id: int) -> str:
    """Return how evidence names a class session."""
    return f"class-session:{session_id}"


def mark_rows(
    session: Session, session_ids: Sequence[int], *, subject: str = "", before: int | None = None
) -> list[Evidence]:
    """Return the rows that mark these sessions, of one trainee or of all, in chain order; erased ones are left out.

    before: only rows that stand before this position of the chain, for a look back; needs a subject.
    """
    rows = evidence.entries_about(session, [about_session(one) for one in session_ids], subject)
    return [row for row in rows if is_mark(row) and (before is None or row.position < before)]


def is_mark(row: Evidence) -> bool:
    """Tell whether an entry is an attendance mark whose payload is still there."""
    return row.kind == KIND_MARKED and row.payload is not None


def mark_of(row: Evidence) -> Mark:
    """Read a mark back from its row."""
    told = row.payload or {}
    return Mark(
        subject=row.subject,
        position=row.position,
        session_id=told["session"],
        day=date.fromisoformat(told["day"]),
        presence=Presence(told["presence"]),
        minutes=told["minutes"],
        marked_by=told["marked_by"],
        method=Method(told.get("method", Method.ROLL)),
        shown_by=told.get("shown_by"),
    )
