"""The gate page says what is missing and leads there; its first steps change the draft and are kept with who and when."""

import io
from dataclasses import replace

import pytest
import sqlalchemy as sa

from learnhub.authoring.models import CourseDraft, GateDeclaration
from learnhub.authoring.service import drafts
from learnhub.db import Database
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.authoring.drafts.drafts import add_bases, open_tiny
from tests.authoring.folders.test_check import recording
from tests.authoring.gate.gated import PHOTOS, files
from tests.catalogue.samples import folder_of
from tests.people import BASE_ID, Someone
from tests.visit import Submit, Visit

COURSE = "test-course"
GATE = "/teach/courses/test-course/draft/gate"
FAULTS = (
    "![](media/hands.svg)\n\n点击右边的红色按钮。\n\n![墙上的提示](media/sign.png)\n\n"
    "一、先湿手\n二、再搓手\n\n[点击这里](https://example.org/a)看歌词。"
)


@pytest.fixture
def draft(database: Database, settings: Settings, instructor: Someone) -> CourseDraft:
    """Open a draft with two faults that block and some that advise."""
    content = files(FAULTS)
    del content["lessons/find-shoulder.easy.md"]
    del content["slots.toml"]
    content["course.toml"] = content["course.toml"].replace(b'"developed"', b'"purchased"')
    content |= recording(b"another text")
    with database.transaction() as session:
        add_bases(session)
        opened = open_tiny(session, store_for(settings), instructor, replace(folder_of(content), shown=""))
        session.expunge(opened)
    return opened


def held(database: Database, settings: Settings, path: str) -> str | None:
    """Return a file of the draft as it stands now."""
    with database.reading() as session:
        row = session.scalars(sa.select(CourseDraft)).one()
        content = drafts.file_of(store_for(settings), drafts.head_of(session, row), path)
    return content.decode() if content is not None else None


def test_what_blocks_is_counted_first_and_leads_to_its_block(
    visit: Visit, instructor: Someone, draft: CourseDraft
) -> None:
    shown = visit("authoring.draft_gate", instructor, course=COURSE)
    assert shown.words.startswith("还差什么：测试课程 还差 3 处，改好才能提交。")
    picture = next(href for words, href in shown.links.items() if words.startswith("图片没有说明"))
    assert "/draft/lessons/wash-hands/blocks/" in picture
    assert "用读屏听课的学员只听到“图片”" in shown.words
    assert "WCAG 2.2 1.1.1（A）" in shown.words
    assert len(shown.document.stops) <= 25
    second = visit("authoring.draft_gate", instructor, course=COURSE, page=2)
    assert len(second.document.stops) <= 25
    assert "建议改" in second.words


def test_a_block_that_is_led_to_can_be_mended(
    visit: Visit, submit: Submit, instructor: Someone, draft: CourseDraft
) -> None:
    shown = visit("authoring.draft_gate", instructor, course=COURSE)
    place = next(href for words, href in shown.links.items() if words.startswith("只用位置"))
    assert "点击右边的红色按钮。" in visit(place, instructor).text


def test_nobody_of_another_base_sees_the_gate(
    visit: Visit, other_trainee: Someone, trainee: Someone, officer: Someone, draft: CourseDraft
) -> None:
    for person in (trainee, other_trainee, officer):
        visit("authoring.draft_gate", person, 403, course=COURSE)
    visit("authoring.draft_gate", None, 303, course=COURSE, target=f"/sign-in?next={GATE}")


def test_a_declaration_is_kept_with_who_and_when_and_answers_the_gate(
    visit: Visit, submit: Submit, instructor: Someone, draft: CourseDraft, database: Database
) -> None:
    path = "lessons/media/sign.png"
    asked = visit("authoring.gate_declaration", instructor, course=COURSE, path=path)
    assert "这张图里有没有字？" in asked.words
    submit("authoring.declare", {}, instructor, 422, course=COURSE, path=path)
    submit(
        "authoring.declare",
        {"text_in_picture": "no"},
        instructor,
        course=COURSE,
        path=path,
        target=f"{GATE}?done=declared",
    )
    with database.reading() as session:
        (row,) = session.scalars(sa.select(GateDeclaration)).all()
        assert (row.answer, row.declared_by_id, row.base_id) == ("no", instructor.person_id, BASE_ID)
        assert row.declared_at is not None
    pages = [visit("authoring.draft_gate", instructor, course=COURSE, page=number).words for number in (1, 2)]
    assert not any("还没有说明图里有没有字" in words for words in pages)


def test_declarations_are_never_changed(
    submit: Submit, instructor: Someone, draft: CourseDraft, database: Database
) -> None:
    submit(
        "authoring.declare",
        {"text_in_picture": "told"},
        instructor,
        course=COURSE,
        path="lessons/media/sign.png",
        target=f"{GATE}?done=declared",
    )
    with pytest.raises(sa.exc.DBAPIError), database.transaction() as session:
        session.execute(sa.update(GateDeclaration).values(answer="no"))


def test_what_is_no_file_to_declare_is_not_found(
    visit: Visit, instructor: Someone, draft: CourseDraft
) -> None:
    for path in ("lessons/media/hands.svg", "../../etc/passwd", "", "lessons/media/none.png"):
        visit("authoring.gate_declaration", instructor, 404, course=COURSE, path=path)


def test_a_sign_video_is_asked_for_with_a_day(
    visit: Visit,
    submit: Submit,
    instructor: Someone,
    draft: CourseDraft,
    database: Database,
    settings: Settings,
) -> None:
    place = {"course": COURSE, "lesson": "wash-hands"}
    past = {"requested_of": "市聋人协会", "promised_on": "2020-01-01"}
    refused = submit("authoring.note_sign", past, instructor, 422, **place)
    assert refused.errors == ["这一天已经过去了，请写以后的日子。"]
    assert "市聋人协会" in refused.text
    told = {"requested_of": '市"聋人"协会', "promised_on": "2099-01-01"}
    submit("authoring.note_sign", told, instructor, **place, target=f"{GATE}?done=sign")
    toml = held(database, settings, "slots.toml") or ""
    assert 'requested_of = "市\\"聋人\\"协会"' in toml
    assert "promised_on = 2099-01-01" in toml
    submit("authoring.note_sign", told, instructor, 404, course=COURSE, lesson="none-such")


def test_an_easy_read_edition_begins_from_the_lesson(
    visit: Visit,
    submit: Submit,
    instructor: Someone,
    draft: CourseDraft,
    database: Database,
    settings: Settings,
) -> None:
    place = {"course": COURSE, "lesson": "find-shoulder"}
    visit("authoring.gate_easy_read", instructor, **place)
    submit(
        "authoring.begin_easy_read",
        {},
        instructor,
        **place,
        target=f"/teach/courses/{COURSE}/draft/lessons/find-shoulder.easy",
    )
    easy = held(database, settings, "lessons/find-shoulder.easy.md") or ""
    assert 'edition = "easy-read"' in easy
    assert "## 为什么这样做乙" in easy
    assert "```quiz why-one" in easy


def test_an_outdated_recording_is_taken_out_only_when_asked(
    visit: Visit,
    submit: Submit,
    instructor: Someone,
    draft: CourseDraft,
    database: Database,
    settings: Settings,
) -> None:
    place = {"course": COURSE, "lesson": "wash-hands"}
    assert "拿掉录音" in visit("authoring.gate_recording", instructor, **place).buttons
    submit("authoring.drop_recording", {}, instructor, **place, target=f"{GATE}?done=by-machine")
    assert held(database, settings, "lessons/wash-hands.audio.vtt") is None


def test_where_content_comes_from_is_written_into_the_course(
    visit: Visit,
    submit: Submit,
    instructor: Someone,
    draft: CourseDraft,
    database: Database,
    settings: Settings,
) -> None:
    before = held(database, settings, "course.toml") or ""
    shown = visit("authoring.draft_acquired", instructor, course=COURSE)
    told = {
        "acquired_from": "某某出版社",
        "acquired_cost": "3000 元",
        "acquired_proof": "采购合同 2025-017 号",
    }
    outline = next(e.get("value", "") for e in shown.document.all("input") if e.get("name") == "shown")
    submit(
        "authoring.tell_acquired",
        {**told, "shown": outline},
        instructor,
        course=COURSE,
        target=f"{GATE}?done=acquired",
    )
    after = held(database, settings, "course.toml") or ""
    assert [line for line in after.split("\n") if line not in before.split("\n")] == [
        f'{key} = "{value}"' for key, value in told.items()
    ]
    gate = visit("authoring.draft_gate", instructor, course=COURSE)
    assert "还差 3 处" in gate.words
    assert "凭据的扫描件或照片" in gate.words, "what was bought needs its proof as a file too"
    assert f"/teach/courses/{COURSE}/draft/proofs" in gate.links.values()
    proof = {"paper": (io.BytesIO(b"%PDF-1.7"), "x.pdf"), "words": ""}
    there = f"/teach/courses/{COURSE}/draft/proofs?done=added"
    submit("authoring.add_proof", proof, instructor, course=COURSE, target=there)
    assert "还差 2 处" in visit("authoring.draft_gate", instructor, course=COURSE).words


def test_photos_of_the_tests_differ() -> None:
    assert len(set(PHOTOS.values())) == len(PHOTOS)
