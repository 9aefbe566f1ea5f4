"""The teachers of a base: what waits for them, and their answers."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.rules.roles import BASE_ROLES, Holding
from learnhub.accounts.service.directory import staff_of
from learnhub.catalogue.models import Course
from learnhub.learning.models import Enquiry, EnquiryAnswer, Sending
from learnhub.learning.rules.enquiries import EnquiryTold, answering_refusal
from learnhub.learning.service.enquiries.lessons import lessons_named
from learnhub.learning.service.enquiries.told import is_open, one_or_none, told
from learnhub.learning.service.sendings import settle
from learnhub.messages.rules.kinds import Kind
from learnhub.messages.service import tell
from learnhub.primitives import Refusal

ANSWERERS = BASE_ROLES


def base_of(holdings: Sequence[Holding]) -> frozenset[int]:
    """Return the bases for whose courses somebody answers: as its teacher or manager, and by no other role."""
    return frozenset(held.base_id for held in holdings if held.role in ANSWERERS and held.base_id is not None)


def has_teacher(session: Session, course: Course, on: date) -> bool:
    """Tell whether anybody answers for a course."""
    return course.base_id is not None and bool(staff_of(session, [course.base_id], ANSWERERS, on))


def queue(
    session: Session, base_ids: Collection[int], *, is_answered: bool, number: int, size: int
) -> tuple[list[EnquiryTold], int]:
    """Return one page of the questions about the courses of these bases, and how many there are.

    Those that wait: course by course, the oldest first. Those that were answered: the newest first.
    """
    state = sa.exists().where(EnquiryAnswer.enquiry_id == Enquiry.id) if is_answered else is_open()
    query = (
        sa.select(Enquiry)
        .join(Course, Course.id == Enquiry.course_id)
        .where(Course.base_id.in_(base_ids), state)
    )
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    order = (Enquiry.id.desc(),) if is_answered else (Course.slug, Enquiry.asked_at, Enquiry.id)
    return told(session, query.order_by(*order).offset((number - 1) * size).limit(size)), total


def open_among(
    session: Session, *, course_id: int, person_ids: Collection[int], size: int
) -> tuple[list[EnquiryTold], int]:
    """Return the first questions of these people about a course that wait, the oldest first, and how many there are.

    person_ids: who is in a class; the caller knows classes.
    """
    query = sa.select(Enquiry).where(
        Enquiry.course_id == course_id, Enquiry.person_id.in_(person_ids), is_open()
    )
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    first = query.order_by(Enquiry.asked_at, Enquiry.id).limit(size)
    return told(session, first) if total else [], total


def enquiry_of_bases_or_none(
    session: Session, base_ids: Collection[int], enquiry_id: int
) -> EnquiryTold | None:
    """Return a question about a course of these bases; None otherwise, whether or not it exists."""
    return one_or_none(
        session,
        sa.select(Enquiry)
        .join(Course, Course.id == Enquiry.course_id)
        .where(Enquiry.id == enquiry_id, Course.base_id.in_(base_ids)),
    )


def refusal_to_answer(session: Session, asked: EnquiryTold) -> Refusal | None:
    """Refuse to answer what was withdrawn; asked before anything is sent. Until the unit of work ends it can't be withdrawn."""
    row = session.get_one(Enquiry, asked.id, with_for_update=True, populate_existing=True)
    return answering_refusal(is_withdrawn=row.withdrawn_at is not None)


def answer(
    session: Session, asked: EnquiryTold, *, sending: Sending, is_shared: bool, now: datetime
) -> EnquiryAnswer:
    """Answer a question, by the sender of the sending, and tell who asked; more answers may follow, and all are kept counted from the last.

    The caller has heard no refusal_to_answer in this unit of work.
    """
    made = EnquiryAnswer(
        enquiry_id=asked.id,
        person_id=sending.person_id,
        sending_id=sending.id,
        answered_at=now,
        shared_at=now if is_shared else None,
    )
    session.add(made)
    session.flush()
    place = (asked.course_id, asked.lesson_id)
    tell(
        session,
        asked.person_id,
        Kind.ENQUIRY_ANSWERED,
        {"lesson": lessons_named(session, {place})[place].title},
        ("learning.own_enquiry", {"enquiry_id": asked.id}),
        key=f"enquiry-answer:{made.id}",
        now=now,
    )
    settle(session, [asked.sending.id, sending.id, *(one.sending.id for one in asked.answers)], now=now)
    return made
