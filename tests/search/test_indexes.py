"""What every index can do: one suite for the database's own index, on both engines, and for Whoosh."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Course, Lesson
from learnhub.catalogue.rules import CourseKind, CourseState
from learnhub.db import Database
from learnhub.primitives import instant_now
from learnhub.search.adapters.whoosh_folder import WhooshFolder
from learnhub.search.models import CourseEntry, SearchDocument
from learnhub.search.rules import Document, Hit, Index, query_for, synonyms
from learnhub.search.service import database_index

TABLE = synonyms([["按摩", "推拿"]], ["我想学"])
Write = Callable[..., Document]


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        yield session


@pytest.fixture(params=["database", "whoosh"])
def index(request: pytest.FixtureRequest, session: Session, tmp_path: Path) -> Index:
    return database_index(session) if request.param == "database" else WhooshFolder(tmp_path / "search")


@pytest.fixture
def write(session: Session) -> Write:
    """Add a row of search_document, with a course and a lesson where they are new."""

    def add(course_id: int, lesson_id: int | None = None, **values: str) -> Document:
        if session.get(Course, course_id) is None:
            session.add(
                Course(
                    id=course_id,
                    slug=f"course-{course_id}",
                    kind=CourseKind.COURSE,
                    state=CourseState.PUBLISHED,
                    created_at=instant_now(),
                )
            )
            session.flush()
            session.add(CourseEntry(course_id=course_id, title="课程", is_open=True, is_listed=True))
            session.flush()
        if lesson_id is not None and session.get(Lesson, lesson_id) is None:
            session.add(Lesson(id=lesson_id, course_id=course_id, slug=f"lesson-{lesson_id}"))
            session.flush()
        told = {"title": "", "text": "", "context": "", "facets": "", "lesson_slug": "", **values}
        row = SearchDocument(course_id=course_id, lesson_id=lesson_id, **told)
        session.add(row)
        session.flush()
        return Document(
            row.id, course_id, lesson_id, row.title, row.text, row.context, tuple(row.facets.split())
        )

    return add


def found(
    index: Index, typed: str, *, facets: tuple[str, ...] = (), loose: bool = False
) -> list[tuple[int, int | None]]:
    query = query_for(typed, TABLE, facets)
    return [(hit.course_id, hit.lesson_id) for hit in index.find(query.loosened() if loose else query, 10)]


def test_an_empty_index_answers_nothing(index: Index) -> None:
    assert found(index, "按摩") == []


def test_all_that_is_asked_for_must_be_there(index: Index, write: Write) -> None:
    index.replace(
        901, [write(901, title="按摩前的准备", text="先洗手。\n再铺床单。"), write(901, 9011, title="洗手")]
    )
    assert found(index, "按摩 洗手") == [(901, None)]
    assert found(index, "按摩 咖啡") == []


def test_part_of_it_is_enough_for_a_loosened_query(index: Index, write: Write) -> None:
    index.replace(901, [write(901, title="按摩")])
    assert found(index, "按摩 咖啡", loose=True) == [(901, None)]


def test_a_synonym_is_found(index: Index, write: Write) -> None:
    index.replace(901, [write(901, title="推拿入门")])
    assert found(index, "我想学按摩") == [(901, None)]


def test_words_that_the_dictionary_lacks_traditional_writing_and_numbers_are_found(
    index: Index, write: Write
) -> None:
    index.replace(901, [write(901, 9011, title="打奶泡", text="Excel2019 里做表。\n手机读屏要先打开。")])
    for typed in ("奶泡", "讀屏", "ｅｘｃｅｌ", "2019", "手機"):
        assert found(index, typed) == [(901, 9011)], typed


def test_a_single_character_finds_titles_alone(index: Index, write: Write) -> None:
    index.replace(901, [write(901, title="艾灸")])
    index.replace(902, [write(902, title="别的", text="说到艾灸。")])
    assert found(index, "灸") == [(901, None)]


def test_a_title_counts_more_than_text_and_text_more_than_what_the_course_is_about(
    index: Index, write: Write
) -> None:
    filler = "慢慢来，先看一看，再做一做。" * 5
    index.replace(901, [write(901, title="收银", context="咖啡", text=filler)])
    index.replace(902, [write(902, title="收银", text=filler + "一杯咖啡。")])
    index.replace(903, [write(903, title="咖啡", text=filler)])
    assert [course for course, _lesson in found(index, "咖啡")] == [903, 902, 901]


def test_every_facet_must_fit(index: Index, write: Write) -> None:
    index.replace(901, [write(901, title="按摩", facets="f1 f2")])
    index.replace(902, [write(902, title="按摩", facets="f1 f3")])
    assert found(index, "按摩", facets=("f1", "f3")) == [(902, None)]
    assert found(index, "按摩", facets=("f2", "f3")) == []
    assert found(index, "f1") == []  # facets are no words


def test_an_updated_course_is_found_once_and_as_it_is_now(
    index: Index, write: Write, session: Session
) -> None:
    before = write(901, 9011, title="按摩手法")
    index.replace(901, [before])
    now = write(901, 9011, title="按摩礼仪")
    index.replace(901, [now])
    session.delete(session.get(SearchDocument, before.id))
    session.flush()
    assert found(index, "按摩") == [(901, 9011)]
    assert found(index, "手法") == []


def test_a_course_taken_out_is_gone_and_its_neighbour_stays(index: Index, write: Write) -> None:
    index.replace(901, [write(901, title="按摩")])
    index.replace(902, [write(902, title="按摩")])
    index.replace(901, [])
    assert found(index, "按摩") == [(902, None)]


def test_no_more_than_the_limit_comes_back_the_best_first(index: Index, write: Write) -> None:
    for course in range(901, 913):
        index.replace(course, [write(course, title="按摩" if course == 912 else "别的", text="按摩")])
    hits = index.find(query_for("按摩", TABLE), 5)
    assert len(hits) == 5
    assert hits[0].course_id == 912
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_very_long_text_is_indexed(index: Index, write: Write) -> None:
    index.replace(901, [write(901, title="长课", text="推拿要慢。" * 8_000 + "看不到的咖啡")])
    assert found(index, "推拿") == [(901, None)]
    assert found(index, "咖啡") == []


HOSTILE = [
    "' OR 1=1 --",
    '"按摩" NEAR("洗手", 3) title:* ^x',
    "a:b & !c | d <-> e",
    "*按摩* NOT AND OR (",
    "{title text} : 按摩",
    "\x00\x01\x1b[31m按摩\ud7ff",
    "😀" * 50,
    "\\'\\\\",
    "%_%",
    "按" * 100_000,
    "a" * 100_000,
    "ﷺ" * 1000,
    "的的的",
    "",
]


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_bad_input_is_a_query_like_any_other(index: Index, write: Write, typed: str) -> None:
    index.replace(901, [write(901, title="按摩")])
    query = query_for(typed, TABLE)
    for asked in (query, query.loosened()):
        assert all(isinstance(hit, Hit) for hit in index.find(asked, 10))


@given(typed=st.text(max_size=120))
@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_makes_an_index_fail(index: Index, typed: str) -> None:
    index.find(query_for(typed, TABLE, ("f1",)), 10)
