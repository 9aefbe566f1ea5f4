"""Classes of a division's year as an export keeps them: institution, project, money, people, quality."""

from collections import Counter
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from learnhub.catalogue.models import CourseVersion
from learnhub.providers.models import TrainingBase
from learnhub.reports.models import Programme, ProgrammeClass
from learnhub.reports.rules import YEAR_MAX, YEAR_MIN
from learnhub.reports.service.rows import regions_within, rows
from learnhub.subsidy.service.claims import paid_by_class
from learnhub.training.models import (
    BudgetLine,
    ClassSession,
    ClassState,
    ClassTeacher,
    Inspection,
    TrainingClass,
)


def class_rows(session: Session, region_code: str, year: int) -> dict[str, list[str]]:
    """Return the classes that opened in a division's year, by number of the class: nobody's name is in them.

    Levels, natures, groups and funds by key, money in 分, days as dates; "" where nothing was told. The cells are those of
    views.class_batches.KEPT. Fourteen queries, however many classes.
    Source: 云残发〔2022〕55号 (机构、项目、资金、人员、质量), which names no field.
    """
    if not YEAR_MIN <= year <= YEAR_MAX:
        raise ValueError(f"no year of reports: {year}")
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = session.execute(
        sa.select(TrainingClass, TrainingBase, CourseVersion, Programme)
        .join(TrainingBase, TrainingBase.id == TrainingClass.base_id)
        .join(CourseVersion, CourseVersion.id == TrainingClass.course_version_id)
        .outerjoin(ProgrammeClass, ProgrammeClass.training_class_id == TrainingClass.id)
        .outerjoin(Programme, Programme.id == ProgrammeClass.programme_id)
        .where(
            TrainingClass.region_code.in_(regions_within(session, [region_code])),
            TrainingClass.state.not_in([ClassState.APPLIED, ClassState.CANCELLED]),
            TrainingClass.opened_on >= first,
            TrainingClass.opened_on <= last,
        )
        .order_by(TrainingClass.id)
    ).all()
    ids = [row[0].id for row in found]
    paid = paid_by_class(session, ids)
    budgets = _of_classes(session, ids, BudgetLine.training_class_id, sa.func.sum(BudgetLine.amount_fen))
    teachers = _of_classes(session, ids, ClassTeacher.training_class_id, sa.func.count())
    inspections = _of_classes(session, ids, Inspection.training_class_id, sa.func.count())
    ends = _of_classes(session, ids, ClassSession.training_class_id, sa.func.max(ClassSession.day))
    places, done, certified, days = (Counter[str]() for _ in range(4))
    for row in rows(session, region_code, first, last):
        places[row.class_number] += 1
        done[row.class_number] += row.is_completed
        certified[row.class_number] += row.certificates > 0
        days[row.class_number] += row.offline_days
    return {
        str(one.id): [
            base.name, base.credit_code or "", base.nature.value, base.level.value, one.region_code,
            one.number, one.title, version.title, version.training_type, version.level,
            version.occupation_name or "", one.opened_on.isoformat(), ends.get(one.id, one.opened_on).isoformat(),
            str(version.planned_online_class_hours), str(version.planned_offline_class_hours),
            programme.name if programme else "", programme.fund if programme else "", str(budgets.get(one.id, "")),
            ",".join(f"{fund}={fen}" for fund, fen in sorted(paid.get(one.id, {}).items())),
            one.trainee_group.value, str(one.capacity), str(places[one.number]), str(teachers.get(one.id, 0)),
            str(days[one.number]), str(inspections.get(one.id, 0)), str(done[one.number]), str(certified[one.number]),
        ]
        for one, base, version, programme in found
    }  # fmt: skip


def _of_classes(
    session: Session, ids: list[int], column: InstrumentedAttribute[int], value: sa.ColumnElement[Any]
) -> dict[int, Any]:
    asked = sa.select(column, value).where(column.in_(ids)).group_by(column)
    return {row[0]: row[1] for row in session.execute(asked)}
