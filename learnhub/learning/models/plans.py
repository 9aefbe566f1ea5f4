"""How often people mean to learn."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model, enum_type
from learnhub.learning.rules.plans import Pace


class LearningPlan(Model):
    """How often somebody means to learn in one enrolment; overwritten when they mean otherwise: a wish, never evidence."""

    __tablename__ = "learning_plan"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    pace: Mapped[Pace] = mapped_column(enum_type(Pace, "pace_known"))
    changed_at: Mapped[datetime]
