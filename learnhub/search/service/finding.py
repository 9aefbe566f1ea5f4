"""Find courses and lessons by words."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from learnhub.catalogue.service import CourseSummary
from learnhub.search.models import CourseEntry, CourseFacet, SearchDocument
from learnhub.search.rules import (
    SEVERAL,
    Facet,
    Hit,
    Index,
    Piece,
    Query,
    Synonyms,
    WordList,
    asked_topics,
    best_by_course,
    best_sentence,
    courses_about,
    facet_term,
    in_turns,
    marked,
    normal_query,
    query_for,
    sound_alike,
)
from learnhub.search.service.lexicon import words_for, words_of_courses
from learnhub.search.service.listing import Chosen, summaries_in_order
from learnhub.web.paging import ROWS_PER_PAGE, Paging

# So many documents are looked at in an answer; whoever gets more than this has to say more.
HITS_MAX = 500


@dataclass(frozen=True, slots=True)
class FoundCourse:
    """A course with what fits in it. lesson_slug and lesson_title: of the best lesson, empty where only the course itself fits.

    is_about: the course itself is what was asked for; otherwise one of its lessons is. sentence: of that lesson, or of the course's own text, with what was asked for marked; empty where only a title fits.
    """

    summary: CourseSummary
    title: tuple[Piece, ...]
    lesson_slug: str
    lesson_title: tuple[Piece, ...]
    lesson_count: int
    is_about: bool
    sentence: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The documents that fit. asked: as it is shown. query: what was searched for in the end. hits: by course, the best course first.

    about: the courses that are themselves about it. is_capped: more documents fit. is_loose: they have part of what was asked for. instead: the words that were searched for because
    nothing has those that were typed; empty otherwise.
    """

    asked: str
    query: Query
    hits: Mapping[int, Sequence[Hit]]
    about: frozenset[int] = frozenset()
    is_capped: bool = False
    is_loose: bool = False
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of an answer. courses: those of the best documents; total_count: all that fit, which may be more.

    counts: how many of all that fit have each value, by facet; of a facet of which one value is chosen, how many each value would give.
    """

    courses: Paging[FoundCourse]
    total_count: int
    counts: Mapping[Facet, Mapping[str, int]]

    @property
    def is_capped(self) -> bool:
        """Tell whether there are courses that no page of the answer shows."""
        return self.total_count > self.courses.total


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

    What only sounds like a word goes first where nothing typed is one: 会记 stands in many a text (学会记账), 会计 is meant.
    is_exact: no word is taken for another that sounds alike. At most 2 + 2 × 4 questions go to the index, and 3 for one of letters, whatever is typed.
    """
    words = words_for(session, typed, table)
    query = query_for(typed, table, facets, words)
    if not query.clauses:
        return Answer(query.asked, query, {})
    # Something in any sentence sounds like something: what it names is what is meant.
    is_plain = is_exact or (query.is_sentence and query.names_a_topic)
    instead = "" if is_plain else sound_alike(normal_query(typed, table)[1], table, words)
    questions = [(query, "")]
    if instead:
        other = query_for(instead, table, facets, words_for(session, instead, table))
        questions.insert(0 if query.is_guess else 1, (other, instead))
    tried = [
        *((asked, told, False) for asked, told in questions),
        # The words that were put right say more than those that nothing has.
        *(
            (narrowed, told, True)
            for asked, told in sorted(questions, key=lambda one: not one[1])
            for narrowed in asked.narrowed()
        ),
    ]
    second_best: Answer | None = None
    for asked, told, is_loose in tried:
        hits = _hits(index, asked, table, words)
        if not hits:
            continue
        surfaces = {surface for clause in asked.clauses for surface in clause.surfaces}
        words_there = words_of_courses(session, {hit.course_id for hit in hits}, surfaces)
        grouped: Mapping[int, Sequence[Hit]] = best_by_course(hits, asked_topics(asked, words_there))
        if len(meant := _meant(asked)) > 1:
            grouped = in_turns(grouped, words_there, [table.group_of.get(one, (one,)) for one in meant])
        about = courses_about(asked, words_there, grouped)
        found = Answer(query.asked, asked, grouped, about, len(hits) >= HITS_MAX, is_loose, told)
        # The words of a sentence may stand in any long text: a course that is about one of them goes before it.
        if not asked.is_sentence or any(one.is_topic for _course, one in words_there):
            return found
        second_best = second_best or found
    return second_best or Answer(query.asked, query, {})


def _hits(index: Index, asked: Query, table: Synonyms, words: WordList) -> Sequence[Hit]:
    """Return the documents that fit; where letters may mean several words, as many for each of them."""
    meant = _meant(asked)
    if len(meant) < 2:
        return index.find(asked, HITS_MAX)
    found = {
        (hit.course_id, hit.lesson_id): hit
        for one in reversed(meant)
        for hit in index.find(query_for(one, table, asked.facets, words), HITS_MAX // len(meant))
    }
    return list(found.values())


def _meant(asked: Query) -> Sequence[str]:
    """Return the words that a question of letters alone may mean; few."""
    return asked.spelt[0][1] if len(asked.clauses) == len(asked.spelt) == 1 else ()


def found_page(
    session: Session,
    index: Index,
    answered: Answer,
    chosen: Chosen,
    *,
    first: str = "",
    number: int = 1,
    size: int = ROWS_PER_PAGE,
) -> Found:
    """Return a page of the courses that an answer found, with what they can be narrowed by.

    chosen: the filters that the answer was asked with. first: a way (search.rules.WAYS); courses that have it come before the others, each
    in the order of the answer. number: page, from 1; beyond the last one the last one comes.
    """
    grouped = answered.hits
    ids = list(grouped)
    everything = index.courses(answered.query) if answered.is_capped else ids
    counts = found_counts(session, everything)
    for facet in (facet for facet in chosen if facet not in SEVERAL):
        terms = [facet_term(f, value) for f, values in chosen.items() if f is not facet for value in values]
        wider = index.courses(replace(answered.query, facets=tuple(terms)))
        counts[facet] = found_counts(session, wider)[facet]
    if first:
        having = courses_with(session, ids, Facet.WAY, first)
        ids.sort(key=lambda course_id: course_id not in having)
    number = max(1, min(number, -(-len(ids) // size)))
    shown = ids[(number - 1) * size : number * size]
    courses = _found_courses(session, answered, shown)
    return Found(Paging(courses, number, len(ids), size), len(everything), counts)


def found_counts(session: Session, course_ids: Sequence[int]) -> dict[Facet, dict[str, int]]:
    """Return how many of these courses have each value, by facet."""
    counts: dict[Facet, dict[str, int]] = {facet: {} for facet in Facet}
    rows = session.execute(
        sa.select(CourseFacet.facet, CourseFacet.value, sa.func.count())
        .where(CourseFacet.course_id.in_(_as_rows(session, course_ids)))
        .group_by(CourseFacet.facet, CourseFacet.value)
    )
    for name, value, count in rows:
        counts[Facet(name)][value] = count
    return counts


def _as_rows(session: Session, course_ids: Sequence[int]) -> sa.Select[int]:
    # One value however many there are: thousands of values cost more to write into a statement than the statement does.
    if session.get_bind().dialect.name == "sqlite":
        told = sa.func.json_each(json.dumps(list(course_ids))).table_valued("value")
        return sa.select(told.c.value)
    return sa.select(sa.func.unnest(sa.literal(list(course_ids), postgresql.ARRAY(sa.Integer))))


def courses_with(session: Session, course_ids: Sequence[int], facet: Facet, value: str) -> set[int]:
    """Return those of at most HITS_MAX courses that have a value."""
    return set(
        session.scalars(
            sa.select(CourseFacet.course_id).where(
                CourseFacet.course_id.in_(course_ids),
                CourseFacet.facet == facet.value,
                CourseFacet.value == value,
            )
        )
    )


def common_words(session: Session, limit: int) -> list[str]:
    """Return occupations that can be found here, those with most courses first: words that are sure to have an answer."""
    rows = session.execute(
        sa.select(CourseFacet.value, sa.func.count().label("count"))
        .where(CourseFacet.facet == Facet.OCCUPATION.value)
        .group_by(CourseFacet.value)
        .order_by(sa.desc("count"), CourseFacet.value)
        .limit(limit)
    )
    return [value for value, _count in rows]


def titles(session: Session, course_ids: Sequence[int]) -> dict[int, str]:
    """Return the titles of courses that can be found, by id."""
    rows = session.execute(
        sa.select(CourseEntry.course_id, CourseEntry.title).where(CourseEntry.course_id.in_(course_ids))
    )
    return {row.course_id: row.title for row in rows}


def _found_courses(session: Session, answered: Answer, course_ids: Sequence[int]) -> list[FoundCourse]:
    clauses = answered.query.clauses
    shown = [_shown_hit(answered.hits[course_id]) for course_id in course_ids]
    rows = {
        (row.course_id, row.lesson_id): row
        for row in session.scalars(
            sa.select(SearchDocument).where(sa.or_(sa.false(), *(_is_of(hit) for hit in shown)))
        )
    }
    found = []
    for summary in summaries_in_order(session, course_ids):
        hits = answered.hits[summary.course.id]
        best = _shown_hit(hits)
        row = rows.get((best.course_id, best.lesson_id))
        if row is None:
            continue  # withdrawn since an engine outside the database was told
        is_lesson = row.lesson_id is not None
        found.append(
            FoundCourse(
                summary=summary,
                title=marked(summary.version.title, clauses),
                lesson_slug=row.lesson_slug,
                lesson_title=marked(row.title, clauses) if is_lesson else (),
                lesson_count=sum(hit.lesson_id is not None for hit in hits),
                is_about=not is_lesson or summary.course.id in answered.about,
                sentence=marked(best_sentence(row.text.split("\n"), clauses), clauses),
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
