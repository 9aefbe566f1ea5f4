"""Compare the ledger with the evidence log and with a settlement from zero."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.credits.models import CreditEntry
from learnhub.credits.rules import KIND_POSTED, KIND_REVERSED, Posting, postings_due
from learnhub.credits.service.settling import completed_of
from learnhub.evidence import service as evidence
from learnhub.evidence.models import Evidence
from learnhub.evidence.rules import Fault
from learnhub.learning import service as learning
from learnhub.policy.rules import Figures


def verify(session: Session, *, figures: Figures) -> list[Fault]:
    """Compare every entry with its row in the evidence log and with a settlement from zero; name each that differs."""
    faults = []
    # Also people who never earned anything by the ledger: their entries may have been taken away.
    people = {*session.scalars(sa.select(CreditEntry.person_id).distinct()), *learning.learner_ids(session)}
    for person_id in sorted(people):
        faults += _person_faults(session, person_id, figures)
    return faults


def _person_faults(session: Session, person_id: int, figures: Figures) -> list[Fault]:
    subject = learning.subject_of(person_id)
    entries = list(
        session.scalars(
            sa.select(CreditEntry).where(CreditEntry.person_id == person_id).order_by(CreditEntry.id)
        )
    )
    key_of = {entry.id: entry.key for entry in entries}
    rows = {row.position: row for row in evidence.entries(session, subject, [KIND_POSTED, KIND_REVERSED])}
    earned = {p.key: p for p in postings_due(completed_of(session, person_id), (), figures)}
    faults = []
    for entry in entries:
        where = f"credit_entry {entry.id}"
        if not _is_as_logged(entry, rows.get(entry.evidence_position), key_of):
            faults.append(Fault(where, "积分记录与证据链里的不同。"))
        elif entry.reverses_id is None and not _is_earned(entry, earned.get(entry.key)):
            faults.append(Fault(where, "按学习记录重新计算，得不出这条积分。"))
    missing = rows.keys() - {entry.evidence_position for entry in entries}
    return faults + [
        Fault(f"{subject} #{position}", "证据链里有这条积分，账上没有。") for position in sorted(missing)
    ]


def _is_as_logged(entry: CreditEntry, row: Evidence | None, key_of: Mapping[int, str]) -> bool:
    if row is None or row.payload is None or row.received_at != entry.posted_at:
        return False
    if row.kind != (KIND_POSTED if entry.reverses_id is None else KIND_REVERSED):
        return False
    return all(row.payload.get(name) == value for name, value in _told(entry, key_of).items())


def _is_earned(entry: CreditEntry, due: Posting | None) -> bool:
    return due is not None and (
        due.points,
        due.recognised_minutes,
        due.lesson.enrolment_id,
        due.lesson.lesson_version_id,
        due.lesson.completed_by,
    ) == (
        entry.points,
        entry.recognised_minutes,
        entry.enrolment_id,
        entry.lesson_version_id,
        entry.cause_position,
    )


def _told(entry: CreditEntry, key_of: Mapping[int, str]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "enrolment_id": entry.enrolment_id,
        "lesson_id": entry.lesson_id,
        "lesson_version_id": entry.lesson_version_id,
        "key": entry.key,
        "points": entry.points,
        "recognised_minutes": entry.recognised_minutes,
        "rule": entry.rule,
        "source": entry.source,
        "reason": entry.reason,
        "cause_position": entry.cause_position,
    }
    if entry.reverses_id is not None:
        told["reverses_key"] = key_of.get(entry.reverses_id)
    return told
