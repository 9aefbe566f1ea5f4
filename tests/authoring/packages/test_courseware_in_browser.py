"""Foreign courseware in Chromium: it plays, it reaches nothing of ours, and the keyboard gets out of it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask, request
from playwright.sync_api import Browser, Frame, Page

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service import sign_ins
from learnhub.accounts.views.recognition import COOKIE
from learnhub.app import create_app
from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.service import load_course
from learnhub.catalogue.rules import publication_figures
from learnhub.db import Database
from learnhub.evidence.models import Evidence
from learnhub.ops.adapters.migration import migrate
from learnhub.primitives import instant_now, local_date
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.authoring.packages.scorm import package
from tests.browser import axe, open_context, serving, small_targets
from tests.people import make_person
from tests.tiny_course import FIGURES, TinyCourse

PLAYER = "/courses/tiny-one/lessons/push-slow/courseware"
# Whatever it tries is written down in window.tried: a value that it got, or the name of what stopped it.
HOSTILE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>坏课件</title></head><body>
<button id="inside">里面</button><iframe src="inner.html" name="inner" title="inner"></iframe><script src="sub/a.js"></script><script>
window.tried = {};
function attempt(name, deed) { try { tried[name] = String(deed()); } catch (fault) { tried[name] = "stopped: " + fault.name; } }
function findAPI(win) {
  var times = 0;
  while (win.API == null && win.parent != null && win.parent != win) { if (++times > 7) { return null; } win = win.parent; }
  return win.API;
}
var api = findAPI(window);
attempt("api", function () { return api.LMSInitialize(""); });
attempt("api of parent", function () { return window.parent.API === api; });
attempt("place", function () { return api.LMSGetValue("cmi.core.lesson_location"); });
attempt("name", function () { return api.LMSGetValue("cmi.core.student_name") === ""; });
attempt("set", function () { return api.LMSSetValue("cmi.core.lesson_location", "page-3"); });
attempt("too long", function () { return api.LMSSetValue("cmi.suspend_data", Array(5000).join("x")) + api.LMSGetLastError(); });
attempt("read only", function () { return api.LMSSetValue("cmi.core.credit", "credit") + api.LMSGetLastError(); });
attempt("status", function () { return api.LMSSetValue("cmi.core.lesson_status", "passed"); });
attempt("score", function () { return api.LMSSetValue("cmi.core.score.raw", "100"); });
attempt("time", function () { return api.LMSSetValue("cmi.core.session_time", "99:00:00"); });
attempt("commit", function () { return api.LMSCommit(""); });
attempt("script of its own", function () { return a; });
attempt("top", function () { return window.top.document.title; });
attempt("cookie", function () { return document.cookie; });
attempt("storage", function () { return localStorage.length; });
attempt("database", function () { return indexedDB.open("x"); });
attempt("worker", function () { return navigator.serviceWorker.register("/courseware/sw.js"); });
attempt("lead away", function () { window.top.location = "/leads-away"; return "tried"; });
attempt("window", function () { return window.open("/opens-a-window"); });
attempt("form", function () {
  var form = document.createElement("form"); form.method = "post"; form.action = "/me/account"; document.body.append(form); form.submit();
  return "sent";
});
var waits = [
  ["own data", "data.json", {}], ["our page", "/me", { credentials: "include" }],
  ["our api", "/learning/reports", { method: "POST", mode: "no-cors", credentials: "include", body: "x" }],
  ["another host", "http://127.0.0.2:9/", { mode: "no-cors" }]
].map(function (one) {
  return fetch(one[1], one[2]).then(function (answer) { return answer.text(); }).then(
    function (text) { tried[one[0]] = text; }, function (fault) { tried[one[0]] = "stopped: " + fault.name; });
});
var picture = new Image();
waits.push(new Promise(function (ready) {
  picture.onload = function () { tried.picture = "loaded"; ready(); };
  picture.onerror = function () { tried.picture = "stopped"; ready(); };
  picture.src = "/favicon.ico?from-courseware";
}));
Promise.all(waits).then(function () { window.allTried = true; });
// Keeps every key to itself.
window.addEventListener("keydown", function (event) { event.preventDefault(); event.stopImmediatePropagation(); }, true);
</script></body></html>"""
FILES = {
    "start.html": HOSTILE.encode(),
    "inner.html": b"<title>inner</title><script>try{parent.document.title}catch(e){}</script>",
    "data.json": b'{"own": 1}',
    "sub/a.js": b"var a = 'own';",
    # Leads its own frame away: to a page of ours as the learner, or to another host with what it knows.
    "sub/two.htm": b"""<script>location = location.search ? "/me" : "http://127.0.0.2:9/?told=1"</script>""",
}


@pytest.fixture
def seen() -> list[str]:
    return []


@pytest.fixture
def database(settings: Settings, tmp_path: Path) -> Iterator[Database]:
    """A site's own database, on SQLite alone: what a browser does with a frame hangs on no engine."""
    migrate(settings.database_address, copies=tmp_path, now=instant_now())
    own = Database(settings.database_address)
    yield own
    own.dispose()


@pytest.fixture
def app(database: Database, settings: Settings, seen: list[str]) -> Flask:
    with database.transaction() as session:
        tiny = TinyCourse("tiny-one").folder()
        folder = CourseFolder(tiny.slug, {**tiny.files, "lessons/push-slow.scorm.zip": package(FILES)})
        now = instant_now()
        load_course(
            session,
            store_for(settings),
            folder,
            figures=publication_figures(FIGURES, local_date(now)),
            now=now,
        )
    built = create_app(settings, database)

    def note() -> None:
        seen.append(f"{request.method} {request.path} {'with' if request.cookies else 'without'} cookie")

    built.before_request_funcs.setdefault(None, []).insert(0, note)
    return built


def courseware(page: Page) -> Frame:
    frame = page.wait_for_selector("iframe").content_frame()
    assert frame is not None
    frame.wait_for_url("**/start.html", wait_until="commit")
    # By the clock: a frame of another origin below the fold draws nothing, so that no drawing can be waited for.
    frame.wait_for_function("() => window.allTried === true", polling=50)
    return frame


@pytest.mark.journey
def test_hostile_courseware_plays_and_reaches_nothing(
    chromium: Browser, app: Flask, database: Database, seen: list[str]
) -> None:
    learner = make_person(database, "小林", Holding(Role.TRAINEE))
    with database.transaction() as session:
        token = sign_ins.begin(session, learner.person_id, device="电脑", days=30, now=instant_now())
    with serving(app) as address:
        context = open_context(chromium)
        context.add_cookies([{"name": COOKIE, "value": token, "url": address, "sameSite": "Lax"}])
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text))
        page.goto(address + PLAYER)
        assert axe(page) == []
        assert page.frames == [page.main_frame], "nothing loads by itself"
        page.get_by_role("button", name="打开课件：第一部分").focus()
        page.keyboard.press("Enter")
        frame = courseware(page)
        tried = json.loads(frame.evaluate("JSON.stringify(window.tried)"))

        # What it may: find the API as packages do, keep its place, load its own files.
        own = {
            "api": "true", "api of parent": "true", "place": "", "name": "true", "set": "true", "status": "true",
            "too long": "false405", "read only": "false403", "score": "true", "time": "true", "commit": "true",
            "script of its own": "own", "own data": '{"own": 1}',
        }  # fmt: skip
        assert {name: tried[name] for name in own} == own
        # What it may not.
        got = {
            name: told for name, told in tried.items() if name not in own and not told.startswith("stopped")
        }
        assert got == {"window": "null", "form": "sent"}, "form: sent into nothing, see what the server saw"
        assert frame.evaluate("window.origin") == "null"
        assert page.url == address + PLAYER
        assert len(context.pages) == 1
        after = seen[seen.index(next(line for line in seen if line.startswith("GET /courseware/"))) :]
        assert [line for line in after if not line.startswith(("GET /courseware/", "GET /static/"))] == []
        # The frame's first page alone is asked for with a cookie, and its answer is the same for everybody.
        assert {line.split(" ")[1].rsplit("/", 1)[1] for line in after if line.endswith("with cookie")} <= {
            "start.html"
        }
        assert (
            page.locator(".courseware__words").inner_text() == "课件说：通过了。课件自己的成绩不算学习记录。"
        )
        with database.reading() as session:
            kinds = session.scalars(sa.select(Evidence.kind)).all()
        assert [kind for kind in kinds if kind.startswith(("lesson", "section", "check"))] == []

        # The keyboard leaves it though it keeps every key; its place is there again when it is opened anew.
        frame.locator("#inside").focus()
        page.keyboard.press("Escape")
        page.wait_for_function("() => document.activeElement.classList.contains('courseware__close')")
        assert axe(page) == []
        assert small_targets(page) == []
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.textContent") == "打开课件：第一部分"
        page.keyboard.press("Enter")
        again = json.loads(courseware(page).evaluate("JSON.stringify(window.tried)"))
        assert again["place"] == "page-3"

        # Its frame leads nowhere: another host is refused by our page's own policy, ours answers nobody and isn't shown.
        del seen[:]
        page.get_by_role("button", name="打开课件：第二部分").click()
        page.wait_for_timeout(1000)
        assert [line for line in seen if line.endswith("with cookie") and "/courseware/" not in line] == []
        assert "我的学习" not in "".join(frame.content() for frame in page.frames[1:])
        page.evaluate(
            "document.querySelector('iframe').src = document.querySelector('iframe').src.split('?')[0]"
        )
        page.wait_for_timeout(1000)
        assert any("127.0.0.2" in said and "Content Security Policy" in said for said in complaints)
        context.close()

        # By its own address it is no page: under our name it could pass for one of ours.
        context = open_context(chromium)
        page = context.new_page()
        answer = page.goto(address + next(line.split(" ")[1] for line in after))
        assert answer is not None
        assert answer.status == 404
        assert page.evaluate("window.tried === undefined")
        context.close()

        # Without scripts: a sentence, and the lesson's own text.
        context = open_context(chromium, scripts=False)
        page = context.new_page()
        page.goto(address + PLAYER)
        assert page.get_by_text("打不开也不要紧，要学的内容课文里都有。").is_visible()
        assert page.get_by_role("button", name="打开课件").count() == 0
        page.get_by_role("link", name="回到课文").click()
        assert page.url.endswith("/lessons/push-slow")
        context.close()
