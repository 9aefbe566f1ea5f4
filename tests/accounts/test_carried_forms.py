"""What was typed goes through a sign-in that had ended, and only to whom it belongs."""

import io

import pytest
import sqlalchemy as sa

from learnhub.accounts.models import SignIn
from learnhub.accounts.views.recognition import COOKIE
from learnhub.db import Database
from learnhub.primitives import instant_now
from learnhub.web.guard import TOKEN_FIELD
from tests.page_checks.document import Document
from tests.people import PASSWORD, Someone
from tests.visit import Clients, Page, Submit

CARRIED = {"number": "110105 19491231", "reason": "第一行\r\n第二行 <b>&\"'", "agrees": "y"}


def hidden_fields(page: Page) -> list[tuple[str, str]]:
    return [
        (field.get("name", ""), field.get("value", ""))
        for field in page.document.all("input")
        if field.get("type") == "hidden" and field.get("name") != TOKEN_FIELD
    ]


def carried_text(page: Page) -> str:
    return dict(hidden_fields(page))["carried"]


def end_sign_ins(database: Database) -> None:
    with database.transaction() as session:
        session.execute(sa.update(SignIn).values(ended_at=instant_now()))


def test_what_was_typed_goes_through_a_sign_in_that_had_ended(
    submit: Submit, trainee: Someone, database: Database, clients: Clients
) -> None:
    clients.of(trainee)
    end_sign_ins(database)
    asked = submit("/me/certificate?a=b", CARRIED, person=trainee, status=401)
    assert asked.heading == "登录"
    assert "您的登录已经结束。刚才填写的内容都在" in asked.words
    mistyped = {"nickname": trainee.nickname, "password": "打错的密码呀", "carried": carried_text(asked)}
    again = submit("accounts.begin_sign_in", mistyped, person=trainee, status=422)
    assert "您的登录已经结束。" in again.words
    fields = {**mistyped, "password": PASSWORD, "carried": carried_text(again)}
    confirm = submit("accounts.begin_sign_in", fields, person=trainee, status=200)
    # An HTML parser reads every line break as LF; a browser sends it as CRLF again.
    assert hidden_fields(confirm) == [(name, value.replace("\r\n", "\n")) for name, value in CARRIED.items()]
    (form,) = (f for f in confirm.document.all("form") if f.get("action") == "/me/certificate?a=b")
    token = next(e.get("value") for e in form.iter() if e.get("name") == TOKEN_FIELD)
    client = clients.of(trainee)
    posted = client.post("/me/certificate?a=b", data={**dict(hidden_fields(confirm)), TOKEN_FIELD: token})
    assert (
        posted.status_code == 422
    )  # it reached the page it was meant for, which says what is wrong with the number
    assert "您填了 14 位" in posted.get_data(as_text=True)


def test_a_visitor_is_not_told_of_a_sign_in_that_ended_and_registers_on_the_way(
    clients: Clients,
) -> None:
    def ask(referrer: str) -> Document:
        headers = {"Sec-Fetch-Site": "same-origin", "Referer": referrer}
        asked = clients.of(None).post("/me/certificate", data=CARRIED, headers=headers)
        assert asked.status_code == 401
        return Document(asked.get_data(as_text=True))

    def register_address(document: Document) -> str:
        return next(e.get("href", "") for e in document.all("a") if document.name(e).startswith("注册，只要"))

    asked = ask("http://localhost/courses/blind-massage?from=search")
    words = asked.words(asked.by_id["main"])
    assert "您的登录已经结束" not in words
    assert "还没有昵称和密码，请先注册" in words
    assert register_address(asked) == "/register?next=/courses/blind-massage?from%3Dsearch"
    for elsewhere in ("http://elsewhere.example/courses", "http://localhost:99/courses", "nothing"):
        assert register_address(ask(elsewhere)) == "/register"


def test_a_password_typed_elsewhere_is_not_carried(submit: Submit) -> None:
    page = submit(
        "accounts.change_password", {"password": "旧的密码哦哦", "new_password": "新的密码哦哦"}, status=401
    )
    assert "密码哦哦" not in page.text


def test_another_person_on_the_same_telephone_gets_nothing_of_it(
    submit: Submit, trainee: Someone, other_trainee: Someone, database: Database, clients: Clients
) -> None:
    clients.of(trainee)
    end_sign_ins(database)
    asked = submit("accounts.give_certificate", CARRIED, person=trainee, status=401)
    fields = {"nickname": other_trainee.nickname, "password": PASSWORD, "carried": carried_text(asked)}
    page = submit(
        "accounts.begin_sign_in", fields, person=trainee, target="/sign-in?done=other-person"
    ).follow()
    assert "属于另一个账号" in page.words
    assert "110105" not in page.text


@pytest.mark.parametrize(
    "carried",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 50_000,
        '{"action":"//evil.example/x","fields":[]}',
        '{"action":"https://evil.example/x","fields":[]}',
        '{"action":"/no-such-page","fields":[]}',
        '{"action":"/me/account","fields":[]}',
        '{"action":"/me/certificate","fields":[["a"]]}',
        '{"action":"/me/certificate","fields":[["a",1]]}',
        '{"action":"/me/certificate","fields":{},"person":1}',
        '{"action":"/me/certificate","fields":[],"person":"1"}',
        '{"action":"/me/certificate","fields":[],"person":true}',
    ],
)
def test_a_carried_form_that_we_did_not_make_is_left_behind(
    submit: Submit, trainee: Someone, carried: str
) -> None:
    fields = {"nickname": trainee.nickname, "password": PASSWORD, "carried": carried}
    submit("accounts.begin_sign_in", fields, target="/")


def test_a_long_text_is_carried_whole_and_what_is_too_long_is_said(
    trainee: Someone, clients: Clients
) -> None:
    # Not through submit: the pages weigh what the person has written.
    client, long = clients.of(None), "长文章" * 20_000
    asked = client.post("/me/certificate", data={"number": long}, content_type="multipart/form-data")
    text = asked.get_data(as_text=True)
    assert asked.status_code == 401
    assert "最后一部分没有带过来" not in text
    carried = next(e.get("value") for e in Document(text).all("input") if e.get("name") == "carried")
    fields = {"nickname": trainee.nickname, "password": PASSWORD, "carried": carried}
    confirm = client.post("/sign-in", data=fields, content_type="multipart/form-data")
    assert confirm.status_code == 200
    assert long in confirm.get_data(as_text=True)
    client.delete_cookie(COOKIE)
    cut = client.post("/me/certificate", data={"number": "a" * 150_000, "more": "b" * 60_000})
    assert cut.status_code == 401
    assert "最后一部分没有带过来" in cut.get_data(as_text=True)


def test_a_chosen_file_is_said_to_be_chosen_again(submit: Submit) -> None:
    page = submit("accounts.give_certificate", {"picture": (io.BytesIO(b"x"), "证件.jpg")}, status=401)
    assert "选好的文件不能带过来" in page.words


def test_a_script_is_told_in_its_own_language(clients: Clients) -> None:
    answer = clients.of(None).post("/me/sign-ins/end-others", json={"a": 1})
    assert answer.status_code == 401
    assert answer.get_json() == {"error": "sign-in-needed", "sentence": "请先登录，再继续。"}
