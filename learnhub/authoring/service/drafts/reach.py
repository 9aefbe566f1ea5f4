"""Find drafts that somebody may work on: those of the bases where the person teaches or manages."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding, reaches
from learnhub.authoring.models.drafts import CourseDraft
from learnhub.authoring.rules.drafts.revisions import CLOSED_STATES
from learnhub.catalogue.rules import NotFound

AUTHORS = frozenset({Role.INSTRUCTOR, Role.BASE_MANAGER})
_DRAFTS_MAX = 500


def may_author(holdings: Sequence[Holding], base_id: int | None) -> bool:
    """Tell whether somebody teaches at a base or manages it: whoever may read and write its drafts."""
    return base_id is not None and reaches(holdings, AUTHORS, base_id=base_id)


def draft_by_slug(session: Session, slug: str, holdings: Sequence[Holding]) -> CourseDraft:
    """Return the newest draft of a course, open or closed; NotFound where there is none or it is another base's."""
    for draft in _by_slug(session, slug):
        if may_author(holdings, draft.base_id):
            return draft
    raise NotFound(slug)


def open_draft_or_none(session: Session, slug: str) -> CourseDraft | None:
    """Return the draft of a course that is at work, whoever's it is, or None."""
    return session.scalar(
        sa.select(CourseDraft).where(CourseDraft.slug == slug, CourseDraft.state.not_in(CLOSED_STATES))
    )


def drafts_for(session: Session, holdings: Sequence[Holding]) -> list[CourseDraft]:
    """Return the open drafts that somebody may work on, the last changed first."""
    rows = session.scalars(
        sa.select(CourseDraft)
        .where(CourseDraft.state.not_in(CLOSED_STATES))
        .order_by(CourseDraft.changed_at.desc(), CourseDraft.id.desc())
        .limit(_DRAFTS_MAX)
    )
    return [draft for draft in rows if may_author(holdings, draft.base_id)]


def _by_slug(session: Session, slug: str) -> list[CourseDraft]:
    return list(
        session.scalars(
            sa.select(CourseDraft).where(CourseDraft.slug == slug).order_by(CourseDraft.id.desc()).limit(25)
        )
    )
