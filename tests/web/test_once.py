"""However often the button of a form is pressed, the form does its deed once, and every press leads to what the first one made."""

import io
import itertools
import re
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

from learnhub.accessibility import service
from learnhub.accessibility.models import BarrierReport
from learnhub.accessibility.rules import Told
from learnhub.db import Database, Model
from learnhub.primitives import instant_now
from learnhub.web import once, public, sent_forms, shown_once, transaction
from learnhub.web.guard import TOKEN_FIELD
from learnhub.web.models import SentForm
from tests.people import Someone
from tests.visit import Submit, Visit

PRESSES = 3
SOME_REPORT = re.compile(r"/accessibility/reports/\d+\?done=sent")
# Forms that make something new under `/new` and are one by an act of their own, which was drawn with the page, or make nothing.
ONE_BY_OTHER_MEANS = {
    "accounts.ask_for_passkey": "asks the browser for a key and keeps a question, which the next one replaces",
    "authoring.add_block": "counts the revision that the page was shown at",
    "completion.add_record": "the act in its form",
    "media.send_video": "a large file, which the upload knows by its own token",
    "subsidy.set_policy_figure": "the digest of what was given",
    "training.ask_change": "the act in its form",
    "training.file_inspection": "the act in its form",
}


def rows(database: Database, model: type[Model]) -> int:
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def token_of_form(text: str, action: str) -> str:
    found = re.search(rf'action="{re.escape(action)}".*?name="{TOKEN_FIELD}" value="([^"]*)"', text, re.S)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_three_presses_report_one_barrier(
    visit: Visit, submit: Submit, trainee: Someone, database: Database, is_signed_in: bool
) -> None:
    person = trainee if is_signed_in else None
    shown = visit("accessibility.report_barrier", person)
    token = token_of_form(shown.text, "/accessibility/report")
    assert token
    told = {TOKEN_FIELD: token, "words": "看不清按钮"}
    led = {
        submit("accessibility.send_report", told, person, target=SOME_REPORT).location for _ in range(PRESSES)
    }
    assert rows(database, BarrierReport) == len(led) == 1
    # Whoever goes back and writes more sends another form, and the words aren't lost.
    more = {**told, "words": "看不清按钮，也听不到"}
    assert submit("accessibility.send_report", more, person, target=SOME_REPORT).location not in led
    submit("accessibility.send_report", {**told, "words": " "}, person, 422)
    assert rows(database, BarrierReport) == 2


@pytest.mark.first_engine
def test_only_what_was_done_holds_the_next_press_back(
    own_app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With an address that keeps a report and ends as it is told: well, refused after writing, or in a fault."""

    @own_app.post("/test/deed/<ends>")
    @public("a form of the tests")
    @once
    def deed(ends: str) -> ResponseReturnValue:
        with transaction() as session:
            number = service.report_barrier(
                session, Told("", ends, "", ""), person_id=None, now=instant_now()
            )
            assert ends != "badly", "what the deed wrote goes, and its key with it"
        if ends == "refused":
            return "请再看一看", 422
        return redirect(f"/accessibility/reports/{number}", 303)

    own_app.config["PROPAGATE_EXCEPTIONS"] = False
    client = own_app.test_client()
    for _press in range(2):
        assert client.post("/test/deed/badly", data={TOKEN_FIELD: "v1"}).status_code == 500
        assert client.post("/test/deed/refused", data={TOKEN_FIELD: "v1"}).status_code == 422
    assert rows(database, SentForm) == 0
    reports = rows(database, BarrierReport)

    for content, made in (
        (b"one", 1),
        (b"one", 1),
        (b"two", 2),
    ):  # another file of the same name is another form
        told = {TOKEN_FIELD: "v2", "voice": (io.BytesIO(content), "voice.wav")}
        assert client.post("/test/deed/well", data=told).status_code == 303
        assert rows(database, BarrierReport) == reports + made
    assert client.post("/test/deed/well", data={}).status_code == 303  # without a token no press is another's
    assert client.post("/test/deed/well", data={}).status_code == 303
    assert rows(database, BarrierReport) == reports + 4

    # The first press is still being answered when the second comes.
    monkeypatch.setattr("learnhub.web.presses._WAIT_SECONDS", 0.0)
    assert client.post("/test/deed/well", data={TOKEN_FIELD: "v3"}).status_code == 303
    with database.transaction() as session:
        session.execute(sa.update(SentForm).values(leads_to=None))
    answer = client.post("/test/deed/well", data={TOKEN_FIELD: "v3"})
    assert answer.status_code == 409
    assert "我们只记一次" in answer.text
    assert rows(database, BarrierReport) == reports + 5


@pytest.mark.first_engine
def test_what_a_form_showed_is_shown_to_its_later_presses_alone(own_app: Flask, database: Database) -> None:
    """With an address that shows a number of its own at each deed, or refuses."""
    numbers = itertools.count(4711)

    @own_app.post("/test/number")
    @public("a form of the tests")
    @shown_once
    def number() -> ResponseReturnValue:
        if request.form.get("words") == "refused":
            return "请再看一看", 422
        with transaction():
            return f"<p>{next(numbers)}</p>"

    client = own_app.test_client()

    def press(token: str, words: str = "") -> str:
        return client.post("/test/number", data={TOKEN_FIELD: token, "words": words}).text

    assert press("v1", "refused") == press("v1", "refused") == "请再看一看"
    assert press("v1") == press("v1") == "<p>4711</p>"
    assert press("v2") == "<p>4712</p>"
    assert press("v1", "other words") == "<p>4713</p>"
    with database.reading() as session:
        kept = session.execute(sa.select(SentForm.key, SentForm.shown)).all()
    assert len(kept) == 3
    # A row alone opens nothing: neither what it shows nor its key is the secret.
    for key, shown in kept:
        assert shown is not None
        assert zlib.compress(b"<p>4711</p>")[:8] not in shown
        with pytest.raises(InvalidTag):
            AESGCM(bytes.fromhex(key)).decrypt(shown[:12], shown[12:], None)


def test_keys_are_forgotten_after_a_day(database: Database) -> None:
    now = instant_now()
    with database.transaction() as session:
        sent_forms.enter(session, "old", now=now - sent_forms.KEPT_FOR - timedelta(seconds=1))
        sent_forms.enter(session, "young", now=now - timedelta(hours=1))
        sent_forms.enter(session, "new", now=now)
        assert session.scalars(sa.select(SentForm.key).order_by(SentForm.key)).all() == ["new", "young"]


def test_presses_at_the_same_moment_do_one_deed(committed_database: Database) -> None:
    at_once = Barrier(PRESSES)

    def press(_number: int) -> bool:
        at_once.wait()
        try:
            with committed_database.transaction() as session:
                sent_forms.enter(session, "one", now=instant_now())
                service.report_barrier(session, Told("", "看不清", "", ""), person_id=None, now=instant_now())
        except sent_forms.SentBeforeError:
            return False
        return True

    with ThreadPoolExecutor(PRESSES) as presses:
        assert sorted(presses.map(press, range(PRESSES))) == [False, False, True]
    assert rows(committed_database, BarrierReport) == rows(committed_database, SentForm) == 1


@pytest.mark.first_engine
def test_every_form_that_makes_something_new_makes_it_once(app: Flask) -> None:
    makers = {
        rule.endpoint: app.view_functions[rule.endpoint]
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and re.search(r"/new(/|$)", rule.rule)
    }
    others = {name for name, view in makers.items() if not hasattr(view, "learnhub_once")}
    assert others == set(ONE_BY_OTHER_MEANS)
