"""Targets, programmes, totals from elsewhere, frozen reports, what was signed and handed over, batches of exports.

Rows are only added, but for a class that stood under the wrong programme.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model, enum_type
from learnhub.reports.rules import ListKind, Measure
from learnhub.subsidy.rules import AgeStanding


class Target(Model):
    """What a programme has to reach in a division and a period, inclusive. share_type: "" where no share is asked."""

    __tablename__ = "report_target"
    __table_args__ = (
        CheckConstraint("value > 0", name="value_positive"),
        CheckConstraint("starts_on <= ends_on", name="ends_after_it_begins"),
        CheckConstraint("share_percent BETWEEN 0 AND 100", name="share_in_percent"),
        CheckConstraint("(share_type = '') = (share_percent = 0)", name="share_has_a_type"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    measure: Mapped[Measure] = mapped_column(enum_type(Measure, "measure_known"))
    value: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    share_type: Mapped[str]
    share_percent: Mapped[int]
    source: Mapped[str]
    is_example: Mapped[bool]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class Programme(Model):
    """A plan of a division for a year, under which classes run. fund: a key of subsidy.rules.FUND_WORDS; budget_fen: 0 where none is told.

    Source: 郑州市人社局 2021-06-08 (项目制、整体推进); 云残发〔2022〕55号 (资金监管).
    """

    __tablename__ = "programme"
    __table_args__ = (
        UniqueConstraint("region_code", "year", "name"),
        CheckConstraint("name <> ''", name="has_a_name"),
        CheckConstraint("value > 0", name="value_positive"),
        CheckConstraint("budget_fen >= 0", name="budget_not_negative"),
        CheckConstraint("source <> ''", name="has_a_source"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(index=True)
    year: Mapped[int]
    name: Mapped[str]
    fund: Mapped[str]
    budget_fen: Mapped[int] = mapped_column(BigInteger)
    measure: Mapped[Measure] = mapped_column(enum_type(Measure, "measure_known"))
    value: Mapped[int]
    source: Mapped[str]
    is_example: Mapped[bool]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class ProgrammeClass(Model):
    """A class that runs under a programme; under one at most, so that no two programmes count or pay it."""

    __tablename__ = "programme_class"

    training_class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]


class OutsideTotal(Model):
    """A total that somebody else counted. words: as the paper says it ("17000 余人"); value: as a number. Never added to ours."""

    __tablename__ = "report_outside_total"
    __table_args__ = (
        CheckConstraint("value >= 0", name="value_not_negative"),
        CheckConstraint("starts_on <= ends_on", name="ends_after_it_begins"),
        CheckConstraint("source <> ''", name="has_a_source"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    measure: Mapped[Measure] = mapped_column(enum_type(Measure, "measure_known"))
    value: Mapped[int]
    words: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    source: Mapped[str]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class HolderCount(Model):
    """How many people of working age in a division hold a certificate on a day, as a document of others says. Never added to our rows."""

    __tablename__ = "report_holder_count"
    __table_args__ = (
        CheckConstraint("value >= 0", name="value_not_negative"),
        CheckConstraint("source <> ''", name="has_a_source"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(index=True)
    counted_on: Mapped[date]
    value: Mapped[int]
    source: Mapped[str]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class AgeCheck(Model):
    """Whether somebody was of the ages that policy names when their class opened: no age and no date is kept. Replaced by each check."""

    __tablename__ = "report_age_check"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    standing: Mapped[AgeStanding] = mapped_column(enum_type(AgeStanding, "standing_known"))
    checked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[datetime]


class ReportEdition(Model):
    """A report of a division's year as it stood on a day.

    figures: [{key, name, numerator, denominator, unit}]. rows: number of the enrolment → rules.snapshot.
    """

    __tablename__ = "report_edition"
    __table_args__ = (
        UniqueConstraint("region_code", "year", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str]
    year: Mapped[int]
    number: Mapped[int]
    figures: Mapped[list[Any]]
    rows: Mapped[dict[str, Any]]
    words: Mapped[str]
    frozen_on: Mapped[date]
    frozen_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    frozen_at: Mapped[datetime]


class ReportSignature(Model):
    """Somebody else than whoever froze an edition signed it."""

    __tablename__ = "report_signature"

    edition_id: Mapped[int] = mapped_column(ForeignKey("report_edition.id"), primary_key=True)
    signed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime]


class ReportDelivery(Model):
    """A signed edition was handed to one of the five departments. how: by which way, with its number."""

    __tablename__ = "report_delivery"
    __table_args__ = (UniqueConstraint("edition_id", "department"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("report_edition.id"))
    department: Mapped[str]
    delivered_on: Mapped[date]
    how: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class ExportBatch(Model):
    """One export for the national system: what is new, corrected or withdrawn since the batches before.

    changes: [[change, number of the enrolment, rules.snapshot]].
    """

    __tablename__ = "export_batch"
    __table_args__ = (
        UniqueConstraint("region_code", "year", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str]
    year: Mapped[int]
    number: Mapped[int]
    changes: Mapped[list[Any]]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class ClassBatch(Model):
    """One export of classes for the national system of training: as ExportBatch. changes: [[change, number of the class, class_rows]]."""

    __tablename__ = "class_batch"
    __table_args__ = (
        UniqueConstraint("region_code", "year", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str]
    year: Mapped[int]
    number: Mapped[int]
    changes: Mapped[list[Any]]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class PublishedList(Model):
    """One version of a list of institutions or projects that an office published; rows are only added.

    rows: id of the base or of the course → service.lists.institution_row or project_row. words: why it was published.
    """

    __tablename__ = "published_list"
    __table_args__ = (
        UniqueConstraint("kind", "region_code", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("words <> ''", name="says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ListKind] = mapped_column(enum_type(ListKind, "kind_known"))
    region_code: Mapped[str]
    number: Mapped[int]
    rows: Mapped[dict[str, Any]]
    words: Mapped[str]
    published_on: Mapped[date]
    published_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime]
