"""Put rows of questions and answers together as they are told."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.learning.models import Enquiry, EnquiryAnswer
from learnhub.learning.rules.enquiries import About, EnquiryAnswerTold, EnquiryTold
from learnhub.learning.service.sendings import sendings_told


def told(session: Session, query: sa.Select[Enquiry]) -> list[EnquiryTold]:
    """Return the questions that a query finds, in its order, with their answers; four statements, however many there are."""
    rows = session.scalars(query).all()
    answers: dict[int, list[EnquiryAnswer]] = {}
    for answer in session.scalars(
        sa.select(EnquiryAnswer)
        .where(EnquiryAnswer.enquiry_id.in_([row.id for row in rows]))
        .order_by(EnquiryAnswer.id)
    ):
        answers.setdefault(answer.enquiry_id, []).append(answer)
    sent = sendings_told(
        session,
        [row.sending_id for row in rows] + [one.sending_id for found in answers.values() for one in found],
    )
    return [
        EnquiryTold(
            id=row.id,
            person_id=row.person_id,
            course_id=row.course_id,
            lesson_id=row.lesson_id,
            text_hash=row.text_hash,
            edition=row.edition,
            about=About(row.about_kind, row.about_key, row.about_words, row.context),
            sending=sent[row.sending_id],
            asked_at=row.asked_at,
            is_withdrawn=row.withdrawn_at is not None,
            is_shared=row.shared_at is not None,
            answers=tuple(
                EnquiryAnswerTold(
                    one.id, one.person_id, sent[one.sending_id], one.answered_at, one.shared_at is not None
                )
                for one in answers.get(row.id, ())
            ),
        )
        for row in rows
    ]


def one_or_none(session: Session, query: sa.Select[Enquiry]) -> EnquiryTold | None:
    """Return the only question that a query finds, or None."""
    return next(iter(told(session, query)), None)


def is_open() -> sa.ColumnElement[bool]:
    """Return the condition for a question that waits for an answer."""
    has_answer = sa.exists().where(EnquiryAnswer.enquiry_id == Enquiry.id)
    return sa.and_(Enquiry.withdrawn_at.is_(None), sa.not_(has_answer))
