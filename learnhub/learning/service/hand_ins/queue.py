"""Who waits for feedback, and which work a teacher may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from learnhub.accounts.models import RoleGrant
from learnhub.accounts.rules.roles import BASE_ROLES, Holding, Role
from learnhub.accounts.service.sign_ins import in_force
from learnhub.catalogue.models import Course
from learnhub.learning.models import Enrolment, Feedback, HandIn
from learnhub.learning.rules.hand_ins import HandInTold
from learnhub.learning.service.hand_ins.reading import told_of


@dataclass(frozen=True)
class Waiting:
    """A task that waits for feedback. piece: the newest, which counts. since: when the first piece was handed in that nobody has answered."""

    piece: HandInTold
    since: datetime


def bases_of_teachers(holdings: Sequence[Holding]) -> set[int]:
    """Return the bases at which somebody teaches or that somebody manages; a role without a base reaches none."""
    return {held.base_id for held in holdings if held.role in BASE_ROLES and held.base_id is not None}


def taught_within(holdings: Sequence[Holding], on: date) -> sa.ColumnElement[bool]:
    """Return a condition on Enrolment: the course, or the trainee, belongs to a base where somebody teaches or that somebody manages."""
    bases = bases_of_teachers(holdings)
    of_course = sa.exists().where(Course.id == Enrolment.course_id, Course.base_id.in_(bases))
    return sa.or_(of_course, trained_at(bases, on))


def trained_at(bases: set[int], on: date) -> sa.ColumnElement[bool]:
    """Return a condition on Enrolment: its person is a trainee of one of these bases on a day."""
    return sa.exists().where(
        RoleGrant.person_id == Enrolment.person_id,
        RoleGrant.role == Role.TRAINEE,
        RoleGrant.base_id.in_(bases),
        in_force(on),
    )


def waiting_pieces(
    session: Session, within: sa.ColumnElement[bool], *, but_of: int, number: int, size: int
) -> tuple[list[Waiting], int]:
    """Return one page of the tasks that wait for feedback, the longest waiting first, and how many there are.

    within: a condition on Enrolment. but_of: the person who looks, whose own work somebody else has to answer.
    """
    newer, earlier, answered = aliased(HandIn), aliased(HandIn), aliased(HandIn)
    last_answered = (
        sa.select(sa.func.max(answered.number))
        .join(Feedback, Feedback.hand_in_id == answered.id)
        .where(_same_task(answered))
        .correlate(HandIn)
        .scalar_subquery()
    )
    since = (
        sa.select(sa.func.min(earlier.handed_in_at))
        .where(_same_task(earlier), earlier.number > sa.func.coalesce(last_answered, 0))
        .correlate(HandIn)
        .scalar_subquery()
    )
    query = (
        sa.select(HandIn, since.label("since"))
        .join(Enrolment, Enrolment.id == HandIn.enrolment_id)
        .where(
            within,
            HandIn.person_id != but_of,
            ~sa.exists().where(_same_task(newer), newer.number > HandIn.number),
            ~sa.exists().where(Feedback.hand_in_id == HandIn.id),
        )
    )
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    if not total:
        return [], 0
    rows = session.execute(
        query.order_by(sa.text("since"), HandIn.id).offset((number - 1) * size).limit(size)
    ).all()
    told = told_of(session, [row[0] for row in rows])
    return [Waiting(piece, row.since) for piece, row in zip(told, rows, strict=True)], total


def piece_within_or_none(
    session: Session, within: sa.ColumnElement[bool], hand_in_id: int
) -> HandInTold | None:
    """Return a piece of work within reach; None otherwise. within: a condition on Enrolment."""
    found = session.scalar(
        sa.select(HandIn)
        .join(Enrolment, Enrolment.id == HandIn.enrolment_id)
        .where(within, HandIn.id == hand_in_id)
    )
    return told_of(session, [found])[0] if found is not None else None


def _same_task(one: type[HandIn]) -> sa.ColumnElement[bool]:
    return sa.and_(
        one.person_id == HandIn.person_id,
        one.lesson_version_id == HandIn.lesson_version_id,
        one.task == HandIn.task,
    )
