"""Tell authors what happens to their course while they aren't looking."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.models import CourseDraft, DraftHandover, DraftMember, PublicationStep
from learnhub.authoring.service import drafts
from learnhub.authoring.service.drafts.outlines import title_of
from learnhub.messages import service as messages
from learnhub.messages.rules import Kind
from learnhub.storage.rules import BlobStore


def tell_team(session: Session, draft: CourseDraft, kind: Kind, step: PublicationStep) -> None:
    """Tell everybody who works on a draft that the office returned or published it, once for each step."""
    people = set(
        session.scalars(
            sa.select(DraftMember.person_id).where(
                DraftMember.draft_id == draft.id, DraftMember.until_at.is_(None)
            )
        )
    )
    is_published = kind is Kind.DRAFT_PUBLISHED
    place = (
        ("pages.course", {"slug": draft.slug})
        if is_published
        else ("authoring.draft", {"course": draft.slug})
    )
    notes = [
        messages.Note(person_id, kind, {"course": step.title}, place, f"draft-step:{step.id}")
        for person_id in (people | {draft.lead_id}) - {step.made_by_id}
    ]
    messages.tell_each(session, notes, now=step.made_at)


def tell_of_offer(
    session: Session, store: BlobStore, draft: CourseDraft, asked: DraftHandover, *, now: datetime
) -> None:
    """Tell the colleague who was asked by name to take a draft over; a whole base sees it among its courses."""
    if asked.to_person_id is not None:
        place = ("authoring.handover", {"request_id": asked.id})
        words = {"course": _title(session, store, draft)}
        messages.tell(
            session, asked.to_person_id, Kind.DRAFT_OFFERED, words, place, key=f"handover:{asked.id}", now=now
        )


def tell_of_answer(session: Session, store: BlobStore, asked: DraftHandover, *, now: datetime) -> None:
    """Tell whoever asked that a draft is, or isn't, taken over."""
    draft = session.get_one(CourseDraft, asked.draft_id)
    words = {"course": _title(session, store, draft)}
    messages.tell(
        session, asked.asked_by_id, Kind.OFFER_ANSWERED, words, ("authoring.courses", {}),
        key=f"handover-answered:{asked.id}", now=now,
    )  # fmt: skip


def tell_of_lead(session: Session, store: BlobStore, draft: CourseDraft, *, by: int, now: datetime) -> None:
    """Tell who answers for a draft from now on, because somebody else said so."""
    if draft.lead_id == by:
        return
    steps = drafts.steps_of(session, draft)
    words = {"course": _title(session, store, draft)}
    messages.tell(
        session, draft.lead_id, Kind.DRAFT_HANDED_OVER, words, ("authoring.draft", {"course": draft.slug}),
        key=f"draft-lead:{steps[0].id}", now=now,
    )  # fmt: skip


def _title(session: Session, store: BlobStore, draft: CourseDraft) -> str:
    return title_of(store, drafts.head_of(session, draft), draft.slug)
