"""Write one entry: its row in the evidence log, then itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from learnhub.credits.models import CreditEntry
from learnhub.evidence import service as evidence
from learnhub.evidence.models import Evidence
from learnhub.learning import service as learning


def log_posting(
    session: Session, person_id: int, kind: str, key: str, payload: Mapping[str, Any], now: datetime
) -> Evidence:
    """Write what is posted into the evidence log; the chain must be held."""
    return evidence.append(session, _event(person_id, kind, key, payload, now), now=now).entry


def log_postings(
    session: Session, person_id: int, kind: str, payloads: Sequence[Mapping[str, Any]], now: datetime
) -> list[Evidence]:
    """Write what is posted together, each named by its own "key", as log_posting does; as few statements as for one."""
    events = [_event(person_id, kind, payload["key"], payload, now) for payload in payloads]
    return [one.entry for one in evidence.append_all(session, events, now=now)]


def _event(person_id: int, kind: str, key: str, payload: Mapping[str, Any], now: datetime) -> evidence.Event:
    return evidence.Event(
        subject=learning.subject_of(person_id),
        kind=kind,
        about=learning.about_lesson_version(payload["lesson_version_id"])
        if payload["lesson_version_id"] is not None
        else f"enrolment:{payload['enrolment_id']}",
        client_id=f"credit:{key}",
        happened_at=now,
        payload=payload,
    )


def entry_of(
    person_id: int, values: Mapping[str, Any], row: Evidence, *, reverses_id: int | None
) -> CreditEntry:
    """Return the entry that says what was logged; it isn't added yet. values: as they were logged."""
    columns = {name: value for name, value in values.items() if name != "reverses_key"}
    return CreditEntry(
        person_id=person_id,
        **columns,
        reverses_id=reverses_id,
        evidence_position=row.position,
        posted_at=row.received_at,
    )
