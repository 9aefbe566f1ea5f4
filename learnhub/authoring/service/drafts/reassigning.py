"""Drafts whose lead has left the base: find them, and say who answers for them from now on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding, reaches
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.authoring.models import CourseDraft, DraftHandover
from learnhub.authoring.rules.drafts.revisions import CLOSED_STATES, StepKind
from learnhub.authoring.rules.drafts.team import reassign_refusal
from learnhub.authoring.service.drafts.team import add_step, colleagues, join, newest_number
from learnhub.catalogue.rules import NotFound
from learnhub.primitives import Refusal, say
from learnhub.providers.models import TrainingBase

DEED = "原来的负责人不在这个基地了"
_ROWS_MAX = 500


@dataclass(frozen=True, slots=True)
class Leaderless:
    """An open draft whose lead neither teaches at its base nor manages it. colleagues: (person id, nickname) of who does."""

    draft: CourseDraft
    base: str
    colleagues: tuple[tuple[int, str], ...]


def leaderless_drafts(session: Session, holdings: Sequence[Holding], *, now: datetime) -> list[Leaderless]:
    """Return the drafts without a lead of the bases that somebody manages or whose office somebody works for, the oldest first."""
    rows = session.execute(
        sa.select(CourseDraft, TrainingBase)
        .join(TrainingBase, TrainingBase.id == CourseDraft.base_id)
        .where(CourseDraft.state.not_in(CLOSED_STATES))
        .order_by(CourseDraft.id)
        .limit(_ROWS_MAX)
    )
    staff: dict[int, tuple[tuple[int, str], ...]] = {}
    found = []
    for draft, base in rows:
        if _is_in_reach(holdings, base):
            if base.id not in staff:
                staff[base.id] = tuple(colleagues(session, draft, now=now))
            if draft.lead_id not in _ids(staff[base.id]):
                found.append(Leaderless(draft, base.name, staff[base.id]))
    return found


def leaderless_draft(
    session: Session, slug: str, holdings: Sequence[Holding], *, now: datetime
) -> Leaderless:
    """Return one of them by the slug of its course; NotFound where there is none within reach."""
    for one in leaderless_drafts(session, holdings, now=now):
        if one.draft.slug == slug:
            return one
    raise NotFound(slug)


def reassign(
    session: Session, draft: CourseDraft, *, to: int, words: str, actor: Actor, now: datetime
) -> Refusal | None:
    """Say who answers for a draft whose lead has gone; on record with the reason, in the audit log too.

    A request that the old lead made and nobody answered ends with it.
    """
    session.execute(sa.select(CourseDraft.id).where(CourseDraft.id == draft.id).with_for_update())
    session.refresh(draft)
    refusal = reassign_refusal(
        lead_id=draft.lead_id,
        to=to,
        colleagues=_ids(colleagues(session, draft, now=now)),
        reason=words,
    )
    if refusal is not None:
        return refusal
    by = actor.person_id or 0
    session.execute(
        sa.update(DraftHandover)
        .where(DraftHandover.draft_id == draft.id, DraftHandover.answered_at.is_(None))
        .values(answered_at=now, answered_by_id=by, is_accepted=False)
    )
    join(session, draft, to, by=by, revision=newest_number(session, draft), now=now)
    draft.lead_id = to
    said = f"{DEED}：{words.strip()}"
    add_step(session, draft, StepKind.HANDED_OVER, by=by, person_id=to, words=said, now=now)
    audit.record(
        session,
        actor,
        "draft-reassigned",
        say("给课程“%(course)s”的草稿换负责人", course=draft.slug),
        Concern("course", draft.slug),
        reason=words.strip(),
        now=now,
    )
    return None


def _ids(people: Collection[tuple[int, str]]) -> set[int]:
    return {person_id for person_id, _name in people}


def _is_in_reach(holdings: Sequence[Holding], base: TrainingBase) -> bool:
    managed = any(one.role is Role.BASE_MANAGER and one.base_id == base.id for one in holdings)
    return managed or reaches(holdings, {Role.OFFICER}, region_code=base.region_code)
