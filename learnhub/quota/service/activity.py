"""When a base last did anything that the site knows of: a meeting of a class, a class that began, a version that went online."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Course, CourseVersion
from learnhub.policy.rules import Figures
from learnhub.primitives import local_date
from learnhub.providers.models import TrainingBase
from learnhub.providers.rules.life import LISTED_STANDINGS, is_idle
from learnhub.providers.service.life import lives
from learnhub.training.models import ClassSession, ClassState, TrainingClass

IDLE_DAYS = "bases.idle_days"
_HELD = (ClassState.APPROVED, ClassState.RUNNING, ClassState.CLOSED)


def last_active_days(session: Session, base_ids: Sequence[int], today: date) -> dict[int, date]:
    """Return the last day on which each base did anything, by id; bases that never did are left out. Three queries."""
    held = sa.and_(TrainingClass.base_id.in_(base_ids), TrainingClass.state.in_(_HELD))
    began = (
        sa.select(TrainingClass.base_id, sa.func.max(TrainingClass.opened_on))
        .where(held, TrainingClass.opened_on <= today)
        .group_by(TrainingClass.base_id)
    )
    met = (
        sa.select(TrainingClass.base_id, sa.func.max(ClassSession.day))
        .join(ClassSession, ClassSession.training_class_id == TrainingClass.id)
        .where(held, ClassSession.day <= today)
        .group_by(TrainingClass.base_id)
    )
    published = (
        sa.select(Course.base_id, sa.func.max(CourseVersion.published_at))
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .where(Course.base_id.in_(base_ids), CourseVersion.published_at.is_not(None))
        .group_by(Course.base_id)
    )
    found: dict[int, date] = {}
    days: list[tuple[int | None, date]] = [
        (base_id, day) for query in (began, met) for base_id, day in session.execute(query)
    ]
    days += [(base_id, local_date(at)) for base_id, at in session.execute(published) if at is not None]
    for base_id, day in days:
        if base_id is not None:  # a course without a base is nobody's activity
            found[base_id] = max(day, found.get(base_id, day))
    return found


def idle_bases(
    session: Session, bases: Sequence[TrainingBase], figures: Figures, today: date
) -> list[tuple[TrainingBase, date | None]]:
    """Return the listed bases that have done nothing for too long, with their last active day; a flag, an officer decides."""
    known, active = lives(session, bases), last_active_days(session, [base.id for base in bases], today)
    return [
        (base, active.get(base.id))
        for base in bases
        if known[base.id].standing.step in LISTED_STANDINGS
        and is_idle(
            active.get(base.id),
            base.listed_on,
            today,
            figures.in_force(IDLE_DAYS, base.region_code, today).number,
        )
    ]
