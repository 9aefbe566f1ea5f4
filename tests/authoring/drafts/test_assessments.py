"""A test of a draft is made, changed and taken out on pages; what it can't be is said where it was typed."""

import pytest

from learnhub.authoring.rules.folders.assessments_toml import tests_of as read_tests
from learnhub.authoring.rules.folders.course_toml import read_course_toml
from learnhub.catalogue.adapters.course_file import read_course
from learnhub.catalogue.rules.assessments import Draw
from learnhub.db import Database
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.authoring.drafts.draft_pages import AT, few_stops, hidden, text_of
from tests.authoring.drafts.drafts import add_bases, open_tiny
from tests.people import Someone
from tests.visit import Submit, Visit

TESTS = f"{AT}/assessments"


@pytest.mark.survey
def test_an_author_makes_changes_and_takes_out_a_test(
    visit: Visit,
    submit: Submit,
    instructor: Someone,
    other_trainee: Someone,
    database: Database,
    settings: Settings,
) -> None:
    with database.transaction() as session:
        add_bases(session)
        open_tiny(session, store_for(settings), instructor)
    assert "还没有测验" in few_stops(visit(TESTS, instructor)).words
    asked = few_stops(visit(f"{TESTS}/new", instructor))
    assert "从“线上课”抽几题，最多 4" in asked.words
    sent = {"shown": hidden(asked, "shown"), "title": "理论测验", "draw_0": "5", "pass_right": "9"}
    assert submit(f"{TESTS}/new", sent, instructor, 422).errors == ["请写 0 到 4 的整数，或者空着。"]
    assert submit(f"{TESTS}/new", {**sent, "draw_0": ""}, instructor, 422).errors == [
        "请至少从一个单元抽 1 道题。"
    ]
    too_many = submit(f"{TESTS}/new", {**sent, "draw_0": "3"}, instructor, 422)
    assert too_many.errors == ["一共 3 道题，请写 1 到 3，或者空着。"]
    right = {**sent, "draw_0": "3", "pass_right": "2"}
    listed = submit(f"{TESTS}/new", right, instructor, target=f"{TESTS}?done=saved").follow()
    assert "3 道题，从 1 个单元抽" in listed.words
    toml = text_of(database, settings, "course.toml")
    (made,) = read_course(toml.encode()).assessments
    assert (made.slug, made.pass_right, made.draws) == ("li-lun-ce-yan", 2, (Draw("线上课", 3),))
    # Somebody else has changed the outline meanwhile: what was typed stays on the page.
    stale = submit(f"{TESTS}/li-lun-ce-yan", right, instructor, 422)
    assert "大纲刚刚有人改过" in stale.errors[0]
    again = {"shown": hidden(stale, "shown"), "title": "新名字", "draw_0": "2"}
    submit(f"{TESTS}/li-lun-ce-yan", again, instructor, target=f"{TESTS}?done=saved")
    (told,) = read_tests(read_course_toml(text_of(database, settings, "course.toml")))
    assert (told.title, told.pass_right, told.questions) == ("新名字", None, 2)
    page = visit(f"{TESTS}/li-lun-ce-yan", instructor)
    submit(
        f"{TESTS}/li-lun-ce-yan/removal",
        {"shown": hidden(page, "shown")},
        instructor,
        target=f"{TESTS}?done=removed",
    )
    assert read_course(text_of(database, settings, "course.toml").encode()).assessments == ()
    visit(f"{TESTS}/li-lun-ce-yan", instructor, 404)
    submit(f"{TESTS}/li-lun-ce-yan", {}, instructor, 404)
