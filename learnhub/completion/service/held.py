"""Certificates that trainees hold or go for, as packages above ask for them."""

from collections import Counter
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from learnhub.completion.models import (
    CertificateEnd,
    CertificateRecord,
    CertificateRecordStep,
    CompletionCertificate,
)
from learnhub.completion.rules import CertificateHeld, CertificateKind, RecordStepKind, series_number

_ISSUED = frozenset({RecordStepKind.ISSUED, RecordStepKind.CONFIRMED, RecordStepKind.DOUBTED})


def certificates_of(
    session: Session, enrolment_ids: Collection[int]
) -> dict[int, tuple[CertificateHeld, ...]]:
    """Return the certificates of these enrolments, issued or on the way; three queries.

    Completion certificates that were revoked or replaced are left out, and so are enrolments without any.
    """
    found: dict[int, list[CertificateHeld]] = {}
    for certificate in session.scalars(
        sa.select(CompletionCertificate)
        .outerjoin(CertificateEnd, CertificateEnd.certificate_id == CompletionCertificate.id)
        .where(CompletionCertificate.enrolment_id.in_(enrolment_ids), CertificateEnd.id.is_(None))
        .order_by(CompletionCertificate.id)
    ):
        found.setdefault(certificate.enrolment_id, []).append(
            CertificateHeld(
                kind=CertificateKind.COMPLETION,
                state=RecordStepKind.CONFIRMED,
                level=None,
                occupation="",
                number_end=series_number(certificate.base_id, certificate.year, certificate.number),
                issuer=certificate.issuer,
                issued_on=certificate.issued_on,
            )
        )
    records = session.scalars(
        sa.select(CertificateRecord)
        .where(CertificateRecord.enrolment_id.in_(enrolment_ids))
        .order_by(CertificateRecord.id)
    ).all()
    steps = steps_of(session, [one.id for one in records])
    for record in records:
        found.setdefault(record.enrolment_id, []).append(held_of(record, steps[record.id]))
    return {enrolment_id: tuple(held) for enrolment_id, held in found.items()}


def issued_counts(session: Session, enrolment_ids: Collection[int] | sa.ScalarSelect[int]) -> dict[int, int]:
    """Return how many certificates of each of these enrolments are issued, counted in the database; two queries.

    enrolment_ids: numbers, or a question that finds them, where there are thousands.
    What certificates_of returns with a day of issue; enrolments without any are left out.
    """
    own = (
        sa.select(CompletionCertificate.enrolment_id, sa.func.count())
        .outerjoin(CertificateEnd, CertificateEnd.certificate_id == CompletionCertificate.id)
        .where(CompletionCertificate.enrolment_id.in_(enrolment_ids), CertificateEnd.id.is_(None))
        .group_by(CompletionCertificate.enrolment_id)
    )
    later = aliased(CertificateRecordStep)
    of_others = (
        sa.select(CertificateRecord.enrolment_id, sa.func.count())
        .join(CertificateRecordStep, CertificateRecordStep.record_id == CertificateRecord.id)
        .outerjoin(
            later,
            sa.and_(
                later.record_id == CertificateRecordStep.record_id,
                later.number > CertificateRecordStep.number,
            ),
        )
        .where(
            CertificateRecord.enrolment_id.in_(enrolment_ids),
            later.record_id.is_(None),
            CertificateRecordStep.kind.in_(_ISSUED),
        )
        .group_by(CertificateRecord.enrolment_id)
    )
    counts: Counter[int] = Counter()
    for query in (own, of_others):
        for enrolment_id, count in session.execute(query):
            counts[enrolment_id] += count
    return dict(counts)


def steps_of(session: Session, record_ids: Collection[int]) -> dict[int, list[CertificateRecordStep]]:
    """Return the steps of these records, oldest first, by record id."""
    found: dict[int, list[CertificateRecordStep]] = {one: [] for one in record_ids}
    for step in session.scalars(
        sa.select(CertificateRecordStep)
        .where(CertificateRecordStep.record_id.in_(record_ids))
        .order_by(CertificateRecordStep.record_id, CertificateRecordStep.number)
    ):
        found[step.record_id].append(step)
    return found


def held_of(record: CertificateRecord, steps: list[CertificateRecordStep]) -> CertificateHeld:
    """Return what a record with its steps comes to."""
    last = steps[-1]
    issued = [one for one in steps if one.kind is RecordStepKind.ISSUED]
    exams = [one for one in steps if one.kind is RecordStepKind.EXAM_SET]
    is_issued = last.kind in _ISSUED
    return CertificateHeld(
        kind=record.kind,
        state=last.kind,
        level=record.level,
        occupation=record.occupation,
        number_end=issued[-1].number_end if is_issued else "",
        issuer=issued[-1].issuer if is_issued else record.agency,
        issued_on=issued[-1].day if is_issued else None,
        exam_on=exams[-1].day if exams else None,
        words=last.words,
    )
