"""Gather the rows of a division: who was in which class, with what came of it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import CourseVersion
from learnhub.completion.models import CompletionStep
from learnhub.completion.rules import CompletionStepKind
from learnhub.completion.service import issued_counts
from learnhub.learning.models import Enrolment
from learnhub.providers.models import TrainingBase
from learnhub.regions.rules import contains
from learnhub.reports.rules import Row
from learnhub.subsidy.models import BlendedRecord
from learnhub.training.models import ClassPlace, ClassSession, ClassState, TrainingClass

ROWS_MAX = 100_000  # more than a province has in a year
_ASKED_AT_ONCE = 10_000  # both engines take no more than 32 766 values in a statement


def parts_of(ids: Iterable[int]) -> Iterator[tuple[int, ...]]:
    """Return ids in parts that a statement takes."""
    waiting = iter(ids)
    while part := tuple(islice(waiting, _ASKED_AT_ONCE)):
        yield part


def rows(
    session: Session,
    region_code: str,
    starts_on: date,
    ends_on: date,
    *,
    class_ids: Sequence[int] | None = None,
) -> list[Row]:
    """Return the rows of classes of a division that opened in a period, by class and enrolment; seven queries, however many rows.

    class_ids: of these classes alone.
    Cancelled classes and classes that only asked to open are left out. A class without any meeting ends when it opens.
    """
    meant = _meant(session, region_code, starts_on, ends_on, class_ids)
    return _made(session, meant, session.execute(_found(meant).limit(ROWS_MAX)).all(), _places(meant))


def rows_part(
    session: Session, region_code: str, starts_on: date, ends_on: date, *, number: int, size: int
) -> tuple[list[Row], int]:
    """Return one page of `rows`, by its number from 1, and how many rows there are in all: only these are gathered."""
    meant = _meant(session, region_code, starts_on, ends_on, None)
    total = (
        session.scalar(sa.select(sa.func.count()).select_from(_found(meant).order_by(None).subquery())) or 0
    )
    found = session.execute(_found(meant).limit(size).offset((number - 1) * size)).all()
    of_these = TrainingClass.id.in_(sorted({row[2] for row in found}))
    return _made(session, [of_these], found, [row[0] for row in found]), total


def _found(meant: Sequence[sa.ColumnElement[bool]]) -> sa.Select[int, int, int]:
    """Return the question for (enrolment, person, class) in the order of a ledger."""
    return (
        sa.select(ClassPlace.enrolment_id, Enrolment.person_id, ClassPlace.training_class_id)
        .join(Enrolment, Enrolment.id == ClassPlace.enrolment_id)
        .join(TrainingClass, TrainingClass.id == ClassPlace.training_class_id)
        .where(*meant)
        .order_by(TrainingClass.number, ClassPlace.enrolment_id)
    )


def _made(
    session: Session,
    meant: Sequence[sa.ColumnElement[bool]],
    found: Sequence[sa.Row[int, int, int]],
    within: Sequence[int] | sa.ScalarSelect[int],
) -> list[Row]:
    """Make rows of (enrolment, person, class). meant: which classes; within: the enrolments, or the question that finds them."""
    last = (
        sa.select(ClassSession.training_class_id, sa.func.max(ClassSession.day).label("day"))
        .group_by(ClassSession.training_class_id)
        .subquery()
    )
    # What rows of one class share is asked once for each class: a year of a province has twenty rows in each.
    classes = {
        row[0]: row[1:]
        for row in session.execute(
            sa.select(
                TrainingClass.id, TrainingClass.number, TrainingClass.title, TrainingBase.name,
                TrainingClass.region_code, CourseVersion.training_type, TrainingClass.trainee_group,
                TrainingClass.opened_on, sa.func.coalesce(last.c.day, TrainingClass.opened_on),
            )
            .join(TrainingBase, TrainingBase.id == TrainingClass.base_id)
            .join(CourseVersion, CourseVersion.id == TrainingClass.course_version_id)
            .outerjoin(last, last.c.training_class_id == TrainingClass.id)
            .where(*meant)
        )
    }  # fmt: skip
    done, learned = completed(session, within), _learned(session, within)
    certificates = issued_counts(session, within)
    return [
        Row._make((
            enrolment_id, person_id, *classes[class_id], enrolment_id in done,
            *learned.get(enrolment_id, (0, 0)), certificates.get(enrolment_id, 0),
        ))
        for enrolment_id, person_id, class_id in found
    ]  # fmt: skip


def places(session: Session, region_code: str, starts_on: date, ends_on: date) -> sa.ScalarSelect[int]:
    """Return the question that finds the enrolments of `rows`: thousands of numbers are never sent to the database."""
    return _places(_meant(session, region_code, starts_on, ends_on, None))


def _meant(
    session: Session, region_code: str, starts_on: date, ends_on: date, class_ids: Sequence[int] | None
) -> list[sa.ColumnElement[bool]]:
    return [
        TrainingClass.region_code.in_(regions_within(session, [region_code])),
        TrainingClass.state.not_in([ClassState.APPLIED, ClassState.CANCELLED]),
        TrainingClass.opened_on >= starts_on,
        TrainingClass.opened_on <= ends_on,
        TrainingClass.id.in_(class_ids) if class_ids is not None else sa.true(),
    ]


def _places(meant: Sequence[sa.ColumnElement[bool]]) -> sa.ScalarSelect[int]:
    return (
        sa.select(ClassPlace.enrolment_id)
        .join(TrainingClass, TrainingClass.id == ClassPlace.training_class_id)
        .where(*meant)
        .scalar_subquery()
    )


def regions_within(session: Session, reach: Sequence[str]) -> list[str]:
    """Return the divisions of classes that lie within these."""
    known = session.scalars(sa.select(TrainingClass.region_code).distinct())
    return [code for code in known if any(contains(outer, code) for outer in reach)]


def completed(session: Session, enrolment_ids: Sequence[int] | sa.ScalarSelect[int]) -> set[int]:
    """Return the enrolments whose completion was decided last as approved. enrolment_ids: numbers, or a question that finds them."""
    newest = (
        sa.select(CompletionStep.enrolment_id, sa.func.max(CompletionStep.number).label("number"))
        .where(CompletionStep.enrolment_id.in_(enrolment_ids))
        .group_by(CompletionStep.enrolment_id)
        .subquery()
    )
    return set(
        session.scalars(
            sa.select(CompletionStep.enrolment_id)
            .join(
                newest,
                sa.and_(
                    newest.c.enrolment_id == CompletionStep.enrolment_id,
                    newest.c.number == CompletionStep.number,
                ),
            )
            .where(CompletionStep.kind == CompletionStepKind.APPROVED)
        )
    )


def _learned(
    session: Session, enrolment_ids: Sequence[int] | sa.ScalarSelect[int]
) -> dict[int, tuple[int, int]]:
    """Return (offline days, online minutes) of the newest record of each enrolment that has one."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    length = sa.func.jsonb_array_length if is_postgresql else sa.func.json_array_length
    found = session.execute(
        sa.select(BlendedRecord.enrolment_id, length(BlendedRecord.days), BlendedRecord.online_minutes)
        .where(BlendedRecord.enrolment_id.in_(enrolment_ids))
        .order_by(BlendedRecord.version)
    )
    return {enrolment_id: (days, minutes) for enrolment_id, days, minutes in found}
