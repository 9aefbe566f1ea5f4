"""What teachers say to a class or to one of its trainees."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model


class ClassMessage(Model):
    """One thing said. The words and files are the sending's; who it was said to stands in ClassMessageReader."""

    __tablename__ = "class_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    training_class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), index=True)
    sending_id: Mapped[int] = mapped_column(ForeignKey("sending.id"), unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[datetime]


class ClassMessageReader(Model):
    """A person it was said to: whoever joins the class later doesn't read what was said before."""

    __tablename__ = "class_message_reader"

    message_id: Mapped[int] = mapped_column(ForeignKey("class_message.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
