"""Write and read the steps of the road to publication."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.models import CourseDraft, DraftMember, DraftRevision, PublicationStep
from learnhub.authoring.rules.publication import Moment, Place, RoadStep
from learnhub.catalogue.rules import NotFound

NOWHERE = Place("")


def add_step(
    session: Session,
    draft: CourseDraft,
    kind: RoadStep,
    *,
    revision: int,
    by: int,
    now: datetime,
    title: str,
    words: str = "",
    folder_hash: str = "",
    place: Place = NOWHERE,
    course_version_id: int | None = None,
) -> PublicationStep:
    """Put a step of a draft on record."""
    step = PublicationStep(
        course_slug=draft.slug,
        base_id=draft.base_id,
        draft_id=draft.id,
        revision=revision,
        kind=kind,
        made_by_id=by,
        made_at=now,
        title=title,
        words=words,
        folder_hash=folder_hash,
        path=place.path,
        line=place.line,
        block=place.block,
        subject=place.subject,
        course_version_id=course_version_id,
    )
    session.add(step)
    session.flush()
    return step


def steps_of_draft(session: Session, draft: CourseDraft) -> list[PublicationStep]:
    """Return the steps of a draft in the order in which they were made."""
    return list(
        session.scalars(
            sa.select(PublicationStep)
            .where(PublicationStep.draft_id == draft.id)
            .order_by(PublicationStep.id)
        )
    )


def steps_of_course(session: Session, slug: str, *, most: int = 500) -> list[PublicationStep]:
    """Return the last steps of a course, of all its drafts, newest first; comments are left out."""
    return list(
        session.scalars(
            sa.select(PublicationStep)
            .where(PublicationStep.course_slug == slug, PublicationStep.kind != RoadStep.COMMENTED)
            .order_by(PublicationStep.id.desc())
            .limit(most)
        )
    )


def submission_or_none(session: Session, draft: CourseDraft) -> PublicationStep | None:
    """Return the last submission of a draft, which froze the revision that the office reads; None before the first."""
    return session.scalar(
        sa.select(PublicationStep)
        .where(PublicationStep.draft_id == draft.id, PublicationStep.kind == RoadStep.SUBMITTED)
        .order_by(PublicationStep.id.desc())
        .limit(1)
    )


def submission_of(session: Session, draft: CourseDraft) -> PublicationStep:
    """Return the last submission of a draft; NotFound before the first."""
    found = submission_or_none(session, draft)
    if found is None:
        raise NotFound(draft.slug)
    return found


def comments_since(session: Session, submission: PublicationStep) -> list[PublicationStep]:
    """Return the comments on a submission, by file and line."""
    return list(
        session.scalars(
            sa.select(PublicationStep)
            .where(
                PublicationStep.draft_id == submission.draft_id,
                PublicationStep.kind == RoadStep.COMMENTED,
                PublicationStep.id > submission.id,
            )
            .order_by(PublicationStep.path, PublicationStep.line, PublicationStep.id)
        )
    )


def receipt_by_id(session: Session, slug: str, step_id: int) -> PublicationStep:
    """Return the submission of a course that a receipt is about; NotFound for anything else."""
    step = session.get(PublicationStep, step_id)
    if step is None or step.kind is not RoadStep.SUBMITTED or step.course_slug != slug:
        raise NotFound(str(step_id))
    return step


def writers(session: Session, slug: str) -> frozenset[int]:
    """Return everybody who had a hand in a course: wrote a revision, worked on, opened, led or submitted any of its drafts."""
    of_course = sa.select(CourseDraft.id).where(CourseDraft.slug == slug)
    found: set[int] = set()
    for query in (
        sa.select(DraftRevision.made_by_id).where(DraftRevision.draft_id.in_(of_course)),
        sa.select(DraftMember.person_id).where(DraftMember.draft_id.in_(of_course)),
        sa.select(CourseDraft.lead_id).where(CourseDraft.slug == slug),
        sa.select(CourseDraft.opened_by_id).where(CourseDraft.slug == slug),
        sa.select(PublicationStep.made_by_id).where(
            PublicationStep.course_slug == slug, PublicationStep.kind == RoadStep.SUBMITTED
        ),
    ):
        found.update(session.scalars(query.distinct()))
    return frozenset(found)


def moments(steps: Sequence[PublicationStep]) -> list[Moment]:
    """Return steps as the rules need them, in the same order."""
    return [Moment(step.kind, step.made_at) for step in steps]


def moments_by_draft(session: Session, draft_ids: Collection[int]) -> dict[int, list[Moment]]:
    """Return the steps of these drafts, comments left out, in order of time; one query."""
    found: dict[int, list[Moment]] = {draft_id: [] for draft_id in draft_ids}
    for draft_id, kind, made_at in session.execute(
        sa.select(PublicationStep.draft_id, PublicationStep.kind, PublicationStep.made_at)
        .where(PublicationStep.draft_id.in_(draft_ids), PublicationStep.kind != RoadStep.COMMENTED)
        .order_by(PublicationStep.id)
    ):
        if draft_id is not None:
            found[draft_id].append(Moment(kind, made_at))
    return found
