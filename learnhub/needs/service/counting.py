"""What time does to a survey: people are told, it is counted, its single answers end."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.models import Person
from learnhub.messages import service as messages
from learnhub.messages.rules import Kind
from learnhub.needs.models import NeedsAnswer, NeedsSurvey
from learnhub.needs.rules import REMIND_DAYS, SHOWN_MIN, Counted, Line, lines_shown
from learnhub.needs.service.answering import answer_of
from learnhub.needs.service.asking import homes
from learnhub.policy.rules import Figures
from learnhub.primitives import local_date, new_token

_PAGE: messages.Place = ("needs.own_survey", {})


def go_on(session: Session, figures: Figures, *, now: datetime) -> None:
    """Do what is due today in every survey that isn't counted; doing it again does nothing more."""
    today = local_date(now)
    due = sa.select(NeedsSurvey).where(NeedsSurvey.counted_at.is_(None), NeedsSurvey.opens_on <= today)
    for survey in session.scalars(due.order_by(NeedsSurvey.id).with_for_update()).all():
        if today > survey.closes_on:
            count(session, survey, figures, now=now)
            continue
        days = figures.in_force(REMIND_DAYS, "", today).number
        if survey.told_at is None:
            _tell(session, survey, Kind.NEEDS_OPENED, now)
            survey.told_at = now
        elif survey.reminded_at is None and today >= survey.closes_on - timedelta(days=days):
            _tell(session, survey, Kind.NEEDS_ENDS, now)
            survey.reminded_at = now
    session.flush()


def count(session: Session, survey: NeedsSurvey, figures: Figures, *, now: datetime) -> None:
    """Count a survey that is over: what may be shown is kept, and nothing is ever counted again."""
    today = local_date(now)
    asked = homes(session, survey, on=today)
    found = {code: Counter[str]() for code in asked.values()}
    people, answered = Counter(asked.values()), Counter[str]()
    for row in session.scalars(_decided(survey)):
        code = asked.get(row.person_id)
        if code is not None:
            answered[code] += 1
            found[code].update(answer_of(row).cells)
    least = figures.in_force(SHOWN_MIN, "", today).number
    counted = {code: Counted(people[code], answered[code], cells) for code, cells in found.items()}
    survey.sums = [asdict(one) for one in lines_shown(counted, least)]
    survey.counted_at, survey.shown_min = now, least
    session.flush()


def lines_of(survey: NeedsSurvey) -> list[Line]:
    """Return the lines of a counted survey."""
    return [Line(**one) for one in survey.sums or ()]


def words_said(session: Session, survey: NeedsSurvey) -> list[str]:
    """Return the open words of a counted survey in no order, while single answers are kept; none where too few answered to hide one."""
    if survey.shown_min is None:
        return []
    rows = session.scalars(_decided(survey)).all()
    if len(rows) < survey.shown_min:
        return []
    keyed = sorted((new_token(16), row.words) for row in rows if row.words)
    return [words for _key, words in keyed]


def ended(session: Session, before: datetime) -> Sequence[int]:
    """Return the counted surveys that closed before an instant and still keep single answers."""
    return session.scalars(
        sa.select(NeedsSurvey.id)
        .where(
            NeedsSurvey.counted_at.is_not(None),
            NeedsSurvey.closes_on < local_date(before),
            sa.exists().where(NeedsAnswer.survey_id == NeedsSurvey.id),
        )
        .order_by(NeedsSurvey.id)
    ).all()


def erase(session: Session, survey_ids: Sequence[int]) -> None:
    """Delete the single answers of these surveys; the sums stay."""
    session.execute(sa.delete(NeedsAnswer).where(NeedsAnswer.survey_id.in_(survey_ids)))


def forget_person(session: Session, person_id: int) -> None:
    """Delete a person's answers, and the name of the helper from what they wrote for others."""
    session.execute(sa.delete(NeedsAnswer).where(NeedsAnswer.person_id == person_id))
    waiting = sa.and_(NeedsAnswer.filled_by_id == person_id, NeedsAnswer.decided_at.is_(None))
    session.execute(sa.delete(NeedsAnswer).where(waiting))
    session.execute(
        sa.update(NeedsAnswer).where(NeedsAnswer.filled_by_id == person_id).values(filled_by_id=None)
    )


def _decided(survey: NeedsSurvey) -> sa.Select[NeedsAnswer]:
    return (
        sa.select(NeedsAnswer)
        .join(Person, Person.id == NeedsAnswer.person_id)
        .where(NeedsAnswer.survey_id == survey.id, NeedsAnswer.decided_at.is_not(None))
        .order_by(NeedsAnswer.person_id)
    )


def _tell(session: Session, survey: NeedsSurvey, kind: Kind, now: datetime) -> None:
    """Tell everybody whom a survey asks and who hasn't answered yet."""
    done = {row.person_id for row in session.scalars(_decided(survey))}
    words = {"until": f"{survey.closes_on.month} 月 {survey.closes_on.day} 日"}
    messages.tell_each(
        session,
        [
            messages.Note(person_id, kind, words, _PAGE, f"{kind.value}:{survey.id}")
            for person_id in homes(session, survey, on=local_date(now))
            if person_id not in done
        ],
        now=now,
    )
