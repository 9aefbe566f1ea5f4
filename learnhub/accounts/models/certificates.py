"""Certificate numbers, consent, and who has been seen."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.accounts.rules.consent import Basis, Purpose
from learnhub.accounts.rules.identity import CheckMethod, DuplicateOutcome
from learnhub.db import Model, enum_type


class DisabilityCertificate(Model):
    """A person's 残疾人证. Category, grade and birth date are read from the number where they are needed, never stored.

    id: chosen by the program, because the number is encrypted for this very row before the row is there.
    """

    __tablename__ = "disability_certificate"
    __table_args__ = (
        CheckConstraint(
            "(verified_on IS NULL) = (verified_by_id IS NULL) AND (verified_on IS NULL) = (verified_how IS NULL)",
            name="verified_whole",
        ),
        # One certificate in force for each person, whatever happens at the same moment.
        Index(
            "uq_disability_certificate_person_id_in_force",
            "person_id",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    number_sealed: Mapped[str]
    # Keyed hashes: of the whole number, and of its first 18, which every certificate of one person shares.
    number_hash: Mapped[str] = mapped_column(index=True)
    identity_hash: Mapped[str] = mapped_column(index=True)
    given_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
    verified_on: Mapped[date | None]
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verified_how: Mapped[CheckMethod | None] = mapped_column(enum_type(CheckMethod, "verified_how_known"))


class Consent(Model):
    """What a person was told, or agreed to, before giving a certificate number.

    text_version: names the very words (accounts.rules.consent.ConsentText.version). Rows are only added; one may be withdrawn, once.
    evidence_position, withdrawn_position: in the person's chain; None for what happened before consents had a place in it.
    """

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_person_id_purpose", "person_id", "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[Purpose] = mapped_column(enum_type(Purpose, "purpose_known"))
    basis: Mapped[Basis] = mapped_column(enum_type(Basis, "basis_known"))
    text_version: Mapped[str]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    evidence_position: Mapped[int | None]
    withdrawn_position: Mapped[int | None]


class IdentityCheck(Model):
    """Somebody made sure who a person is. A mistaken check is withdrawn, never deleted."""

    __tablename__ = "identity_check"
    __table_args__ = (Index("ix_identity_check_person_id_withdrawn_at", "person_id", "withdrawn_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    method: Mapped[CheckMethod] = mapped_column(enum_type(CheckMethod, "method_known"))
    checked_on: Mapped[date]
    checked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    noted_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class DuplicateNote(Model):
    """Two accounts whose certificates share the first 18: an officer asks and decides; neither person is told of the other.

    first_id is the smaller of the two ids, so that a pair is noted once.
    """

    __tablename__ = "duplicate_note"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="pair_in_order"),
        CheckConstraint(
            "(settled_at IS NULL) = (outcome IS NULL) AND (settled_at IS NULL) = (settled_by_id IS NULL)",
            name="settled_whole",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    noted_at: Mapped[datetime]
    outcome: Mapped[DuplicateOutcome | None] = mapped_column(enum_type(DuplicateOutcome, "outcome_known"))
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
