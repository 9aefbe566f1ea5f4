"""Who works on a draft and who answers for it; what was done to it as a whole."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.service.directory import nicknames, staff_of
from learnhub.authoring.models.drafts import CourseDraft, DraftEdit, DraftMember, DraftRevision, DraftStep
from learnhub.authoring.rules.drafts.revisions import (
    CLOSED_STATES,
    WORDS_CHARACTERS_MAX,
    DraftState,
    StepKind,
    move_refusal,
)
from learnhub.authoring.rules.drafts.team import leave_refusal
from learnhub.authoring.service.drafts.reach import AUTHORS
from learnhub.primitives import Refusal, local_date, say


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the team. until_at: None for who works on it now."""

    person_id: int
    nickname: str
    since_at: datetime
    until_at: datetime | None
    is_lead: bool


def members(session: Session, draft: CourseDraft) -> list[Member]:
    """Return the team of a draft, earlier members too, in the order in which they joined."""
    rows = session.scalars(
        sa.select(DraftMember)
        .where(DraftMember.draft_id == draft.id)
        .order_by(DraftMember.since_at, DraftMember.id)
    ).all()
    names = nicknames(session, [row.person_id for row in rows])
    return [
        Member(
            row.person_id,
            names.get(row.person_id, ""),
            row.since_at,
            row.until_at,
            row.until_at is None and row.person_id == draft.lead_id,
        )
        for row in rows
    ]


def colleagues(session: Session, draft: CourseDraft, *, now: datetime) -> list[tuple[int, str]]:
    """Return (person id, nickname) of everybody who may work on a draft: who teaches at its base or manages it, by nickname."""
    return staff_of(session, [draft.base_id], AUTHORS, local_date(now))


def join(
    session: Session, draft: CourseDraft, person_id: int, *, by: int, revision: int, now: datetime
) -> None:
    """Take somebody into the team; who is in it stays in it."""
    present = sa.select(DraftMember.id).where(
        DraftMember.draft_id == draft.id, DraftMember.person_id == person_id, DraftMember.until_at.is_(None)
    )
    if session.scalar(present) is None:
        session.add(DraftMember(draft_id=draft.id, person_id=person_id, since_at=now))
        add_step(session, draft, StepKind.JOINED, by=by, revision=revision, person_id=person_id, now=now)


def leave(session: Session, draft: CourseDraft, *, person_id: int, now: datetime) -> Refusal | None:
    """End somebody's own work on a draft. Who answers for it hands it over first; saving anything joins the team again."""
    session.execute(sa.select(CourseDraft.id).where(CourseDraft.id == draft.id).with_for_update())
    session.refresh(draft)
    present = {
        row.person_id: row
        for row in session.scalars(
            sa.select(DraftMember).where(DraftMember.draft_id == draft.id, DraftMember.until_at.is_(None))
        )
    }
    refusal = leave_refusal(person_id, lead_id=draft.lead_id, present=present.keys())
    if refusal is not None:
        return refusal
    present[person_id].until_at = now
    add_step(session, draft, StepKind.LEFT, by=person_id, person_id=person_id, now=now)
    return None


def hand_over(
    session: Session, draft: CourseDraft, *, to: int, by: int, words: str, now: datetime
) -> Refusal | None:
    """Make somebody else of the base, who said yes, answer for a draft; who did before stays in the team."""
    if to == draft.lead_id:
        return Refusal("lead-already", say("这个人已经是负责人，请选另一个人。"), field="person")
    if to not in {person_id for person_id, _name in colleagues(session, draft, now=now)}:
        return Refusal("no-colleague", say("请从名单里选一个本基地的教师或管理员。"), field="person")
    join(session, draft, to, by=by, revision=newest_number(session, draft), now=now)
    draft.lead_id = to
    add_step(session, draft, StepKind.HANDED_OVER, by=by, person_id=to, words=words, now=now)
    return None


def move_draft(
    session: Session, draft: CourseDraft, to: DraftState, *, by: int, words: str = "", now: datetime
) -> Refusal | None:
    """Bring a draft one step along the road (rules.drafts), with who did it and why, at which revision.

    A closed draft takes what was typed and not saved with it.
    """
    session.execute(sa.select(CourseDraft.id).where(CourseDraft.id == draft.id).with_for_update())
    session.refresh(draft)
    refusal = move_refusal(draft.state, to)
    if refusal is not None:
        return refusal
    draft.state = to
    draft.changed_at = now
    if to in CLOSED_STATES:
        session.execute(sa.delete(DraftEdit).where(DraftEdit.draft_id == draft.id))
    add_step(session, draft, StepKind.MOVED, by=by, state=to, words=words, now=now)
    return None


def steps_of(session: Session, draft: CourseDraft) -> list[DraftStep]:
    """Return what was done to a draft as a whole, newest first."""
    return list(
        session.scalars(
            sa.select(DraftStep)
            .where(DraftStep.draft_id == draft.id)
            .order_by(DraftStep.id.desc())
            .limit(200)
        )
    )


def add_step(
    session: Session,
    draft: CourseDraft,
    kind: StepKind,
    *,
    by: int,
    now: datetime,
    revision: int | None = None,
    person_id: int | None = None,
    state: DraftState | None = None,
    words: str = "",
) -> None:
    """Put a step on record. revision: at which it was done; the head where None."""
    session.add(
        DraftStep(
            draft_id=draft.id,
            kind=kind,
            made_by_id=by,
            made_at=now,
            revision=revision if revision is not None else newest_number(session, draft),
            person_id=person_id,
            state=state,
            words=words[:WORDS_CHARACTERS_MAX],
        )
    )
    session.flush()


def newest_number(session: Session, draft: CourseDraft) -> int:
    """Return the number of the newest revision of a draft."""
    newest = sa.select(sa.func.max(DraftRevision.number)).where(DraftRevision.draft_id == draft.id)
    return session.scalar(newest) or 0
