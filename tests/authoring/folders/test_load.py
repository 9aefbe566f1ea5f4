"""Loading a folder makes one new version, whole or not at all; the same bytes twice make nothing."""

import itertools
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from learnhub.authoring.service import LoadReport, export_course, load_course
from learnhub.catalogue.models import (
    Course,
    CourseFile,
    CourseState,
    CourseVersion,
    Lesson,
    LessonVersion,
    MediaFile,
    Slot,
    Unit,
    UnitLesson,
)
from learnhub.catalogue.rules import Findings, NotFound
from learnhub.catalogue.service import course_or_none, current_version, lesson_versions
from learnhub.db import Database
from learnhub.speech.models import Rendition
from learnhub.storage.adapters.local_folder import LocalFolder
from tests.authoring.folders.test_check import recording
from tests.catalogue.samples import (
    NOW,
    SVG,
    course_files,
    course_toml,
    folder_of,
    lesson_md,
    load,
    module_files,
    rates,
)

TABLES = (
    Course,
    CourseVersion,
    CourseFile,
    MediaFile,
    Unit,
    Lesson,
    LessonVersion,
    UnitLesson,
    Slot,
    Rendition,
)
Files = dict[str, bytes]
REQUESTED = (
    '[[sign]]\nlesson = "wash-hands"\nrequested_of = "市聋协手语组"\npromised_on = 2025-07-31\n'.encode()
)


def counts(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {
            table.__tablename__: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in TABLES
        }


def edited(files: Files, path: str = "lessons/wash-hands.md") -> Files:
    """Return the files with one sentence of one lesson changed."""
    return files | {path: files[path].replace("先把手".encode(), "要把手".encode(), 1)}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "files"


def test_a_folder_becomes_a_course_with_its_first_version(database: Database, store: Path) -> None:
    report = load(database, course_files(), store_dir=store)
    assert report == LoadReport(
        "test-course",
        report.course_id,
        1,
        True,
        new=("wash-hands", "find-shoulder"),
        changed=(),
        unchanged=(),
        left_out=(),
    )
    with database.reading() as session:
        course = course_or_none(session, "test-course")
        assert course is not None
        assert course.state is CourseState.PUBLISHED
        version = current_version(session, course)
        assert (version.title, version.planned_offline_days, version.published_at) == ("测试课程", 1, NOW)
        assert version.course_toml == course_toml()
        lessons = lesson_versions(session, version.id)
        assert [lesson.title for lesson in lessons] == ["洗手再按摩", "摸到肩膀"]
        assert all(lesson.minutes >= 5 and lesson.characters > 400 for lesson in lessons)


def test_loading_the_same_bytes_twice_changes_nothing(database: Database, store: Path) -> None:
    load(database, course_files(), store_dir=store)
    before = counts(database)
    report = load(database, course_files(), store_dir=store, now=NOW + timedelta(days=1))
    assert (report.is_new_version, report.number) == (False, 1)
    assert counts(database) == before


def test_an_edited_sentence_makes_one_lesson_version_and_one_course_version(
    database: Database, store: Path
) -> None:
    load(database, course_files(), store_dir=store)
    before = counts(database)
    report = load(database, edited(course_files()), store_dir=store, now=NOW + timedelta(days=1))
    assert (report.number, report.changed, report.unchanged) == (2, ("wash-hands",), ("find-shoulder",))
    after = counts(database)
    assert after["lesson_version"] == before["lesson_version"] + 1
    assert after["course_version"] == before["course_version"] + 1
    assert after["lesson"] == before["lesson"]


def test_going_back_to_an_earlier_text_takes_up_its_version_again(database: Database, store: Path) -> None:
    load(database, course_files(), store_dir=store)
    with database.reading() as session:
        first = [version.id for version in lesson_versions(session, _version_id(session, 1))]
    load(database, edited(course_files()), store_dir=store)
    load(database, course_files(), store_dir=store)
    with database.reading() as session:
        assert [version.id for version in lesson_versions(session, _version_id(session, 3))] == first


def _version_id(session: sa.orm.Session, number: int) -> int:
    return session.scalars(sa.select(CourseVersion.id).where(CourseVersion.number == number)).one()


def test_earlier_versions_keep_their_lessons(database: Database, store: Path) -> None:
    load(database, course_files(), store_dir=store)
    shorter = course_files() | {"course.toml": course_toml(lessons=["wash-hands"]).encode()}
    del shorter["lessons/find-shoulder.md"]
    report = load(database, shorter, store_dir=store)
    assert report.left_out == ("find-shoulder",)
    with database.reading() as session:
        assert len(lesson_versions(session, _version_id(session, 1))) == 2
        assert len(lesson_versions(session, _version_id(session, 2))) == 1


def test_a_lesson_that_comes_back_is_the_same_lesson(database: Database, store: Path) -> None:
    load(database, course_files(), store_dir=store)
    without = course_files() | {"course.toml": course_toml(lessons=["wash-hands"]).encode()}
    del without["lessons/find-shoulder.md"]
    load(database, without, store_dir=store)
    load(database, course_files(), store_dir=store)
    assert counts(database)["lesson"] == 2


def test_a_new_picture_makes_a_new_course_version_and_no_new_lesson(database: Database, store: Path) -> None:
    load(database, course_files(), store_dir=store)
    redrawn = course_files() | {"lessons/media/hands.svg": SVG.replace(b"60", b"80")}
    report = load(database, redrawn, store_dir=store)
    assert (report.number, report.changed) == (2, ())
    assert counts(database)["lesson_version"] == 2
    assert counts(database)["media_file"] == 2


def test_a_course_in_preparation_is_published_by_its_own_file(database: Database, store: Path) -> None:
    load(database, course_files(state="in preparation"), store_dir=store)
    with database.reading() as session:
        course = course_or_none(session, "test-course")
        assert course is not None
        assert course.state is CourseState.IN_PREPARATION
        assert current_version(session, course).published_at is None
    load(database, course_files(), store_dir=store)
    with database.reading() as session:
        course = course_or_none(session, "test-course")
        assert course is not None
        assert course.state is CourseState.PUBLISHED


def test_a_course_includes_the_lessons_that_the_module_has_when_it_is_loaded(
    database: Database, store: Path
) -> None:
    load(database, module_files(), "test-module", store_dir=store)
    load(database, course_files(include="test-module"), store_dir=store)
    with database.reading() as session:
        titles = [version.title for version in lesson_versions(session, newest(session, "test-course"))]
        assert titles == ["上班的规矩", "洗手再按摩", "摸到肩膀"]
    load(database, edited(module_files(), "lessons/shared-rules.md"), "test-module", store_dir=store)
    with database.reading() as session:
        frozen = lesson_versions(session, newest(session, "test-course"))[0].id
    report = load(database, course_files(include="test-module"), store_dir=store)
    assert (report.is_new_version, report.changed) == (True, ())
    with database.reading() as session:
        assert lesson_versions(session, newest(session, "test-course"))[0].id != frozen


def newest(session: sa.orm.Session, slug: str) -> int:
    course = course_or_none(session, slug)
    assert course is not None
    return current_version(session, course).id


REFUSED: dict[str, tuple[Files, str]] = {
    "bad toml": ({"course.toml": b"format = ["}, "TOML"),
    "missing lesson": (
        {"course.toml": course_toml(lessons=["wash-hands", "find-shoulder", "third-lesson"]).encode()},
        "third-lesson",
    ),
    "two lessons with one slug": (
        {"course.toml": course_toml(lessons=["wash-hands", "find-shoulder", "wash-hands"]).encode()},
        "两课不能同名",
    ),
    "a picture without a description": (
        {"lessons/wash-hands.md": lesson_md(first="![](media/hands.svg)").encode()},
        "没有说明",
    ),
    "unknown module": ({"course.toml": course_toml(include="no-module").encode()}, "找不到公共模块"),
    "another kind": ({"course.toml": course_toml(kind="shared module").encode()}, "kind 不能改"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_folder_with_faults_is_refused_and_nothing_is_half_loaded(
    database: Database, store: Path, case: str
) -> None:
    spoiled, says = REFUSED[case]
    load(database, course_files(), store_dir=store)
    before = counts(database)
    with pytest.raises(Findings) as caught:
        load(database, edited(course_files()) | spoiled, store_dir=store)
    assert says in str([str(finding) for finding in caught.value.findings])
    assert counts(database) == before
    assert load(database, course_files(), store_dir=store).number == 1


def test_nothing_is_kept_of_a_load_that_breaks_off_in_the_middle(
    database: Database, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_: object, **__: object) -> None:
        raise OSError("disk is full")

    monkeypatch.setattr("learnhub.authoring.service.folders.load.fill_slots", break_off)
    with pytest.raises(OSError, match="disk is full"):
        load(database, course_files(), store_dir=store)
    assert set(counts(database).values()) == {0}


def test_a_lesson_cannot_move_to_another_slug(database: Database, store: Path) -> None:
    load(database, course_files(), store_dir=store)
    moved = course_files() | {"course.toml": course_toml(lessons=["clean-hands", "find-shoulder"]).encode()}
    moved["lessons/clean-hands.md"] = moved.pop("lessons/wash-hands.md")
    moved["lessons/clean-hands.easy.md"] = moved.pop("lessons/wash-hands.easy.md")
    with pytest.raises(Findings, match="1 findings") as caught:
        load(database, moved, store_dir=store)
    assert "请把文件名改回 wash-hands.md" in caught.value.findings[0].sentence


def test_two_lessons_cannot_change_places(database: Database, store: Path) -> None:
    files = course_files()
    load(database, files, store_dir=store)
    swapped = files | {
        "lessons/wash-hands.md": files["lessons/find-shoulder.md"],
        "lessons/find-shoulder.md": files["lessons/wash-hands.md"],
    }
    with pytest.raises(Findings):
        load(database, swapped, store_dir=store)


def test_a_lesson_may_not_have_the_name_of_one_in_an_included_module(database: Database, store: Path) -> None:
    load(database, module_files(), "test-module", store_dir=store)
    files = course_files(include="test-module")
    toml = course_toml(lessons=["wash-hands", "find-shoulder", "shared-rules"], include="test-module")
    clash = files | {
        "course.toml": toml.encode(),
        "lessons/shared-rules.md": lesson_md("别的", seed="庚").encode(),
    }
    with pytest.raises(Findings) as caught:
        load(database, clash, store_dir=store)
    assert "公共模块里已经有一课叫“shared-rules”" in caught.value.findings[0].sentence


def test_a_withdrawn_course_does_not_come_back_by_loading(database: Database, store: Path) -> None:
    load(database, course_files(), store_dir=store)
    with database.transaction() as session:
        course = course_or_none(session, "test-course")
        assert course is not None
        course.state = CourseState.WITHDRAWN
    with pytest.raises(Findings) as caught:
        load(database, edited(course_files()), store_dir=store)
    assert "已经下架" in caught.value.findings[0].sentence
    assert not load(database, course_files(), store_dir=store).is_new_version
    with database.reading() as session:
        course = course_or_none(session, "test-course")
        assert course is not None
        assert course.state is CourseState.WITHDRAWN


def test_what_was_loaded_comes_back_byte_for_byte(database: Database, store: Path) -> None:
    files = course_files() | recording(course_files()["lessons/wash-hands.md"])
    load(database, files, store_dir=store)
    with database.reading() as session:
        assert dict(export_course(session, LocalFolder(store), "test-course").files) == files
        with pytest.raises(NotFound):
            export_course(session, LocalFolder(store), "no-course")


@pytest.mark.parametrize("table", ["course_version", "course_file", "unit", "unit_lesson", "lesson_version"])
@pytest.mark.parametrize("deed", ["update", "delete"])
def test_a_course_version_never_changes(database: Database, store: Path, table: str, deed: str) -> None:
    load(database, course_files(), store_dir=store)
    column = {
        "course_version": "title",
        "course_file": "blob",
        "unit": "title",
        "unit_lesson": "position",
        "lesson_version": "minutes",
    }
    changed = (
        f"UPDATE {table} SET {column[table]} = {column[table]}"
        if deed == "update"
        else f"DELETE FROM {table}"
    )
    with pytest.raises(sa.exc.DBAPIError, match="never changes"), database.transaction() as session:
        session.execute(sa.text(changed))


@pytest.mark.slow
@hypothesis_settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.sampled_from(["plain", "edited", "redrawn", "requested"]), min_size=1, max_size=6))
def test_whatever_is_loaded_in_whatever_order_the_last_folder_is_what_there_is(
    database: Database, store: Path, order: list[str]
) -> None:
    kinds: dict[str, Files] = {
        "plain": course_files(),
        "edited": edited(course_files()),
        "redrawn": course_files() | {"lessons/media/hands.svg": SVG.replace(b"60", b"80")},
        "requested": course_files() | {"slots.toml": REQUESTED},
    }
    with database.transaction() as session:
        savepoint = session.begin_nested()
        blobs = LocalFolder(store)
        for name in order:
            report = load_course(session, blobs, folder_of(kinds[name]), figures=rates(), now=NOW)
        assert dict(export_course(session, blobs, "test-course").files) == kinds[order[-1]]
        texts = {files["lessons/wash-hands.md"] for files in (kinds[name] for name in order)}
        assert session.scalar(sa.select(sa.func.count()).select_from(LessonVersion)) == 1 + len(texts)
        assert session.scalar(sa.select(sa.func.count()).select_from(Lesson)) == 2
        runs = 1 + sum(before != after for before, after in itertools.pairwise(order))
        assert report.number == runs
        savepoint.rollback()
