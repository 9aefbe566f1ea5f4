"""Where the bases stand with what they owe, by the courses that the catalogue knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

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

    statuses: newest period first, ended ones too; empty for a base without a duty. courses: by title.
    """

    base: TrainingBase
    statuses: tuple[QuotaStatus, ...]
    courses: tuple[CourseFact, ...]


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
    return Board(base, statuses, facts)


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
    """Return where bases stand with these duties, in the same order; four queries, however many."""
    facts = course_facts(session, [duty.base.id for duty in owed])
    return [(duty, quota_status(duty.rule, facts[duty.base.id], today)) for duty in owed]


def course_facts(session: Session, base_ids: Sequence[int]) -> Mapping[int, tuple[CourseFact, ...]]:
    """Return the courses of these bases by title, shared modules left out; an empty tuple for a base without any.

    A course was sent in on the day of its first published version, or of its newest version while it is on its way there.
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
    originals = _originals(session, courses)
    found: dict[int, list[CourseFact]] = {base_id: [] for base_id in base_ids}
    for course in courses:
        if course.base_id is not None:
            found[course.base_id].append(_fact(course, versions[course.id], originals.get(course.slug, "")))
    return {
        base_id: tuple(sorted(facts, key=lambda one: (one.title, one.slug)))
        for base_id, facts in found.items()
    }


def _fact(course: Course, versions: Sequence[CourseVersion], copied_from: str) -> CourseFact:
    published = next((v for v in versions if v.published_at is not None), None)
    sent_in = versions[-1] if versions and course.state in _SENT_IN else None
    first = published or sent_in
    return CourseFact(
        slug=course.slug,
        title=versions[-1].title if versions else course.slug,
        state=course.state.value,
        submitted_on=local_date(first.made_at) if first is not None else None,
        published_on=local_date(published.published_at)
        if published is not None and published.published_at is not None
        else None,
        copied_from=copied_from,
    )


def _originals(session: Session, courses: Sequence[Course]) -> dict[str, str]:
    """Return which of these courses are copies, of an older course of whichever base; two queries."""
    own_hashes = (
        sa.select(LessonVersion.text_hash)
        .join(Lesson, Lesson.id == LessonVersion.lesson_id)
        .where(Lesson.course_id.in_([course.id for course in courses]))
    )
    rows = session.execute(
        sa.select(Course.id, Course.slug, LessonVersion.text_hash)
        .join(Lesson, Lesson.course_id == Course.id)
        .join(LessonVersion, LessonVersion.lesson_id == Lesson.id)
        .where(
            LessonVersion.text_hash.in_(own_hashes),
            Course.kind == CourseKind.COURSE,
            Course.state.not_in([*_GONE, CourseState.IN_PREPARATION, CourseState.DRAFT]),
        )
        .order_by(Course.id)
    ).all()
    texts: dict[str, set[str]] = {}
    for row in rows:
        texts.setdefault(row.slug, set()).add(row.text_hash)
    return copies_of({slug: frozenset(found) for slug, found in texts.items()}, list(texts))
