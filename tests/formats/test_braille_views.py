"""Braille on pages and as files: of a lesson, of a course, and what somebody who reads braille may say of it."""

import io
import zipfile
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from learnhub.accounts.rules.abilities import Ability
from learnhub.accounts.service import abilities
from learnhub.app import job_handlers
from learnhub.audit.models import AuditEvent
from learnhub.audit.rules import Actor
from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.service import load_course
from learnhub.catalogue.models import Slot
from learnhub.catalogue.rules import SlotKind, SlotState, publication_figures
from learnhub.db import Database
from learnhub.formats.models import BrailleSheet
from learnhub.jobs.worker import Worker
from learnhub.primitives import instant_now, local_date
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from learnhub.web.site import EXTENSION
from tests.formats.test_braille_pages import assert_is_brf
from tests.people import Someone
from tests.tiny_course import FIGURES, TinyCourse
from tests.visit import Page, Submit, Visit

PLACE = {"course": "tiny-one", "lesson": "push-slow"}
ADDRESS = "/courses/tiny-one/lessons/push-slow/braille"


@pytest.fixture(autouse=True)
def tiny_course(database: Database, settings: Settings) -> None:
    with database.transaction() as session:
        TinyCourse("tiny-one").load(session, store_for(settings))


@pytest.fixture
def proofreader(database: Database, instructor: Someone, admin: Someone) -> Someone:
    """Somebody whose ability to read braille is on record."""
    with database.transaction() as session:
        recorded = abilities.record(
            session,
            Actor(admin.person_id),
            instructor.person_id,
            Ability.BRAILLE,
            proof="看过盲文等级证书原件",
            from_on=date(2026, 1, 5),
            now=instant_now(),
        )
        assert not hasattr(recorded, "sentence"), recorded
    return instructor


def load_with_reading(database: Database, settings: Settings, reading: str) -> None:
    """Load the course again with a reading of its own."""
    folder = TinyCourse("tiny-one").folder()
    files = {**folder.files, "pronunciation.toml": f'[words]\n"手心" = "{reading}"\n'.encode()}
    now = instant_now()
    with database.transaction() as session:
        load_course(
            session,
            store_for(settings),
            CourseFolder("tiny-one", files),
            figures=publication_figures(FIGURES, local_date(now)),
            now=now,
        )


def sheet_in(page: Page) -> str:
    return next(e.get("value", "") for e in page.document.all("input") if e.get("name") == "sheet")


def state(database: Database) -> SlotState:
    with database.reading() as session:
        return session.scalars(sa.select(Slot.state).where(Slot.kind == SlotKind.BRAILLE)).one()


def test_a_lesson_stands_beside_its_pinyin_and_cells_and_says_that_nobody_has_proof_read_it(
    visit: Visit, database: Database
) -> None:
    shown = visit("formats.braille", **PLACE)
    assert shown.heading == "盲文：第一课push-slow"
    assert "机器盲文，未经校对" in shown.words
    assert "手  放在  桌面上，  慢慢  地  向  前  推，" in shown.text
    assert "shǒu   fàng zài   zhuō miàn shàng，" in shown.text
    assert "⠱⠷⠄⠀⠋⠦⠆⠵⠪" in shown.text
    assert any(words.startswith("盲文文件 BRF（") and words.endswith(" KB）") for words in shown.links)
    assert len(shown.content) < 30_000
    assert len(shown.document.stops) <= 25
    assert state(database) is SlotState.GENERATED


def test_its_files_are_one_and_the_same_sheet_made_once(visit: Visit, database: Database) -> None:
    brf = visit("formats.braille_brf", **PLACE)
    pages = assert_is_brf(brf.content)
    assert "attachment" in brf.headers["Content-Disposition"]
    cells = visit("formats.braille_cells", **PLACE).content.decode()
    assert cells.count("\n") == 26 * len(pages)
    visit("formats.braille", **PLACE)
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(BrailleSheet)) == 1


def test_a_changed_reading_makes_another_sheet_and_keeps_the_lesson_version(
    visit: Visit, database: Database, settings: Settings
) -> None:
    before = visit("formats.braille_brf", **PLACE).content
    load_with_reading(database, settings, "shou4 xin4")
    after = visit("formats.braille_brf", **PLACE).content
    assert before != after
    load_with_reading(database, settings, "shou3 xin1")
    assert visit("formats.braille_brf", **PLACE).content == before


def test_a_teacher_is_led_to_the_readings_and_everybody_to_a_report(
    visit: Visit, instructor: Someone
) -> None:
    mend = "改这门课的读音，朗读和盲文一起改"
    assert "报告盲文里的错" in visit("formats.braille", **PLACE).links
    assert mend not in visit("formats.braille", **PLACE).links
    assert mend in visit("formats.braille", instructor, **PLACE).links


def test_lesson_and_course_pages_lead_to_the_braille(visit: Visit) -> None:
    before = visit("learning.lesson", **PLACE).links
    assert "盲文：看和下载" in before
    visit("formats.braille", **PLACE)
    after = visit("learning.lesson", **PLACE).links
    assert any(words.startswith("盲文：看和下载（") and words.endswith(" KB）") for words in after)
    assert "盲文：每一课的盲文文件" in visit("pages.course", slug="tiny-one").links


@pytest.mark.parametrize(
    ("endpoint", "place"),
    [
        ("formats.braille", {"course": "tiny-one", "lesson": "no-such"}),
        ("formats.braille_brf", {"course": "no-such", "lesson": "push-slow"}),
        ("formats.braille", {**PLACE, "edition": "easy-read"}),
        ("formats.braille", {**PLACE, "version": "999999"}),
        ("formats.braille", {**PLACE, "page": "999"}),
        ("formats.course_braille", {"course": "no-such"}),
    ],
)
def test_what_is_not_there_is_said_so(visit: Visit, endpoint: str, place: dict[str, str]) -> None:
    visit(endpoint, status=404, **place)


def test_only_a_recorded_reader_of_braille_vouches_for_a_sheet(
    visit: Visit, submit: Submit, database: Database, proofreader: Someone, trainee: Someone
) -> None:
    assert not [words for words in visit("formats.braille", trainee, **PLACE).buttons if "校对" in words]
    shown = visit("formats.braille", proofreader, **PLACE)
    fields = {"sheet": sheet_in(shown)}
    refused = submit("formats.review_braille", fields, trainee, 409, **PLACE)
    assert "只有登记过会读国家通用盲文的人能校对" in refused.words
    assert state(database) is SlotState.GENERATED
    submit("formats.review_braille", fields, proofreader, **PLACE, target=f"{ADDRESS}?done=reviewed")
    assert state(database) is SlotState.REVIEWED
    assert f"校对的人：{proofreader.nickname}" in visit("formats.braille", **PLACE).words
    with database.reading() as session:
        events = session.scalars(sa.select(AuditEvent).where(AuditEvent.deed == "braille-reviewed")).all()
    assert [(event.actor_id, event.object_kind) for event in events] == [(proofreader.person_id, "lesson")]
    submit("formats.withdraw_braille_review", {}, trainee, 409, **PLACE)
    target = f"{ADDRESS}?done=taken-back"
    submit("formats.withdraw_braille_review", {}, proofreader, **PLACE, target=target)
    assert state(database) is SlotState.GENERATED
    assert "机器盲文，未经校对" in visit("formats.braille", **PLACE).words


def test_a_reading_changed_after_proof_reading_is_told_and_the_checked_file_is_kept(
    visit: Visit, submit: Submit, database: Database, settings: Settings, proofreader: Someone
) -> None:
    checked = visit("formats.braille_brf", **PLACE).content
    fields = {"sheet": sheet_in(visit("formats.braille", proofreader, **PLACE))}
    submit("formats.review_braille", fields, proofreader, **PLACE, target=f"{ADDRESS}?done=reviewed")
    load_with_reading(database, settings, "shou4 xin4")
    shown = visit("formats.braille", proofreader, **PLACE)
    assert "校对以后，读音或写法改过" in shown.words
    assert visit("formats.braille_brf", **PLACE).content == checked


def test_nobody_vouches_for_a_sheet_that_changed_under_their_eyes(
    visit: Visit, submit: Submit, database: Database, settings: Settings, proofreader: Someone
) -> None:
    fields = {"sheet": sheet_in(visit("formats.braille", proofreader, **PLACE))}
    load_with_reading(database, settings, "shou4 xin4")
    refused = submit("formats.review_braille", fields, proofreader, 409, **PLACE)
    assert "请再校对一遍" in refused.words
    assert state(database) is SlotState.GENERATED


def test_a_whole_course_is_made_by_the_worker_and_fetched_as_one_file(
    visit: Visit, submit: Submit, app: Flask, database: Database
) -> None:
    shown = visit("formats.course_braille", course="tiny-one")
    assert "做好整门课的盲文" in shown.buttons
    visit("formats.course_braille_zip", course="tiny-one", status=303, target="/courses/tiny-one/braille")
    for _twice in range(2):
        submit(
            "formats.make_course_braille",
            {},
            course="tiny-one",
            target="/courses/tiny-one/braille?done=asked",
        )
    assert "2 课里做好了 0 课" in visit("formats.course_braille", course="tiny-one").words
    worker = Worker(database, job_handlers(app.extensions[EXTENSION]))
    assert worker.run_all() >= 1
    shown = visit("formats.course_braille", course="tiny-one")
    assert any(words.startswith("2 课的盲文文件和目录") for words in shown.links)
    packed = visit("formats.course_braille_zip", course="tiny-one").content
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == ["00-contents.brf", "01-push-slow.brf", "02-press-deep.brf"]
        for name in archive.namelist():
            assert_is_brf(archive.read(name))
        assert archive.read("01-push-slow.brf") == visit("formats.braille_brf", **PLACE).content
