"""The search keeps in step with the catalogue, whatever happens in which order."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import Course
from learnhub.catalogue.rules import CourseState
from learnhub.db import Database
from learnhub.jobs import service as jobs
from learnhub.jobs.worker import Work, Worker
from learnhub.primitives import instant_now
from learnhub.search import service
from learnhub.search.adapters.word_table import read_synonyms
from learnhub.search.models import CourseEntry, CourseFacet, SearchDocument
from learnhub.search.rules import Facet, facet_term, query_for, synonyms
from learnhub.settings import PROJECT_DIR
from learnhub.speech.models import Rendition
from tests.tiny_course import TinyCourse, store_in

SENTENCES = (
    "把海绵浸到温水里再拧干，从左到右慢慢地擦桌子。",
    "把窗帘轻轻地拉到两边，让早上的阳光慢慢照进来。",
)
DEEDS = ("publish", "edit", "withdraw", "return", "index")


def picture(session: Session) -> tuple[object, ...]:
    """Return everything that can be found or listed, without the numbers of rows."""
    index = service.database_index(session)
    return (
        session.execute(
            sa.select(CourseEntry.title, CourseEntry.is_open, CourseEntry.is_listed).order_by("title")
        ).all(),
        session.execute(
            sa.select(CourseFacet.course_id, CourseFacet.facet, CourseFacet.value).order_by(
                CourseFacet.course_id, CourseFacet.facet, CourseFacet.value
            )
        ).all(),
        session.execute(
            sa.select(
                SearchDocument.course_id,
                SearchDocument.lesson_slug,
                SearchDocument.title,
                SearchDocument.text,
            ).order_by(SearchDocument.course_id, SearchDocument.lesson_slug)
        ).all(),
        [
            sorted((hit.course_id, hit.lesson_id or 0) for hit in index.find(query, 50))
            for query in (query_for(word, synonyms([], [])) for word in ("海绵", "窗帘", "测试", "线下实操"))
        ],
    )


def do(session: Session, folder: Path, deed: str, slug: str) -> None:
    tiny = TinyCourse(slug, sentence=SENTENCES[deed == "edit"])
    course = session.scalar(sa.select(Course).where(Course.slug == slug))
    if deed in {"publish", "edit"}:
        if course is None or course.state is not CourseState.WITHDRAWN:
            tiny.load(session, store_in(folder))
        return
    if course is None:
        return
    if deed != "index":
        course.state = CourseState.WITHDRAWN if deed == "withdraw" else CourseState.PUBLISHED
    service.index_course(session, course.id, now=instant_now())


@pytest.mark.slow
@given(st.lists(st.tuples(st.sampled_from(DEEDS), st.sampled_from(["tiny-one", "tiny-two"])), max_size=10))
@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_in_whatever_order_it_is_as_if_made_anew(
    database: Database, tmp_path: Path, deeds: list[tuple[str, str]]
) -> None:
    class RollBack(Exception):
        pass

    with pytest.raises(RollBack), database.transaction() as session:
        for deed, slug in deeds:
            do(session, tmp_path, deed, slug)
        kept = picture(session)
        service.rebuild(session, now=instant_now())
        assert picture(session) == kept
        raise RollBack


def test_a_lesson_that_has_just_been_spoken_makes_its_courses_found_under_audio(
    database: Database, tmp_path: Path
) -> None:
    with database.transaction() as session:
        TinyCourse("tiny-module", ("stand-still",), kind="shared module").load(session, store_in(tmp_path))
        course = TinyCourse("tiny-course", include="tiny-module").load(session, store_in(tmp_path))
        version = catalogue.lesson_versions(session, catalogue.current_version(session, course).id)[0]
        assert service.listing(session, {Facet.WAY: ("audio",)}, number=1).courses.total == 0
        text_hash, edition = version.text_hash, version.edition.value
        jobs.enqueue(session, "speak", {"text_hash": text_hash}, key="speak", now=instant_now(), priority=-99)

    def speak(job: Work) -> None:
        with database.transaction() as session:
            session.add(
                Rendition(
                    text_hash=job.payload["text_hash"],
                    edition=edition,
                    engine="espeak",
                    voice="test",
                    bit_rate_kbps=24,
                    form_hash="f",
                    blob="a" * 64,
                    cues=[],
                    duration_ms=5000,
                    byte_count=15_000,
                    made_at=instant_now(),
                )
            )

    assert Worker(database, {"speak": service.with_new_slots(speak, database)}).run_one()
    with database.reading() as session:
        found = service.listing(session, {Facet.WAY: ("audio",)}, number=1)
        assert [one.course.slug for one in found.courses.rows] == ["tiny-course"]


def test_workers_that_index_one_course_at_once_wait_for_each_other(
    committed_database: Database, tmp_path: Path
) -> None:
    with committed_database.transaction() as session:
        course_id = TinyCourse("tiny-course").load(session, store_in(tmp_path)).id

    def index(_turn: int) -> None:
        with committed_database.transaction() as session:
            service.index_course(session, course_id, now=instant_now())

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(index, range(24)))
    with committed_database.reading() as session:
        assert len(session.scalars(sa.select(SearchDocument)).all()) == 3
        hits = service.database_index(session).find(query_for("桌面", synonyms([], [])), 50)
        assert len(hits) == len({hit.lesson_id for hit in hits}) == 2


def test_rebuild_says_what_can_be_found(app: Flask, database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        TinyCourse("tiny-course").load(session, store_in(tmp_path))
        session.execute(sa.text("DELETE FROM search_fts"))
    outcome = app.test_cli_runner().invoke(args=["search", "rebuild"])
    assert outcome.exit_code == 0, outcome.output
    assert outcome.output == "search rebuild: 1 courses and 2 lessons can be found, in the database\n"
    with database.reading() as session:
        assert service.database_index(session).find(query_for("桌面", synonyms([], [])), 5)


def test_the_word_table_that_is_shipped_can_be_read() -> None:
    table = read_synonyms(PROJECT_DIR / "content" / "language" / "synonyms.toml")
    assert ("按摩", "推拿") in table.groups
    assert "我想学" in table.unasked
    assert all(len(group) > 1 for group in table.groups), "a word is no synonym of itself"


@pytest.mark.parametrize(
    "text",
    ["groups = []", 'groups = "按摩"\nunasked = []', 'groups = [["按摩"]]\nunasked = []', "groups = [[]"],
    ids=["missing", "no list", "lone word", "broken"],
)
def test_a_word_table_that_is_not_whole_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "synonyms.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"synonyms|Expected|Unclosed"):
        read_synonyms(path)


def test_a_lesson_of_a_shared_module_stands_in_filtered_answers_and_in_no_list(
    database: Database, tmp_path: Path
) -> None:
    with database.transaction() as session:
        TinyCourse("tiny-module", ("stand-still",), kind="shared module").load(session, store_in(tmp_path))
        TinyCourse("tiny-course", include="tiny-module").load(session, store_in(tmp_path))
        index, chosen = service.database_index(session), {Facet.WAY: ("braille",)}
        found = {
            course_id: service.answer(
                session, index, "布料", synonyms([], []), [facet_term(Facet.WAY, way)]
            ).hits.keys()
            for way, course_id in (("braille", 0), ("sign", 1))
        }
        module = catalogue.course_by_slug(session, "tiny-module").id
        assert module in found[0]
        assert not found[1]
        known, listed = service.known_values(session), service.facet_counts(session, {})
        assert (known[Facet.WAY]["braille"], listed[Facet.WAY]["braille"]) == (2, 1)
        listing = service.listing(session, chosen, number=1)
        assert [one.course.slug for one in listing.courses.rows] == ["tiny-course"]
        assert listing.counts[Facet.WAY]["braille"] == 1
