"""The lessons of bases: all of them in a fixed number of queries, each as its newest version has it."""

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine

from learnhub.catalogue.models import Course
from learnhub.catalogue.rules import SlotKind
from learnhub.catalogue.service import published_courses_of
from learnhub.catalogue.service.base_lessons import base_lessons, bases_with_courses
from learnhub.db import Database
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.bases import with_bases
from tests.people import BASE_ID, NEIGHBOUR_BASE_ID
from tests.tiny_course import TinyCourse


def queries_of(database: Database, courses: int, settings: Settings) -> tuple[int, list[str]]:
    """Load a few courses of a base more, and return how many queries its lessons and titles take."""
    with database.transaction() as session:
        for number in range(courses):
            made = TinyCourse(
                f"many-{number}", sentence=f"手放在桌面上，慢慢地向前推，第{number}次感觉手心下面的布料。"
            )
            made.load(session, store_for(settings)).base_id = BASE_ID
    said: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    with database.reading() as session:
        engine: Engine = session.get_bind().engine  # type: ignore[assignment]
        event.listen(engine, "before_cursor_execute", count)
        try:
            keys = [lesson.key for lesson in base_lessons(session, [BASE_ID])]
            published_courses_of(session, [BASE_ID])
        finally:
            event.remove(engine, "before_cursor_execute", count)
    return len([one for one in said if one.startswith("SELECT")]), keys


def test_many_courses_take_as_many_queries_as_one(database: Database, settings: Settings) -> None:
    with_bases(database)
    few, _keys = queries_of(database, 1, settings)
    many, keys = queries_of(database, 5, settings)
    assert few == many <= 6
    assert len(keys) == 10
    assert keys[:2] == ["many-0/push-slow", "many-0/press-deep"]


def test_a_lesson_stands_as_its_newest_version_has_it_and_those_of_modules_at_home(
    database: Database, settings: Settings
) -> None:
    with_bases(database)
    store = store_for(settings)
    with database.transaction() as session:
        TinyCourse("rules-module", ("shared-rules",), kind="shared module").load(session, store)
        TinyCourse("own-course", include="rules-module").load(session, store).base_id = BASE_ID
        TinyCourse("their-course").load(session, store).base_id = NEIGHBOUR_BASE_ID
    with database.transaction() as session:
        TinyCourse("own-course", ("push-slow",), include="rules-module").load(session, store)
    with database.reading() as session:
        (lesson,) = base_lessons(session, [BASE_ID])
        assert (lesson.key, lesson.course_title) == ("own-course/push-slow", "课程 own-course")
        assert lesson.slot(SlotKind.SIGN).kind is SlotKind.SIGN
        assert bases_with_courses(session) == [BASE_ID, NEIGHBOUR_BASE_ID]
        assert base_lessons(session, []) == []
        assert session.scalar(sa.select(sa.func.count()).select_from(Course)) == 3
