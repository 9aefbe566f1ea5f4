"""Work that was handed in, what is about to be, and what was said to it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model, enum_type
from learnhub.learning.rules.hand_ins import Outcome, Verdict


class HandIn(Model):
    """One piece of work for one task of a lesson version. Only added to (triggers refuse the rest).

    client_id: of the draft that it was made from; the same draft handed in twice is one piece. number: from 1 for each task of a person.
    digest: of words and files as they were handed in; it stays when they have ended.
    """

    __tablename__ = "hand_in"
    __table_args__ = (
        UniqueConstraint("person_id", "lesson_version_id", "task", "number"),
        UniqueConstraint("person_id", "evidence_position"),
        CheckConstraint("number >= 1", name="number_from_one"),
        Index("ix_hand_in_enrolment_id_handed_in_at", "enrolment_id", "handed_in_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    lesson_version_id: Mapped[int] = mapped_column(ForeignKey("lesson_version.id"))
    task: Mapped[str]
    number: Mapped[int]
    sending_id: Mapped[int] = mapped_column(ForeignKey("sending.id"), unique=True)
    digest: Mapped[str]
    handed_in_at: Mapped[datetime]
    evidence_position: Mapped[int]


class HandInDraft(Model):
    """What somebody has put together for a task and looks over before it counts; changed freely, gone once it is handed in.

    token: another one whenever the contents change, so that what is handed in is what was looked at. files: stored ids by SendingKind.
    """

    __tablename__ = "hand_in_draft"
    __table_args__ = (UniqueConstraint("person_id", "lesson_version_id", "task"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    lesson_version_id: Mapped[int] = mapped_column(ForeignKey("lesson_version.id"))
    task: Mapped[str]
    token: Mapped[str]
    words: Mapped[str]
    files: Mapped[dict[str, Any]]
    photo_words: Mapped[str]
    is_undescribed: Mapped[bool]
    kept_at: Mapped[datetime] = mapped_column(index=True)


class Feedback(Model):
    """What a teacher said to a piece of work. Only added to. digest: of lines, words and files, as for the work."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(unique=True)
    hand_in_id: Mapped[int] = mapped_column(ForeignKey("hand_in.id"), index=True)
    outcome: Mapped[Outcome] = mapped_column(enum_type(Outcome, "outcome_known"))
    sending_id: Mapped[int | None] = mapped_column(ForeignKey("sending.id"), unique=True)
    digest: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime]
    evidence_position: Mapped[int]


class FeedbackLine(Model):
    """What was said to one line of the rubric. Only added to; its words may be emptied when they have ended."""

    __tablename__ = "feedback_line"
    __table_args__ = (CheckConstraint("position >= 1", name="position_from_one"),)

    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    verdict: Mapped[Verdict] = mapped_column(enum_type(Verdict, "verdict_known"))
    words: Mapped[str]
