"""朗读声音: the administrator's page about voices."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import sqlalchemy as sa

from learnhub.audit.models import AuditEvent
from learnhub.db import Database
from learnhub.jobs.models import Job, JobState
from learnhub.jobs.service import enqueue
from learnhub.primitives import instant_now
from learnhub.speech.adapters import mp3
from learnhub.speech.service import ASK_ALL, GOOGLE, RENDER, SharedBreaker, choice, engine_state_or_none
from tests.people import Someone
from tests.visit import Submit, Visit

ON = {"natural_voice": "zm_yunxi", "google": "on", "is_told": "y"}
OFF = {"natural_voice": "zm_yunxi", "google": "off"}


def job(
    database: Database, title: str, state: JobState, done: int = 0, total: int = 0, edition: str = "standard"
) -> None:
    with database.transaction() as session:
        made = enqueue(
            session,
            RENDER,
            {"engine": "kokoro", "edition": edition, "sentences": [["s-1", title, 0]], "text_hash": "a" * 64},
            key=title,
            now=instant_now(),
        )
        made.state, made.progress_done, made.progress_total = state, done, total


@pytest.mark.usefixtures("database")
def test_only_an_administrator_sees_the_page(
    visit: Visit, admin: Someone, officer: Someone, trainee: Someone
) -> None:
    assert visit("speech.voices", admin).heading == "朗读声音"
    for other in (officer, trainee):
        visit("speech.voices", other, status=403)
    visit("speech.voices", None, status=303, target="/sign-in?next=/office/voices")


def test_progress_is_told_in_words_and_refreshed_by_a_link(
    visit: Visit, admin: Someone, database: Database
) -> None:
    job(database, "七步洗手法", JobState.RUNNING, 12, 40)
    job(database, "认识手机", JobState.RUNNING)
    job(database, "打电话", JobState.WAITING)
    job(database, "一道题，不是课文", JobState.WAITING, edition="question")
    job(database, "读不成的课", JobState.FAILED)
    page = visit("speech.voices", admin)
    assert "“七步洗手法”，读完 12 句，共 40 句" in page.words
    assert "“认识手机”，刚开始" in page.words
    assert "1 篇课文" in page.words
    assert "“读不成的课”，试了几次都没有成功" in page.words
    assert page.links["刷新进度"] == "/office/voices"


def test_what_failed_is_tried_again(visit: Visit, submit: Submit, admin: Someone, database: Database) -> None:
    job(database, "读不成的课", JobState.FAILED)
    submit("speech.try_again", {}, admin, target="/office/voices?done=again")
    with database.reading() as session:
        assert session.scalars(sa.select(Job.state).where(Job.kind == RENDER)).all() == [JobState.WAITING]
    assert "没读成的再试一次" not in visit("speech.voices", admin).buttons


def test_what_leaves_the_country_is_said_before_the_switch(visit: Visit, admin: Someone) -> None:
    page = visit("speech.voices", admin)
    for words in ("境外的谷歌服务器", "从来不发", "收不回来", "没有任何课文发到境外"):
        assert words in page.words
    assert page.words.index("境外的谷歌服务器") < page.words.index("打开，课文会发到境外")
    assert "关闭，课文不离开本机" in page.chosen
    assert "试一句" not in page.buttons


def test_switching_on_needs_the_warning_to_be_confirmed(
    submit: Submit, admin: Someone, database: Database
) -> None:
    unconfirmed = {key: value for key, value in ON.items() if key != "is_told"}
    refused = submit("speech.choose_voices", unconfirmed, admin, status=422)
    assert any("再勾选这一项" in error for error in refused.errors)
    assert "打开，课文会发到境外" in refused.chosen, "what was chosen is kept"
    with database.reading() as session:
        assert not choice(session).is_google_on


def test_choice_is_kept_audited_and_asks_for_everything_anew(
    visit: Visit, submit: Submit, admin: Someone, database: Database
) -> None:
    submit("speech.choose_voices", ON, admin, target="/office/voices?done=kept")
    submit("speech.choose_voices", ON, admin, target="/office/voices?done=unchanged")
    with database.reading() as session:
        assert choice(session).is_google_on
        assert session.scalars(sa.select(AuditEvent.words)).all() == ["打开谷歌机器音，自然机器音用男声"]
        assert session.scalar(sa.select(sa.func.count(Job.id)).where(Job.kind == ASK_ALL)) == 1
    assert "打开，还没有用过。" in visit("speech.voices", admin).words
    submit("speech.choose_voices", OFF, admin, target="/office/voices?done=kept")
    assert "没有任何课文发到境外" in visit("speech.voices", admin).words


def test_nobody_else_can_switch_it_on(submit: Submit, officer: Someone, database: Database) -> None:
    submit("speech.choose_voices", ON, officer, status=403)
    with database.reading() as session:
        assert not choice(session).is_google_on


def test_rest_after_faults_is_told_in_words(
    visit: Visit, submit: Submit, admin: Someone, database: Database
) -> None:
    submit("speech.choose_voices", ON, admin, target="/office/voices?done=kept")
    breaker = SharedBreaker(database)
    breaker.failed("gTTS: OSError")
    assert "最近出过错" in visit("speech.voices", admin).words
    for _ in range(2):
        breaker.failed("gTTS: OSError")
    assert "先不再去问" in visit("speech.voices", admin).words


class FakeGoogle(BaseHTTPRequestHandler):
    """Answers every sentence with the same second of silence."""

    asked = 0

    def do_POST(self) -> None:
        FakeGoogle.asked += 1
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        sound = base64.b64encode(mp3.silence(480, 48)).decode()
        inner = json.dumps([sound]).replace('"', '\\"')
        line = f'[["wrb.fr","jQ1olc","{inner}",null]]'
        self.send_response(200)
        self.end_headers()
        self.wfile.write(line.encode())

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[FakeGoogle]]:
    """A service on this machine in the place of Google's."""
    server = HTTPServer(("127.0.0.1", 0), FakeGoogle)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    FakeGoogle.asked = 0
    monkeypatch.setattr("gtts.tts._translate_url", lambda **_: f"http://127.0.0.1:{server.server_port}/")
    yield FakeGoogle
    server.shutdown()
    server.server_close()


def test_test_button_sends_one_sentence_and_says_what_came_of_it(
    visit: Visit, submit: Submit, admin: Someone, google: type[FakeGoogle], database: Database
) -> None:
    submit("speech.test_google", {}, admin, target="/office/voices?done=google-fails")
    assert google.asked == 0, "nothing is sent while it is off"
    submit("speech.choose_voices", ON, admin, target="/office/voices?done=kept")
    submit("speech.test_google", {}, admin, target="/office/voices?done=google-works")
    assert google.asked == 1
    assert "打开，正常。" in visit("speech.voices", admin).words
    with database.reading() as session:
        state = engine_state_or_none(session, GOOGLE)
        assert state is not None
        assert state.last_success_at is not None


def test_test_button_says_when_it_does_not_work(
    visit: Visit, submit: Submit, admin: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gtts.tts._translate_url", lambda **_: "http://127.0.0.1:9/")
    submit("speech.choose_voices", ON, admin, target="/office/voices?done=kept")
    submit("speech.test_google", {}, admin, target="/office/voices?done=google-fails")
    told = visit("/office/voices?done=google-fails", admin)
    assert "课文照常由本机朗读" in told.words
    assert "最近出过错" in told.words
