"""Instructors find how a course is made for everybody, from wherever they write."""

import pytest

from learnhub.authoring.rules.drafts.blocks import ADDABLE
from learnhub.authoring.views.drafts.guide import help_place_of
from learnhub.db import Database
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.authoring.drafts.draft_pages import COURSE, LESSON, few_stops, leads
from tests.authoring.drafts.drafts import add_bases, open_tiny
from tests.people import Someone
from tests.visit import Visit

PARTS = (
    "文字",
    "标题、步骤和列表",
    "图片",
    "表格",
    "题目和任务",
    "声音、视频和手语",
    "检查和预览",
    "您自己用着方便",
)


@pytest.fixture
def tiny(database: Database, settings: Settings, instructor: Someone) -> Someone:
    """An instructor with a draft of two lessons."""
    with database.transaction() as session:
        add_bases(session)
        open_tiny(session, store_for(settings), instructor)
    return instructor


def test_the_help_is_reached_from_where_it_is_needed_and_names_each_part(visit: Visit, tiny: Someone) -> None:
    for page in (
        visit("authoring.courses", tiny),
        visit("authoring.draft", tiny, **COURSE),
        visit("authoring.draft_gate", tiny, **COURSE),
        visit("authoring.draft_block", tiny, **LESSON, index=2),
    ):
        assert any(leads("/teach/help").fullmatch(href) for href in page.links.values()), page.words
    shown = few_stops(visit("authoring.guide", tiny))
    headings = [element.text for element in shown.document.all("h2")]
    assert [part for part in PARTS if part not in headings] == []
    for kind in ADDABLE:
        assert help_place_of(kind) in shown.document.by_id, kind
