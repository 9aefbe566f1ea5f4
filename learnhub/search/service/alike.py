"""Find the courses that are like another, from rows that are there for the search; nobody's learning is looked at."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Course
from learnhub.search.models import CourseEntry, CourseFacet, SearchWord, SearchWordCourse
from learnhub.search.rules import ALIKE_MAX, Compared, Facet, Likeness, Synonyms, alike, telling_words
from learnhub.search.rules.likeness import WORDS_MIN

# So many are compared for each thing that courses can have in common; a title has few words that tell.
_EACH_MAX = 20
_BY_WORDS_MAX = 40
_WORDS_MAX = 30
# Of the thousands of a province only the newest are put in order.
_LOOKED_AT_MAX = 200
_COMMON = (Facet.OCCUPATION, Facet.CATEGORY, Facet.BASE, Facet.REGION)


@dataclass(frozen=True, slots=True)
class AlikeCourse:
    """A course that is like another, and why."""

    slug: str
    title: str
    is_open: bool
    likeness: Likeness


def courses_like(
    session: Session,
    course_id: int,
    table: Synonyms,
    *,
    wanted: Collection[str] = (),
    leave_out: Collection[int] = (),
) -> tuple[AlikeCourse, ...]:
    """Return at most three listed courses that are like this one, in the order of search.rules.alike; ten questions at most, mostly six.

    wanted: ways (values of Facet.WAY) that somebody asked for. leave_out: courses that stand on the page already. Empty for a shared module.
    """
    values = _facet_values(session, [course_id])[course_id]
    words = _telling_words(session, course_id, table)
    known = {course_id, *leave_out}
    own = _compared(course_id, "", True, values, set(words.values()))
    slugs: dict[int, str] = {}
    others: dict[int, Compared] = {}
    nearest: tuple[Likeness, ...] = ()
    # What the strongest reasons find is enough where nothing that was asked for is lacking: no weaker one comes before it.
    for facets, by_words in (((Facet.OCCUPATION,), True), (_COMMON[1:], False)):
        found = _candidates(session, values, facets, list(words) if by_words else [], {*known, *others})
        if not found:
            continue
        told, shared = _facet_values(session, found), _words_of(session, found, words)
        rows = session.execute(
            sa.select(Course.id, Course.slug, CourseEntry.title, CourseEntry.is_open)
            .join(CourseEntry, CourseEntry.course_id == Course.id)
            .where(Course.id.in_(found))
        )
        for row in rows:
            slugs[row.id] = row.slug
            others[row.id] = _compared(row.id, row.title, row.is_open, told[row.id], shared[row.id])
        nearest = alike(own, others.values(), frozenset(wanted))
        if len(nearest) == ALIKE_MAX and not any(one.lacking for one in nearest):
            break
    return tuple(
        AlikeCourse(slugs[one.course_id], others[one.course_id].title, others[one.course_id].is_open, one)
        for one in nearest
    )


def _facet_values(
    session: Session, course_ids: Collection[int]
) -> Mapping[int, Mapping[Facet, AbstractSet[str]]]:
    found: dict[int, dict[Facet, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows = session.execute(
        sa.select(CourseFacet.course_id, CourseFacet.facet, CourseFacet.value)
        .join(CourseEntry, CourseEntry.course_id == CourseFacet.course_id)
        .where(
            CourseFacet.course_id.in_(course_ids),
            CourseEntry.is_listed,
            CourseFacet.facet.in_([facet.value for facet in (*_COMMON, Facet.WAY)]),
        )
    )
    for row in rows:
        found[row.course_id][Facet(row.facet)].add(row.value)
    return found


def _telling_words(session: Session, course_id: int, table: Synonyms) -> Mapping[int, str]:
    """Return the words that tell what a course is about, by id; the longest thirty."""
    rows = session.execute(
        sa.select(SearchWord.id, SearchWord.text)
        .join(SearchWordCourse, SearchWordCourse.word_id == SearchWord.id)
        .where(SearchWordCourse.course_id == course_id, SearchWordCourse.is_topic)
        .order_by(sa.func.length(SearchWord.text).desc(), SearchWord.text)
        .limit(_WORDS_MAX)
    ).all()
    telling = telling_words((row.text for row in rows), table)
    return {row.id: row.text for row in rows if row.text in telling}


def _candidates(
    session: Session,
    values: Mapping[Facet, AbstractSet[str]],
    facets: Collection[Facet],
    words: Collection[int],
    known: AbstractSet[int],
) -> list[int]:
    """Return courses that have something in common with one: a few for each of its values of these facets, those that people can enrol in first."""
    listed = sa.and_(CourseEntry.is_listed, CourseEntry.course_id.not_in(known))
    newest = {
        (facet, value): sa.select(CourseFacet.course_id)
        .where(CourseFacet.facet == facet.value, CourseFacet.value == value)
        .order_by(CourseFacet.course_id.desc())
        .limit(_LOOKED_AT_MAX)
        .subquery()
        for facet in facets
        for value in sorted(values.get(facet, ()))
    }
    having = [
        sa.select(SearchWordCourse.course_id)
        .where(SearchWordCourse.word_id == word, SearchWordCourse.is_topic)
        .order_by(SearchWordCourse.course_id.desc())
        .limit(_LOOKED_AT_MAX)
        .subquery()
        for word in sorted(words)
    ]
    by_words = []
    if len(having) >= WORDS_MIN:
        every = sa.union_all(*(sa.select(one.c.course_id) for one in having)).subquery()
        several = (
            sa.select(every.c.course_id, sa.func.count().label("count"))
            .group_by(every.c.course_id)
            .having(sa.func.count() >= WORDS_MIN)
            .subquery()
        )
        by_words.append(
            sa.select(CourseEntry.course_id)
            .join(several, several.c.course_id == CourseEntry.course_id)
            .where(listed)
            .order_by(several.c.count.desc(), CourseEntry.course_id)
            .limit(_BY_WORDS_MAX)
        )
    by_values = [
        sa.select(CourseEntry.course_id)
        .join(few, few.c.course_id == CourseEntry.course_id)
        .where(listed)
        .order_by(CourseEntry.is_open.desc(), CourseEntry.title, CourseEntry.course_id)
        .limit(_EACH_MAX)
        for few in newest.values()
    ]
    # Each as a table of its own: SQLite takes no limit within a union.
    parts = [sa.select(one.subquery().c.course_id) for one in (*by_words, *by_values)]
    return sorted(session.scalars(sa.union(*parts))) if parts else []


def _words_of(
    session: Session, course_ids: Collection[int], words: Mapping[int, str]
) -> Mapping[int, AbstractSet[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = session.execute(
        sa.select(SearchWordCourse.course_id, SearchWordCourse.word_id).where(
            SearchWordCourse.course_id.in_(course_ids),
            SearchWordCourse.word_id.in_(words),
            SearchWordCourse.is_topic,
        )
    )
    for row in rows:
        found[row.course_id].add(words[row.word_id])
    return found


def _compared(
    course_id: int,
    title: str,
    is_open: bool,
    values: Mapping[Facet, AbstractSet[str]],
    words: AbstractSet[str],
) -> Compared:
    return Compared(
        course_id,
        title,
        is_open,
        occupation=_only(values, Facet.OCCUPATION),
        category=_only(values, Facet.CATEGORY),
        base=_only(values, Facet.BASE),
        regions=values.get(Facet.REGION, frozenset()),
        ways=values.get(Facet.WAY, frozenset()),
        words=words,
    )


def _only(values: Mapping[Facet, AbstractSet[str]], facet: Facet) -> str:
    return next(iter(values.get(facet, ())), "")
