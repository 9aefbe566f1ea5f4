"""Judge the search over the whole made catalogue, 3 000 courses and 40 000 lessons with the samples, on every engine.

`make judge JUDGE=search` prints what docs/judged/search.txt keeps.
"""

from pathlib import Path

import pytest

from learnhub.db import Database
from learnhub.primitives import instant_now
from learnhub.search import service
from learnhub.search.adapters.whoosh_folder import WhooshFolder
from learnhub.search.rules import Index
from tests.sample_site import load_samples
from tests.search.judged.catalogue import courses
from tests.search.judged.judging import judge, queries_without_answer, read_queries, report
from tests.search.judged.stored import store
from tests.search.test_judged import asker

pytestmark = pytest.mark.judge
COURSES, LESSONS = 2_989, 39_600  # with the eleven samples: 3 000, and about 40 000


@pytest.fixture
def filled(committed_database: Database, tmp_path: Path) -> Database:
    """A database with the samples and the whole made catalogue."""
    load_samples(committed_database, tmp_path / "files")
    with committed_database.transaction() as session:
        store(session, courses(COURSES, LESSONS), now=instant_now())
    return committed_database


def test_courses_are_found_as_people_ask(filled: Database, tmp_path: Path, engine_name: str) -> None:
    made = {course.slug: course for course in courses(COURSES, LESSONS)}
    with filled.reading() as session:
        engines: dict[str, Index] = {engine_name: service.database_index(session)}
        if engine_name == "sqlite":  # Whoosh has the same documents on either
            whoosh = WhooshFolder(tmp_path / "whoosh")
            whoosh.rebuild(service.documents_of(session))
            engines["whoosh"] = whoosh
        for name, index in engines.items():
            ask = asker(session, index)
            print(f"\n{name}: {len(made) + 11} courses")
            for half in ("tuning", "further", "held"):
                measured, missed = judge(read_queries(half), made, ask)
                print(f"{half}:", *report(measured), *(missed if half != "held" else ()), sep="\n  ")
                assert measured["all"].first >= 0.85
                assert measured["all"].first_three >= 0.97
            assert [query for query in queries_without_answer() if ask(query)] == []
            print(f"none of {len(queries_without_answer())} queries that nothing fits has an answer")
