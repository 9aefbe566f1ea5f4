"""An author puts foreign courseware into a lesson of a draft and takes it out again."""

import io

import pytest

from learnhub.authoring.service import drafts
from learnhub.db import Database
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.authoring.drafts.drafts import TEACHING, TEACHING_ELSEWHERE, add_bases, open_tiny
from tests.authoring.packages.scorm import package
from tests.people import Someone, make_person
from tests.visit import Submit, Visit

LESSON = {"course": "new-push", "lesson": "push-slow"}
PATH = "lessons/push-slow.scorm.zip"


@pytest.fixture
def draft(database: Database, settings: Settings, instructor: Someone) -> None:
    with database.transaction() as session:
        add_bases(session)
        open_tiny(session, store_for(settings), instructor)


def held(database: Database, settings: Settings) -> bytes | None:
    with database.reading() as session:
        found = drafts.draft_by_slug(session, "new-push", TEACHING)
        return drafts.file_of(store_for(settings), drafts.head_of(session, found), PATH)


def test_courseware_goes_in_and_out_of_a_draft(
    visit: Visit, submit: Submit, database: Database, settings: Settings, instructor: Someone, draft: None
) -> None:
    assert "这一课还没有外来课件" in visit("authoring.lesson_courseware", instructor, **LESSON).words
    own = "/teach/courses/new-push/draft/lessons/push-slow/courseware"
    sent = {"package": (io.BytesIO(package()), "x.zip")}
    page = submit("authoring.put_courseware", sent, instructor, target=f"{own}?done=put", **LESSON).follow()
    assert "现在的课件认识手机" in page.words
    assert "2 个部分" in page.words
    assert held(database, settings) == package()
    submit("authoring.take_out_courseware", {}, instructor, target=f"{own}?done=taken-out", **LESSON)
    assert held(database, settings) is None
    submit("authoring.take_out_courseware", {}, instructor, 404, **LESSON)


def test_what_does_not_fit_changes_nothing(
    submit: Submit, database: Database, settings: Settings, instructor: Someone, draft: None
) -> None:
    for content, said in (
        (b"no zip", "这个压缩包打不开"),
        (package({"start.html": None}), "可是包里没有这个网页"),
    ):
        sent = {"package": (io.BytesIO(content), "x.zip")}
        page = submit("authoring.put_courseware", sent, instructor, 422, **LESSON)
        assert said in page.errors[0]
    assert submit("authoring.put_courseware", {}, instructor, 422, **LESSON).errors == ["请选一个 zip 文件。"]
    assert held(database, settings) is None


def test_only_people_of_the_base_reach_it(
    visit: Visit, database: Database, trainee: Someone, draft: None
) -> None:
    neighbour = make_person(database, "景洪的老师", TEACHING_ELSEWHERE[0])
    visit("authoring.lesson_courseware", neighbour, 404, **LESSON)
    visit("authoring.lesson_courseware", trainee, 403, **LESSON)
