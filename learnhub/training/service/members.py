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


def classmates(session: Session, *, person_id: int, course_id: int) -> set[int]:
    """Return who is in a class of this course together with a person, the person too; nobody for who is in none."""
    own = (
        sa.select(ClassPlace.training_class_id)
        .join(Enrolment, Enrolment.id == ClassPlace.enrolment_id)
        .where(Enrolment.person_id == person_id, Enrolment.course_id == course_id)
    )
    return set(
        session.scalars(
            sa.select(Enrolment.person_id)
            .join(ClassPlace, ClassPlace.enrolment_id == Enrolment.id)
            .where(ClassPlace.training_class_id.in_(own))
        )
    )


def members(session: Session, class_id: int) -> list[Member]:
    """Return the trainees of a class, by enrolment; one query."""
    rows = session.execute(
        sa.select(Enrolment.person_id, Enrolment.id, ClassPlace.joined_on)
        .join(ClassPlace, ClassPlace.enrolment_id == Enrolment.id)
        .where(ClassPlace.training_class_id == class_id)
        .order_by(Enrolment.id)
    )
    return [Member(*row) for row in rows]
