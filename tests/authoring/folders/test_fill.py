"""The slots of a lesson agree with the files beside it, and nothing becomes reviewed by loading."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from learnhub.catalogue.models import Lesson, Slot
from learnhub.catalogue.rules import SlotKind, SlotState
from learnhub.catalogue.service import lesson_versions, slots_of
from learnhub.db import Database
from tests.authoring.folders.test_check import SIGNED, mp4, recording
from tests.authoring.folders.test_load import REQUESTED, counts, edited, newest
from tests.catalogue.samples import course_files, load


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "files"


def slots_now(database: Database, lesson: str = "wash-hands") -> dict[SlotKind, SlotState]:
    with database.reading() as session:
        version = next(
            version
            for version in lesson_versions(session, newest(session, "test-course"))
            if session.get_one(Lesson, version.lesson_id).slug == lesson
        )
        return {slot.kind: slot.state for slot in slots_of(session, version)}


def test_files_beside_a_lesson_fill_its_slots_and_are_never_reviewed(database: Database, store: Path) -> None:
    files = course_files() | {"lessons/wash-hands.sign.mp4": mp4(61_000), "slots.toml": SIGNED}
    files |= recording(files["lessons/wash-hands.md"])
    files["lessons/wash-hands.captions.vtt"] = b"WEBVTT\n\n00:00.000 --> 00:01.000\nx\n"
    load(database, files, store_dir=store)
    states = slots_now(database)
    for kind in (SlotKind.TEXT, SlotKind.AUDIO, SlotKind.SIGN, SlotKind.CAPTIONS, SlotKind.EASY_READ):
        assert states[kind] is SlotState.UPLOADED
    assert states[SlotKind.TALKING_BOOK] is SlotState.MISSING
    for kind in (SlotKind.PINYIN, SlotKind.BRAILLE):
        assert states[kind] is SlotState.GENERATED  # made by machine whenever it is asked for
    other = slots_now(database, "find-shoulder")
    assert (other[SlotKind.SIGN], other[SlotKind.EASY_READ]) == (SlotState.MISSING, SlotState.MISSING)
    assert other[SlotKind.CAPTIONS] is SlotState.NOT_NEEDED
    with database.reading() as session:
        assert not session.scalars(sa.select(Slot).where(Slot.state == SlotState.REVIEWED)).all()


def test_a_video_is_outdated_as_soon_as_the_text_changes_and_in_step_when_it_changes_back(
    database: Database, store: Path
) -> None:
    files = course_files() | {"lessons/wash-hands.sign.mp4": mp4(), "slots.toml": SIGNED}
    load(database, files, store_dir=store)
    changed = edited(course_files())
    load(database, changed, store_dir=store)
    assert slots_now(database)[SlotKind.SIGN] is SlotState.OUTDATED
    load(database, files, store_dir=store)
    assert slots_now(database)[SlotKind.SIGN] is SlotState.UPLOADED


def test_unchanged_text_carries_its_slots_into_the_next_version(database: Database, store: Path) -> None:
    files = course_files() | {"lessons/wash-hands.sign.mp4": mp4(), "slots.toml": SIGNED}
    load(database, files, store_dir=store)
    before = counts(database)["slot"]
    report = load(database, edited(files, "lessons/find-shoulder.md"), store_dir=store)
    assert report.number == 2
    assert slots_now(database)[SlotKind.SIGN] is SlotState.UPLOADED
    assert counts(database)["slot"] == before


def test_a_request_is_stated_until_the_video_comes(database: Database, store: Path) -> None:
    load(database, course_files() | {"slots.toml": REQUESTED}, store_dir=store)
    with database.reading() as session:
        version = lesson_versions(session, newest(session, "test-course"))[0]
        sign = next(slot for slot in slots_of(session, version) if slot.kind is SlotKind.SIGN)
        assert (sign.state, sign.requested_of, str(sign.promised_on)) == (
            SlotState.REQUESTED,
            "市聋协手语组",
            "2025-07-31",
        )
    later = REQUESTED.replace(b"07-31", b"08-31")
    load(database, course_files() | {"slots.toml": later}, store_dir=store)
    assert counts(database)["slot"] == 2  # easy-read and the one request, with its new date
    arrived = later + 'language = "国家通用手语"\n'.encode()
    load(
        database,
        course_files() | {"slots.toml": arrived, "lessons/wash-hands.sign.mp4": mp4()},
        store_dir=store,
    )
    assert slots_now(database)[SlotKind.SIGN] is SlotState.UPLOADED
    assert counts(database)["slot"] == 2


def test_a_file_that_is_taken_away_empties_its_slot(database: Database, store: Path) -> None:
    load(database, course_files(), store_dir=store)
    assert slots_now(database)[SlotKind.EASY_READ] is SlotState.UPLOADED
    without = course_files()
    del without["lessons/wash-hands.easy.md"]
    load(database, without, store_dir=store)
    assert slots_now(database)[SlotKind.EASY_READ] is SlotState.MISSING


def test_what_was_reviewed_stays_so_while_its_bytes_are_the_same(database: Database, store: Path) -> None:
    files = course_files() | {"lessons/wash-hands.sign.mp4": mp4(), "slots.toml": SIGNED}
    load(database, files, store_dir=store)
    with database.transaction() as session:
        session.execute(sa.update(Slot).where(Slot.kind == SlotKind.SIGN).values(state=SlotState.REVIEWED))
    load(database, edited(files, "lessons/find-shoulder.md"), store_dir=store)
    assert slots_now(database)[SlotKind.SIGN] is SlotState.REVIEWED
    load(database, files | {"lessons/wash-hands.sign.mp4": mp4(9000)}, store_dir=store)
    assert slots_now(database)[SlotKind.SIGN] is SlotState.UPLOADED


def test_a_recording_of_an_earlier_text_is_left_out_and_the_course_is_loaded_all_the_same(
    database: Database, store: Path
) -> None:
    files = course_files()
    files |= recording(files["lessons/wash-hands.md"])
    load(database, files, store_dir=store)
    assert slots_now(database)[SlotKind.AUDIO] is SlotState.UPLOADED
    changed = edited(files)
    report = load(database, changed, store_dir=store)
    assert report.outdated_recordings == ("wash-hands",)
    assert slots_now(database)[SlotKind.AUDIO] is SlotState.MISSING
    assert load(database, changed, store_dir=store).outdated_recordings == ("wash-hands",)
    assert load(database, files, store_dir=store).outdated_recordings == ()
    assert slots_now(database)[SlotKind.AUDIO] is SlotState.UPLOADED
