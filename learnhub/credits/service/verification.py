"""Compare the ledger with the evidence log and with a settlement from zero."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.credits.models import CreditEntry, OutsideDecision, OutsideHours
from learnhub.credits.rules import KIND_APPROVED, KIND_POSTED, KIND_REVERSED, Posting, postings_due
from learnhub.credits.rules.outside import KIND_DECIDED, KIND_STATED
from learnhub.credits.service.outside import decided_payload, posted_values, stated_payload
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
    people |= set(session.scalars(sa.select(OutsideHours.person_id).distinct()))
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
    kinds = [KIND_POSTED, KIND_APPROVED, KIND_REVERSED]
    rows = {row.position: row for row in evidence.entries(session, subject, kinds)}
    approved, faults = _outside(session, person_id, subject)
    earned = {p.key: p for p in postings_due(completed_of(session, person_id, figures), (), figures)}
    for entry in entries:
        where = f"credit_entry {entry.id}"
        if not _is_as_logged(entry, rows.get(entry.evidence_position), key_of):
            faults.append(Fault(where, "积分记录与证据链里的不同。"))
        elif entry.reverses_id is None and entry.outside_hours_id is not None:
            told = approved.pop(entry.outside_hours_id, {})
            if not told or any(getattr(entry, name) != value for name, value in told.items()):
                faults.append(Fault(where, "没有认定过这些学时，或者认定的不是这个数。"))
        elif entry.reverses_id is None and not _is_earned(entry, earned.get(entry.key)):
            faults.append(Fault(where, "按学习记录重新计算，得不出这条积分。"))
    faults += [Fault(f"outside_hours {number}", "认定过的学时没有入账。") for number in sorted(approved)]
    missing = rows.keys() - {entry.evidence_position for entry in entries}
    return faults + [
        Fault(f"{subject} #{position}", "证据链里有这条积分，账上没有。") for position in sorted(missing)
    ]


def _outside(session: Session, person_id: int, subject: str) -> tuple[dict[int, dict[str, Any]], list[Fault]]:
    """Return what each approved statement must be posted with, and each statement or decision that differs from the log."""
    found: dict[int, dict[str, Any]] = {}
    faults = []
    rows = {row.position: row for row in evidence.entries(session, subject, [KIND_STATED, KIND_DECIDED])}
    statements = session.scalars(
        sa.select(OutsideHours).where(OutsideHours.person_id == person_id).order_by(OutsideHours.id)
    ).all()
    decided = sa.select(OutsideDecision).where(
        OutsideDecision.outside_hours_id.in_([one.id for one in statements])
    )
    decisions = {one.outside_hours_id: one for one in session.scalars(decided)} if statements else {}
    for stated in statements:
        decision = decisions.get(stated.id)
        row = rows.pop(stated.evidence_position, None)
        if row is None or row.payload != stated_payload(stated) or row.received_at != stated.stated_at:
            faults.append(Fault(f"outside_hours {stated.id}", "填写的学时与证据链里的不同。"))
        if decision is None:
            continue
        row = rows.pop(decision.evidence_position, None)
        if row is None or row.payload != decided_payload(decision) or row.received_at != decision.decided_at:
            faults.append(Fault(f"outside_decision {stated.id}", "核对结果与证据链里的不同。"))
        if decision.minutes:
            found[stated.id] = posted_values(stated, decision)
    gone = [Fault(f"{subject} #{position}", "证据链里有这份学时，表里没有。") for position in sorted(rows)]
    return found, faults + gone


def _is_as_logged(entry: CreditEntry, row: Evidence | None, key_of: Mapping[int, str]) -> bool:
    if row is None or row.payload is None or row.received_at != entry.posted_at:
        return False
    posted = KIND_POSTED if entry.outside_hours_id is None else KIND_APPROVED
    if row.kind != (posted if entry.reverses_id is None else KIND_REVERSED):
        return False
    # Rows from before tasks earned anything don't name one.
    if row.payload.get("task", "") != entry.task:
        return False
    return all(row.payload.get(name) == value for name, value in _told(entry, key_of).items())


def _is_earned(entry: CreditEntry, due: Posting | None) -> bool:
    return due is not None and (
        due.points,
        due.recognised_minutes,
        due.lesson.enrolment_id,
        due.lesson.lesson_version_id,
        due.lesson.completed_by,
        due.lesson.task,
    ) == (
        entry.points,
        entry.recognised_minutes,
        entry.enrolment_id,
        entry.lesson_version_id,
        entry.cause_position,
        entry.task,
    )


def _told(entry: CreditEntry, key_of: Mapping[int, str]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "enrolment_id": entry.enrolment_id,
        "lesson_id": entry.lesson_id,
        "lesson_version_id": entry.lesson_version_id,
        "outside_hours_id": entry.outside_hours_id,
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
