"""Codes for sessions, paper sheets, and approved rolls; the marks themselves stand in the evidence log."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model


class SessionCode(Model):
    """A code that a teacher shows, says or writes down in a session; every one of them is good for the whole session.

    evidence_position: in the chain of the class; None for codes shown before they had a place in it. They go with their session
    when it is taken out of the timetable.
    """

    __tablename__ = "session_code"
    __table_args__ = (UniqueConstraint("class_session_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    class_session_id: Mapped[int] = mapped_column(ForeignKey("class_session.id"))
    code: Mapped[str]
    shown_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    evidence_position: Mapped[int | None]


class RollApproval(Model):
    """Somebody who marked nothing of a roll says that it is right. Rows are only added.

    roll_digest: of the marks that were in force (rules.approval.roll_digest): a roll corrected later waits again.
    """

    __tablename__ = "roll_approval"
    __table_args__ = (UniqueConstraint("class_session_id", "roll_digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    training_class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), index=True)
    class_session_id: Mapped[int] = mapped_column(ForeignKey("class_session.id"))
    roll_digest: Mapped[str]
    approved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime]
    evidence_position: Mapped[int]


class PaperSheet(Model):
    """A signed sheet of a session as a private picture or PDF. Rows are only added. kept_by: who keeps the paper, and where."""

    __tablename__ = "paper_sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    training_class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"))
    class_session_id: Mapped[int] = mapped_column(ForeignKey("class_session.id"), index=True)
    scan_address: Mapped[str]
    content_type: Mapped[str]
    kept_by: Mapped[str]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    evidence_position: Mapped[int]
