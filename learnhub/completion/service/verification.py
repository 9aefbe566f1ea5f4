"""Compare every row of completion with its row of evidence."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.completion.models import (
    CertificateEnd,
    CertificateRecord,
    CertificateRecordStep,
    CompletionCertificate,
    CompletionStep,
)
from learnhub.completion.service.issuing import KIND_ENDED, KIND_ISSUED
from learnhub.completion.service.records import KIND_STEP
from learnhub.completion.service.reviews import KIND_APPLIED, KIND_DECIDED
from learnhub.evidence import service as evidence
from learnhub.evidence.rules import Fault
from learnhub.learning.models import Enrolment
from learnhub.learning.service import subject_of
from learnhub.training.service.chain import chain_of

Told = dict[str, object]
KINDS = (KIND_APPLIED, KIND_DECIDED, KIND_ISSUED, KIND_ENDED, KIND_STEP)


def verify(session: Session) -> tuple[int, list[Fault]]:
    """Return how many rows there are, and each that differs from the evidence log, or is in one of the two alone."""
    logged = {
        (row.subject, row.position): row for kind in KINDS for row in evidence.entries_of_kind(session, kind)
    }
    faults, seen = [], set()
    for name, subject, position, told in _rows(session):
        seen.add((subject, position))
        row = logged.get((subject, position))
        # A payload that the retention policy erased tells nothing; its digest is still in the chain.
        payload = row.payload if row is not None else None
        if row is None or (
            payload is not None and any(payload.get(key) != value for key, value in told.items())
        ):
            faults.append(Fault(name, "结业和证书的记录与证据链里的不同。"))
    faults += [
        Fault(f"{subject} #{position}", "证据链里有这一步，表里没有。")
        for subject, position in sorted(set(logged) - seen)
    ]
    return len(seen), faults


def _rows(session: Session) -> Iterator[tuple[str, str, int, Told]]:
    """Yield each row's name, chain and position, and what its payload must say."""
    for step in session.scalars(sa.select(CompletionStep).order_by(CompletionStep.id)):
        told: Told = {"enrolment": step.enrolment_id, "step": step.kind.value, "by": step.person_id}
        yield f"completion_step {step.id}", chain_of(step.training_class_id), step.evidence_position, told
    classes = {}
    for one in session.scalars(sa.select(CompletionCertificate).order_by(CompletionCertificate.id)):
        classes[one.id] = one.training_class_id
        told = {
            "enrolment": one.enrolment_id,
            "by": one.issued_by_id,
            "online_class_hours": one.online_class_hours,
            "offline_days": one.offline_days,
            "replaces": one.replaces_id,
        }
        yield f"completion_certificate {one.id}", chain_of(one.training_class_id), one.evidence_position, told
    for end in session.scalars(sa.select(CertificateEnd).order_by(CertificateEnd.id)):
        told = {"certificate": end.certificate_id, "how": end.kind.value, "by": end.person_id}
        chain = chain_of(classes[end.certificate_id])
        yield f"certificate_end {end.id}", chain, end.evidence_position, told
    for taken, record, person_id in session.execute(
        sa.select(CertificateRecordStep, CertificateRecord, Enrolment.person_id)
        .join(CertificateRecord, CertificateRecord.id == CertificateRecordStep.record_id)
        .join(Enrolment, Enrolment.id == CertificateRecord.enrolment_id)
        .order_by(CertificateRecordStep.id)
    ):
        told = {
            "record": record.id,
            "enrolment": record.enrolment_id,
            "kind": record.kind.value,
            "level": record.level,
            "step": taken.kind.value,
            "day": taken.day.isoformat() if taken.day else None,
            "by": taken.person_id,
        }
        yield f"certificate_record_step {taken.id}", subject_of(person_id), taken.evidence_position, told
