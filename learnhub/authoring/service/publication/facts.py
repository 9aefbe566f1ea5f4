"""What the road to publication knows of the courses of bases, for whoever counts them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.models import CourseDraft, DraftRevision, PublicationStep
from learnhub.authoring.rules import FileRole, place_of
from learnhub.authoring.rules.drafts.revisions import DraftState
from learnhub.authoring.rules.publication import Moment, RoadStep, office_time, sent_in_at
from learnhub.authoring.service.publication.steps import moments_by_draft
from learnhub.catalogue.rules import CourseState

_AT_OFFICE = {
    DraftState.SUBMITTED: CourseState.SUBMITTED,
    DraftState.IN_REVIEW: CourseState.IN_REVIEW,
    DraftState.RETURNED: CourseState.RETURNED,
}


@dataclass(frozen=True, slots=True)
class RoadFact:
    """A draft that was sent in. state: where it stands; None once it is published, when the catalogue tells. sent_in_at: the first
    submission that nobody took back."""

    slug: str
    base_id: int
    title: str
    state: CourseState | None
    sent_in_at: datetime


def road_facts(session: Session, base_ids: Collection[int]) -> list[RoadFact]:
    """Return the drafts of these bases that were sent in and not thrown away, the oldest first; three queries."""
    drafts = list(
        session.scalars(
            sa.select(CourseDraft)
            .where(
                CourseDraft.base_id.in_(base_ids),
                CourseDraft.state.in_([*_AT_OFFICE, DraftState.PUBLISHED]),
            )
            .order_by(CourseDraft.id)
        )
    )
    if not drafts:
        return []
    ids = [draft.id for draft in drafts]
    steps, titles = moments_by_draft(session, ids), _titles(session, ids)
    found = []
    for draft in drafts:
        sent_in = sent_in_at(steps[draft.id])
        if sent_in is not None:
            state = _AT_OFFICE.get(draft.state)
            found.append(RoadFact(draft.slug, draft.base_id, titles[draft.id], state, sent_in))
    return found


@dataclass(frozen=True, slots=True)
class Stuck:
    """A course that was sent in and isn't online. since: when it came to where it lies now. words: why it came back, "" where nobody
    said. office_time: how long it has lain with the office in all rounds."""

    slug: str
    base_id: int
    title: str
    state: CourseState
    since: datetime
    words: str
    office_time: timedelta


def stuck_drafts(session: Session, base_ids: Collection[int], *, now: datetime) -> list[Stuck]:
    """Return the courses of these bases that lie with the office or came back, what has lain longest first; two queries."""
    drafts = {
        draft.id: draft
        for draft in session.scalars(
            sa.select(CourseDraft).where(
                CourseDraft.base_id.in_(base_ids), CourseDraft.state.in_(list(_AT_OFFICE))
            )
        )
    }
    steps: dict[int | None, list[PublicationStep]] = {draft_id: [] for draft_id in drafts}
    for step in session.scalars(
        sa.select(PublicationStep)
        .where(PublicationStep.draft_id.in_(drafts), PublicationStep.kind != RoadStep.COMMENTED)
        .order_by(PublicationStep.id)
    ):
        steps[step.draft_id].append(step)
    found = []
    for draft_id, draft in drafts.items():
        last = steps[draft_id][-1]
        moments = [Moment(step.kind, step.made_at) for step in steps[draft_id]]
        words = last.words if last.kind is RoadStep.RETURNED else ""
        state = _AT_OFFICE[draft.state]
        found.append(
            Stuck(
                draft.slug, draft.base_id, last.title, state, last.made_at, words, office_time(moments, now)
            )
        )
    return sorted(found, key=lambda one: (one.since, one.slug))


def drafts_at_work(session: Session, base_ids: Collection[int]) -> Mapping[int, int]:
    """Return how many drafts each base writes on that are not with the office, by base id; bases without any are left out."""
    rows = session.execute(
        sa.select(CourseDraft.base_id, sa.func.count())
        .where(CourseDraft.base_id.in_(base_ids), CourseDraft.state == DraftState.DRAFT)
        .group_by(CourseDraft.base_id)
    )
    return dict(rows.all())


def texts_sent_in(session: Session) -> dict[str, frozenset[str]]:
    """Return the hashes of the lessons of every draft that lies with an office or was returned, by slug, the first submitted first.

    Whatever base: a copy is found before the catalogue has either of the two.
    """
    frozen = (
        sa.select(PublicationStep.draft_id, sa.func.max(PublicationStep.id).label("step_id"))
        .where(PublicationStep.kind == RoadStep.SUBMITTED)
        .group_by(PublicationStep.draft_id)
        .subquery()
    )
    rows = session.execute(
        sa.select(CourseDraft.slug, DraftRevision.files)
        .join(frozen, frozen.c.draft_id == CourseDraft.id)
        .join(PublicationStep, PublicationStep.id == frozen.c.step_id)
        .join(
            DraftRevision,
            sa.and_(
                DraftRevision.draft_id == CourseDraft.id, DraftRevision.number == PublicationStep.revision
            ),
        )
        .where(CourseDraft.state.in_(list(_AT_OFFICE)))
        .order_by(frozen.c.step_id)
    )
    return {slug: _lesson_hashes(files) for slug, files in rows}


def _lesson_hashes(files: Mapping[str, tuple[str, int]]) -> frozenset[str]:
    return frozenset(
        blob
        for path, (blob, _byte_count) in files.items()
        if (place := place_of(path)) is not None and place.role is FileRole.LESSON
    )


def _titles(session: Session, draft_ids: Collection[int]) -> dict[int | None, str]:
    rows = session.execute(
        sa.select(PublicationStep.draft_id, PublicationStep.title)
        .where(PublicationStep.draft_id.in_(draft_ids), PublicationStep.kind == RoadStep.SUBMITTED)
        .order_by(PublicationStep.id)
    )
    return {row.draft_id: row.title for row in rows}
