"""Find courses and lessons by words."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.service import CourseSummary
from learnhub.search.models import CourseFacet, SearchDocument
from learnhub.search.rules import (
    Facet,
    Hit,
    Index,
    Piece,
    Query,
    Synonyms,
    best_by_course,
    best_sentence,
    marked,
    normal_query,
    query_for,
    sound_alike,
)
from learnhub.search.service.lexicon import words_for
from learnhub.search.service.listing import summaries_in_order
from learnhub.web.paging import ROWS_PER_PAGE, Paging

# So many documents are looked at in an answer; whoever gets more than this has to say more.
HITS_MAX = 500


@dataclass(frozen=True, slots=True)
class FoundCourse:
    """A course with what fits in it. lesson_slug and lesson_title: of the best lesson, empty where only the course itself fits.

    sentence: of that lesson, or of the course's own text, with what was asked for marked; empty where only a title fits.
    """

    summary: CourseSummary
    title: tuple[Piece, ...]
    lesson_slug: str
    lesson_title: tuple[Piece, ...]
    lesson_count: int
    sentence: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The documents that fit. query: what was searched for in the end. is_loose: they have part of what was asked for.

    instead: the words that were searched for because nothing has those that were typed; empty otherwise.
    """

    query: Query
    hits: tuple[Hit, ...]
    is_loose: bool = False
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer. is_loose: nothing had all that was asked for, these have part of it. is_capped: there are more documents that fit."""

    courses: Paging[FoundCourse]
    is_loose: bool
    is_capped: bool


def answer(
    session: Session,
    index: Index,
    typed: str,
    table: Synonyms,
    facets: Sequence[str] = (),
    *,
    is_exact: bool = False,
) -> Answer:
    """Answer what was typed: documents that have all of it; where none has, with words that sound alike, then with part of it.

    is_exact: no word is taken for another that sounds alike. At most 2 + 2 × 2 questions go to the index, whatever is typed.
    """
    words = words_for(session, typed, table)
    query = query_for(typed, table, facets, words)
    hits = index.find(query, HITS_MAX)
    if hits or not query.clauses:
        return Answer(query, tuple(hits))
    instead = "" if is_exact else sound_alike(normal_query(typed, table)[1], table, words)
    tried = [(query, "")]
    if instead:
        other = query_for(instead, table, facets, words_for(session, instead, table))
        if hits := index.find(other, HITS_MAX):
            return Answer(other, tuple(hits), instead=instead)
        tried.insert(0, (other, instead))
    for asked, told in tried:
        for narrowed in asked.narrowed():
            if hits := index.find(narrowed, HITS_MAX):
                return Answer(narrowed, tuple(hits), is_loose=True, instead=told)
    return Answer(query, ())


def find(
    session: Session, index: Index, query: Query, *, number: int = 1, size: int = ROWS_PER_PAGE
) -> Found:
    """Answer a query: courses that have all of it; where there is none, courses that have part of it.

    number: page, from 1; beyond the last one the last one comes.
    """
    hits = index.find(query, HITS_MAX)
    is_loose = False
    if not hits and len(query.clauses) > 1:
        hits = index.find(query.loosened(), HITS_MAX)
        is_loose = bool(hits)
    grouped = best_by_course(hits)
    ids = list(grouped)
    number = max(1, min(number, -(-len(ids) // size)))
    shown = ids[(number - 1) * size : number * size]
    courses = _found_courses(session, query, {course_id: grouped[course_id] for course_id in shown})
    return Found(Paging(courses, number, len(ids), size), is_loose, len(hits) >= HITS_MAX)


def common_words(session: Session, limit: int = 4) -> list[str]:
    """Return occupations that can be found here, those with most courses first: words that are sure to have an answer."""
    rows = session.execute(
        sa.select(CourseFacet.value, sa.func.count().label("count"))
        .where(CourseFacet.facet == Facet.OCCUPATION.value)
        .group_by(CourseFacet.value)
        .order_by(sa.desc("count"), CourseFacet.value)
        .limit(limit)
    )
    return [value for value, _count in rows]


def _found_courses(session: Session, query: Query, grouped: dict[int, list[Hit]]) -> list[FoundCourse]:
    shown = [_shown_hit(hits) for hits in grouped.values()]
    rows = {
        (row.course_id, row.lesson_id): row
        for row in session.scalars(
            sa.select(SearchDocument).where(sa.or_(sa.false(), *(_is_of(hit) for hit in shown)))
        )
    }
    found = []
    for summary in summaries_in_order(session, list(grouped)):
        hits = grouped[summary.course.id]
        best = _shown_hit(hits)
        row = rows.get((best.course_id, best.lesson_id))
        if row is None:
            continue  # withdrawn since an engine outside the database was told
        is_lesson = row.lesson_id is not None
        found.append(
            FoundCourse(
                summary=summary,
                title=marked(summary.version.title, query.clauses),
                lesson_slug=row.lesson_slug,
                lesson_title=marked(row.title, query.clauses) if is_lesson else (),
                lesson_count=sum(hit.lesson_id is not None for hit in hits),
                sentence=marked(best_sentence(row.text.split("\n"), query.clauses), query.clauses),
            )
        )
    return found


def _shown_hit(hits: Sequence[Hit]) -> Hit:
    """Return the hit that is shown of a course: its best lesson, or the course itself where no lesson fits."""
    return next((hit for hit in hits if hit.lesson_id is not None), hits[0])


def _is_of(hit: Hit) -> sa.ColumnElement[bool]:
    lesson = SearchDocument.lesson_id
    return sa.and_(
        SearchDocument.course_id == hit.course_id,
        lesson.is_(None) if hit.lesson_id is None else lesson == hit.lesson_id,
    )
