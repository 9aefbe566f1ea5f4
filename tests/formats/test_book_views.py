"""Books on pages: what is there, what is being made, how one asks, and the files in pieces."""

import pytest
from flask import Flask

from learnhub.app import job_handlers
from learnhub.catalogue import service as catalogue
from learnhub.db import Database
from learnhub.formats.service import books
from learnhub.formats.service.audio import speak_all
from learnhub.jobs.worker import Worker
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from learnhub.web.site import EXTENSION
from tests.formats.sample_books import SilentEngine
from tests.people import Someone
from tests.tiny_course import TinyCourse
from tests.visit import Clients, Submit, Visit

COURSE = {"course": "tiny-one"}
ASKED = "/courses/tiny-one/books?done=asked"
LESSON = {"course": "tiny-one", "lesson": "push-slow"}


@pytest.fixture(autouse=True)
def tiny_course(database: Database, settings: Settings) -> None:
    with database.transaction() as session:
        TinyCourse("tiny-one").load(session, store_for(settings))
        TinyCourse("tiny-two", lessons=("pull-back",)).load(session, store_for(settings))


@pytest.fixture
def spoken(database: Database, settings: Settings) -> None:
    for _ in speak_all(database, store_for(settings), engines=[SilentEngine()], course_slug="tiny-one"):
        pass


def work(app: Flask) -> None:
    site = app.extensions[EXTENSION]
    Worker(site.database, job_handlers(site)).run_all()


def test_before_anything_is_spoken_only_print_can_be_asked_for(visit: Visit) -> None:
    shown = visit("formats.course_books", **COURSE)
    assert "2 课里还有 2 课没有语音" in shown.words
    assert shown.buttons[-1:] == ["做一份大字版"]
    shown = visit("formats.lesson_books", **LESSON)
    assert "这一课的语音还没有做好" in shown.words


@pytest.mark.usefixtures("spoken")
def test_anybody_asks_for_a_book_sees_it_being_made_and_fetches_it(
    app: Flask, visit: Visit, submit: Submit, trainee: Someone
) -> None:
    for person, place, endpoint, target in (
        (None, COURSE, "formats.make_course_book", ASKED),
        (trainee, LESSON, "formats.make_lesson_book", "/courses/tiny-one/lessons/push-slow/books?done=asked"),
    ):
        asked = submit(endpoint, {"wish": "talking book/standard"}, person, target=target, **place).follow()
        assert "记下了，正在做" in asked.words
        assert "刷新进度" in asked.links
        assert "做一份有声书" not in asked.buttons
        work(app)
        again = visit(asked.links["刷新进度"], person)
        [link] = [words for words in again.links if words.startswith("下载有声书（")]
        assert "秒，" in link
        assert "KB）" in link
        file = visit(again.links[link], person)
        assert file.headers["Content-Type"] == "application/epub+zip"
        assert file.content[30:58] == b"mimetypeapplication/epub+zip"
        assert "immutable" in file.headers["Cache-Control"]
        assert "刷新进度" not in again.links
        file.response.close()


@pytest.mark.usefixtures("spoken")
def test_a_file_comes_in_pieces_under_a_readable_name(
    app: Flask, visit: Visit, submit: Submit, clients: Clients
) -> None:
    submit("formats.make_course_book", {"wish": "audio album/standard"}, target=ASKED, **COURSE)
    work(app)
    shown = visit("formats.course_books", **COURSE)
    address = next(href for words, href in shown.links.items() if words.startswith("下载音频专辑"))
    whole = visit(address)
    assert "filename*=UTF-8''%E8%AF%BE%E7%A8%8B%20tiny-one" in whole.headers["Content-Disposition"]
    whole.response.close()
    client = clients.of(None)
    with client.get(address, headers={"Range": "bytes=100-299"}) as part:
        assert part.status_code == 206
        assert part.headers["Content-Range"] == f"bytes 100-299/{len(whole.content)}"
        assert part.get_data() == whole.content[100:300]
    with client.get(address, headers={"Range": "bytes=300-", "If-Range": whole.headers["ETag"]}) as rest:
        assert rest.get_data() == whole.content[300:]
    with client.get(address, headers={"Range": f"bytes={len(whole.content)}-"}) as beyond:
        assert beyond.status_code == 416
    visit(address.replace(".zip", ".epub"), status=404)


def test_what_nobody_offers_is_not_there(visit: Visit, submit: Submit, database: Database) -> None:
    visit("formats.course_books", status=404, course="no-such-course")
    visit("formats.lesson_books", status=404, course="tiny-one", lesson="no-such-lesson")
    visit("formats.course_books", status=404, **COURSE, version="999999")
    visit("formats.course_books", status=404, **COURSE, version="١")
    visit("formats.book", status=404, blob="0" * 64, suffix="epub")
    for wish in ("", "talking book", "talking book/loud", "audio book/standard", "/", "x" * 5000):
        submit("formats.make_course_book", {"wish": wish}, status=404, **COURSE)
    submit("formats.make_lesson_book", {"wish": "audio album/standard"}, status=404, **LESSON)
    submit("formats.make_course_book", {"wish": "large print/easy-read"}, status=404, **COURSE)
    with database.reading() as session:
        other = catalogue.current_version(session, catalogue.course_by_slug(session, "tiny-two"))
    visit("formats.course_books", status=404, **COURSE, version=str(other.id))


def test_a_wish_that_can_not_be_met_now_is_told_why(submit: Submit, monkeypatch: pytest.MonkeyPatch) -> None:
    told = submit("formats.make_course_book", {"wish": "talking book/standard"}, status=409, **COURSE)
    assert "还有 2 课的语音没有做好" in told.words
    monkeypatch.setattr(books, "QUEUE_MAX", 0)
    told = submit("formats.make_course_book", {"wish": "large print/standard"}, status=409, **COURSE)
    assert "现在排队要做的文件很多，请过半小时再来按一次。" in told.words
    assert "做一份大字版" in told.buttons


@pytest.mark.usefixtures("spoken")
def test_pages_of_lesson_and_course_say_how_far_their_books_are(
    app: Flask, visit: Visit, submit: Submit
) -> None:
    pages = (("pages.course", {"slug": "tiny-one"}), ("learning.lesson", LESSON))
    for endpoint, place in pages:
        assert "有声书还没有做。" in visit(endpoint, **place).words
    submit("formats.make_course_book", {"wish": "talking book/standard"}, target=ASKED, **COURSE)
    assert "有声书正在做，过几分钟刷新。" in visit("pages.course", slug="tiny-one").words
    target = "/courses/tiny-one/lessons/push-slow/books?done=asked"
    submit("formats.make_lesson_book", {"wish": "talking book/standard"}, target=target, **LESSON)
    work(app)
    for endpoint, place in pages:
        shown = visit(endpoint, **place)
        assert "有声书做好了（" in shown.words
        [link] = [href for words, href in shown.links.items() if words.startswith("有声书")]
        assert "下载有声书" in visit(link).words
