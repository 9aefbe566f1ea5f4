"""Tie a row of a table of deeds to its row of the log, and find where the two differ."""

import enum
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.db import Model
from learnhub.evidence.models import Evidence
from learnhub.evidence.rules import Fault, canonical, instant_text

# Under these names a payload holds the digest of its whole row, and of the row that its own is a step of; rows of the log that were
# written before there were digests hold none.
ROW, STEP_OF = "row", "step_of"
_UNTOLD = frozenset({"id", "evidence_position"})


@dataclass(frozen=True)
class Kept:
    """A row of a table of deeds as the log must know it.

    name: how a fault names it. kind, instant: of the row of the log; an instant that the row doesn't know is None. told: what its
    payload must say, other names aren't asked.
    """

    name: str
    subject: str
    position: int
    kind: str
    instant: datetime | None
    told: Mapping[str, Any]


def row_digest(row: Model) -> str:
    """Return the digest of all columns of a row but its number and its place in the log; the row needn't be in the database yet.

    What is None isn't told: a column that is added later, and is None in rows from before, changes no digest. A column that the database
    fills by itself must have been filled before.
    """
    columns = [one.key for one in sa.inspect(type(row)).column_attrs if one.key not in _UNTOLD]
    told = {name: _plain(value) for name in columns if (value := getattr(row, name)) is not None}
    return hashlib.sha256(canonical(told)).hexdigest()


def differences(session: Session, kinds: Sequence[str], rows: Iterable[Kept]) -> tuple[int, list[Fault]]:
    """Return how many rows there are, and each that differs from the log, or stands in one of the two alone.

    A payload that the retention policy erased tells nothing; that the row is there, and since when, is compared all the same.
    """
    logged = {(row.subject, row.position): row for kind in kinds for row in _entries_of_kind(session, kind)}
    faults, seen = [], set()
    for one in rows:
        place = (one.subject, one.position)
        row = None if place in seen else logged.get(place)
        seen.add(place)
        if (
            row is None
            or row.kind != one.kind
            or row.received_at != (one.instant or row.received_at)
            or _differs(row, one.told)
        ):
            faults.append(Fault(one.name, "与证据链里的不同。"))
    gone = sorted(set(logged) - seen)
    return len(seen), [
        *faults,
        *(Fault(f"{subject} #{position}", "证据链里有这一步，表里没有。") for subject, position in gone),
    ]


def _differs(row: Evidence, told: Mapping[str, Any]) -> bool:
    payload = row.payload
    if payload is None:
        return False
    asked = {name: value for name, value in told.items() if name not in {ROW, STEP_OF} or name in payload}
    return any(payload.get(name) != value for name, value in asked.items())


def _entries_of_kind(session: Session, kind: str) -> Iterator[Evidence]:
    return iter(session.scalars(sa.select(Evidence).where(Evidence.kind == kind)))


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime):
        return instant_text(value)
    return value.isoformat() if isinstance(value, date) else value
