"""Take complaints from anybody, let each be followed by its number, and let the office of the place answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.notices.models import Complaint, ComplaintAnswer
from learnhub.notices.rules import ANSWER_DAYS, ANSWERED_STATES, ERASED, ComplaintState, Topic, is_late
from learnhub.notices.service.follow_codes import code_hash, new_code
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal, local_date, say
from learnhub.regions.rules import contains

COMPLAINTS_OF_A_DAY_MAX = 200  # of one division: whoever fills a day fills nobody else's
LISTED_MAX = 2000
_CODE_KIND = "complaint"


@dataclass(frozen=True)
class Complained:
    """What somebody wrote, tidied."""

    region_code: str
    topic: Topic
    words: str
    contact: str
    about: str = ""


@dataclass(frozen=True)
class ComplaintTold:
    """A complaint with where it stands. is_late: it should have been answered by now."""

    row: Complaint
    state: ComplaintState
    is_late: bool


def complain(
    session: Session, told: Complained, figures: Figures, *, now: datetime
) -> tuple[Complaint, str] | Refusal:
    """Take a complaint; returns it with the number of twelve digits by which it is followed, told this once."""
    on = local_date(now)
    since = now - timedelta(days=1)
    lately = session.scalar(
        sa.select(sa.func.count())
        .select_from(Complaint)
        .where(Complaint.region_code == told.region_code, Complaint.received_at > since)
    )
    if (lately or 0) >= COMPLAINTS_OF_A_DAY_MAX:
        return Refusal(
            "too-many",
            say("今天这里收到的投诉太多了，您写的话还在下面。请明天再交，或者用监督电话、文字联系方式。"),
        )
    code = new_code()
    made = Complaint(
        code_hash=code_hash(_CODE_KIND, code),
        region_code=told.region_code,
        topic=told.topic,
        words=told.words,
        contact=told.contact,
        about=told.about,
        received_at=now,
        answer_by=on + timedelta(days=figures.in_force(ANSWER_DAYS, told.region_code, on).number),
    )
    session.add(made)
    session.flush()
    return made, code


def answer_complaint(
    session: Session, actor: Actor, told: ComplaintTold, *, state: ComplaintState, words: str, now: datetime
) -> Refusal | None:
    """Add what the office did; a complaint that has its answer gets no other."""
    assert actor.person_id is not None
    session.scalars(sa.select(Complaint.id).where(Complaint.id == told.row.id).with_for_update()).one()
    session.refresh(told.row, ["answers"])
    if _state(told.row) in ANSWERED_STATES:
        return Refusal("answered", say("这件投诉已经答复过了，请刷新页面看看。"))
    made = ComplaintAnswer(
        complaint_id=told.row.id, state=state, words=words, person_id=actor.person_id, answered_at=now
    )
    session.add(made)
    session.flush()
    session.refresh(told.row, ["answers"])
    concern = Concern("complaint", str(told.row.id))
    audit.record(session, actor, "complaint-answered", say("答复投诉"), concern, now=now)
    return None


def complaint_by_code_or_none(session: Session, code: str, *, on: date) -> ComplaintTold | None:
    """Return the complaint that has this number; width, blanks and hyphens between the digits don't matter."""
    row = session.scalar(sa.select(Complaint).where(Complaint.code_hash == code_hash(_CODE_KIND, code)))
    return None if row is None else _told(row, on)


def complaint_or_none(session: Session, complaint_id: int, *, on: date) -> ComplaintTold | None:
    """Return a complaint, for the office."""
    row = session.get(Complaint, complaint_id)
    return None if row is None else _told(row, on)


def complaints_in(session: Session, reach: Sequence[str], *, on: date) -> list[ComplaintTold]:
    """Return the complaints of these divisions: all without an answer first, the longest waiting first, then the newest answered ones."""
    within = _within(session, reach)
    waiting = sa.select(Complaint).where(within, ~_is_answered()).order_by(Complaint.id)
    answered = (
        sa.select(Complaint).where(within, _is_answered()).order_by(Complaint.id.desc()).limit(LISTED_MAX)
    )
    told = selectinload(Complaint.answers)
    return [
        _told(row, on) for query in (waiting, answered) for row in session.scalars(query.options(told)).all()
    ]


def waiting_complaints(session: Session, reach: Sequence[str]) -> int:
    """Return how many complaints of these divisions have no answer yet."""
    counted = sa.select(sa.func.count()).select_from(Complaint)
    return session.scalar(counted.where(_within(session, reach), ~_is_answered())) or 0


def complaints_ended(session: Session, before: datetime) -> list[int]:
    """Return the complaints that had their answer before an instant and still have their words; sorted."""
    answered = Complaint.answers.any(
        sa.and_(ComplaintAnswer.state.in_(ANSWERED_STATES), ComplaintAnswer.answered_at < before)
    )
    return list(
        session.scalars(
            sa.select(Complaint.id).where(Complaint.erased_at.is_(None), answered).order_by(Complaint.id)
        )
    )


def erase_complaints(session: Session, ids: Sequence[int], *, now: datetime) -> None:
    """Take away what was written in complaints and their answers; number, kind, division, states and days stay."""
    session.execute(
        sa.update(Complaint)
        .where(Complaint.id.in_(ids), Complaint.erased_at.is_(None))
        .values(words=ERASED, contact="", about="", erased_at=now)
    )
    session.execute(
        sa.update(ComplaintAnswer).where(ComplaintAnswer.complaint_id.in_(ids)).values(words=ERASED)
    )
    session.expire_all()


def _within(session: Session, reach: Sequence[str]) -> sa.ColumnElement[bool]:
    known = session.scalars(sa.select(Complaint.region_code).distinct())
    return Complaint.region_code.in_(
        [code for code in known if any(contains(outer, code) for outer in reach)]
    )


def _is_answered() -> sa.ColumnElement[bool]:
    return Complaint.answers.any(ComplaintAnswer.state.in_(ANSWERED_STATES))


def _told(row: Complaint, on: date) -> ComplaintTold:
    state = _state(row)
    return ComplaintTold(row, state, is_late(state, row.answer_by, on))


def _state(row: Complaint) -> ComplaintState:
    return row.answers[-1].state if row.answers else ComplaintState.WAITING
