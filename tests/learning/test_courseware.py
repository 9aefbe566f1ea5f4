"""Foreign courseware beside a lesson: marked, sandboxed, credited by nobody."""

import json
import re

import pytest
import sqlalchemy as sa

from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.service import load_course
from learnhub.catalogue.models import Course, CourseVersion
from learnhub.catalogue.rules import CourseState, publication_figures
from learnhub.db import Database
from learnhub.primitives import instant_now, local_date
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.authoring.packages.scorm import START, package
from tests.people import Someone
from tests.tiny_course import FIGURES, TinyCourse
from tests.visit import Clients, Visit

LESSON = {"course": "tiny-one", "lesson": "push-slow"}


@pytest.fixture
def version(database: Database, settings: Settings) -> int:
    """A published course whose first lesson holds courseware."""
    with database.transaction() as session:
        tiny = TinyCourse("tiny-one").folder()
        folder = CourseFolder(tiny.slug, {**tiny.files, "lessons/push-slow.scorm.zip": package()})
        now = instant_now()
        rates = publication_figures(FIGURES, local_date(now))
        load_course(session, store_for(settings), folder, figures=rates, now=now)
        return session.scalars(sa.select(CourseVersion.id)).one()


def test_a_lesson_says_that_its_courseware_is_foreign(visit: Visit, version: int) -> None:
    page = visit("learning.lesson", **LESSON)
    link = next(words for words in page.links if words.startswith("外来课件，未经无障碍检查"))
    player = visit(page.links[link])
    assert "外来课件，未经无障碍检查" in player.words
    assert "不看课件也能学完这一课" in player.words
    assert "要浏览器能运行脚本才打得开" in player.text
    assert re.findall(r'data-src="([^"]+)"', player.text) == [
        f"/courseware/{version}/push-slow/start.html",
        f"/courseware/{version}/push-slow/sub/two.htm?page=2",
    ]
    assert not list(player.document.all("iframe"))
    other = visit("learning.lesson", course="tiny-one", lesson="press-deep")
    assert "外来课件" not in other.words
    visit("learning.courseware", status=404, course="tiny-one", lesson="press-deep")


def test_the_course_page_and_its_metadata_name_the_lesson(visit: Visit, version: int) -> None:
    page = visit("pages.course", slug="tiny-one")
    assert "第一课push-slow另带外来课件，未经无障碍检查" in page.words
    told = json.loads(visit("pages.course_metadata", slug="tiny-one").text)
    assert told["accessibilityHazard"] == ["unknown"]
    assert "1 课另带外来课件" in told["accessibilitySummary"]


def test_every_file_is_sandboxed_and_sets_no_cookie(clients: Clients, trainee: Someone, version: int) -> None:
    for path, kind in (
        ("start.html", "text/html"),
        ("sub/a.js", "text/javascript"),
        ("imsmanifest.xml", "application/xml"),
    ):
        answer = clients.of(trainee).get(f"/courseware/{version}/push-slow/{path}")  # no page of ours
        assert answer.status_code == 200
        sandbox = f"sandbox allow-scripts allow-forms; default-src http://localhost/courseware/{version}/push-slow/ "
        assert answer.headers["Content-Security-Policy"].startswith(sandbox)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Type"] == kind
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in answer.headers
        assert "public" in answer.headers["Cache-Control"]


def test_in_a_window_of_its_own_it_is_no_page(clients: Clients, version: int) -> None:
    address = f"/courseware/{version}/push-slow/start.html"
    assert clients.of(None).get(address, headers={"Sec-Fetch-Dest": "document"}).status_code == 404
    framed = clients.of(None).get(address, headers={"Sec-Fetch-Dest": "iframe"})
    assert framed.status_code == 200
    assert "Sec-Fetch-Dest" in framed.headers["Vary"]


def test_a_page_is_given_the_api_and_keeps_its_own_bytes(clients: Clients, version: int) -> None:
    sent = clients.of(None).get(f"/courseware/{version}/push-slow/start.html").get_data()
    head, _script, rest = sent.partition(b"<script>")
    script, _end, tail = rest.partition(b"</script>")
    assert b"LMSInitialize" in script
    assert script.isascii()
    assert head + tail == START.encode()


@pytest.mark.parametrize(
    "path", ["nothing.html", "sub", "..%2Fstart.html", "START.HTML", "%2e%2e/%2e%2e/healthz2"]
)
def test_what_is_not_in_the_package_is_not_there(visit: Visit, version: int, path: str) -> None:
    visit(f"/courseware/{version}/push-slow/{path}", status=404)


def test_other_addresses_hold_nothing(visit: Visit, database: Database, version: int) -> None:
    visit(f"/courseware/{version}/press-deep/start.html", status=404)
    visit(f"/courseware/{version + 1}/push-slow/start.html", status=404)
    with database.transaction() as session:
        session.execute(sa.update(Course).values(state=CourseState.WITHDRAWN))
    visit(f"/courseware/{version}/push-slow/start.html", status=404)
    visit("learning.courseware", status=404, **LESSON)
