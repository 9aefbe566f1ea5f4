"""An author puts foreign courseware into a lesson of a draft and takes it out again."""

import io
import re

import pytest
import sqlalchemy as sa

from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.authoring.service import drafts
from learnhub.authoring.service.packages.tickets import HOLDS_FOR, blob_of_ticket, ticket_for
from learnhub.db import Database
from learnhub.evidence.models import Evidence
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.authoring.drafts.draft_pages import leads
from tests.authoring.drafts.drafts import TEACHING, TEACHING_ELSEWHERE, add_bases, open_tiny
from tests.authoring.packages.scorm import package
from tests.authoring.publication.road import Road, done
from tests.people import Someone, make_person
from tests.visit import Clients, Submit, Visit

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
    empty = visit("authoring.lesson_courseware", instructor, **LESSON)
    assert empty.heading == "“第一课push-slow”的外来课件"  # told by its title, never by its address
    assert "这一课还没有外来课件" in empty.words
    own = "/teach/courses/new-push/draft/lessons/push-slow/courseware"
    sent = {"package": (io.BytesIO(package()), "x.zip")}
    page = submit("authoring.put_courseware", sent, instructor, target=f"{own}?done=put", **LESSON).follow()
    assert "现在的课件认识手机" in page.words
    assert "2 个部分" in page.words
    assert held(database, settings) == package()
    submit("authoring.take_out_courseware", {}, instructor, target=f"{own}?done=taken-out", **LESSON)
    assert held(database, settings) is None
    submit("authoring.take_out_courseware", {}, instructor, 404, **LESSON)


def test_its_authors_and_reviewers_play_it_as_learners_will(
    visit: Visit,
    submit: Submit,
    clients: Clients,
    database: Database,
    settings: Settings,
    instructor: Someone,
    officer: Someone,
    draft: None,
) -> None:
    visit("authoring.courseware_preview", instructor, 404, **LESSON)
    sent = {"package": (io.BytesIO(package()), "x.zip")}
    put = submit("authoring.put_courseware", sent, instructor, target=leads("/teach"), **LESSON).follow()
    page = visit(put.links["打开课件看一看，和学员看到的一样"], instructor)
    start, _two = re.findall(r'data-src="([^"]+)"', page.text)
    answer = clients.of(None).get(start)  # a frame without an origin sends no cookie
    folder = start.removesuffix("start.html")
    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"].startswith(
        f"sandbox allow-scripts allow-forms; default-src http://localhost{folder} "
    )
    assert "LMSInitialize" in answer.text
    assert "private" in answer.headers["Cache-Control"]
    assert clients.of(None).get(start, headers={"Sec-Fetch-Dest": "document"}).status_code == 404
    assert clients.of(None).get(start.replace("previews/", "previews/1")).status_code == 404
    assert clients.of(None).get(f"{folder}nothing.html").status_code == 404
    neighbour = make_person(database, "景洪的老师", TEACHING_ELSEWHERE[0])
    visit("authoring.courseware_preview", neighbour, 404, **LESSON)
    with database.transaction() as session:
        found = drafts.draft_by_slug(session, "new-push", TEACHING)
        road = Road(session, store_for(settings), instructor, officer)
        done(road.submit(found))
    reviewed = visit("authoring.review_lesson", officer, **LESSON)
    again = visit(reviewed.links["打开这一课的外来课件"], officer)
    assert "您在课件里做的不算成绩" in again.words
    with database.reading() as session:
        assert not session.scalars(sa.select(Evidence)).all()


@pytest.mark.parametrize(
    "wrong", ["", "x", "a-b-c", "1-" + "0" * 64 + "-" + "0" * 64, "é-b-c", "-".join("abcd")]
)
def test_a_ticket_opens_one_package_until_it_ends(settings: Settings, wrong: str) -> None:
    keys, now, blob = site_keys(settings), instant_now(), "ab" * 32
    ticket = ticket_for(keys, blob, now=now)
    assert blob_of_ticket(keys, ticket, now=now) == blob
    assert blob_of_ticket(keys, ticket, now=now + HOLDS_FOR) is None
    assert blob_of_ticket(keys, ticket.replace("ab", "cd", 1), now=now) is None
    assert blob_of_ticket(keys, wrong, now=now) is None


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
