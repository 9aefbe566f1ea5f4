"""The judged queries: a small sample of the catalogue on every run, the whole one by `make judge JUDGE=search`."""

from collections.abc import Callable, Sequence

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Course
from learnhub.db import Database
from learnhub.primitives import instant_now
from learnhub.search import service
from learnhub.search.adapters.word_table import read_synonyms
from learnhub.search.rules import Index
from learnhub.settings import PROJECT_DIR
from tests.search.judged.catalogue import MadeCourse, courses, trades
from tests.search.judged.judging import grades, judge, measure, ndcg, queries_without_answer, read_queries
from tests.search.judged.stored import store

TABLE = read_synonyms(PROJECT_DIR / "content" / "language" / "synonyms.toml")


def asker(session: Session, index: Index) -> Callable[[str], Sequence[str]]:
    """Return what gives the slugs of the courses that answer a query, best first."""
    slugs = {row.id: row.slug for row in session.execute(sa.select(Course.id, Course.slug))}

    def ask(query: str) -> list[str]:
        return [slugs[course] for course in service.answer(session, index, query, TABLE).hits]

    return ask


def test_a_course_of_each_trade_beside_the_samples_is_found_as_people_ask(sample_database: Database) -> None:
    made: dict[str, MadeCourse] = {one.slug: one for one in courses(len(trades()), 6 * len(trades()))}
    with sample_database.transaction() as session:
        store(session, made.values(), now=instant_now())
        ask = asker(session, service.database_index(session))
        # A single course of each trade has one level and one number of days: questions for another have no answer here.
        queries = [
            one
            for one in (*read_queries("tuning"), *read_queries("further"))
            if 2 in grades(one, made).values() and one.kind != "number" and "/" not in "".join(one.wanted)
        ]
        measured, missed = judge(queries, made, ask)
        assert measured["all"].count > 120
        assert measured["all"].first >= 0.85, missed
        assert measured["all"].first_three >= 0.95, missed
        assert [query for query in queries_without_answer() if ask(query)] == []


def test_measures_are_those_of_the_books() -> None:
    # Two that fit wholly and one that is near: 3/log2(2) + 3/log2(3) + 1/log2(4) is the best there can be.
    wanted = {"a": 2, "b": 2, "c": 1}
    assert ndcg(wanted, ["a", "b", "c"]) == 1
    assert ndcg(wanted, ["c", "a", "b"]) == pytest.approx(
        (1 + 3 / 1.58496 + 3 / 2) / (3 + 3 / 1.58496 + 1 / 2), abs=1e-4
    )
    assert ndcg(wanted, []) == 0
    both = measure([(wanted, ["c", "x", "b"]), (wanted, ["x"])])
    assert (both.first, both.first_three) == (0, 0.5)


def test_the_large_catalogue_is_the_same_every_time() -> None:
    first, again = list(courses(50, 400)), list(courses(50, 400))
    assert first == again
    assert sum(len(one.lessons) for one in first) == 400
