"""Begin a course from nothing, and list the courses that could be worked on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.rules.roles import Holding
from learnhub.authoring.models.drafts import CourseDraft
from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.rules.drafts.revisions import CLOSED_STATES
from learnhub.authoring.rules.folders.course_toml import OutlineUnit, Value, read_course_toml, toml_value
from learnhub.authoring.service.drafts.opening import open_draft
from learnhub.authoring.service.drafts.outlines import suggested_slug
from learnhub.authoring.service.drafts.reach import may_author
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import Course
from learnhub.catalogue.rules import CourseState
from learnhub.primitives import Refusal, say
from learnhub.storage.rules import BlobStore

_COURSES_MAX = 500
_TRIES = 20


@dataclass(frozen=True, slots=True)
class NewCourse:
    """What is known of a course when it begins. slug: empty for one from the title. occupation: edition, code, name; or all empty."""

    title: str
    slug: str
    category: str
    training_type: str
    occupation: tuple[str, str, str] = ("", "", "")


@dataclass(frozen=True, slots=True)
class PublishedCourse:
    """A course that can be worked on anew. number: of its newest version."""

    slug: str
    title: str
    number: int


def open_new_course(
    session: Session,
    store: BlobStore,
    told: NewCourse,
    *,
    base_id: int,
    holdings: Sequence[Holding],
    by: int,
    now: datetime,
    units: Sequence[OutlineUnit] = (),
    files: Mapping[str, bytes] | None = None,
    words: str = "新建课程",
) -> CourseDraft | Refusal:
    """Open the draft of a new course: with neither units nor lessons, or with those that came out of a document.

    A slug that was typed must be free; one from the title gets a number where it is taken. files: what the units name, by path.
    """
    for slug in _slugs(told):
        standing = session.scalar(sa.select(CourseDraft.id).where(CourseDraft.slug == slug))
        taken = standing is not None or catalogue.course_or_none(session, slug) is not None
        if taken and told.slug:
            return Refusal("slug-taken", say("已经有课程用了这个名字，请换一个。"), field="slug")
        if not taken:
            course = read_course_toml(_course_toml(told, slug)).with_units(units)
            folder = CourseFolder(slug, {"course.toml": course.text.encode(), **(files or {})})
            return open_draft(
                session, store, folder, base_id=base_id, holdings=holdings, by=by, words=words, now=now
            )
    return Refusal("slug-taken", say("已经有很多课程叫这个名字，请自己写一个网址里的名字。"), field="slug")


def published_without_draft(session: Session, holdings: Sequence[Holding]) -> list[PublishedCourse]:
    """Return the published courses of somebody's bases that nobody is working on, by title."""
    at_work = sa.select(CourseDraft.slug).where(CourseDraft.state.not_in(CLOSED_STATES))
    courses = session.scalars(
        sa.select(Course)
        .where(
            Course.base_id.is_not(None),
            Course.state.in_((CourseState.PUBLISHED, CourseState.IN_PREPARATION)),
            Course.slug.not_in(at_work),
        )
        .order_by(Course.id)
        .limit(_COURSES_MAX)
    )
    own = [course for course in courses if may_author(holdings, course.base_id)]
    versions = [(course, catalogue.current_version(session, course)) for course in own]
    found = [PublishedCourse(course.slug, version.title, version.number) for course, version in versions]
    return sorted(found, key=lambda one: one.title)


def _slugs(told: NewCourse) -> list[str]:
    if told.slug:
        return [told.slug]
    stem = suggested_slug(told.title)
    return [stem, *(f"{stem}-{number}" for number in range(2, _TRIES))]


def _course_toml(told: NewCourse, slug: str) -> str:
    lines: list[tuple[str, Value]] = [
        ("format", 1), ("slug", slug), ("kind", "course"), ("title", told.title), ("summary", ""), ("state", "published"),
        ("category", told.category), ("training_type", told.training_type), ("level", ""), ("certificates", []), ("cost", ""),
        ("support_provided", ""), ("notice", ""), ("origin", ""), ("licence", ""), ("rights", ""), ("tags", []),
    ]  # fmt: skip
    tables: list[tuple[str, list[tuple[str, Value]]]] = [
        ("planned", [("online_class_hours", 0), ("offline_class_hours", 0), ("offline_days", 0)])
    ]
    if any(told.occupation):
        edition, code, name = told.occupation
        tables.insert(0, ("occupation", [("edition", edition), ("code", code), ("name", name)]))
    parts = [_written(lines), *(f"[{name}]\n{_written(values)}" for name, values in tables)]
    return "\n".join(parts)


def _written(values: Sequence[tuple[str, Value]]) -> str:
    return "".join(f"{key} = {toml_value(value)}\n" for key, value in values)
