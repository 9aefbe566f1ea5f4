"""Questions with answers that everybody finds beside a lesson, as long as its text stays as it was."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Course, Lesson, LessonVersion
from learnhub.learning.models import EnquiryAnswer, FrequentAnswer
from learnhub.learning.rules.enquiries import EnquiryTold, frequent_refusal
from learnhub.learning.rules.sendings import SendingTold
from learnhub.learning.service.sendings import sendings_told
from learnhub.primitives import Refusal, say


@dataclass(frozen=True)
class FrequentTold:
    """A frequent answer. sending: the recordings that stand beside its words, without what was written with them, or None."""

    id: int
    course_id: int
    lesson_id: int
    text_hash: str
    question: str
    answer: str
    made_at: datetime
    sending: SendingTold | None


def add_frequent(
    session: Session,
    asked: EnquiryTold,
    *,
    text_hash: str,
    question: str,
    answer: str,
    answer_id: int | None,
    made_by: int,
    now: datetime,
) -> FrequentAnswer | Refusal:
    """Put a question, in the teacher's own words, and its answer beside the lesson that it was asked in.

    text_hash: of the lesson's standard text now. answer_id: of an answer of made_by's own whose recordings are shown with the words;
    another's voice is not theirs to show.
    """
    refusal = frequent_refusal(question, answer, len(_shown(session, asked.course_id, asked.lesson_id)))
    if refusal is not None:
        return refusal
    own = next((one for one in asked.answers if one.id == answer_id), None)
    if answer_id is not None and (own is None or own.person_id != made_by or not own.sending.files):
        return Refusal("not-own", say("只有录的人自己能把录音或视频放上去。"), field="shows_files")
    made = FrequentAnswer(
        course_id=asked.course_id,
        lesson_id=asked.lesson_id,
        text_hash=text_hash,
        question=question,
        answer=answer,
        answer_id=answer_id,
        made_by_id=made_by,
        made_at=now,
        taken_back_at=None,
    )
    session.add(made)
    session.flush()
    return made


def frequent_answers(session: Session, *, course_id: int, version: LessonVersion) -> list[FrequentTold]:
    """Return what stands beside a text, oldest first: what was said of another text of the lesson isn't shown."""
    rows = _shown(session, course_id, version.lesson_id)
    return _told(session, [row for row in rows if row.text_hash == version.text_hash])


def frequent_or_none(
    session: Session, *, course_id: int, version: LessonVersion, frequent_id: int
) -> FrequentTold | None:
    """Return one of those that stand beside a text; None for any other."""
    found = frequent_answers(session, course_id=course_id, version=version)
    return next((one for one in found if one.id == frequent_id), None)


def frequent_of_bases(
    session: Session, base_ids: Collection[int], *, number: int, size: int
) -> tuple[list[FrequentTold], int]:
    """Return one page of what the teachers of these bases have put beside their lessons, by course, and how many there are."""
    query = _of_bases(base_ids)
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(
        query.order_by(Course.slug, FrequentAnswer.lesson_id, FrequentAnswer.id)
        .offset((number - 1) * size)
        .limit(size)
    ).all()
    return _told(session, rows), total


def frequent_of_bases_or_none(
    session: Session, base_ids: Collection[int], frequent_id: int
) -> FrequentTold | None:
    """Return one of those of these bases; None for any other."""
    rows = session.scalars(_of_bases(base_ids).where(FrequentAnswer.id == frequent_id)).all()
    return next(iter(_told(session, rows)), None)


def take_back_frequent(session: Session, frequent_id: int, *, now: datetime) -> None:
    """Show a frequent answer no more; doing it twice changes nothing."""
    session.execute(
        sa.update(FrequentAnswer)
        .where(FrequentAnswer.id == frequent_id, FrequentAnswer.taken_back_at.is_(None))
        .values(taken_back_at=now)
    )


def renew_frequent(session: Session, frequent_id: int, *, text_hash: str) -> None:
    """Say that an answer still holds for the text as it is now."""
    session.execute(
        sa.update(FrequentAnswer).where(FrequentAnswer.id == frequent_id).values(text_hash=text_hash)
    )


def shown_sendings(session: Session) -> set[int]:
    """Return the sendings whose recordings stand beside a lesson: they are kept as long as they do."""
    return set(
        session.scalars(
            sa.select(EnquiryAnswer.sending_id)
            .join(FrequentAnswer, FrequentAnswer.answer_id == EnquiryAnswer.id)
            .where(FrequentAnswer.taken_back_at.is_(None))
        )
    )


def _of_bases(base_ids: Collection[int]) -> sa.Select[FrequentAnswer]:
    return (
        sa.select(FrequentAnswer)
        .join(Course, Course.id == FrequentAnswer.course_id)
        .join(Lesson, Lesson.id == FrequentAnswer.lesson_id)
        .where(Course.base_id.in_(base_ids), FrequentAnswer.taken_back_at.is_(None))
    )


def _shown(session: Session, course_id: int, lesson_id: int) -> list[FrequentAnswer]:
    return list(
        session.scalars(
            sa.select(FrequentAnswer)
            .where(
                FrequentAnswer.course_id == course_id,
                FrequentAnswer.lesson_id == lesson_id,
                FrequentAnswer.taken_back_at.is_(None),
            )
            .order_by(FrequentAnswer.id)
        )
    )


def _told(session: Session, rows: Collection[FrequentAnswer]) -> list[FrequentTold]:
    sending_of: dict[int, int] = {
        row.id: row.sending_id
        for row in session.execute(
            sa.select(EnquiryAnswer.id, EnquiryAnswer.sending_id).where(
                EnquiryAnswer.id.in_([one.answer_id for one in rows if one.answer_id is not None])
            )
        )
    }
    sent = sendings_told(session, sending_of.values())
    return [
        FrequentTold(
            row.id,
            row.course_id,
            row.lesson_id,
            row.text_hash,
            row.question,
            row.answer,
            row.made_at,
            _files_of(sent.get(sending_of[row.answer_id])) if row.answer_id is not None else None,
        )
        for row in rows
    ]


def _files_of(sent: SendingTold | None) -> SendingTold | None:
    """Return a sending without its words: they were said to one person, and may speak of that person."""
    return replace(sent, words="") if sent is not None and sent.files else None
