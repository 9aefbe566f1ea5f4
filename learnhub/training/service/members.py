"""Who is in a class, and since when."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.learning.models import Enrolment
from learnhub.training.models import ClassPlace


@dataclass(frozen=True)
class Member:
    """A trainee of a class. joined_on: sessions before that day don't concern them."""

    person_id: int
    enrolment_id: int
    joined_on: date


def members(session: Session, class_id: int) -> list[Member]:
    """Return the trainees of a class, by enrolment; one query."""
    rows = session.execute(
        sa.select(Enrolment.person_id, Enrolment.id, ClassPlace.joined_on)
        .join(ClassPlace, ClassPlace.enrolment_id == Enrolment.id)
        .where(ClassPlace.training_class_id == class_id)
        .order_by(Enrolment.id)
    )
    return [Member(*row) for row in rows]
