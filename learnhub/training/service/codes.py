"""Codes with which trainees sign in to a session themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.learning.models import Enrolment
from learnhub.primitives import Refusal, local_date, new_token, say
from learnhub.training.models import ClassPlace, ClassSession, SessionCode, TrainingClass
from learnhub.training.rules import Mark, MarkTyped, Method, Presence, date_words, is_applicable
from learnhub.training.rules.codes import CODES_MAX, new_code
from learnhub.training.service.chain import log_step
from learnhub.training.service.classes import OPEN_STATES
from learnhub.training.service.marks import about_session
from learnhub.training.service.rolls import mark_roll, roll

KIND_SHOWN = "session-code.shown"
NOT_KNOWN = Refusal(
    "code-unknown",
    say("今天您要上的课里没有这个签到码。请听一遍老师说的，再填；也可以请老师直接点名。"),
    field="code",
)


@dataclass(frozen=True)
class OwnSession:
    """A session of today that concerns somebody, with the mark in force."""

    meeting: ClassSession
    mark: Mark | None


def codes_of(session: Session, class_session: ClassSession) -> list[SessionCode]:
    """Return the codes of a session, the newest first."""
    return list(
        session.scalars(
            sa.select(SessionCode)
            .where(SessionCode.class_session_id == class_session.id)
            .order_by(SessionCode.id.desc())
        )
    )


def show_code(
    session: Session, *, class_session: ClassSession, shown_by: int, now: datetime
) -> SessionCode | Refusal:
    """Make one more code for a session of today; earlier ones stay good."""
    if class_session.day != local_date(now):
        return Refusal(
            "not-today", say("这次课是%(day)s的，签到码只在当天出。", day=date_words(class_session.day))
        )
    known = {one.code for one in codes_of(session, class_session)}
    if len(known) >= CODES_MAX:
        return Refusal(
            "codes-enough",
            say("这次课已经出了 %(codes_max)s 个签到码，都还能用，不用再出。", codes_max=CODES_MAX),
        )
    code = next(code for code in iter(new_code, "") if code not in known)
    made = SessionCode(class_session_id=class_session.id, code=code, shown_by_id=shown_by, made_at=now)
    made.evidence_position = log_step(
        session,
        class_session.training_class_id,
        KIND_SHOWN,
        client_id=f"code:{new_token(12)}",
        payload={"session": class_session.id, "by": shown_by},
        now=now,
        about=about_codes(class_session.id),
        row=made,
    )
    session.add(made)
    session.flush()
    return made


def about_codes(session_id: int) -> str:
    """Return how evidence names the codes of a class session."""
    return f"{about_session(session_id)}:codes"


def own_sessions(session: Session, person_id: int, *, on: date) -> list[OwnSession]:
    """Return the sessions of a day that concern somebody, in the order of the day."""
    rows = session.execute(
        sa.select(ClassSession, ClassPlace.joined_on)
        .join(TrainingClass, TrainingClass.id == ClassSession.training_class_id)
        .join(ClassPlace, ClassPlace.training_class_id == TrainingClass.id)
        .join(Enrolment, Enrolment.id == ClassPlace.enrolment_id)
        .where(Enrolment.person_id == person_id, TrainingClass.state.in_(OPEN_STATES), ClassSession.day == on)
        .order_by(ClassSession.starts_at, ClassSession.id)
    )
    meetings = [meeting for meeting, joined_on in rows if is_applicable(joined_on, on)]
    return [OwnSession(one, _own_mark(session, one, person_id)) for one in meetings]


def sign_in(session: Session, *, person_id: int, code: str, now: datetime) -> ClassSession | Refusal:
    """Mark somebody present in the session of today that this code belongs to; a second time is once.

    What a teacher has marked otherwise stays: the trainee is sent to the teacher.
    """
    today = own_sessions(session, person_id, on=local_date(now))
    found = _code_among(session, [one.meeting for one in today], code)
    if found is None:
        return NOT_KNOWN
    own = next(one for one in today if one.meeting.id == found.class_session_id)
    if own.mark is not None:
        if own.mark.presence is Presence.PRESENT:
            return own.meeting
        return Refusal("marked-otherwise", say("老师已经给您记了没到或者请假。要改，请找老师重新点一遍。"))
    outcome = mark_roll(
        session,
        class_session=own.meeting,
        typed=[
            MarkTyped(
                person_id,
                Presence.PRESENT,
                own.meeting.planned_minutes,
                Method.CODE,
                shown_by=found.shown_by_id,
            )
        ],
        marked_by=person_id,
        client_id=f"code-{found.id}",
        now=now,
    )
    return outcome if isinstance(outcome, Refusal) else own.meeting


def _own_mark(session: Session, meeting: ClassSession, person_id: int) -> Mark | None:
    return next(row.mark for row in roll(session, meeting) if row.person_id == person_id)


def _code_among(session: Session, meetings: Sequence[ClassSession], code: str) -> SessionCode | None:
    return session.scalar(
        sa.select(SessionCode)
        .where(SessionCode.class_session_id.in_([one.id for one in meetings]), SessionCode.code == code)
        .limit(1)
    )
