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
_TOLD = (
    "enrolment_id", "person_id", "class_number", "class_title", "base_name", "region_code", "training_type", "group", "opened_on", "ends_on",
)  # fmt: skip
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
    """Return the rows of classes of a division that opened in a period, by class and enrolment; a handful of queries for each ten thousand.

    class_ids: of these classes alone.
    Cancelled classes and classes that only asked to open are left out. A class without any meeting ends when it opens.
    """
    last = (
        sa.select(ClassSession.training_class_id, sa.func.max(ClassSession.day).label("day"))
        .group_by(ClassSession.training_class_id)
        .subquery()
    )
    ends = sa.func.coalesce(last.c.day, TrainingClass.opened_on)
    found = session.execute(
        sa.select(
            Enrolment.id, Enrolment.person_id, TrainingClass.number, TrainingClass.title, TrainingBase.name,
            TrainingClass.region_code, CourseVersion.training_type, TrainingClass.trainee_group,
            TrainingClass.opened_on, ends,
        )
        .join(ClassPlace, ClassPlace.enrolment_id == Enrolment.id)
        .join(TrainingClass, TrainingClass.id == ClassPlace.training_class_id)
        .join(TrainingBase, TrainingBase.id == TrainingClass.base_id)
        .join(CourseVersion, CourseVersion.id == TrainingClass.course_version_id)
        .outerjoin(last, last.c.training_class_id == TrainingClass.id)
        .where(
            TrainingClass.region_code.in_(regions_within(session, [region_code])),
            TrainingClass.state.not_in([ClassState.APPLIED, ClassState.CANCELLED]),
            TrainingClass.opened_on >= starts_on,
            TrainingClass.opened_on <= ends_on,
            TrainingClass.id.in_(class_ids) if class_ids is not None else sa.true(),
        )
        .order_by(TrainingClass.number, Enrolment.id)
        .limit(ROWS_MAX)
    ).all()  # fmt: skip
    done: set[int] = set()
    certificates: dict[int, int] = {}
    learned: dict[int, tuple[int, int]] = {}
    for part in parts_of(row[0] for row in found):
        done |= completed(session, part)
        learned |= _learned(session, part)
        certificates |= issued_counts(session, part)
    return [
        Row(
            **dict(zip(_TOLD, row, strict=True)),
            is_completed=row[0] in done,
            offline_days=learned.get(row[0], (0, 0))[0],
            online_minutes=learned.get(row[0], (0, 0))[1],
            certificates=certificates.get(row[0], 0),
        )
        for row in found
    ]


def regions_within(session: Session, reach: Sequence[str]) -> list[str]:
    """Return the divisions of classes that lie within these."""
    known = session.scalars(sa.select(TrainingClass.region_code).distinct())
    return [code for code in known if any(contains(outer, code) for outer in reach)]


def completed(session: Session, enrolment_ids: Sequence[int]) -> set[int]:
    """Return the enrolments whose completion was decided last as approved."""
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


def _learned(session: Session, enrolment_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return (offline days, online minutes) of the newest record of each enrolment that has one."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    length = sa.func.jsonb_array_length if is_postgresql else sa.func.json_array_length
    found = session.execute(
        sa.select(BlendedRecord.enrolment_id, length(BlendedRecord.days), BlendedRecord.online_minutes)
        .where(BlendedRecord.enrolment_id.in_(enrolment_ids))
        .order_by(BlendedRecord.version)
    )
    return {enrolment_id: (days, minutes) for enrolment_id, days, minutes in found}
