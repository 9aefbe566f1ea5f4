"""A lesson of a draft is shown as it is heard, captioned, signed, read easily, magnified, and without its pictures."""

from dataclasses import replace

import pytest

from learnhub.authoring.rules.heard import heard
from learnhub.catalogue.adapters.lesson_file import read_lesson
from learnhub.db import Database
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.authoring.drafts import add_bases, open_tiny
from tests.authoring.gate.gated import files
from tests.catalogue.samples import folder_of, lesson_md
from tests.catalogue.test_questions import ORDER, PAIRS, WORDS
from tests.people import Someone
from tests.visit import Visit

COURSE = "test-course"
CAPTIONS = "WEBVTT\n\n00:01.000 --> 00:03.000\n先湿手\n\n00:04.000 --> 00:06.000\n再搓手\n"
PUT = "![双手在水流下面来回搓](media/hands.svg)\n\n看 [洗手歌的歌词](https://example.org/a)。\n\n1. 湿手\n2. 搓手\n\n| 步骤 | 时间 |\n|---|---|\n| 湿手 | 五秒 |"


@pytest.fixture(autouse=True)
def draft(database: Database, settings: Settings, instructor: Someone) -> None:
    content = files(PUT) | {"lessons/wash-hands.captions.vtt": CAPTIONS.encode()}
    content["lessons/find-shoulder.md"] = '+++\ntitle = "半课"\n+++\n写了一半'.encode()
    del content["lessons/find-shoulder.easy.md"]
    with database.transaction() as session:
        add_bases(session)
        open_tiny(session, store_for(settings), instructor, replace(folder_of(content), shown=""))


def test_what_a_screen_reader_says_comes_in_order() -> None:
    said = heard(read_lesson(lesson_md(first=PUT).encode()))
    told = [f"{one.role}：{one.words}" if one.role else one.words for one in said]
    assert told[0] == "标题 1 级：洗手再按摩"
    start = told.index("图片：双手在水流下面来回搓")
    assert told[start - 1] == "标题 2 级：为什么这样做甲"
    assert told[start + 1 : start + 7] == [
        "看 ［链接］洗手歌的歌词。",
        "列表：2 项",
        "第 1 项：湿手",
        "第 2 项：搓手",
        "表格：为什么这样做甲，2 列 2 行",
        "步骤 列：湿手",
    ]
    assert told[-1] == "按钮：提交答案"


@pytest.mark.parametrize(("block", "role"), [(ORDER, "组合框"), (PAIRS, "组合框"), (WORDS, "编辑框")])
def test_each_kind_of_question_is_heard_as_what_it_is(block: str, role: str) -> None:
    put = (
        block.format(name="new-one")
        + "\n"
        + lesson_md().split("## 为什么这样做甲")[1].split("```quiz why-one")[0]
    )
    other = "```quiz new-one\n先做什么？\n\n- [x] 湿手\n  对，先湿手。\n- [ ] 擦手\n  擦手在最后。\n```"
    said = heard(read_lesson(lesson_md(first=f"{put}\n\n{other}", sentences=8).encode()))
    assert role in {one.role for one in said}


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
