"""A base asks somebody to sign a lesson by a day; the lesson says so until the video is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.abilities import SIGN_ABILITIES
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service.abilities import people_able
from learnhub.authoring.models import SignRequest
from learnhub.authoring.rules.signing.works import RequestState
from learnhub.authoring.service.signing.works import SignLesson, open_request_or_none
from learnhub.catalogue.models import Course, Lesson, LessonVersion
from learnhub.catalogue.service.signs import drop_request, note_request
from learnhub.primitives import Refusal, local_date, say
from learnhub.providers.models import TrainingBase
from learnhub.search import service as search

WANTED_DAYS_MAX = 730


@dataclass(frozen=True)
class AskedOf:
    """A request in a list. lesson, course: slugs. title: of the lesson's newest text."""

    request: SignRequest
    course: str
    lesson: str
    title: str
    base: str


def signers(session: Session, *, but: int, on: date) -> Mapping[int, str]:
    """Return whom a base can ask: everybody with a recorded sign ability, by id."""
    return {
        person_id: nickname
        for person_id, nickname in people_able(session, SIGN_ABILITIES, on).items()
        if person_id != but
    }


def ask(
    session: Session,
    opened: SignLesson,
    *,
    signer_id: int,
    shown_as: str,
    note: str,
    wanted_on: date,
    asked_by_id: int,
    now: datetime,
) -> SignRequest | Refusal:
    """Ask somebody with a recorded sign ability to sign a lesson by a day. One person is asked at a time."""
    day = local_date(now)
    if not opened.asks or opened.base_id is None:
        return Refusal("not-yours", say("只有开这门课的基地能请人拍手语视频。"))
    session.scalars(
        sa.select(Lesson.id).where(Lesson.id == opened.place.version.lesson_id).with_for_update()
    ).one()
    if open_request_or_none(session, opened.place.version.lesson_id) is not None:
        return Refusal("asked-already", say("这一课已经请了人。要换人，请先收回上一次的请求。"))
    known = signers(session, but=asked_by_id, on=day)
    if signer_id not in known:
        return Refusal("no-ability", say("请从名单里选一个有手语能力记录的人。"), field="signer")
    if not 0 <= (wanted_on - day).days <= WANTED_DAYS_MAX:
        return Refusal("wanted-when", say("希望拍好的日期请选今天以后、两年以内的一天。"), field="wanted_on")
    made = SignRequest(
        lesson_id=opened.place.version.lesson_id,
        base_id=opened.base_id,
        signer_id=signer_id,
        asked_by_id=asked_by_id,
        shown_as=shown_as or known[signer_id],
        note=note,
        asked_on=day,
        wanted_on=wanted_on,
        promised_on=None,
        state=RequestState.OPEN,
        closed_at=None,
    )
    session.add(made)
    session.flush()
    _tell(session, made, now)
    return made


def promise(
    session: Session, request_id: int, *, signer_id: int, promised_on: date, now: datetime
) -> SignRequest | Refusal:
    """Say by which day the video will be there; the lesson page then says that day."""
    found = _open_of(session, request_id, signer_id)
    if isinstance(found, Refusal):
        return found
    if not 0 <= (promised_on - local_date(now)).days <= WANTED_DAYS_MAX:
        return Refusal("promised-when", say("答应的日期请选今天以后、两年以内的一天。"), field="promised_on")
    found.promised_on = promised_on
    session.flush()
    _tell(session, found, now)
    return found


def decline(session: Session, request_id: int, *, signer_id: int, now: datetime) -> SignRequest | Refusal:
    """Say no; nobody needs a reason. The base can ask somebody else."""
    found = _open_of(session, request_id, signer_id)
    if isinstance(found, Refusal):
        return found
    return close(session, found, RequestState.DECLINED, now=now)


def take_back(session: Session, opened: SignLesson, *, now: datetime) -> SignRequest | Refusal:
    """Take a base's request back."""
    if not opened.asks or opened.request is None:
        return Refusal("no-request", say("这一课现在没有等着的请求。"))
    return close(session, opened.request, RequestState.TAKEN_BACK, now=now)


def close(session: Session, request: SignRequest, state: RequestState, *, now: datetime) -> SignRequest:
    """Close a request; the lesson says no longer that a video was asked for, where none has come."""
    request.state, request.closed_at = state, now
    session.flush()
    for version in _texts(session, request.lesson_id):
        drop_request(session, version.text_hash, version.edition, now=now)
        search.index_courses_with_text(session, version.text_hash, now=now)
    return request


def requests_of(session: Session, signer_id: int) -> list[AskedOf]:
    """Return what somebody was asked for and hasn't handed in, the most urgent first."""
    return _listed(
        session,
        sa.and_(SignRequest.signer_id == signer_id, SignRequest.state == RequestState.OPEN),
    )


def requests_by_bases(session: Session, holdings: Sequence[Holding]) -> list[AskedOf]:
    """Return what the bases that somebody works for have asked for and not been given."""
    bases = {
        held.base_id
        for held in holdings
        if held.role in {Role.INSTRUCTOR, Role.BASE_MANAGER} and held.base_id
    }
    return _listed(session, sa.and_(SignRequest.base_id.in_(bases), SignRequest.state == RequestState.OPEN))


def _listed(session: Session, condition: sa.ColumnElement[bool]) -> list[AskedOf]:
    rows = session.execute(
        sa.select(SignRequest, Course, Lesson.slug, TrainingBase.name)
        .join(Lesson, Lesson.id == SignRequest.lesson_id)
        .join(Course, Course.id == Lesson.course_id)
        .join(TrainingBase, TrainingBase.id == SignRequest.base_id)
        .where(condition)
        .order_by(sa.func.coalesce(SignRequest.promised_on, SignRequest.wanted_on), SignRequest.id)
        .limit(100)
    ).all()
    titles = _titles(session, {request.lesson_id for request, *_rest in rows})
    return [
        AskedOf(request, course.slug, lesson, titles[request.lesson_id], base)
        for request, course, lesson, base in rows
    ]


def _titles(session: Session, lesson_ids: set[int]) -> Mapping[int, str]:
    rows = session.execute(
        sa.select(LessonVersion.lesson_id, LessonVersion.title)
        .where(LessonVersion.lesson_id.in_(lesson_ids))
        .order_by(LessonVersion.id)
    )
    return {row.lesson_id: row.title for row in rows}


def _open_of(session: Session, request_id: int, signer_id: int) -> SignRequest | Refusal:
    found = session.scalar(
        sa.select(SignRequest)
        .where(
            SignRequest.id == request_id,
            SignRequest.signer_id == signer_id,
            SignRequest.state == RequestState.OPEN,
        )
        .with_for_update()
    )
    return found or Refusal("no-request", say("这个请求已经收回或者办完了。请刷新页面看看。"))


def _tell(session: Session, request: SignRequest, now: datetime) -> None:
    """Write a request into the slot of the lesson's newest text, where trainees read it."""
    version = _texts(session, request.lesson_id)[-1]
    note_request(
        session,
        version.text_hash,
        version.edition,
        requested_of=request.shown_as,
        requested_on=request.asked_on,
        promised_on=request.promised_on,
        now=now,
    )
    search.index_courses_with_text(session, version.text_hash, now=now)


def _texts(session: Session, lesson_id: int) -> list[LessonVersion]:
    return list(
        session.scalars(
            sa.select(LessonVersion).where(LessonVersion.lesson_id == lesson_id).order_by(LessonVersion.id)
        )
    )
