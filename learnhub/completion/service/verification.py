"""Compare every row of completion with its row of evidence."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.completion.models import (
    CertificateEnd,
    CertificateRecord,
    CertificateRecordStep,
    CompletionCertificate,
    CompletionStep,
)
from learnhub.completion.rules import CompletionStepKind
from learnhub.completion.service.issuing import KIND_ENDED, KIND_ISSUED
from learnhub.completion.service.records import KIND_STEP
from learnhub.completion.service.reviews import KIND_APPLIED, KIND_DECIDED
from learnhub.evidence import service as evidence
from learnhub.evidence.rules import Fault
from learnhub.evidence.service import ROW, STEP_OF, Kept, row_digest
from learnhub.learning.models import Enrolment
from learnhub.learning.service import subject_of
from learnhub.training.service.chain import chain_of

KINDS = (KIND_APPLIED, KIND_DECIDED, KIND_ISSUED, KIND_ENDED, KIND_STEP)


def verify(session: Session) -> tuple[int, list[Fault]]:
    """Return how many rows there are, and each that differs from the evidence log, or is in one of the two alone."""
    return evidence.differences(session, KINDS, (*_of_classes(session), *_of_people(session)))


def _of_classes(session: Session) -> Iterator[Kept]:
    for step in session.scalars(sa.select(CompletionStep).order_by(CompletionStep.id)):
        told: dict[str, Any] = {
            "enrolment": step.enrolment_id,
            "step": step.kind.value,
            "by": step.person_id,
            ROW: row_digest(step),
        }
        kind = KIND_APPLIED if step.kind is CompletionStepKind.APPLIED else KIND_DECIDED
        chain = chain_of(step.training_class_id)
        yield Kept(f"completion_step {step.id}", chain, step.evidence_position, kind, step.taken_at, told)
    classes = {}
    for one in session.scalars(sa.select(CompletionCertificate).order_by(CompletionCertificate.id)):
        chain = classes[one.id] = chain_of(one.training_class_id)
        told = {
            "enrolment": one.enrolment_id,
            "by": one.issued_by_id,
            "online_class_hours": one.online_class_hours,
            "offline_days": one.offline_days,
            "replaces": one.replaces_id,
            ROW: row_digest(one),
        }
        name = f"completion_certificate {one.id}"
        yield Kept(name, chain, one.evidence_position, KIND_ISSUED, None, told)
    for end in session.scalars(sa.select(CertificateEnd).order_by(CertificateEnd.id)):
        told = {
            "certificate": end.certificate_id,
            "how": end.kind.value,
            "by": end.person_id,
            ROW: row_digest(end),
        }
        chain = classes[end.certificate_id]
        yield Kept(f"certificate_end {end.id}", chain, end.evidence_position, KIND_ENDED, end.ended_at, told)


def _of_people(session: Session) -> Iterator[Kept]:
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
            ROW: row_digest(taken),
            STEP_OF: row_digest(record),
        }
        name, chain = f"certificate_record_step {taken.id}", subject_of(person_id)
        yield Kept(name, chain, taken.evidence_position, KIND_STEP, taken.taken_at, told)
