"""Where the bases stand with what they owe, by the courses that the catalogue knows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.service.publication.facts import RoadFact, drafts_at_work, road_facts, texts_sent_in
from learnhub.catalogue.models import Course, CourseVersion, Lesson, LessonVersion
from learnhub.catalogue.rules import CourseKind, CourseState
from learnhub.primitives import local_date
from learnhub.providers.models import TrainingBase
from learnhub.quota.adapters.rule_file import read_rules
from learnhub.quota.rules import CourseFact, QuotaRule, QuotaStatus, copies_of, has_duty, quota_status

# An original that was taken back is none: whoever took it over under another name has the course now.
_GONE = frozenset({CourseState.WITHDRAWN, CourseState.SUPERSEDED})
_SENT_IN = frozenset({CourseState.SUBMITTED, CourseState.IN_REVIEW, CourseState.RETURNED})


@dataclass(frozen=True)
class Board:
    """A base with everything it owes.

    statuses: newest period first, ended ones too; empty for a base without a duty. courses: by title. draft_count: of drafts that the base
    is writing on, which count for nothing.
    """

    base: TrainingBase
    statuses: tuple[QuotaStatus, ...]
    courses: tuple[CourseFact, ...]
    draft_count: int = 0


@dataclass(frozen=True)
class Duty:
    """A base and one rule that it owes something by."""

    base: TrainingBase
    rule: QuotaRule


@lru_cache(maxsize=4)
def rules(content_dir: Path) -> tuple[QuotaRule, ...]:
    """Return all quota rules, newest period first; read once, as a site is restarted when its files change."""
    return read_rules(content_dir / "policy" / "quota.toml")


def board(session: Session, base: TrainingBase, known: Sequence[QuotaRule], today: date) -> Board:
    """Return the board of one base."""
    facts = course_facts(session, [base.id])[base.id]
    statuses = tuple(
        quota_status(rule, facts, today) for rule in known if has_duty(rule, base.level, base.region_code)
    )
    return Board(base, statuses, facts, drafts_at_work(session, [base.id]).get(base.id, 0))


def duties(
    bases: Sequence[TrainingBase], known: Sequence[QuotaRule], today: date, *, ended: bool
) -> list[Duty]:
    """Return what these bases owe, base by base: by rules that have ended, or by all others."""
    return [
        Duty(base, rule)
        for base in bases
        for rule in known
        if (rule.ends_on < today) is ended and has_duty(rule, base.level, base.region_code)
    ]


def without_duty(bases: Sequence[TrainingBase], known: Sequence[QuotaRule]) -> list[TrainingBase]:
    """Return the bases that owe nothing by any rule."""
    return [base for base in bases if not any(has_duty(r, base.level, base.region_code) for r in known)]


def statuses(session: Session, owed: Sequence[Duty], today: date) -> list[tuple[Duty, QuotaStatus]]:
    """Return where bases stand with these duties, in the same order; as many queries, however many there are."""
    facts = course_facts(session, [duty.base.id for duty in owed])
    return [(duty, quota_status(duty.rule, facts[duty.base.id], today)) for duty in owed]


def course_facts(session: Session, base_ids: Sequence[int]) -> Mapping[int, tuple[CourseFact, ...]]:
    """Return the courses of these bases by title, shared modules left out; an empty tuple for a base without any.

    A course was sent in when a draft of it was first submitted and not taken back; one that came another way on the day of its first
    published version, or of its newest version while it is on its way there.
    """
    courses = list(
        session.scalars(
            sa.select(Course).where(Course.base_id.in_(base_ids), Course.kind == CourseKind.COURSE)
        )
    )
    versions: dict[int, list[CourseVersion]] = {course.id: [] for course in courses}
    for version in session.scalars(
        sa.select(CourseVersion)
        .where(CourseVersion.course_id.in_(versions))
        .order_by(CourseVersion.course_id, CourseVersion.number)
    ):
        versions[version.course_id].append(version)
    on_road = road_facts(session, base_ids)
    known = {course.slug: course for course in courses}
    new = _not_online(on_road, known)
    originals = _originals(session, courses, [fact.slug for fact in new])
    found: dict[int, list[CourseFact]] = {base_id: [] for base_id in base_ids}
    for course in courses:
        if course.base_id is not None and course.slug not in {fact.slug for fact in new}:
            copied_from = originals.get(course.slug, "")
            found[course.base_id].append(_fact(course, versions[course.id], on_road, copied_from))
    for fact in new:
        offered = known.get(fact.slug)
        published = _first_published(versions[offered.id]) if offered is not None else None
        found[fact.base_id].append(
            CourseFact(
                slug=fact.slug,
                title=fact.title,
                state=fact.state.value if fact.state is not None else "",
                submitted_on=local_date(fact.sent_in_at),
                published_on=local_date(published) if published is not None else None,
                copied_from=originals.get(fact.slug, ""),
            )
        )
    return {
        base_id: tuple(sorted(facts, key=lambda one: (one.title, one.slug)))
        for base_id, facts in found.items()
    }


def _not_online(on_road: Sequence[RoadFact], known: Mapping[str, Course]) -> list[RoadFact]:
    """Return the drafts at an office, or returned, whose course nobody can enrol in: where they stand is where the course stands."""
    return [
        fact
        for fact in on_road
        if fact.state is not None
        and (fact.slug not in known or known[fact.slug].state is not CourseState.PUBLISHED)
    ]


def _first_published(versions: Sequence[CourseVersion]) -> datetime | None:
    return next((version.published_at for version in versions if version.published_at is not None), None)


def _fact(
    course: Course, versions: Sequence[CourseVersion], on_road: Sequence[RoadFact], copied_from: str
) -> CourseFact:
    published = _first_published(versions)
    on_its_way = versions[-1].made_at if versions and course.state in _SENT_IN else None
    submitted = [fact.sent_in_at for fact in on_road if fact.slug == course.slug]
    if (first := published or on_its_way) is not None:
        submitted.append(first)
    return CourseFact(
        slug=course.slug,
        title=versions[-1].title if versions else course.slug,
        state=course.state.value,
        submitted_on=local_date(min(submitted)) if submitted else None,
        published_on=local_date(published) if published is not None else None,
        copied_from=copied_from,
    )


def _originals(session: Session, courses: Sequence[Course], new: Collection[str]) -> dict[str, str]:
    """Return which of these courses, and of these drafts that were sent in, are copies: of an older course, or of a draft that was sent
    in before, of whichever base; three queries at most."""
    own_hashes = (
        sa.select(LessonVersion.text_hash)
        .join(Lesson, Lesson.id == LessonVersion.lesson_id)
        .where(Lesson.course_id.in_([course.id for course in courses]))
    )
    sent_in = texts_sent_in(session) if new else {}
    wanted = sorted({text_hash for slug in new for text_hash in sent_in.get(slug, ())})
    rows = session.execute(
        sa.select(Course.id, Course.slug, LessonVersion.text_hash)
        .join(Lesson, Lesson.course_id == Course.id)
        .join(LessonVersion, LessonVersion.lesson_id == Lesson.id)
        .where(
            sa.or_(LessonVersion.text_hash.in_(own_hashes), LessonVersion.text_hash.in_(wanted)),
            Course.kind == CourseKind.COURSE,
            Course.state.not_in([*_GONE, CourseState.IN_PREPARATION, CourseState.DRAFT]),
        )
        .order_by(Course.id)
    ).all()
    texts: dict[str, set[str]] = {}
    for row in rows:
        texts.setdefault(row.slug, set()).add(row.text_hash)
    own = {slug: frozenset(found) for slug, found in texts.items()}
    # What is online came before what is on its way there.
    return copies_of({**sent_in, **own}, [*own, *(slug for slug in sent_in if slug not in own)])
