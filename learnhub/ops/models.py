"""The mark of a demonstration site."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model


class Demonstration(Model):
    """The one row that says: this site is a demonstration.

    people: [{"name", "role_words", "story", "person_id"}]. is_province: it is a made province, not the small region with its tour.
    """

    __tablename__ = "demonstration"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    loaded_at: Mapped[datetime]
    people: Mapped[list[Any]]
    is_province: Mapped[bool] = mapped_column(server_default=false())
