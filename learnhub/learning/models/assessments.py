"""Attempts at tests, answers and steps as they came, and questions that were taken out."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model, enum_type
from learnhub.learning.rules.assessments.attempts import AttemptForm, AttemptStepKind


class AssessmentAttempt(Model):
    """One attempt at a test, with the paper that was drawn for it. Rows are only added.

    assessment: its slug in the course version of the enrolment. seed: what the questions were drawn from. accommodations: ids of the
    便利 that hold for it. begun_by_id: the trainee, or who gave out a paper.
    """

    __tablename__ = "assessment_attempt"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "assessment", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    assessment: Mapped[str]
    number: Mapped[int]
    form: Mapped[AttemptForm] = mapped_column(enum_type(AttemptForm, "form_known"))
    seed: Mapped[str]
    paper: Mapped[dict[str, Any]]
    accommodations: Mapped[list[Any]]
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    began_at: Mapped[datetime]
    evidence_position: Mapped[int]


class AssessmentAnswer(Model):
    """One answer as it came; the one given last is in force. Rows are only added.

    marks: catalogue.rules.answers. typed_by_id: who typed it from paper, else None.
    """

    __tablename__ = "assessment_answer"
    __table_args__ = (UniqueConstraint("attempt_id", "client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("assessment_attempt.id"))
    position: Mapped[int]
    marks: Mapped[list[Any]]
    client_id: Mapped[str]
    happened_at: Mapped[datetime]
    received_at: Mapped[datetime]
    typed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    evidence_position: Mapped[int]


class AssessmentStep(Model):
    """One step of an attempt: help, more time, handing in, a score. Rows are only added.

    words: who helped. told: what the step says, as JSON values; of handing in the digests of the answers, of a score its figures.
    by_id: None where the time had ended, or the site worked a score out.
    """

    __tablename__ = "assessment_step"
    __table_args__ = (
        UniqueConstraint("attempt_id", "client_id"),
        # Once, whoever hands in at the same moment.
        Index(
            "uq_assessment_step_attempt_id_handed_in",
            "attempt_id",
            unique=True,
            sqlite_where=text("kind = 'handed in'"),
            postgresql_where=text("kind = 'handed in'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("assessment_attempt.id"))
    kind: Mapped[AttemptStepKind] = mapped_column(enum_type(AttemptStepKind, "kind_known"))
    client_id: Mapped[str]
    words: Mapped[str]
    told: Mapped[dict[str, Any]]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime]
    evidence_position: Mapped[int]


class QuestionTakenOut(Model):
    """A question of a course's tests that was found wrong: it counts as right for everybody. Rows are only added.

    digest: of its words. words: what was wrong.
    """

    __tablename__ = "question_taken_out"
    __table_args__ = (
        UniqueConstraint("course_id", "digest"),
        CheckConstraint("words <> ''", name="says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    digest: Mapped[str]
    words: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime]
