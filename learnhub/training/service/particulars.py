"""What an application says beyond course, days and place, in rows."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.training.models import BudgetLine, ClassParticulars, TrainingClass
from learnhub.training.rules.particulars import (
    TRAINING_TYPE_WORDS,
    AccessFact,
    Budgeted,
    Interpreter,
    Known,
    Particulars,
    group_of,
)


def keep_particulars(session: Session, training_class: TrainingClass, told: Particulars) -> None:
    """Keep the particulars of a class that is applied for; what was kept before is replaced."""
    row = session.get(ClassParticulars, training_class.id)
    if row is None:
        row = ClassParticulars(training_class_id=training_class.id)
        session.add(row)
    row.training_type, row.delivery_form, row.kind = told.training_type, told.delivery_form, told.kind
    row.dispersed_approval, row.employer = told.dispersed_approval, told.employer
    row.access_facts = {fact.value: known.value for fact, known in told.access_facts.items()}
    row.directions, row.dormitory = told.directions, told.dormitory
    row.is_companion_allowed = told.is_companion_allowed
    row.interpreter, row.interpreter_words = told.interpreter, told.interpreter_words
    training_class.trainee_group = group_of(TRAINING_TYPE_WORDS[told.training_type], told.trainee_group)
    session.execute(sa.delete(BudgetLine).where(BudgetLine.training_class_id == training_class.id))
    session.add_all(
        BudgetLine(
            training_class_id=training_class.id, position=number, title=one.title, amount_fen=one.amount_fen
        )
        for number, one in enumerate(told.budget, start=1)
    )
    session.flush()


def particulars_of(session: Session, class_id: int) -> Particulars | None:
    """Return the particulars of a class; None for a class from before they were asked."""
    row = session.get(ClassParticulars, class_id)
    if row is None:
        return None
    lines = session.scalars(
        sa.select(BudgetLine).where(BudgetLine.training_class_id == class_id).order_by(BudgetLine.position)
    )
    return Particulars(
        training_type=row.training_type,
        delivery_form=row.delivery_form,
        dispersed_approval=row.dispersed_approval,
        kind=row.kind,
        employer=row.employer,
        access_facts={
            fact: Known(row.access_facts.get(fact.value, Known.UNKNOWN.value)) for fact in AccessFact
        },
        directions=row.directions,
        is_companion_allowed=row.is_companion_allowed,
        interpreter=row.interpreter,
        interpreter_words=row.interpreter_words,
        dormitory=row.dormitory,
        budget=tuple(Budgeted(one.title, one.amount_fen) for one in lines),
        trainee_group=session.get_one(TrainingClass, class_id).trainee_group,
    )


def interpreters_of(session: Session, class_ids: Collection[int]) -> Mapping[int, Interpreter]:
    """Return whether somebody interprets in these classes, by class id; classes from before it was asked are left out."""
    rows = session.execute(
        sa.select(ClassParticulars.training_class_id, ClassParticulars.interpreter).where(
            ClassParticulars.training_class_id.in_(class_ids)
        )
    )
    return {row.training_class_id: row.interpreter for row in rows}
