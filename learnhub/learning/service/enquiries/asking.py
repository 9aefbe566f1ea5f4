"""Ask a teacher, follow one's questions, take one back, and say whether the class may see it."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.models import Person
from learnhub.catalogue.models import Course
from learnhub.catalogue.rules import Edition
from learnhub.learning.models import Enquiry, EnquiryAnswer, Sending
from learnhub.learning.rules.enquiries import About, EnquiryTold, asking_refusal, withdrawal_refusal
from learnhub.learning.service.enquiries.answering import has_teacher
from learnhub.learning.service.enquiries.told import is_open, one_or_none, told
from learnhub.learning.service.sendings import erase_sendings
from learnhub.primitives import Refusal, local_date


def refusal_to_ask(session: Session, *, person_id: int, course: Course, now: datetime) -> Refusal | None:
    """Refuse a further question of a person where nobody would answer, or OPEN_MAX of theirs wait; asked before anything is sent.

    Until the unit of work ends nobody else asks in this person's name: two at the same moment could both be the twentieth.
    """
    session.execute(sa.select(Person.id).where(Person.id == person_id).with_for_update())
    waiting = sa.select(sa.func.count()).select_from(Enquiry)
    open_count = session.scalar(waiting.where(Enquiry.person_id == person_id, is_open())) or 0
    return asking_refusal(open_count, has_teacher=has_teacher(session, course, local_date(now)))


def ask(
    session: Session,
    *,
    course: Course,
    lesson_id: int,
    text_hash: str,
    edition: Edition,
    about: About,
    sending: Sending,
    is_shared: bool,
    now: datetime,
) -> Enquiry:
    """Ask the teachers of a course; the sender of the sending asks. The caller has heard no refusal_to_ask in this unit of work."""
    made = Enquiry(
        person_id=sending.person_id,
        course_id=course.id,
        lesson_id=lesson_id,
        text_hash=text_hash,
        edition=edition,
        about_kind=about.kind,
        about_key=about.key,
        about_words=about.words,
        context=about.context,
        sending_id=sending.id,
        asked_at=now,
        withdrawn_at=None,
        shared_at=now if is_shared else None,
    )
    session.add(made)
    session.flush()
    return made


def enquiries_of(session: Session, person_id: int) -> list[EnquiryTold]:
    """Return all that a person has asked, newest first, withdrawn ones too."""
    return told(session, sa.select(Enquiry).where(Enquiry.person_id == person_id).order_by(Enquiry.id.desc()))


def own_enquiry_or_none(session: Session, *, person_id: int, enquiry_id: int) -> EnquiryTold | None:
    """Return a question if it is this person's; None otherwise, whether or not it exists."""
    return one_or_none(
        session, sa.select(Enquiry).where(Enquiry.id == enquiry_id, Enquiry.person_id == person_id)
    )


def withdraw(session: Session, asked: EnquiryTold, *, now: datetime) -> Refusal | None:
    """Take a question back that nobody has answered; its words and recordings are erased at once."""
    row = session.get_one(Enquiry, asked.id, with_for_update=True, populate_existing=True)
    present = one_or_none(session, sa.select(Enquiry).where(Enquiry.id == asked.id))
    assert present is not None
    refusal = withdrawal_refusal(present)
    if refusal is not None:
        return refusal
    row.withdrawn_at, row.shared_at = now, None
    session.flush()
    erase_sendings(session, [row.sending_id], now=now)
    return None


def set_sharing(session: Session, asked: EnquiryTold, *, is_shared: bool, now: datetime) -> None:
    """Say whether the class may see a question of one's own and its answers; saying it twice changes nothing."""
    row = session.get_one(Enquiry, asked.id)
    if row.withdrawn_at is None and (row.shared_at is not None) is not is_shared:
        row.shared_at = now if is_shared else None
        session.flush()


def unshare_all_of(session: Session, person_id: int) -> None:
    """Show the class no question of this person any more."""
    session.execute(sa.update(Enquiry).where(Enquiry.person_id == person_id).values(shared_at=None))


def answers_by(session: Session, person_id: int) -> list[int]:
    """Return the sendings with which a person has answered others."""
    return list(
        session.scalars(sa.select(EnquiryAnswer.sending_id).where(EnquiryAnswer.person_id == person_id))
    )


def enquiries_shared_among(
    session: Session, *, course_id: int, person_ids: Collection[int]
) -> list[EnquiryTold]:
    """Return the questions of these people about a course that they, and whoever answered, let their class see; newest first.

    person_ids: who is in a class with the person who looks; the caller knows classes.
    """
    found = told(
        session,
        sa.select(Enquiry)
        .where(
            Enquiry.course_id == course_id,
            Enquiry.person_id.in_(person_ids),
            Enquiry.shared_at.is_not(None),
        )
        .order_by(Enquiry.id.desc()),
    )
    return [one for one in found if one.shared_answers]
