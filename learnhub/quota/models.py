"""What divisions name that the quota counts: brand projects."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model


class BrandProject(Model):
    """A training project that an office named a brand of its division (优质专项职业技能培训项目); rows are only added."""

    __tablename__ = "brand_project"
    __table_args__ = (
        UniqueConstraint("base_id", "title", "named_on"),
        CheckConstraint("title <> '' AND document <> ''", name="named_with_a_document"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    base_id: Mapped[int] = mapped_column(ForeignKey("training_base.id"))
    title: Mapped[str]
    named_on: Mapped[date]
    document: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
