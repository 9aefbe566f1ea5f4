"""Compare approvals of rolls with the chains of their classes: claims count on these days alone."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.evidence import service as evidence
from learnhub.evidence.rules import Fault
from learnhub.training.models import ClassSession, RollApproval
from learnhub.training.service.approvals import KIND_APPROVED
from learnhub.training.service.chain import chain_of


def verify(session: Session) -> tuple[int, list[Fault]]:
    """Return how many approvals there are, and each that differs from the log, or is in one of the two alone."""
    logged = {(row.subject, row.position): row for row in evidence.entries_of_kind(session, KIND_APPROVED)}
    approvals = session.scalars(sa.select(RollApproval).order_by(RollApproval.id)).all()
    faults = []
    for one in approvals:
        row = logged.pop((chain_of(one.training_class_id), one.evidence_position), None)
        told = {"session": one.class_session_id, "approved_by": one.approved_by_id, "digest": one.roll_digest}
        payload = (row.payload or {}) if row is not None else {}
        is_same = all(payload.get(name) == value for name, value in told.items())
        of_class = session.get_one(ClassSession, one.class_session_id).training_class_id
        if (
            row is None
            or not is_same
            or row.received_at != one.approved_at
            or of_class != one.training_class_id
        ):
            faults.append(Fault(f"roll_approval {one.id}", "点名的核准与证据链里的不同。"))
    faults += [
        Fault(f"{subject} #{position}", "证据链里有这次核准，表里没有。")
        for subject, position in sorted(logged)
    ]
    return len(approvals), faults
