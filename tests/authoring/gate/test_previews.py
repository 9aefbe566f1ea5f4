"""A lesson of a draft is shown as it is heard, captioned, signed, read easily, magnified, and without its pictures."""

from dataclasses import replace

import pytest

from learnhub.db import Database
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.authoring.drafts.drafts import add_bases, open_tiny
from tests.authoring.gate.gated import files
from tests.authoring.gate.test_heard import PUT
from tests.catalogue.samples import folder_of
from tests.people import Someone
from tests.visit import Submit, Visit

COURSE = "test-course"
CAPTIONS = "WEBVTT\n\n00:01.000 --> 00:03.000\n先湿手\n\n00:04.000 --> 00:06.000\n再搓手\n"


@pytest.fixture(autouse=True)
def draft(database: Database, settings: Settings, instructor: Someone) -> None:
    content = files(PUT) | {"lessons/wash-hands.captions.vtt": CAPTIONS.encode()}
    content["lessons/find-shoulder.md"] = '+++\ntitle = "半课"\n+++\n写了一半'.encode()
    del content["lessons/find-shoulder.easy.md"]
    with database.transaction() as session:
        add_bases(session)
        open_tiny(session, store_for(settings), instructor, replace(folder_of(content), shown=""))


@pytest.mark.parametrize("way", ["heard", "captions", "sign", "easy-read", "narrow", "no-pictures"])
def test_each_way_is_a_plain_page_marked_as_a_preview(visit: Visit, instructor: Someone, way: str) -> None:
    shown = visit("authoring.lesson_as", instructor, course=COURSE, lesson="wash-hands", way=way)
    assert "这是预览" in shown.words
    assert len(shown.document.stops) <= 25
    if way == "captions":
        assert "0:01 先湿手" in shown.words
    if way == "sign":
        assert "已经请了市聋人协会，答应 2025-07-31 拍好" in shown.words
    if way == "no-pictures":
        assert not shown.document.all("img")
        assert "双手在水流下面来回搓" in shown.words
    if way == "narrow":
        assert shown.document.all("img")


def test_a_lesson_that_is_half_written_is_said_to_be_so(visit: Visit, instructor: Someone) -> None:
    shown = visit("authoring.lesson_as", instructor, course=COURSE, lesson="find-shoulder", way="easy-read")
    assert "还没有易读版" in shown.words
    for way in ("heard", "sign", "narrow"):
        visit("authoring.lesson_as", instructor, course=COURSE, lesson="find-shoulder", way=way)


def test_what_is_no_lesson_or_no_way_is_not_found(
    visit: Visit, instructor: Someone, trainee: Someone
) -> None:
    visit("authoring.lesson_as", instructor, 404, course=COURSE, lesson="none-such", way="heard")
    visit("authoring.lesson_as", instructor, 404, course=COURSE, lesson="wash-hands", way="upside-down")
    visit("authoring.lesson_as", trainee, 403, course=COURSE, lesson="wash-hands", way="heard")


def test_the_learners_view_tells_pairs_and_what_may_be_written(
    visit: Visit, submit: Submit, instructor: Someone
) -> None:
    place = {"course": COURSE, "lesson": "wash-hands"}
    shown = visit("authoring.question_list", instructor, **place)
    fields = {
        e.get("name", ""): e.get("value", "")
        for e in shown.document.all("input")
        if e.get("name") == "revision"
    }
    section = shown.document.all("option")[0].get("value", "")
    listed = "在哪里？{=合谷 -> 虎口 =内关 -> 手腕}\n\n几秒？{=20}"
    submit(
        "authoring.bring_questions",
        {**fields, "section": section, "text": listed},
        instructor,
        **place,
        target=f"/teach/courses/{COURSE}/draft/lessons/wash-hands?done=added&block=0#block-0",
    )
    preview = visit("authoring.lesson_preview", instructor, **place)
    assert "合谷——虎口" in preview.words
    assert "20（对）" in preview.words
    assert "别的回答（错）" in preview.words
