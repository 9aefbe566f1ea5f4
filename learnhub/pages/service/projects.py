"""Courses as projects: who wants them, who had a place, who completed, who works half a year later."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service.directory import within_reach
from learnhub.casework import service as casework
from learnhub.casework.rules import EntryKind, works_after
from learnhub.catalogue.models import Course, CourseVersion
from learnhub.learning.models import Enrolment
from learnhub.reports.service.rows import completed, regions_within
from learnhub.training.models import ClassPlace, ClassState, TrainingClass
from learnhub.training.rules.particulars import TraineeGroup

SIX_MONTHS = 6


@dataclass(frozen=True)
class Project:
    """A course as a project. wishes: open files that want it. places: in classes of the year. completers: people, whoever they are.

    works_at_six, followed: of the completers with an open file, how many the follow-up after six months found at work.
    """

    title: str
    wishes: int
    places: int
    enrolled: int
    completers: int
    works_at_six: int
    followed: int


def projects(
    session: Session, viewer: Sequence[Holding], reach: Sequence[str], *, year: int, on: date
) -> list[Project]:
    """Return the courses that somebody within reach wants or that a class of the year teaches there, by title; classes for staff aside."""
    files = casework.files_within(session, within_reach(viewer, on))
    wishes: Counter[str] = Counter()
    for one in files:
        wishes.update({entry.course_slug for entry in one.entries if entry.kind is EntryKind.NEED} - {""})
    works = {one.person_id: works_after(casework.noted_of(one), SIX_MONTHS) for one in files}
    meant = (
        TrainingClass.region_code.in_(regions_within(session, reach)),
        TrainingClass.opened_on >= date(year, 1, 1),
        TrainingClass.opened_on <= date(year, 12, 31),
        TrainingClass.state.not_in([ClassState.APPLIED, ClassState.CANCELLED]),
        TrainingClass.trainee_group == TraineeGroup.TRAINEES,
    )
    capacity = (
        sa.select(TrainingClass.course_id, sa.func.sum(TrainingClass.capacity))
        .where(*meant)
        .group_by(TrainingClass.course_id)
    )
    places = {course_id: int(taken) for course_id, taken in session.execute(capacity)}
    within = (
        sa.select(ClassPlace.enrolment_id)
        .join(TrainingClass, TrainingClass.id == ClassPlace.training_class_id)
        .where(*meant)
        .scalar_subquery()
    )
    done = completed(session, within)
    by_course: dict[int, list[tuple[int, int]]] = {}
    sat = sa.select(Enrolment.id, Enrolment.person_id, Enrolment.course_id).where(Enrolment.id.in_(within))
    for enrolment_id, person_id, course_id in session.execute(sat):
        by_course.setdefault(course_id, []).append((enrolment_id, person_id))
    found = []
    for course_id, slug, title in _courses(session, set(wishes), set(places)):
        here = by_course.get(course_id, [])
        completers = {person for enrolment, person in here if enrolment in done}
        followed = completers & works.keys()
        at_work = sum(works[person] for person in followed)
        found.append(
            Project(
                title,
                wishes[slug],
                places.get(course_id, 0),
                len(here),
                len(completers),
                at_work,
                len(followed),
            )
        )
    return found


def _courses(session: Session, slugs: set[str], ids: set[int]) -> list[tuple[int, str, str]]:
    """Return (id, slug, title of the newest version) of courses with one of these slugs or ids, by title."""
    newest = (
        sa.select(CourseVersion.course_id, sa.func.max(CourseVersion.number).label("number"))
        .group_by(CourseVersion.course_id)
        .subquery()
    )
    rows = session.execute(
        sa.select(Course.id, Course.slug, CourseVersion.title)
        .join(newest, newest.c.course_id == Course.id)
        .join(
            CourseVersion,
            sa.and_(CourseVersion.course_id == Course.id, CourseVersion.number == newest.c.number),
        )
        .where(sa.or_(Course.slug.in_(slugs), Course.id.in_(ids)))
        .order_by(CourseVersion.title, Course.id)
    )
    return [(row.id, row.slug, row.title) for row in rows]
