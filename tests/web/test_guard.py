"""Whose forms are taken, which views answer, what every answer carries, what logs keep to themselves."""

import json
import logging
from pathlib import Path

import pytest
import structlog
from flask import Flask
from werkzeug.test import TestResponse

from learnhub.app import create_app
from learnhub.db import Database
from learnhub.settings import Settings
from learnhub.web import logs, person_or_none, public, requires, signed_in
from learnhub.web.guard import TOKEN_FIELD, TOKEN_HEADER, form_token
from tests.people import Someone, sign_in
from tests.visit import Clients

HOST = "http://localhost"


@pytest.fixture
def app(own_app: Flask) -> Flask:
    """These tests add addresses."""
    return own_app


@pytest.fixture
def site(app: Flask) -> Flask:
    """The site with one form that says thank you."""

    @app.post("/test/thanks")
    @public("a form of the tests")
    def thanks() -> str:
        return "谢谢"

    return app


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": HOST}, 200),
        ({"Origin": "https://example.org"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": HOST}, 403),
        ({}, 200),  # an old browser that says nothing: a visitor has no cookie that could be misused
    ],
)
def test_a_visitors_form_is_taken_only_from_this_site(
    site: Flask, headers: dict[str, str], status: int
) -> None:
    assert site.test_client().post("/test/thanks", headers=headers).status_code == status


def test_a_persons_form_needs_the_token_of_this_sign_in(
    site: Flask, clients: Clients, trainee: Someone, other_trainee: Someone
) -> None:
    client = clients.of(trainee)
    headers = {"Sec-Fetch-Site": "same-origin"}
    own, foreign = clients.token(client), clients.token(clients.of(other_trainee))
    answers = [
        client.post("/test/thanks", data=fields, headers=headers).status_code
        for fields in (
            {TOKEN_FIELD: own},
            {},
            {TOKEN_FIELD: foreign},
            {TOKEN_FIELD: own + "x"},
            {TOKEN_FIELD: "."},
        )
    ]
    assert answers == [200, 409, 409, 409, 409]


def test_a_form_without_a_password_is_not_told_of_one(
    site: Flask, clients: Clients, trainee: Someone
) -> None:
    fields = {TOKEN_FIELD: "old", "story": "我写了", "password": ""}
    answer = clients.of(trainee).post("/test/thanks", data=fields, headers={"Sec-Fetch-Site": "same-origin"})
    assert "密码" not in answer.get_data(as_text=True)


def test_a_form_with_an_old_token_can_be_confirmed_and_loses_nothing(
    site: Flask, clients: Clients, trainee: Someone
) -> None:
    fields = {TOKEN_FIELD: "old", "story": "我写了\n很久", "password": "秘密"}
    answer = clients.of(trainee).post("/test/thanks", data=fields, headers={"Sec-Fetch-Site": "same-origin"})
    page = answer.get_data(as_text=True)
    assert "我写了\n很久" in page
    assert 'action="/test/thanks"' in page
    assert "只有密码没有带过来" in page
    assert "秘密" not in page


def test_a_form_of_another_persons_tab_is_not_sent_in_the_name_of_who_is_signed_in_now(
    site: Flask, clients: Clients, trainee: Someone, other_trainee: Someone
) -> None:
    theirs = clients.token(clients.of(other_trainee))
    answer = clients.of(trainee).post(
        "/test/thanks",
        data={TOKEN_FIELD: theirs, "story": "妈妈写的信"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "另一个人打开的" in page
    assert "妈妈写的信" not in page
    assert 'action="/test/thanks"' not in page
    forged = {TOKEN_FIELD: f"{trainee.person_id}-x.{'0' * 64}"}
    headers = {"Sec-Fetch-Site": "same-origin"}
    again = clients.of(trainee).post("/test/thanks", data=forged, headers=headers).get_data(as_text=True)
    assert "请再确认一次" in again


def test_a_script_whose_person_signed_in_again_gets_a_token_and_nobody_else_does(
    site: Flask, clients: Clients, trainee: Someone, other_trainee: Someone
) -> None:
    before = clients.token(clients.of(trainee))
    client = site.test_client()
    sign_in(client, trainee)  # once more
    headers = {"Sec-Fetch-Site": "same-origin"}

    def asked(token: str) -> TestResponse:
        return client.post("/test/thanks", headers={**headers, TOKEN_HEADER: token})

    stale = asked(before)
    assert stale.status_code == 409
    assert asked(stale.headers[TOKEN_HEADER]).status_code == 200
    for token in ("", "old", clients.token(clients.of(other_trainee))):
        assert TOKEN_HEADER not in asked(token).headers
    form = client.post("/test/thanks", data={TOKEN_FIELD: before}, headers=headers)
    assert TOKEN_HEADER not in form.headers


def test_two_tokens_of_one_sign_in_differ(site: Flask, clients: Clients, trainee: Someone) -> None:
    client = clients.of(trainee)
    with client:
        client.get("/healthz")
        assert form_token(person_or_none()) != form_token(person_or_none())


def test_a_view_that_declares_nothing_answers_nobody(app: Flask) -> None:
    app.add_url_rule("/test/forgotten", "forgotten", lambda: "secret")
    answer = app.test_client().get("/test/forgotten")
    assert answer.status_code == 500
    assert "secret" not in answer.get_data(as_text=True)


def test_every_route_of_the_site_declares_its_access(app: Flask) -> None:
    undeclared = [
        endpoint for endpoint, view in app.view_functions.items() if not hasattr(view, "learnhub_access")
    ]
    assert undeclared == []


def test_a_role_is_needed_where_a_view_says_so(
    app: Flask, clients: Clients, trainee: Someone, officer: Someone
) -> None:
    view = requires("officer")(lambda: "ok")
    app.add_url_rule("/test/office", "office", view)
    app.add_url_rule("/test/any", "any", signed_in(lambda: "ok"))
    statuses = {
        (path, name): clients.of(person).get(path).status_code
        for path in ("/test/office", "/test/any")
        for name, person in (("trainee", trainee), ("officer", officer), ("visitor", None))
    }
    assert statuses["/test/office", "officer"] == 200
    assert statuses["/test/office", "trainee"] == 403
    assert statuses["/test/any", "trainee"] == 200
    assert {statuses[path, "visitor"] for path in ("/test/office", "/test/any")} <= {302, 303}


def test_every_answer_carries_its_headers(app: Flask) -> None:
    headers = app.test_client().get("/healthz").headers
    assert headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert len(headers["X-Request-Id"]) >= 8


def test_a_page_of_a_signed_in_person_and_what_was_typed_are_not_kept_by_the_browser(
    clients: Clients, trainee: Someone
) -> None:
    assert clients.of(trainee).get("/accessibility").headers["Cache-Control"] == "no-store"
    visitor = clients.of(None)
    assert visitor.get("/accessibility").headers["Cache-Control"] == "no-cache"
    ended = visitor.post(
        "/me/accommodations", data={"words": "打字不方便"}
    )  # asks to sign in, and carries what was typed
    assert visitor.post("/sign-in", data={"nickname": "小林"}).headers["Cache-Control"] == "no-store"
    assert ended.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("told", "kept"), [("abcdef12-34", True), ("x" * 65, False), ("<script>", False), ("", False)]
)
def test_a_request_id_is_taken_over_only_when_it_is_plain(app: Flask, told: str, kept: bool) -> None:
    answer = app.test_client().get("/healthz", headers={"X-Request-Id": told} if told else {})
    assert (answer.headers["X-Request-Id"] == told) is kept


def test_an_oversized_form_is_a_page_that_says_what_to_do(site: Flask) -> None:
    answer = site.test_client().post("/test/thanks", data={"story": "字" * 1_000_000})
    assert answer.status_code == 413 or "谢谢" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "address", ["/%00", "/" + "x" * 5000, "/courses/%ff", "/..%2f..%2fetc/passwd", "/?x=%ff"]
)
def test_an_odd_address_is_a_page_and_no_fault(site: Flask, address: str) -> None:
    assert site.test_client().get(address).status_code in {200, 308, 400, 404, 414}


def test_a_text_that_no_table_can_keep_is_refused_before_any_table(site: Flask) -> None:
    browser = site.test_client()
    answer = browser.post("/sign-in", data={"nickname": "林\0", "password": "x"})
    assert answer.status_code == 400
    assert "请返回上一页" in answer.get_data(as_text=True)
    assert browser.get("/courses/a%00b").status_code == 404


def test_a_fault_is_a_page_without_a_traceback_and_a_log_line_without_numbers(
    settings: Settings, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(settings, database)

    @app.get("/test/fault/<number>")
    @public("a fault of the tests")
    def fault(number: str) -> str:
        raise ValueError(f"证号 {number} 不对")

    answer = app.test_client().get("/test/fault/11010519491231002X11")
    said = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "网站出了问题" in said
    assert "Traceback" not in said
    assert "ValueError" not in said
    logged = capsys.readouterr().err
    assert "fault" in logged
    assert "11010519491231002X11" not in logged
    assert "110105194912310" not in logged


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X11",
        "11010519491231002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "13800138000",
        "1101 0519 4912 3100 2X",
    ],
)
def test_long_numbers_never_reach_a_log_file(tmp_path: Path, number: str) -> None:
    logs.configure("INFO", tmp_path)
    structlog.get_logger("learnhub.test").info("told", words=f"我的号是{number}。", more={"list": [number]})
    for handler in logging.getLogger("learnhub").handlers:
        handler.flush()
    line = (tmp_path / "learnhub.log").read_text(encoding="utf-8")
    assert json.loads(line)["event"] == "told"
    assert number not in line
    assert number[:11] not in line
