"""The review desk of an office: what waits, and what it may open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.rules.roles import Holding, Role, reaches, region_reach
from learnhub.accounts.service.directory import nicknames
from learnhub.authoring.models import CourseDraft, PublicationStep
from learnhub.authoring.rules.drafts.revisions import DraftState
from learnhub.authoring.rules.publication import RoadStep, days_waiting, office_time
from learnhub.authoring.service.publication.steps import moments_by_draft
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import Course, CourseVersion
from learnhub.catalogue.rules import CourseKind, CourseState, NotFound
from learnhub.catalogue.service.courses import newest_version_id
from learnhub.primitives import local_date
from learnhub.providers.models import TrainingBase
from learnhub.regions.rules import stem

WAITING_STATES = (DraftState.SUBMITTED, DraftState.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submission in the queue. submitted: its receipt. base, region: whose it is. days: since then; office_time: of all rounds.
    taken_by: who reviews it, or empty."""

    draft: CourseDraft
    submitted: PublicationStep
    base: str
    region: str
    days: int
    office_time: timedelta
    taken_by: str


def queue(
    session: Session,
    holdings: Sequence[Holding],
    *,
    now: datetime,
    within: str = "",
    number: int = 1,
    size: int,
) -> tuple[list[Waiting], int]:
    """Return one page of what waits for the offices that somebody works for, what waits longest first, and how many wait; five queries.

    within: a division that the page is narrowed to, "" for none.
    """
    total = waiting_count(session, holdings, within=within)
    rows = session.execute(
        sa.select(CourseDraft, TrainingBase.name, TrainingBase.region_code)
        .join(TrainingBase, TrainingBase.id == CourseDraft.base_id)
        .where(*_waits_within(holdings, within))
        .order_by(_submitted_id())
        .offset((number - 1) * size)
        .limit(size)
    ).all()
    ids = [draft.id for draft, _base, _region in rows]
    last = _last_steps(session, ids)
    names = nicknames(
        session, sorted({step.made_by_id for (_id, kind), step in last.items() if kind is RoadStep.TAKEN})
    )
    steps = moments_by_draft(session, ids)
    found = []
    for draft, base, region in rows:
        submitted, taken = last[draft.id, RoadStep.SUBMITTED], last.get((draft.id, RoadStep.TAKEN))
        is_taken = draft.state is DraftState.IN_REVIEW and taken is not None
        found.append(
            Waiting(
                draft,
                submitted,
                base,
                region,
                days_waiting(submitted.made_at, local_date(now)),
                office_time(steps[draft.id], now),
                names.get(taken.made_by_id, "") if is_taken and taken is not None else "",
            )
        )
    return found, total


def waiting_count(session: Session, holdings: Sequence[Holding], *, within: str = "") -> int:
    """Return how many submissions wait for the offices that somebody works for; one query."""
    counted = (
        sa.select(sa.func.count())
        .select_from(CourseDraft)
        .join(TrainingBase, TrainingBase.id == CourseDraft.base_id)
        .where(*_waits_within(holdings, within))
    )
    return session.scalar(counted) or 0


def draft_for_office(session: Session, slug: str, holdings: Sequence[Holding]) -> CourseDraft:
    """Return the draft of a course that was submitted last, if an office that somebody works for has its base; NotFound otherwise.

    A draft that its authors took back is theirs again and not shown.
    """
    row = session.execute(
        sa.select(CourseDraft, TrainingBase)
        .join(TrainingBase, TrainingBase.id == CourseDraft.base_id)
        .join(PublicationStep, PublicationStep.draft_id == CourseDraft.id)
        .where(
            CourseDraft.slug == slug,
            PublicationStep.kind == RoadStep.SUBMITTED,
            CourseDraft.state.not_in((DraftState.DRAFT, DraftState.DISCARDED)),
        )
        .order_by(PublicationStep.id.desc())
        .limit(1)
    ).first()
    if row is None or not _is_in_reach(holdings, row[1]):
        raise NotFound(slug)
    return row[0]


def course_for_office(session: Session, slug: str, holdings: Sequence[Holding]) -> Course:
    """Return a course, in whatever state, of a base that an office of somebody's has; NotFound otherwise."""
    course = catalogue.course_or_none(session, slug)
    base = session.get(TrainingBase, course.base_id) if course is not None and course.base_id else None
    if course is None or base is None or not _is_in_reach(holdings, base):
        raise NotFound(slug)
    return course


def courses_online(session: Session, holdings: Sequence[Holding]) -> list[tuple[str, str, str]]:
    """Return (slug, title, base) of the published courses within reach, by title."""
    places = session.scalars(sa.select(TrainingBase.region_code).distinct())
    within = [code for code in places if reaches(holdings, {Role.OFFICER}, region_code=code)]
    rows = session.execute(
        sa.select(Course.slug, CourseVersion.title, TrainingBase.name)
        .join(TrainingBase, TrainingBase.id == Course.base_id)
        .join(CourseVersion, CourseVersion.id == newest_version_id(Course.id))
        .where(
            Course.state == CourseState.PUBLISHED,
            Course.kind == CourseKind.COURSE,
            TrainingBase.region_code.in_(within),
        )
    )
    found = [(slug, title, name) for slug, title, name in rows]
    return sorted(found, key=lambda one: (one[1], one[0]))


def _is_in_reach(holdings: Sequence[Holding], base: TrainingBase) -> bool:
    return reaches(holdings, {Role.OFFICER}, region_code=base.region_code)


def _waits_within(holdings: Sequence[Holding], within: str) -> list[sa.ColumnElement[bool]]:
    reached = [
        TrainingBase.region_code.startswith(stem(code)) for code in region_reach(holdings, {Role.OFFICER})
    ]
    return [
        CourseDraft.state.in_(WAITING_STATES),
        sa.or_(sa.false(), *reached),
        TrainingBase.region_code.startswith(stem(within)),
    ]


def _submitted_id() -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.max(PublicationStep.id))
        .where(PublicationStep.draft_id == CourseDraft.id, PublicationStep.kind == RoadStep.SUBMITTED)
        .correlate(CourseDraft)
        .scalar_subquery()
    )


def _last_steps(
    session: Session, draft_ids: Sequence[int]
) -> dict[tuple[int | None, RoadStep], PublicationStep]:
    rows = session.scalars(
        sa.select(PublicationStep)
        .where(
            PublicationStep.draft_id.in_(draft_ids),
            PublicationStep.kind.in_((RoadStep.SUBMITTED, RoadStep.TAKEN)),
        )
        .order_by(PublicationStep.id)
    )
    return {(step.draft_id, step.kind): step for step in rows}
