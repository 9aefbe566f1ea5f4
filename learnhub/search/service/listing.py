"""The list of courses with its filters."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from learnhub.catalogue import service as catalogue
from learnhub.catalogue.service import CourseSummary
from learnhub.search.models import CourseEntry, CourseFacet
from learnhub.search.rules import SEVERAL, Facet
from learnhub.web.paging import ROWS_PER_PAGE, Paging

Chosen = Mapping[Facet, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list. counts: how many courses each further choice would leave, by facet and value.

    open_count: how many of all pages people can enrol in now.
    """

    courses: Paging[CourseSummary]
    open_count: int
    counts: Mapping[Facet, Mapping[str, int]]


def listing(session: Session, chosen: Chosen, *, number: int, size: int = ROWS_PER_PAGE) -> Listing:
    """Return a page of the courses that fit all filters: open ones first, then by title.

    number: from 1; beyond the last page the last one comes. A facet's counts are taken with the other filters alone, so that
    they say what choosing another value would give.
    """
    fitting = _fitting(chosen)
    total, open_count = session.execute(
        sa.select(sa.func.count(), sa.func.count().filter(CourseEntry.is_open)).where(*fitting)
    ).one()
    number = max(1, min(number, -(-total // size)))
    ids = session.scalars(
        sa.select(CourseEntry.course_id)
        .where(*fitting)
        .order_by(CourseEntry.is_open.desc(), CourseEntry.title, CourseEntry.course_id)
        .offset((number - 1) * size)
        .limit(size)
    ).all()
    courses = Paging(summaries_in_order(session, ids), number, total, size)
    return Listing(courses, open_count, facet_counts(session, chosen))


def facet_counts(session: Session, chosen: Chosen) -> dict[Facet, dict[str, int]]:
    """Return how many listed courses have each value, by facet; two queries, and one more for each single-valued filter."""
    if not chosen:
        return _all_counts(session, with_modules=False)
    counts: dict[Facet, dict[str, int]] = {facet: {} for facet in Facet}
    alone = [facet for facet in chosen if facet not in SEVERAL]
    for facet, value, count in _counted(session, chosen, [f for f in Facet if f not in alone]):
        counts[facet][value] = count
    for own in alone:
        others = {facet: values for facet, values in chosen.items() if facet is not own}
        for facet, value, count in _counted(session, others, [own]):
            counts[facet][value] = count
    return counts


def known_values(session: Session) -> dict[Facet, dict[str, int]]:
    """Return how many courses and shared modules have each value, by facet: what an answer can be filtered by; one query."""
    return _all_counts(session, with_modules=True)


def summaries_in_order(session: Session, ids: Sequence[int]) -> list[CourseSummary]:
    """Return the summaries of these courses, shared modules too, in this order; one that is gone is left out."""
    if not ids:
        return []
    found = {
        one.course.id: one for one in catalogue.course_summaries(session, course_ids=ids, with_modules=True)
    }
    return [found[course_id] for course_id in ids if course_id in found]


def _fitting(chosen: Chosen) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = [CourseEntry.is_listed.is_(True)]
    for facet, values in chosen.items():
        for value in values:
            own = aliased(CourseFacet)
            conditions.append(
                sa.exists().where(
                    own.course_id == CourseEntry.course_id, own.facet == facet.value, own.value == value
                )
            )
    return conditions


def _all_counts(session: Session, *, with_modules: bool) -> dict[Facet, dict[str, int]]:
    # The index of facets answers alone for everything there is; the modules, which are few, are taken off.
    counts: dict[Facet, dict[str, int]] = {facet: {} for facet in Facet}
    every = sa.select(CourseFacet.facet, CourseFacet.value, sa.func.count()).group_by(
        CourseFacet.facet, CourseFacet.value
    )
    modules = sa.select(CourseEntry.course_id).where(CourseEntry.is_listed.is_(False))
    parts = (
        [(every, 1)] if with_modules else [(every, 1), (every.where(CourseFacet.course_id.in_(modules)), -1)]
    )
    for query, sign in parts:
        for name, value, count in session.execute(query):
            of_facet = counts[Facet(name)]
            of_facet[value] = of_facet.get(value, 0) + sign * count
    return {facet: {value: count for value, count in told.items() if count} for facet, told in counts.items()}


def _counted(session: Session, chosen: Chosen, facets: Iterable[Facet]) -> list[tuple[Facet, str, int]]:
    rows = session.execute(
        sa.select(CourseFacet.facet, CourseFacet.value, sa.func.count())
        .join(CourseEntry, CourseEntry.course_id == CourseFacet.course_id)
        .where(CourseFacet.facet.in_([facet.value for facet in facets]), *_fitting(chosen))
        .group_by(CourseFacet.facet, CourseFacet.value)
    )
    return [(Facet(facet), value, count) for facet, value, count in rows]
