"""Tables of completion: steps of the review, certificates issued here, records of those issued elsewhere."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.completion.rules import CertificateKind, CompletionStepKind, RecordStepKind
from learnhub.db import Model, enum_type


class CompletionStep(Model):
    """One step of a trainee's completion review. Rows are only added; the last one tells where it stands.

    number: 1 for the first step of an enrolment. checked: the checklist as it was then, as words, with the online minutes and days
    behind it. organiser: the office that signs the certificate with the base, on an approval; else empty.
    """

    __tablename__ = "completion_step"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "number"),
        CheckConstraint("kind <> 'returned' OR reason <> ''", name="returned_with_a_reason"),
        CheckConstraint("kind = 'approved' OR organiser = ''", name="organiser_of_an_approval"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    training_class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), index=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    number: Mapped[int]
    kind: Mapped[CompletionStepKind] = mapped_column(enum_type(CompletionStepKind, "kind_known"))
    reason: Mapped[str]
    organiser: Mapped[str]
    checked: Mapped[dict[str, Any]]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime]
    evidence_position: Mapped[int]


class CompletionCertificate(Model):
    """A 培训合格证书 that a base issued. Rows are only added; CertificateEnd tells whether it is in force.

    code: twelve digits, by which anybody checks it. issuer, organiser: names as text; organiser "" where the base signs alone.
    shows_disability: whether its title says 残疾人; without unless asked for. The name on it stands in CertificateSecret,
    under "completion:<code>". replaces_id: the one in whose place it was issued.
    """

    __tablename__ = "completion_certificate"
    __table_args__ = (
        UniqueConstraint("base_id", "year", "number"),
        UniqueConstraint("replaces_id"),
        CheckConstraint("until_on >= from_on", name="ends_after_it_begins"),
        CheckConstraint("online_class_hours >= 0 AND offline_days >= 0", name="figures_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    training_class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), index=True)
    base_id: Mapped[int] = mapped_column(ForeignKey("training_base.id"))
    year: Mapped[int]
    number: Mapped[int]
    code: Mapped[str] = mapped_column(unique=True)
    issuer: Mapped[str]
    organiser: Mapped[str]
    course: Mapped[str]
    from_on: Mapped[date]
    until_on: Mapped[date]
    online_class_hours: Mapped[int]
    offline_days: Mapped[int]
    shows_disability: Mapped[bool]
    issued_on: Mapped[date]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("completion_certificate.id"))
    evidence_position: Mapped[int]


class CertificateEndKind(enum.StrEnum):
    """Why a completion certificate is no longer in force."""

    REVOKED = "revoked"
    REPLACED = "replaced"


class CertificateEnd(Model):
    """The end of a completion certificate; one without is in force. Rows are only added."""

    __tablename__ = "certificate_end"
    __table_args__ = (
        UniqueConstraint("certificate_id"),
        CheckConstraint("reason <> ''", name="says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("completion_certificate.id"))
    kind: Mapped[CertificateEndKind] = mapped_column(enum_type(CertificateEndKind, "kind_known"))
    reason: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime]
    evidence_position: Mapped[int]


class CertificateSecret(Model):
    """A name or a number that a certificate carries, encrypted for this very row.

    It stands apart from the rows that are only added, so that keys can be changed and the retention policy can erase it.
    """

    __tablename__ = "certificate_secret"

    id: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[str]


class CertificateRecord(Model):
    """A certificate of the other three kinds that a trainee goes for with the base's help. Rows are only added.

    level: 5 (五级) to 1, None for kinds without. occupation: "edition:code", or "". agency: who examines.
    """

    __tablename__ = "certificate_record"
    __table_args__ = (
        CheckConstraint("kind <> 'completion'", name="issued_elsewhere"),
        CheckConstraint("level BETWEEN 1 AND 5", name="level_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    kind: Mapped[CertificateKind] = mapped_column(enum_type(CertificateKind, "kind_known"))
    level: Mapped[int | None]
    occupation: Mapped[str]
    occupation_name: Mapped[str]
    agency: Mapped[str]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    act: Mapped[str] = mapped_column(unique=True)


class CertificateRecordStep(Model):
    """One step on the way to it. Rows are only added; the last one tells where it stands.

    day: of the application, the exam or the issue. place: where the exam is. accommodations: what was asked of the agency.
    number_hash: keyed, so that one number is entered once; the number itself stands in CertificateSecret under
    "record-step:<record>:<number>". number_end: its last four signs. verify_address: where the issuer lets it be checked.
    evidence_address: a private scan in the store of files. words: why, where something must be said.
    """

    __tablename__ = "certificate_record_step"
    __table_args__ = (
        UniqueConstraint("record_id", "number"),
        CheckConstraint("(kind = 'issued') = (number_hash <> '')", name="issued_with_a_number"),
        CheckConstraint("kind NOT IN ('not taken', 'doubted') OR words <> ''", name="says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("certificate_record.id"))
    number: Mapped[int]
    kind: Mapped[RecordStepKind] = mapped_column(enum_type(RecordStepKind, "kind_known"))
    day: Mapped[date | None]
    place: Mapped[str]
    accommodations: Mapped[str]
    issuer: Mapped[str]
    number_hash: Mapped[str] = mapped_column(index=True)
    number_end: Mapped[str]
    verify_address: Mapped[str]
    evidence_address: Mapped[str]
    words: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime]
    evidence_position: Mapped[int]
