"""Take an answer: the person's own, or one that a helper wrote and the person then made theirs."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.casework import service as casework
from learnhub.casework.rules import EntryKind, Noted
from learnhub.messages import service as messages
from learnhub.messages.rules import Kind
from learnhub.needs.models import NeedsAnswer, NeedsSurvey
from learnhub.needs.rules import (
    MODE_WORDS,
    OBSTACLE_WORDS,
    WANT_WORDS,
    Answer,
    Mode,
    Obstacle,
    answer_refusal,
)
from learnhub.primitives import Refusal, listed, local_date, say

_PAGE: messages.Place = ("needs.own_survey", {})


def row_or_none(session: Session, survey: NeedsSurvey, person_id: int) -> NeedsAnswer | None:
    """Return what is kept of a person's answer, also one that a helper wrote and the person hasn't decided on."""
    return session.get(NeedsAnswer, (survey.id, person_id))


def answer_of(row: NeedsAnswer) -> Answer:
    """Return a kept answer."""
    return Answer(
        frozenset(row.wants), row.mode, frozenset(Obstacle(one) for one in row.obstacles), row.words
    )


def give(
    session: Session, survey: NeedsSurvey, person_id: int, answer: Answer, *, now: datetime
) -> Refusal | None:
    """Keep a person's own answer, or their decision on what a helper wrote; a later one takes its place while the survey is open."""
    refusal = answer_refusal(answer)
    if refusal is not None:
        return refusal
    _keep(session, survey, person_id, answer).decided_at = now
    session.flush()
    return None


def fill(
    session: Session, survey: NeedsSurvey, person_id: int, answer: Answer, *, helper_id: int, now: datetime
) -> Refusal | None:
    """Keep what a helper wrote for a person and tell the person: it counts once the person hands it in."""
    refusal = answer_refusal(answer)
    if refusal is not None:
        return refusal
    known = row_or_none(session, survey, person_id)
    if known is not None and known.decided_at is not None:
        return Refusal("decided", say("他自己已经交了，您不能再替他填。要改，请他自己改。"))
    _keep(session, survey, person_id, answer, helper_id=helper_id)
    key = f"needs-filled:{survey.id}:{local_date(now)}"
    messages.tell(session, person_id, Kind.NEEDS_FILLED, {}, _PAGE, key=key, now=now)
    return None


def take_back(session: Session, survey: NeedsSurvey, person_id: int) -> None:
    """Delete a person's answer while the survey is open; once it is counted, only the single answer goes."""
    session.execute(
        sa.delete(NeedsAnswer).where(NeedsAnswer.survey_id == survey.id, NeedsAnswer.person_id == person_id)
    )


def put_into_file(session: Session, row: NeedsAnswer, *, now: datetime) -> Refusal | None:
    """Write an answer into the person's own file, as they asked; without a file nothing is begun."""
    file = casework.file_or_none(session, row.person_id)
    if file is None:
        return Refusal("no-file", say("您还没有档案。要写进去，请先在“我的档案”里开始一份。"))
    noted = Noted(EntryKind.NEED, local_date(now))
    return casework.write(session, file, noted, words=words_of(answer_of(row)), by_id=row.person_id, now=now)


def words_of(answer: Answer) -> str:
    """Return an answer in one line of words."""
    parts = [
        *([listed(words for key, words in WANT_WORDS.items() if key in answer.wants)] if answer.wants else []),
        *([MODE_WORDS[answer.mode]] if answer.mode is not Mode.SKIPPED else []),
        *([listed(words for key, words in OBSTACLE_WORDS.items() if key in answer.obstacles)] if answer.obstacles else []),
        *([answer.words] if answer.words else []),
    ]  # fmt: skip
    return "；".join(str(one) for one in parts)


def answers_of(session: Session, person_id: int) -> Sequence[tuple[NeedsSurvey, NeedsAnswer]]:
    """Return all that is kept of a person's answers, the oldest survey first: for the own copy."""
    rows = session.execute(
        sa.select(NeedsSurvey, NeedsAnswer)
        .join(NeedsAnswer, NeedsAnswer.survey_id == NeedsSurvey.id)
        .where(NeedsAnswer.person_id == person_id)
        .order_by(NeedsSurvey.id)
    )
    return [(survey, row) for survey, row in rows]


def _keep(
    session: Session, survey: NeedsSurvey, person_id: int, answer: Answer, *, helper_id: int | None = None
) -> NeedsAnswer:
    row = row_or_none(session, survey, person_id)
    if row is None:
        row = NeedsAnswer(survey_id=survey.id, person_id=person_id, filled_by_id=helper_id)
        session.add(row)
    elif helper_id is not None:
        row.filled_by_id = helper_id
    row.wants, row.mode, row.words = sorted(answer.wants), answer.mode, answer.words
    row.obstacles = sorted(one.value for one in answer.obstacles)
    return row
