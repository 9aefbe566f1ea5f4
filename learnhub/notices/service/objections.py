"""Objections: anybody may object, nobody is asked who they are, and a number leads to the answer."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.evidence import service as evidence
from learnhub.notices.models import NoticeObjection, ObjectionAnswer, PublicNotice
from learnhub.notices.rules import NoticeState
from learnhub.notices.service.follow_codes import code_hash, new_code
from learnhub.notices.service.notices import digest_of, notice_told
from learnhub.primitives import Refusal, local_date, say
from learnhub.regions.rules import contains

KIND_OBJECTED, KIND_ANSWERED = "notice.objection", "notice.objection-answered"
WORDS_CHARACTERS_MIN = 4
# A day, for all: whoever fills it up from many places has filled up one day, and every day of the notice opens the way anew.
OBJECTIONS_OF_A_DAY_MAX = 200
_CODE_KIND = "objection"


@dataclass(frozen=True)
class ObjectionTold:
    """An objection with its answer; None while it waits."""

    objection: NoticeObjection
    notice: PublicNotice
    answer: ObjectionAnswer | None


def object_to(session: Session, notice: PublicNotice, *, words: str, now: datetime) -> str | Refusal:
    """Take an objection to a running notice; returns the number of twelve digits by which it is followed, told this once."""
    if len(words.strip()) < WORDS_CHARACTERS_MIN:
        return Refusal("words-needed", say("请写明觉得哪里不对，至少 4 个字。"), field="words")
    evidence.lock_chain(session, notice.subject)
    if notice_told(session, notice, on=local_date(now)).state is not NoticeState.OPEN:
        return Refusal("over", say("这次公示已经结束。还有意见，请打监督电话或者写给残联。"))
    received = session.scalars(
        sa.select(NoticeObjection.received_at).where(NoticeObjection.notice_id == notice.id)
    ).all()
    if sum(local_date(at) == local_date(now) for at in received) >= OBJECTIONS_OF_A_DAY_MAX:
        return enough_for_today(OBJECTIONS_OF_A_DAY_MAX)
    code = new_code()
    payload = objected_payload(notice.id, words.strip())
    client_id = f"objection:{notice.id}:{len(received) + 1}"
    event = evidence.Event(notice.subject, KIND_OBJECTED, notice.subject, client_id, now, payload)
    entry = evidence.append(session, event, now=now).entry
    session.add(
        NoticeObjection(
            notice_id=notice.id,
            code_hash=code_hash(_CODE_KIND, code),
            words=words.strip(),
            received_at=now,
            evidence_position=entry.position,
        )
    )
    session.flush()
    return code


def enough_for_today(count: int) -> Refusal:
    """Refuse one more objection of a day: nothing typed is lost, and two ways are named that no stranger can fill up.

    count: how many there were.
    """
    return Refusal(
        "too-many",
        say(
            "今天已经收到 %(count)s 条意见，网上先收到这里，您写的话还在下面。请明天再提交；今天要提，请打监督电话，或者写在纸上、注明公示的标题，交给发布公示的残联。",
            count=count,
        ),
        field="words",
    )


def answer_objection(
    session: Session, actor: Actor, told: ObjectionTold, *, is_upheld: bool, words: str, now: datetime
) -> ObjectionAnswer | Refusal:
    """Answer an objection, with a reason that the objector reads; once."""
    assert actor.person_id is not None
    if len(words.strip()) < WORDS_CHARACTERS_MIN:
        return Refusal("words-needed", say("请写明查了什么、结果怎样，至少 4 个字。"), field="words")
    evidence.lock_chain(session, told.notice.subject)
    known = session.get(ObjectionAnswer, told.objection.id)
    if known is not None:
        return Refusal("answered", say("这条异议已经答复过了，请刷新页面看看。"))
    made = ObjectionAnswer(
        objection_id=told.objection.id,
        is_upheld=is_upheld,
        words=words.strip(),
        person_id=actor.person_id,
        answered_at=now,
    )
    subject, client_id = told.notice.subject, f"objection-answered:{told.objection.id}"
    event = evidence.Event(subject, KIND_ANSWERED, subject, client_id, now, answered_payload(made))
    made.evidence_position = evidence.append(session, event, now=now).entry.position
    session.add(made)
    session.flush()
    concern = Concern("notice-objection", str(told.objection.id))
    audit.record(session, actor, "objection-answered", say("答复公示异议"), concern, now=now)
    return made


def objected_payload(notice_id: int, words: str) -> dict[str, Any]:
    """Return what the row of an objection says in the log."""
    return {"notice": notice_id, "words": hashlib.sha256(words.encode()).hexdigest()}


def answered_payload(answer: ObjectionAnswer) -> dict[str, Any]:
    """Return what the row of an answer says in the log."""
    return {
        "objection": answer.objection_id,
        "upheld": answer.is_upheld,
        "words": digest_of({"words": answer.words}),
        "by": answer.person_id,
    }


def objection_by_code_or_none(session: Session, code: str) -> ObjectionTold | None:
    """Return the objection that has this number; width, blanks and hyphens between the digits don't matter."""
    kept = code_hash(_CODE_KIND, code)
    return _told_or_none(session, sa.select(NoticeObjection).where(NoticeObjection.code_hash == kept))


def objection_or_none(session: Session, objection_id: int) -> ObjectionTold | None:
    """Return an objection, for the office."""
    return _told_or_none(session, sa.select(NoticeObjection).where(NoticeObjection.id == objection_id))


def objections_of(session: Session, notice_id: int) -> list[ObjectionTold]:
    """Return the objections to a notice, oldest first."""
    return _told(session, sa.select(NoticeObjection).where(NoticeObjection.notice_id == notice_id))


def open_objections(session: Session, reach: tuple[str, ...]) -> list[ObjectionTold]:
    """Return the objections in these divisions that wait for an answer, the longest waiting first."""
    query = (
        sa.select(NoticeObjection)
        .outerjoin(ObjectionAnswer, ObjectionAnswer.objection_id == NoticeObjection.id)
        .where(ObjectionAnswer.objection_id.is_(None))
    )
    return [
        one for one in _told(session, query) if any(contains(code, one.notice.region_code) for code in reach)
    ]


def _told_or_none(session: Session, query: sa.Select[NoticeObjection]) -> ObjectionTold | None:
    return next(iter(_told(session, query)), None)


def _told(session: Session, query: sa.Select[NoticeObjection]) -> list[ObjectionTold]:
    return [
        ObjectionTold(row, session.get_one(PublicNotice, row.notice_id), session.get(ObjectionAnswer, row.id))
        for row in session.scalars(query.order_by(NoticeObjection.id))
    ]
