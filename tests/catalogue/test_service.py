"""The catalogue answers readers: courses, outlines, neighbours, slots, pictures, what there is to speak."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from learnhub.catalogue import service
from learnhub.catalogue.models import Course, CourseState, LessonVersion, Slot
from learnhub.catalogue.rules import Edition, NotFound, SlotKind, SlotState, SlotView, UnitMode
from learnhub.db import Database
from learnhub.speech.models import Rendition
from learnhub.storage.adapters.local_folder import LocalFolder
from tests.authoring.folders.test_check import SIGNED, mp4, recording
from tests.catalogue.samples import (
    NOW,
    SVG,
    course_files,
    course_toml,
    easy_md,
    lesson_md,
    load,
    module_files,
)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def loaded(database: Database, store: Path) -> Database:
    """A database with a module and a course that includes it."""
    load(database, module_files(), "test-module", store_dir=store)
    load(database, course_files(include="test-module"), store_dir=store)
    return database


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """Collect the SELECTs of a stretch."""
    statements: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            statements.append(statement)

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    yield statements
    event.remove(connection, "before_cursor_execute", note)


def test_a_course_is_found_by_its_slug(loaded: Database) -> None:
    with loaded.reading() as session:
        assert service.course_by_slug(session, "test-course").slug == "test-course"
        assert service.course_or_none(session, "nowhere") is None
        with pytest.raises(NotFound):
            service.course_by_slug(session, "nowhere")


def test_a_withdrawn_course_is_not_found_and_not_listed(loaded: Database) -> None:
    with loaded.transaction() as session:
        session.execute(
            sa.update(Course).where(Course.slug == "test-course").values(state=CourseState.WITHDRAWN)
        )
    with loaded.reading() as session:
        with pytest.raises(NotFound):
            service.course_by_slug(session, "test-course")
        assert service.published_courses(session) == []


def test_lists_hold_courses_without_modules_and_published_ones_first(loaded: Database, store: Path) -> None:
    trial = {
        "course.toml": course_toml(
            "aaa-course", ["trial-lesson"], state="in preparation", title="阿课"
        ).encode(),
        "lessons/trial-lesson.md": lesson_md("试学", seed="辛").encode(),
    }
    load(loaded, trial, "aaa-course", store_dir=store)
    with loaded.reading() as session:
        assert [one.course.slug for one in service.course_summaries(session)] == ["test-course", "aaa-course"]
        (published,) = service.published_courses(session)
        assert published.lesson_count == 3
        assert published.ways[SlotKind.TEXT] == 3
        assert published.ways[SlotKind.EASY_READ] == 1
        assert published.ways[SlotKind.SIGN] == 0
        (trial_summary,) = service.course_summaries(session, states=[CourseState.IN_PREPARATION])
        assert (trial_summary.lesson_count, trial_summary.course.slug) == (1, "aaa-course")
        chosen = service.course_summaries(session, course_ids=[published.course.id])
        assert [one.course.id for one in chosen] == [published.course.id]
        assert service.course_summaries(session, course_ids=[]) == []


def test_an_outline_tells_what_is_planned_and_what_is_there_apart(loaded: Database) -> None:
    with loaded.reading() as session:
        outline = service.outline(session, service.course_by_slug(session, "test-course"))
        assert [unit.unit.title for unit in outline.units] == ["公共内容", "洗手与摸肩", "手把手练习"]
        assert [len(unit.lessons) for unit in outline.units] == [1, 2, 0]
        assert outline.units[0].unit.include_slug == "test-module"
        assert outline.units[2].unit.mode is UnitMode.OFFLINE
        assert outline.version.planned_online_class_hours == 6
        assert outline.minutes == sum(lesson.version.minutes for lesson in outline.lessons) > 0
        module = service.course_by_slug(session, "test-module")
        assert outline.lessons[0].home_course_id == module.id


def test_outline_and_list_ask_a_bounded_number_of_times(loaded: Database, store: Path) -> None:
    many = course_files("big-course") | {
        f"lessons/lesson-{number:03}.md": lesson_md(f"第{number}课", seed=f"第{number}").encode()
        for number in range(12)
    }
    names = ["wash-hands", "find-shoulder", *(f"lesson-{number:03}" for number in range(12))]
    many["course.toml"] = course_toml("big-course", names).encode()
    load(loaded, many, "big-course", store_dir=store)
    with loaded.reading() as session, counted(session) as asked:
        service.outline(session, service.course_by_slug(session, "big-course"))
    assert len(asked) <= 7
    with loaded.reading() as session, counted(session) as asked:
        assert len(service.course_summaries(session)) == 2
    assert len(asked) == 4


def test_a_list_counts_what_the_outline_shows(loaded: Database, store: Path) -> None:
    files = course_files(include="test-module") | {"slots.toml": SIGNED, "lessons/wash-hands.sign.mp4": mp4()}
    load(loaded, files | recording(files["lessons/wash-hands.md"]), store_dir=store)
    easy = {
        "course.toml": course_toml("easy-course", ["easy-lesson"]).encode(),
        "lessons/easy-lesson.md": easy_md().encode(),
        "lessons/media/hands.svg": SVG,
    }
    load(loaded, easy, "easy-course", store_dir=store)
    with loaded.reading() as session:
        for summary in service.course_summaries(session):
            outline = service.outline(session, summary.course)
            assert summary.minutes == outline.minutes
            assert summary.lesson_count == len(outline.lessons)
            for kind in SlotKind:
                has = [
                    s
                    for lesson in outline.lessons
                    for s in lesson.slots
                    if s.kind is kind and s.state.has_content
                ]
                assert summary.ways[kind] == len(has), (summary.course.slug, kind)


def test_a_lesson_knows_its_neighbours_over_units(loaded: Database) -> None:
    with loaded.reading() as session:
        first = service.lesson_by_slugs(session, "test-course", "shared-rules")
        assert first.previous is None
        assert first.next is not None
        assert (first.next.slug, first.next.title) == ("wash-hands", "洗手再按摩")
        last = service.lesson_by_slugs(session, "test-course", "find-shoulder")
        assert (last.next, last.number, last.count) == (None, 3, 3)
        for course, lesson in (
            ("test-course", "nowhere"),
            ("nowhere", "wash-hands"),
            ("test-module", "wash-hands"),
        ):
            with pytest.raises(NotFound):
                service.lesson_by_slugs(session, course, lesson)


def test_somebody_enrolled_in_an_earlier_version_keeps_its_lessons(loaded: Database, store: Path) -> None:
    with loaded.reading() as session:
        enrolled_in = service.current_version(session, service.course_by_slug(session, "test-course")).id
    shorter = course_files() | {"course.toml": course_toml(lessons=["wash-hands"]).encode()}
    del shorter["lessons/find-shoulder.md"]
    load(loaded, shorter, store_dir=store, now=NOW + timedelta(days=1))
    with loaded.reading() as session:
        with pytest.raises(NotFound):
            service.lesson_by_slugs(session, "test-course", "find-shoulder")
        kept = service.lesson_by_slugs(session, "test-course", "find-shoulder", course_version_id=enrolled_in)
        assert kept.version.title == "摸到肩膀"
        with pytest.raises(NotFound):
            service.lesson_by_slugs(session, "test-module", "shared-rules", course_version_id=enrolled_in)


def test_only_a_published_course_has_a_version_to_enrol_in(loaded: Database, store: Path) -> None:
    load(loaded, course_files("new-course", state="in preparation"), "new-course", store_dir=store)
    with loaded.reading() as session:
        assert (
            service.published_version_or_none(session, service.course_by_slug(session, "test-course"))
            is not None
        )
        assert (
            service.published_version_or_none(session, service.course_by_slug(session, "new-course")) is None
        )


def test_audio_of_the_text_shows_in_the_slots(loaded: Database, store: Path) -> None:
    with loaded.transaction() as session:
        version = session.scalars(sa.select(LessonVersion).where(LessonVersion.title == "洗手再按摩")).one()
        spoken = {
            "text_hash": version.text_hash,
            "edition": "standard",
            "voice": "x",
            "bit_rate_kbps": 48,
            "form_hash": "f",
            "cues": [{"sentence_id": "s-1", "start_ms": 0, "end_ms": 900, "text": "洗手再按摩"}],
            "duration_ms": 61_000,
            "byte_count": 5,
            "made_at": NOW,
        }
        session.add(Rendition(engine="espeak", blob="b" * 64, **spoken))
        session.flush()
        audio = _slot(session, version, SlotKind.AUDIO)
        assert (audio.state, audio.maker, audio.milliseconds) == (SlotState.GENERATED, "espeak", 61_000)
        session.add(Rendition(engine="recording", blob="c" * 64, **spoken))
        session.flush()
        audio = _slot(session, version, SlotKind.AUDIO)
        assert (audio.state, audio.blob) == (SlotState.UPLOADED, "c" * 64)
        assert service.slot_file(session, "b" * 64).name == f"{'l' * 64}.mp3"
        assert "s-1\n00:00:00.000 --> 00:00:00.900" in service.slot_cues(
            session, LocalFolder(store), "b" * 64
        )


def test_the_cues_of_a_sign_video_are_read_with_it(loaded: Database, store: Path) -> None:
    blobs = LocalFolder(store)
    with loaded.transaction() as session:
        version = session.scalars(sa.select(LessonVersion).where(LessonVersion.title == "洗手再按摩")).one()
        assert service.sign_cues(session, blobs, version.text_hash, Edition.STANDARD) is None
        cues = "WEBVTT\n\ns-1\n00:00:00.000 --> 00:00:02.000\n\n"
        session.execute(
            sa.delete(Slot).where(Slot.text_hash == version.text_hash, Slot.kind == SlotKind.SIGN)
        )
        session.add(
            Slot(
                text_hash=version.text_hash,
                edition=Edition.STANDARD,
                kind=SlotKind.SIGN,
                language="国家通用手语",
                state=SlotState.UPLOADED,
                blob="d" * 64,
                cues_blob=None,
                content_type="video/webm",
                byte_count=9,
                milliseconds=2000,
                maker="",
                requested_of="",
                requested_on=None,
                promised_on=None,
                reason="",
                changed_at=NOW,
            )
        )
        session.flush()
        with pytest.raises(NotFound):
            service.slot_cues(session, blobs, "d" * 64)
        slot = session.scalars(sa.select(Slot).where(Slot.blob == "d" * 64)).one()
        slot.cues_blob = blobs.put(cues.encode())
        session.flush()
        assert service.slot_cues(session, blobs, "d" * 64) == cues
        assert service.sign_cues(session, blobs, version.text_hash, Edition.STANDARD) == cues
        assert _slot(session, version, SlotKind.SIGN).cues_blob == slot.cues_blob


def _slot(session: Session, version: LessonVersion, kind: SlotKind) -> SlotView:
    return next(slot for slot in service.slots_of(session, version) if slot.kind is kind)


def test_the_easy_read_edition_is_read_while_it_is_in_step(loaded: Database, store: Path) -> None:
    blobs = LocalFolder(store)
    with loaded.reading() as session:
        place = service.lesson_by_slugs(session, "test-course", "wash-hands")
        easy = service.easy_text_or_none(blobs, place.lesson.slots)
        assert easy is not None
        assert easy.edition is Edition.EASY_READ
        other = service.lesson_by_slugs(session, "test-course", "find-shoulder")
        assert service.easy_text_or_none(blobs, other.lesson.slots) is None
    files = course_files(include="test-module")
    files["lessons/wash-hands.md"] = lesson_md(seed="新").encode()
    del files["lessons/wash-hands.easy.md"]
    load(loaded, files, store_dir=store)
    with loaded.reading() as session:
        place = service.lesson_by_slugs(session, "test-course", "wash-hands")
        assert _slot(session, place.version, SlotKind.EASY_READ).state is SlotState.OUTDATED
        assert service.easy_text_or_none(blobs, place.lesson.slots) is None


def test_an_outdated_video_stays_to_be_seen_with_the_request_for_its_successor(
    loaded: Database, store: Path
) -> None:
    files = course_files() | {"lessons/wash-hands.sign.mp4": mp4(), "slots.toml": SIGNED}
    load(loaded, files, store_dir=store)
    del files["lessons/wash-hands.sign.mp4"]
    files["lessons/wash-hands.md"] = lesson_md(seed="改").encode()
    files["slots.toml"] = '[[sign]]\nlesson = "wash-hands"\nrequested_of = "市聋协"\n'.encode()
    load(loaded, files, store_dir=store)
    with loaded.reading() as session:
        sign = _slot(
            session, service.lesson_by_slugs(session, "test-course", "wash-hands").version, SlotKind.SIGN
        )
        assert (sign.state, sign.requested_of, sign.language) == (
            SlotState.OUTDATED,
            "市聋协",
            "国家通用手语",
        )
        assert sign.blob


def test_pictures_are_those_of_the_newest_version_and_vanished_ones_are_kept(
    loaded: Database, store: Path
) -> None:
    redrawn = SVG.replace(b"60", b"80")
    files = course_files()
    paths = ["media/hands.svg", "media/none.svg"]

    def blob() -> str:
        with loaded.reading() as session:
            course = service.course_by_slug(session, "test-course")
            found = service.pictures_of(session, course.id, paths)
            assert list(found) == ["media/hands.svg"]
            return found["media/hands.svg"].blob

    first = blob()
    load(loaded, files | {"lessons/media/hands.svg": redrawn}, store_dir=store)
    second = blob()
    assert second != first
    load(loaded, files, store_dir=store)
    assert blob() == first
    bare = {path: content for path, content in files.items() if "media" not in path and "easy" not in path}
    load(loaded, bare | {"lessons/wash-hands.md": lesson_md().encode()}, store_dir=store)
    assert blob() in {first, second}
    with loaded.reading() as session:
        for known in (first, second):
            file = service.media_by_path(session, "test-course", service.digest_of(known), "media/hands.svg")
            assert (file.blob, file.width, file.content_type) == (known, 400, "image/svg+xml")
        for digest, path in (("a" * 16, "media/hands.svg"), (service.digest_of(first), "media/none.svg")):
            with pytest.raises(NotFound):
                service.media_by_path(session, "test-course", digest, path)


def test_the_pictures_of_an_included_lesson_are_found_in_its_own_course(
    loaded: Database, store: Path
) -> None:
    module = module_files()
    module["lessons/media/rule.svg"] = SVG
    module["lessons/shared-rules.md"] = lesson_md(
        "上班的规矩", seed="丙", first="![一条规矩](media/rule.svg)"
    ).encode()
    load(loaded, module, "test-module", store_dir=store)
    load(loaded, course_files(include="test-module"), store_dir=store)
    with loaded.reading() as session:
        place = service.lesson_by_slugs(session, "test-course", "shared-rules")
        shown = service.shown_pictures(
            session,
            place.lesson.home_course_id,
            service.text_of(place.version),
            lambda course, digest, path: f"/{course}/{digest}/{path}",
        )
        digest = service.digest_of(
            service.pictures_of(session, place.lesson.home_course_id, shown)["media/rule.svg"].blob
        )
        assert shown["media/rule.svg"].address == f"/test-module/{digest}/media/rule.svg"


def test_every_edition_is_spoken_once_under_the_course_that_holds_it(loaded: Database, store: Path) -> None:
    with loaded.reading() as session:
        texts = list(service.texts_to_speak(session, LocalFolder(store)))
        own = list(service.texts_to_speak(session, LocalFolder(store), course_slug="test-course"))
    lessons = [text for text in texts if not text.is_check]
    assert [(text.course_slug, text.title, text.edition) for text in lessons] == [
        ("test-module", "上班的规矩", "standard"),
        ("test-course", "洗手再按摩", "standard"),
        ("test-course", "洗手", "easy-read"),
        ("test-course", "摸到肩膀", "standard"),
    ]
    checks = [(text.text_hash, text.edition) for text in texts if text.is_check]
    assert checks == [(text.text_hash, edition) for text in lessons for edition in ("questions", "answers")]
    assert own == [text for text in texts if text.course_slug == "test-course"]
    assert len({text.text_hash for text in texts}) == 4
    assert lessons[1].lexicon.readings["大夫"] == ("dai4", "fu5")
    assert lessons[0].lexicon.readings == {}


def test_the_readings_of_terms_hold_in_their_lesson_unless_the_course_says_otherwise(
    loaded: Database, store: Path
) -> None:
    files = course_files()
    files["pronunciation.toml"] = '[words]\n"内关" = "nei4 guan5"\n'.encode()
    terms = "\n\n".join(
        f"```term\n词：{word}\n读音：{reading}\n意思：穴位。\n```"
        for word, reading in (("合谷", "hé gǔ"), ("内关", "nèi guān"), ("U 盘", "yōu pán"))
    )
    files["lessons/find-shoulder.md"] = lesson_md("摸到肩膀", seed="壬", first=terms).encode()
    load(loaded, files, store_dir=store)
    with loaded.reading() as session:
        text = next(t for t in service.texts_to_speak(session, LocalFolder(store)) if t.title == "摸到肩膀")
    assert dict(text.lexicon.readings) == {"合谷": ("he2", "gu3"), "内关": ("nei4", "guan5")}
