"""Compare what was done about classes with their chains: openings, changes, rosters, approved rolls, kept sheets, inspections."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.evidence import service as evidence
from learnhub.evidence.rules import Fault
from learnhub.evidence.service import ROW, Kept, row_digest
from learnhub.learning.models import Enrolment
from learnhub.training.models import (
    ChangeStep,
    ChangeStepKind,
    ClassChange,
    ClassSession,
    Inspection,
    InspectionPhoto,
    InspectionStep,
    OpeningStep,
    OpeningStepKind,
    PaperSheet,
    RollApproval,
    RosterEntry,
    SessionCode,
)
from learnhub.training.rules.changes import ChangeKind
from learnhub.training.service import approvals, changes, codes, inspections, papers, roster
from learnhub.training.service.chain import chain_of

_OPENING = "class."
KINDS = (
    *(f"{_OPENING}{kind.value}" for kind in OpeningStepKind),
    changes.KIND_ASKED,
    changes.KIND_ENDED,
    roster.KIND_ENTERED,
    approvals.KIND_APPROVED,
    codes.KIND_SHOWN,
    papers.KIND_KEPT,
    inspections.KIND_FILED,
    inspections.KIND_FOLLOWED,
)


def verify(session: Session) -> tuple[int, list[Fault]]:
    """Return how many rows there are, and each that differs from the log, or is in one of the two alone."""
    rows = (
        *_openings(session), *_changes(session), *_people(session), *_codes(session), *_rolls(session),
        *_visits(session),
    )  # fmt: skip
    count, faults = evidence.differences(session, KINDS, rows)
    gone = _codes_gone_with_their_session(session)
    return count, [one for one in faults if one.where not in gone]


def _openings(session: Session) -> Iterator[Kept]:
    # Classes that were opened before there was a chain have no place in it.
    steps = sa.select(OpeningStep).where(OpeningStep.evidence_position.is_not(None)).order_by(OpeningStep.id)
    for step in session.scalars(steps):
        chain, kind = chain_of(step.training_class_id), f"{_OPENING}{step.kind.value}"
        told: dict[str, Any] = {"by": step.person_id, ROW: row_digest(step)}
        yield Kept(f"opening_step {step.id}", chain, step.evidence_position or 0, kind, step.taken_at, told)


def _changes(session: Session) -> Iterator[Kept]:
    chains = {}
    for one in session.scalars(sa.select(ClassChange).order_by(ClassChange.id)):
        chain = chains[one.id] = chain_of(one.training_class_id)
        told: dict[str, Any] = {
            "kind": one.kind.value,
            "by": one.asked_by_id,
            "to": one.details,
            ROW: row_digest(one),
        }
        kind = changes.KIND_ASKED
        yield Kept(f"class_change {one.id}", chain, one.evidence_position, kind, one.asked_at, told)
    for step in session.scalars(sa.select(ChangeStep).order_by(ChangeStep.id)):
        chain, kind = chains[step.class_change_id], changes.KIND_ENDED
        told = {
            "change": step.class_change_id,
            "end": step.kind.value,
            "by": step.person_id,
            ROW: row_digest(step),
        }
        yield Kept(f"class_change_step {step.id}", chain, step.evidence_position, kind, step.taken_at, told)


def _people(session: Session) -> Iterator[Kept]:
    entries = sa.select(RosterEntry, Enrolment.person_id).join(
        Enrolment, Enrolment.id == RosterEntry.enrolment_id
    )
    for one, person_id in session.execute(entries.order_by(RosterEntry.id)):
        told = {
            "enrolment": one.enrolment_id,
            "person": person_id,
            "consent_on": one.consent_on.isoformat(),
            "began_on": one.began_on.isoformat(),
            "is_new": one.is_new,
            "by": one.added_by_id,
            ROW: row_digest(one),
        }
        chain, kind = chain_of(one.training_class_id), roster.KIND_ENTERED
        yield Kept(f"roster_entry {one.id}", chain, one.evidence_position, kind, one.added_at, told)


def _codes(session: Session) -> Iterator[Kept]:
    # Codes that were shown before they had a place in the chain have none to be compared with.
    rows = sa.select(SessionCode, ClassSession.training_class_id).join(
        ClassSession, ClassSession.id == SessionCode.class_session_id
    )
    shown = rows.where(SessionCode.evidence_position.is_not(None)).order_by(SessionCode.id)
    for one, class_id in session.execute(shown):
        told = {"session": one.class_session_id, "by": one.shown_by_id, ROW: row_digest(one)}
        name, position = f"session_code {one.id}", one.evidence_position or 0
        yield Kept(name, chain_of(class_id), position, codes.KIND_SHOWN, one.made_at, told)


def _codes_gone_with_their_session(session: Session) -> set[str]:
    """Return the places of codes that were shown before the log says that their session was taken out of the timetable."""
    ends = sa.select(ClassChange, ChangeStep.evidence_position).join(
        ChangeStep, ChangeStep.class_change_id == ClassChange.id
    )
    made = ends.where(
        ClassChange.kind == ChangeKind.MEETING_DROPPED, ChangeStep.kind != ChangeStepKind.REFUSED
    )
    return {
        f"{row.subject} #{row.position}"
        for change, until in session.execute(made)
        for row in evidence.entries_about(
            session, [codes.about_codes(change.details["session"])], chain_of(change.training_class_id)
        )
        if row.position < until
    }


def _rolls(session: Session) -> Iterator[Kept]:
    of_class = {one.id: one.training_class_id for one in session.scalars(sa.select(ClassSession))}
    for one in session.scalars(sa.select(RollApproval).order_by(RollApproval.id)):
        told = {
            "class": of_class[one.class_session_id],
            "session": one.class_session_id,
            "approved_by": one.approved_by_id,
            "digest": one.roll_digest,
        }
        chain, kind = chain_of(one.training_class_id), approvals.KIND_APPROVED
        yield Kept(f"roll_approval {one.id}", chain, one.evidence_position, kind, one.approved_at, told)
    for sheet in session.scalars(sa.select(PaperSheet).order_by(PaperSheet.id)):
        told = {
            "class": of_class[sheet.class_session_id],
            "session": sheet.class_session_id,
            "scan": sheet.scan_address,
            "added_by": sheet.added_by_id,
            ROW: row_digest(sheet),
        }
        chain, kind = chain_of(sheet.training_class_id), papers.KIND_KEPT
        yield Kept(f"paper_sheet {sheet.id}", chain, sheet.evidence_position, kind, sheet.added_at, told)


def _visits(session: Session) -> Iterator[Kept]:
    photos: dict[int, list[str]] = {}
    for photo in session.scalars(
        sa.select(InspectionPhoto).order_by(InspectionPhoto.inspection_id, InspectionPhoto.position)
    ):
        photos.setdefault(photo.inspection_id, []).append(photo.address)
    chains = {}
    for one in session.scalars(sa.select(Inspection).order_by(Inspection.id)):
        chain = chains[one.id] = chain_of(one.training_class_id)
        told: dict[str, Any] = {
            "officer": one.officer_id,
            "session": one.class_session_id,
            "day": one.inspected_on.isoformat(),
            "present": one.counted_present,
            "absent": one.counted_absent,
            "answer_by": one.answer_by.isoformat() if one.answer_by else None,
            "photos": photos.get(one.id, []),
            ROW: row_digest(one),
        }
        kind = inspections.KIND_FILED
        yield Kept(f"inspection {one.id}", chain, one.evidence_position, kind, one.filed_at, told)
    for step in session.scalars(sa.select(InspectionStep).order_by(InspectionStep.id)):
        chain, kind = chains[step.inspection_id], inspections.KIND_FOLLOWED
        told = {
            "inspection": step.inspection_id,
            "step": step.kind.value,
            "by": step.person_id,
            ROW: row_digest(step),
        }
        yield Kept(f"inspection_step {step.id}", chain, step.evidence_position, kind, step.taken_at, told)
