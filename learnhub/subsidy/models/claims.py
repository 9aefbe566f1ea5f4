"""Claims: frozen lines of records, and every step on the way to a payment; rows are only added."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learnhub.db import Model, enum_type
from learnhub.subsidy.rules.claims import Applicant, Payee, StepKind

_REVIEWERS = text("kind IN ('submitted', 'first reviewed', 'second reviewed')")
_PAYERS = text("kind IN ('approved', 'paid')")


class Claim(Model):
    """An application for money of a class. reverses_id: set on an opposing claim, which takes a paid one back.

    client_id: of the form that made it; the same form sent twice makes one claim. applicant: who asks for the money.
    """

    __tablename__ = "claim"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    client_id: Mapped[str] = mapped_column(unique=True)
    training_class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), index=True)
    base_id: Mapped[int] = mapped_column(ForeignKey("training_base.id"), index=True)
    region_code: Mapped[str] = mapped_column(index=True)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"), unique=True)
    total_fen: Mapped[int]
    applicant: Mapped[Applicant] = mapped_column(
        enum_type(Applicant, "applicant_known"), server_default=Applicant.BASE.value, default=Applicant.BASE
    )
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    lines: Mapped[list["ClaimLine"]] = relationship(order_by="ClaimLine.position")
    steps: Mapped[list["ClaimStep"]] = relationship(order_by="ClaimStep.position")


class ClaimLine(Model):
    """One line of a record as it was when the claim was made. held_for: why it isn't claimed yet, empty when it is.

    live_key: names this try to be paid for this kind of line (rules.claims.live_key); None for held lines and opposing claims.
    """

    __tablename__ = "claim_line"
    __table_args__ = (
        ForeignKeyConstraint(
            ["record_id", "record_line"],
            ["subsidy_line.record_id", "subsidy_line.position"],
            name="fk_claim_line_record_line",
        ),
        UniqueConstraint("claim_id", "enrolment_id", "record_line"),
        CheckConstraint("held_for = '' OR amount_fen = 0", name="held_lines_pay_nothing"),
    )

    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("blended_record.id"))
    record_line: Mapped[int]
    amount_fen: Mapped[int]
    held_for: Mapped[str]
    live_key: Mapped[str | None] = mapped_column(index=True, unique=True)


class ClaimStep(Model):
    """One step. round: how often the claim had been submitted. remarks: reasons tied to lines, [{"line": 2, "words": …}].

    reference: of the payment, or number of the notice. Two constraints keep four eyes even where a program errs: whoever submitted
    or reviewed in a round doesn't review again, whoever approved doesn't pay.
    """

    __tablename__ = "claim_step"
    __table_args__ = (
        CheckConstraint(
            "kind NOT IN ('returned', 'refused', 'reversed') OR reason <> ''", name="no_with_a_reason"
        ),
        CheckConstraint("kind <> 'paid' OR reference <> ''", name="paid_by_reference"),
        UniqueConstraint("claim_id", "position"),
        Index(
            "uq_claim_step_reviewers",
            "claim_id",
            "round",
            "person_id",
            unique=True,
            sqlite_where=_REVIEWERS,
            postgresql_where=_REVIEWERS,
        ),
        Index(
            "uq_claim_step_payers",
            "claim_id",
            "person_id",
            unique=True,
            sqlite_where=_PAYERS,
            postgresql_where=_PAYERS,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    position: Mapped[int]
    round: Mapped[int]
    kind: Mapped[StepKind] = mapped_column(enum_type(StepKind, "kind_known"))
    reason: Mapped[str]
    remarks: Mapped[list[Any]]
    reference: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime]
    evidence_position: Mapped[int]


class PayeeAccount(Model):
    """Where the money of one enrolment goes; the newest row counts, former ones stay. number_sealed: encrypted for this row.

    id: chosen by the program, because the number is encrypted before the row is there. proof: of a guardian or a base.
    """

    __tablename__ = "payee_account"
    __table_args__ = (
        CheckConstraint("kind = 'trainee' OR proof <> ''", name="others_with_proof"),
        Index("ix_payee_account_enrolment_id_made_at", "enrolment_id", "made_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    kind: Mapped[Payee] = mapped_column(enum_type(Payee, "kind_known"))
    holder_sealed: Mapped[str]
    number_sealed: Mapped[str]
    bank: Mapped[str]
    proof: Mapped[str]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    evidence_position: Mapped[int]
