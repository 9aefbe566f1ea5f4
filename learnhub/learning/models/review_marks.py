"""What a person should look at in somebody's learning, and what was said and decided about it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model, enum_type
from learnhub.learning.rules.presence import MarkReason
from learnhub.learning.rules.reviewing import AppealKind, MarkOutcome, MarkStepKind


class ReviewMark(Model):
    """One stretch of learning that a person should look at. Rows are only added; the steps tell where it stands.

    first_position, last_position: of the acts in the person's chain. decide_by: the last day for a decision. figures: references of the
    figures that marked it, one a line.
    """

    __tablename__ = "review_mark"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "reason", "first_position"),
        UniqueConstraint("person_id", "evidence_position"),
        CheckConstraint("first_position <= last_position", name="positions_in_order"),
        Index("ix_review_mark_decide_by", "decide_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    reason: Mapped[MarkReason] = mapped_column(enum_type(MarkReason, "reason_known"))
    first_position: Mapped[int]
    last_position: Mapped[int]
    worth_minutes: Mapped[int]
    observed_seconds: Mapped[int]
    act_count: Mapped[int]
    figures: Mapped[str]
    marked_at: Mapped[datetime]
    decide_by: Mapped[date]
    evidence_position: Mapped[int]


class ReviewStep(Model):
    """One step about a mark: the person's own answer, or a decision. Rows are only added.

    by_id: None where the site decided by rule because the day had passed. recording_id: a private voice answer (stored media).
    """

    __tablename__ = "review_step"
    __table_args__ = (
        CheckConstraint("(kind = 'decided') = (outcome IS NOT NULL)", name="decisions_have_an_outcome"),
        CheckConstraint("kind <> 'decided' OR words <> ''", name="decisions_say_why"),
        CheckConstraint("kind <> 'answered' OR by_id IS NOT NULL", name="answers_are_somebodys"),
        CheckConstraint("recording_id IS NULL OR kind = 'answered'", name="recordings_answer"),
        # One decision, whoever decides at the same moment.
        Index(
            "uq_review_step_mark_id_decided",
            "mark_id",
            unique=True,
            sqlite_where=text("kind = 'decided'"),
            postgresql_where=text("kind = 'decided'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mark_id: Mapped[int] = mapped_column(ForeignKey("review_mark.id"), index=True)
    kind: Mapped[MarkStepKind] = mapped_column(enum_type(MarkStepKind, "kind_known"))
    words: Mapped[str]
    recording_id: Mapped[int | None] = mapped_column(ForeignKey("stored_media.id"))
    outcome: Mapped[MarkOutcome | None] = mapped_column(enum_type(MarkOutcome, "outcome_known"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime]
    evidence_position: Mapped[int]


class ReviewAppeal(Model):
    """What follows a decision that learning isn't recognised: a time to object, the objection, another officer's decision, or that
    the time has passed. One row of each at most; rows are only added.

    until: last day to object, or to decide about the objection. by_id: None where the site did it by rule.
    """

    __tablename__ = "review_appeal"
    __table_args__ = (
        UniqueConstraint("mark_id", "kind"),
        CheckConstraint("(kind = 'decided') = (outcome IS NOT NULL)", name="decisions_have_an_outcome"),
        CheckConstraint("(kind IN ('term', 'objected')) = (until IS NOT NULL)", name="waits_until_a_day"),
        CheckConstraint("kind <> 'decided' OR words <> ''", name="decisions_say_why"),
        CheckConstraint("recording_id IS NULL OR kind = 'objected'", name="recordings_object"),
        Index("ix_review_appeal_kind_until", "kind", "until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mark_id: Mapped[int] = mapped_column(ForeignKey("review_mark.id"))
    kind: Mapped[AppealKind] = mapped_column(enum_type(AppealKind, "kind_known"))
    words: Mapped[str]
    recording_id: Mapped[int | None] = mapped_column(ForeignKey("stored_media.id"))
    outcome: Mapped[MarkOutcome | None] = mapped_column(enum_type(MarkOutcome, "outcome_known"))
    until: Mapped[date | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime]
    evidence_position: Mapped[int]
