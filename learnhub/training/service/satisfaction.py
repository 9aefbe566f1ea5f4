"""Ask trainees what they thought of a class, so that no answer leads back to one of them, and tell the sums (decision 0058)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.learning.models import Enrolment
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal, new_token, say
from learnhub.regions.rules import contains
from learnhub.training.models import ClassPlace, ClassSession, ClassState, TrainingClass
from learnhub.training.models.satisfaction import SurveyMark, SurveyTally, SurveyWords
from learnhub.training.rules.satisfaction import (
    ANSWERS_MIN,
    OPEN_DAYS,
    Answers,
    Choice,
    Question,
    SurveyState,
    answer_refusal,
    closes_on,
    survey_state,
)

CLASSES_MAX = 5000  # of one year in one province; more are not read
_LAST_DAY = (
    sa.select(ClassSession.training_class_id.label("class_id"), sa.func.max(ClassSession.day).label("last"))
    .group_by(ClassSession.training_class_id)
    .subquery()
)
Counts = Mapping[Question, Mapping[Choice, int]]
Sums = Literal["base", "region"]
_SUMMED_BY: Mapping[Sums, Any] = {"base": TrainingClass.base_id, "region": TrainingClass.region_code}


@dataclass(frozen=True)
class SurveyTold:
    """The survey of a class as one of its trainees meets it. closes_on: the last day for an answer."""

    training_class: TrainingClass
    state: SurveyState
    closes_on: date


@dataclass(frozen=True)
class ClassAsked:
    """A class whose survey is over. places: trainees who were asked. sheets: how many answered, everything skipped included."""

    training_class: TrainingClass
    last_day: date
    places: int
    sheets: int


def survey_or_none(
    session: Session, *, person_id: int, class_id: int, figures: Figures, on: date
) -> SurveyTold | None:
    """Return the survey of a class in which this person has a place; None for anybody else, and for a class without meetings."""
    found = session.execute(_asked_of(person_id).where(TrainingClass.id == class_id)).first()
    return None if found is None else _told(session, person_id, *found, figures=figures, on=on)


def survey_to_offer_or_none(
    session: Session, *, person_id: int, figures: Figures, on: date
) -> SurveyTold | None:
    """Return the open survey of the person's class that ended last, unless it is answered; None when there is nothing to ask."""
    found = session.execute(
        _asked_of(person_id).where(_LAST_DAY.c.last <= on).order_by(_LAST_DAY.c.last.desc()).limit(1)
    ).first()
    told = None if found is None else _told(session, person_id, *found, figures=figures, on=on)
    return told if told is not None and told.state is SurveyState.OPEN else None


def answer_survey(
    session: Session, survey: SurveyTold, *, person_id: int, answers: Answers, words: str
) -> Refusal | None:
    """Count a person's answers about a class, and remember apart that they are given.

    Every row of the class's survey is written anew: nothing a database keeps about rows (their order, the unit of work that wrote
    them) then says which of them came together.
    """
    refusal = answer_refusal(answers, words)
    if refusal is not None:
        return refusal
    class_id = survey.training_class.id
    session.scalars(sa.select(TrainingClass.id).where(TrainingClass.id == class_id).with_for_update()).one()
    given = set(session.scalars(sa.select(SurveyMark.person_id).where(_of(SurveyMark, class_id))))
    if person_id in given:
        return Refusal("given", say("您已经答过了。"))
    if survey.state is not SurveyState.OPEN:
        return Refusal("over", say("现在不收这个班的回答。"))
    said = list(session.scalars(sa.select(SurveyWords.words).where(_of(SurveyWords, class_id))))
    counts = counts_of(session, [class_id]).get(class_id, {})
    for table in (SurveyMark, SurveyTally, SurveyWords):
        session.execute(sa.delete(table).where(_of(table, class_id)))
    session.add_all(
        SurveyMark(training_class_id=class_id, person_id=one) for one in sorted({*given, person_id})
    )
    session.add_all(
        SurveyTally(
            training_class_id=class_id,
            question=question,
            choice=choice,
            count=counts.get(question, {}).get(choice, 0) + (answers.get(question, Choice.SKIPPED) is choice),
        )
        for question in Question
        for choice in Choice
    )
    keyed = sorted((new_token(16), one) for one in (*said, *([words] if words else [])))
    session.add_all(SurveyWords(key=key, training_class_id=class_id, words=one) for key, one in keyed)
    session.flush()
    return None


def classes_asked(
    session: Session,
    figures: Figures,
    *,
    year: int,
    on: date,
    regions: Sequence[str] | None = None,
    base_ids: Sequence[int] | None = None,
) -> list[ClassAsked]:
    """Return the classes that ended in a year and whose survey is over, by the day they ended, the newest first.

    Only then: from two readings of a running survey the answer between them could be told. regions, base_ids: where;
    None is no limit, nothing is no class.
    """
    over = on - timedelta(days=figures.in_force(OPEN_DAYS, "", on).number)
    places = (
        sa.select(ClassPlace.training_class_id, sa.func.count().label("taken"))
        .group_by(ClassPlace.training_class_id)
        .subquery()
    )
    sheets = (
        sa.select(SurveyTally.training_class_id, sa.func.sum(SurveyTally.count).label("given"))
        .where(SurveyTally.question == Question.OVERALL)
        .group_by(SurveyTally.training_class_id)
        .subquery()
    )
    query = (
        sa.select(TrainingClass, _LAST_DAY.c.last, places.c.taken, sheets.c.given)
        .join(_LAST_DAY, _LAST_DAY.c.class_id == TrainingClass.id)
        .join(places, places.c.training_class_id == TrainingClass.id)
        .outerjoin(sheets, sheets.c.training_class_id == TrainingClass.id)
        .where(
            TrainingClass.state != ClassState.CANCELLED,
            _LAST_DAY.c.last >= date(year, 1, 1),
            _LAST_DAY.c.last <= min(date(year, 12, 31), over - timedelta(days=1)),
        )
        .order_by(_LAST_DAY.c.last.desc(), TrainingClass.id)
        .limit(CLASSES_MAX)
    )
    if regions is not None:
        known = session.scalars(sa.select(TrainingClass.region_code).distinct())
        within = [code for code in known if any(contains(outer, code) for outer in regions)]
        query = query.where(TrainingClass.region_code.in_(within))
    if base_ids is not None:
        query = query.where(TrainingClass.base_id.in_(base_ids))
    return [
        ClassAsked(found, last, taken, given or 0) for found, last, taken, given in session.execute(query)
    ]


def counts_of(session: Session, class_ids: Sequence[int]) -> dict[int, dict[Question, dict[Choice, int]]]:
    """Return the tallies of these classes, by class; one query. A class that nobody answered for isn't there."""
    return _sums(session, SurveyTally.training_class_id, SurveyTally.training_class_id.in_(class_ids))


def totals(
    session: Session, asked: Sequence[ClassAsked], by: Sums, figures: Figures, on: date
) -> dict[int | str, dict[Question, dict[Choice, int]]]:
    """Return the sums of these classes by base or by division; one query.

    A question that too few answered in a class is left out of every sum: from a total and its other parts the rest could be told.
    """
    enough = (
        sa.select(SurveyTally.training_class_id, SurveyTally.question)
        .where(
            SurveyTally.training_class_id.in_([one.training_class.id for one in asked]),
            SurveyTally.choice != Choice.SKIPPED,
        )
        .group_by(SurveyTally.training_class_id, SurveyTally.question)
        .having(sa.func.sum(SurveyTally.count) >= answers_min(figures, on))
    )
    pairs = sa.tuple_(SurveyTally.training_class_id, SurveyTally.question)
    return _sums(session, _SUMMED_BY[by], pairs.in_(enough))


def _sums(
    session: Session, by: Any, where: sa.ColumnElement[bool]
) -> dict[Any, dict[Question, dict[Choice, int]]]:
    found: dict[Any, dict[Question, dict[Choice, int]]] = {}
    rows = session.execute(
        sa.select(by, SurveyTally.question, SurveyTally.choice, sa.func.sum(SurveyTally.count))
        .join(TrainingClass, TrainingClass.id == SurveyTally.training_class_id)
        .where(where)
        .group_by(by, SurveyTally.question, SurveyTally.choice)
    )
    for key, question, choice, count in rows:
        found.setdefault(key, {}).setdefault(question, {})[choice] = int(count)
    return found


def words_about(session: Session, class_id: int) -> list[str]:
    """Return the open words about a class, in no order."""
    return list(
        session.scalars(
            sa.select(SurveyWords.words).where(_of(SurveyWords, class_id)).order_by(SurveyWords.key)
        )
    )


def answers_min(figures: Figures, on: date) -> int:
    """Return from how many answers to a question on its share is shown."""
    return figures.in_force(ANSWERS_MIN, "", on).number


def _asked_of(person_id: int) -> sa.Select[Any]:
    return (
        sa.select(TrainingClass, _LAST_DAY.c.last)
        .join(_LAST_DAY, _LAST_DAY.c.class_id == TrainingClass.id)
        .join(ClassPlace, ClassPlace.training_class_id == TrainingClass.id)
        .join(Enrolment, Enrolment.id == ClassPlace.enrolment_id)
        .where(Enrolment.person_id == person_id, TrainingClass.state != ClassState.CANCELLED)
    )


def _told(
    session: Session, person_id: int, found: TrainingClass, last: date, *, figures: Figures, on: date
) -> SurveyTold:
    open_days = figures.in_force(OPEN_DAYS, "", on).number
    is_given = session.get(SurveyMark, (found.id, person_id)) is not None
    state = survey_state(last, on=on, open_days=open_days, is_given=is_given)
    return SurveyTold(found, state, closes_on(last, open_days))


def _of(table: Any, class_id: int) -> sa.ColumnElement[bool]:
    return table.training_class_id == class_id  # type: ignore[no-any-return]
