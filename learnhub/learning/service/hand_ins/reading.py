"""Read work and what was said to it."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.learning.models import Feedback, FeedbackLine, HandIn
from learnhub.learning.rules.hand_ins import FeedbackTold, HandInTold, LineTold
from learnhub.learning.service.sendings import file_or_none, sendings_told
from learnhub.media.rules.facts import Stored


def told_of(session: Session, rows: Sequence[HandIn]) -> list[HandInTold]:
    """Return pieces of work with what was said to them, in the order given; five queries, however many there are."""
    answers: dict[int, list[Feedback]] = {}
    for one in session.scalars(
        sa.select(Feedback).where(Feedback.hand_in_id.in_([row.id for row in rows])).order_by(Feedback.id)
    ):
        answers.setdefault(one.hand_in_id, []).append(one)
    given = [one for some in answers.values() for one in some]
    lines: dict[int, list[LineTold]] = {}
    for line in session.scalars(
        sa.select(FeedbackLine)
        .where(FeedbackLine.feedback_id.in_([one.id for one in given]))
        .order_by(FeedbackLine.feedback_id, FeedbackLine.position)
    ):
        lines.setdefault(line.feedback_id, []).append(LineTold(line.position, line.verdict, line.words))
    sent = sendings_told(
        session,
        [*(row.sending_id for row in rows), *(one.sending_id for one in given if one.sending_id is not None)],
    )
    return [
        HandInTold(
            id=row.id,
            person_id=row.person_id,
            enrolment_id=row.enrolment_id,
            lesson_version_id=row.lesson_version_id,
            task=row.task,
            number=row.number,
            sending=sent[row.sending_id],
            handed_in_at=row.handed_in_at,
            feedback=tuple(
                FeedbackTold(
                    one.id,
                    one.outcome,
                    tuple(lines.get(one.id, ())),
                    sent[one.sending_id] if one.sending_id is not None else None,
                    one.by_id,
                    one.given_at,
                )
                for one in answers.get(row.id, ())
            ),
        )
        for row in rows
    ]


def pieces_of_task(
    session: Session, *, person_id: int, lesson_version_id: int, task: str
) -> list[HandInTold]:
    """Return all that a person has handed in for a task, newest first."""
    rows = session.scalars(
        sa.select(HandIn)
        .where(
            HandIn.person_id == person_id,
            HandIn.lesson_version_id == lesson_version_id,
            HandIn.task == task,
        )
        .order_by(HandIn.number.desc())
    ).all()
    return told_of(session, rows)


def own_pieces(session: Session, person_id: int) -> list[HandIn]:
    """Return the newest piece of work of each task that a person has handed in, the last handed in first."""
    newer = sa.orm.aliased(HandIn)
    rows = session.scalars(
        sa.select(HandIn)
        .where(
            HandIn.person_id == person_id,
            ~sa.exists().where(_same_task(newer, HandIn), newer.number > HandIn.number),
        )
        .order_by(HandIn.handed_in_at.desc(), HandIn.id.desc())
    )
    return list(rows)


def all_pieces(session: Session, person_id: int) -> list[HandInTold]:
    """Return all that a person has handed in, oldest first: for the copy of their data."""
    rows = session.scalars(sa.select(HandIn).where(HandIn.person_id == person_id).order_by(HandIn.id)).all()
    return told_of(session, rows)


def own_piece_or_none(session: Session, *, person_id: int, hand_in_id: int) -> HandInTold | None:
    """Return a piece of work if it is this person's; None otherwise, whether or not it exists."""
    found = session.get(HandIn, hand_in_id)
    return told_of(session, [found])[0] if found is not None and found.person_id == person_id else None


def file_of_piece(session: Session, piece: HandInTold, token: str) -> Stored | None:
    """Return a file of a piece of work, or of what was said to it, by its token; the caller has decided who may see the piece."""
    sent = [piece.sending.id, *(one.sending.id for one in piece.feedback if one.sending is not None)]
    return next((found for one in sent if (found := file_or_none(session, one, token)) is not None), None)


def _same_task(one: type[HandIn], other: type[HandIn]) -> sa.ColumnElement[bool]:
    return sa.and_(
        one.person_id == other.person_id,
        one.lesson_version_id == other.lesson_version_id,
        one.task == other.task,
    )
