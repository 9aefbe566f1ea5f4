"""Tables of access profiles and barrier reports."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learnhub.accessibility.rules import FirstWay, Language, ReportState, Spacing, SpeechRate, TextSize, Theme
from learnhub.db import Model, enum_type


class AccessProfileRow(Model):
    """The access profile of a person; named as the fields of rules.AccessProfile."""

    __tablename__ = "access_profile"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    changed_at: Mapped[datetime]
    text_size: Mapped[TextSize] = mapped_column(enum_type(TextSize, "text_size_known"))
    line_spacing: Mapped[Spacing] = mapped_column(enum_type(Spacing, "line_spacing_known"))
    paragraph_spacing: Mapped[Spacing] = mapped_column(enum_type(Spacing, "paragraph_spacing_known"))
    theme: Mapped[Theme] = mapped_column(enum_type(Theme, "theme_known"))
    speech_rate: Mapped[SpeechRate] = mapped_column(enum_type(SpeechRate, "speech_rate_known"))
    first_way: Mapped[FirstWay] = mapped_column(enum_type(FirstWay, "first_way_known"))
    is_calm: Mapped[bool]
    has_pinyin: Mapped[bool]
    is_easy_read_first: Mapped[bool]
    has_large_captions: Mapped[bool]
    has_large_pointer: Mapped[bool]
    has_guide_line: Mapped[bool]
    has_point_to_read: Mapped[bool] = mapped_column(server_default=sa.false())
    language: Mapped[Language] = mapped_column(
        enum_type(Language, "language_known"), server_default=Language.CHINESE.value
    )
    # Written by the version before; nothing on this site is timed. To be dropped once no running version writes it.
    has_more_time: Mapped[bool] = mapped_column(server_default=sa.false())


class BarrierReport(Model):
    """Something that kept somebody from using the site; its number is told to the reporter, who may be a visitor.

    region_code: where the reporter says to be, "" where that wasn't said. erased_at: when words, tools, contact and the words of the
    answers were taken away, which are empty from then on.
    """

    __tablename__ = "barrier_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    page_address: Mapped[str]
    words: Mapped[str]
    tools: Mapped[str]  # what the person uses, in their own words; may be empty
    region_code: Mapped[str] = mapped_column(index=True, server_default="", default="")
    erased_at: Mapped[datetime | None]
    contact: Mapped[str]  # how to reach them, in their own words; may be empty; never shown by number
    reported_at: Mapped[datetime] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answers: Mapped[list["BarrierAnswer"]] = relationship(order_by="BarrierAnswer.id")


class BarrierAnswer(Model):
    """One step of answering a report; the newest says how it stands."""

    __tablename__ = "barrier_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("barrier_report.id"), index=True)
    state: Mapped[ReportState] = mapped_column(enum_type(ReportState, "state_known"))
    words: Mapped[str]
    answered_at: Mapped[datetime]
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
