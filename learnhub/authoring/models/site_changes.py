"""Tables of what people of the site changed in courses that came as folders."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.catalogue.models import Course
from learnhub.db import Model


class CourseSiteChange(Model):
    """A file that the site changed since the folder was loaded: a photo, a video, a text.

    blob: its address since; folder_blob: what the folder had there. Empty: no file.
    """

    __tablename__ = "course_site_change"
    __table_args__ = (
        UniqueConstraint("course_id", "path"),
        CheckConstraint("blob <> folder_blob", name="changed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id))
    path: Mapped[str]
    blob: Mapped[str]
    folder_blob: Mapped[str]
    changed_at: Mapped[datetime]
