"""Ask a colleague or another base to take a draft over; it is theirs once they say yes."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.rules.roles import Holding
from learnhub.authoring.models import CourseDraft, DraftHandover, DraftMember
from learnhub.authoring.rules.drafts.revisions import EDITABLE_STATES, STATE_WORDS, StepKind
from learnhub.authoring.service import drafts
from learnhub.authoring.service.drafts.team import add_step, join
from learnhub.authoring.service.publication.submitting import lock_draft
from learnhub.catalogue.rules import NotFound
from learnhub.primitives import Refusal, say
from learnhub.providers.models import TrainingBase

_OPEN_MAX = 100


def ask(
    session: Session,
    draft: CourseDraft,
    *,
    to_base_id: int,
    to_person_id: int | None,
    words: str,
    by: int,
    now: datetime,
) -> DraftHandover | Refusal:
    """Ask for a draft to be taken over: by a colleague of its base (to_person_id), or by whoever teaches at another base.

    Until somebody says yes, nothing changes and nobody there sees more than its title.
    """
    lock_draft(session, draft)
    refusal = _movable(draft)
    if refusal is not None:
        return refusal
    if open_request_or_none(session, draft) is not None:
        return Refusal("asked-already", say("已经请过别人接手，对方还没有回答。要换人，请先收回。"))
    if to_base_id == draft.base_id:
        known = {person_id for person_id, _name in drafts.colleagues(session, draft, now=now)}
        if to_person_id not in known or to_person_id == draft.lead_id:
            return Refusal(
                "no-colleague", say("请从名单里选一位本基地的同事，或者选另一个基地。"), field="to"
            )
    elif to_person_id is not None or session.get(TrainingBase, to_base_id) is None:
        return Refusal("no-base", say("请从名单里选一个基地。"), field="to")
    request = DraftHandover(
        draft_id=draft.id,
        asked_by_id=by,
        asked_at=now,
        to_base_id=to_base_id,
        to_person_id=to_person_id,
        words=words,
    )
    session.add(request)
    session.flush()
    return request


def answer(
    session: Session,
    request_id: int,
    *,
    accept: bool,
    by: int,
    holdings: Sequence[Holding],
    now: datetime,
) -> DraftHandover | Refusal:
    """Say yes or no to a request. With a yes the draft is theirs: who answers leads it; of another base, the old team leaves.

    NotFound for who wasn't asked.
    """
    request, draft = _request(session, request_id)
    if not may_answer(request, person_id=by, holdings=holdings):
        raise NotFound(str(request_id))
    if request.answered_at is not None:
        return Refusal("answered", say("这件事已经有人回答过了，请刷新页面。"))
    if accept:
        refusal = _movable(draft) or _given(session, draft, request, by=by, now=now)
        if refusal is not None:
            return refusal
    _close(request, is_accepted=accept, by=by, now=now)
    session.flush()
    return request


def take_request_back(session: Session, draft: CourseDraft, *, by: int, now: datetime) -> Refusal | None:
    """End the open request of a draft before it is answered."""
    lock_draft(session, draft)
    request = open_request_or_none(session, draft)
    if request is None:
        return Refusal("answered", say("这件事已经有人回答过了，请刷新页面。"))
    _close(request, is_accepted=False, by=by, now=now)
    session.flush()
    return None


def open_request_or_none(session: Session, draft: CourseDraft) -> DraftHandover | None:
    """Return the request of a draft that nobody has answered, or None."""
    return session.scalar(
        sa.select(DraftHandover).where(
            DraftHandover.draft_id == draft.id, DraftHandover.answered_at.is_(None)
        )
    )


def requests_for(
    session: Session, *, person_id: int, holdings: Sequence[Holding]
) -> list[tuple[DraftHandover, CourseDraft]]:
    """Return the open requests that somebody can answer, the oldest first."""
    rows = session.execute(
        sa.select(DraftHandover, CourseDraft)
        .join(CourseDraft, CourseDraft.id == DraftHandover.draft_id)
        .where(DraftHandover.answered_at.is_(None))
        .order_by(DraftHandover.id)
        .limit(_OPEN_MAX)
    )
    return [
        (request, draft)
        for request, draft in rows
        if may_answer(request, person_id=person_id, holdings=holdings)
    ]


def may_answer(request: DraftHandover, *, person_id: int, holdings: Sequence[Holding]) -> bool:
    """Tell whether somebody was asked: by name, or as an author of the base."""
    if request.to_person_id is not None:
        return request.to_person_id == person_id and drafts.may_author(holdings, request.to_base_id)
    return drafts.may_author(holdings, request.to_base_id)


def _given(
    session: Session, draft: CourseDraft, request: DraftHandover, *, by: int, now: datetime
) -> Refusal | None:
    if request.to_base_id == draft.base_id:
        return drafts.hand_over(session, draft, to=by, by=by, words=request.words, now=now)
    revision = drafts.head_of(session, draft).number
    session.execute(
        sa.update(DraftMember)
        .where(DraftMember.draft_id == draft.id, DraftMember.until_at.is_(None))
        .values(until_at=now)
    )
    draft.base_id = request.to_base_id
    draft.lead_id = by
    draft.changed_at = now
    join(session, draft, by, by=by, revision=revision, now=now)
    add_step(session, draft, StepKind.HANDED_OVER, by=by, person_id=by, words=request.words, now=now)
    return None


def _request(session: Session, request_id: int) -> tuple[DraftHandover, CourseDraft]:
    request = session.get(DraftHandover, request_id)
    if request is None:
        raise NotFound(str(request_id))
    draft = session.get_one(CourseDraft, request.draft_id)
    lock_draft(session, draft)
    session.refresh(request)
    return request, draft


def _movable(draft: CourseDraft) -> Refusal | None:
    if draft.state in EDITABLE_STATES:
        return None
    return Refusal(
        "draft-locked",
        say(
            "这份草稿现在是“%(state_words)s”，现在不能交给别人。请等审核结束再交。",
            state_words=STATE_WORDS[draft.state],
        ),
    )


def _close(request: DraftHandover, *, is_accepted: bool, by: int, now: datetime) -> None:
    request.answered_at, request.answered_by_id, request.is_accepted = now, by, is_accepted
