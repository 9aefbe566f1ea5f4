"""Register, sign in, sign out, and what ended sign-ins leave behind."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from learnhub.accounts.models import Attempts, Person, SignIn
from learnhub.accounts.views.recognition import COOKIE
from learnhub.app import create_app
from learnhub.db import Database
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from tests.people import PASSWORD, Someone
from tests.visit import Clients, Submit, Visit

GOOD = {"nickname": "山间小路", "password": "一句只有我知道的话"}
WRONG = "昵称或密码不对，请核对一遍再试。忘了密码，可以用重设码设一个新的。"


def count(database: Database, model: type) -> int:
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def forget_visitor(clients: Clients) -> None:
    """Let the visitor's browser be another one."""
    clients.of(None).delete_cookie(COOKIE)


def people_called(database: Database, nickname: str) -> int:
    with database.reading() as session:
        return len(session.scalars(sa.select(Person.id).where(Person.nickname == nickname)).all())


def test_registering_asks_for_a_nickname_and_a_password_and_nothing_else(visit: Visit) -> None:
    assert list(visit("accounts.register").fields) == ["昵称", "密码"]


def test_a_visitor_registers_and_is_signed_in(visit: Visit, submit: Submit, database: Database) -> None:
    page = submit("accounts.add_person", GOOD, target="/me/account?done=registered")
    welcome = page.follow()
    assert "注册好了" in welcome.words
    assert "山间小路" in welcome.words
    with database.reading() as session:
        kept = session.scalars(sa.select(Person.password_hash)).one()
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_registering_on_the_way_somewhere_goes_on_there(submit: Submit) -> None:
    submit("accounts.add_person", {**GOOD, "next": "/courses/x?y=1"}, target="/courses/x?y=1")


@pytest.mark.parametrize(
    "address", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "/a\nb"]
)
def test_nobody_is_sent_to_another_site(submit: Submit, trainee: Someone, address: str) -> None:
    fields = {"nickname": trainee.nickname, "password": PASSWORD, "next": address}
    submit("accounts.begin_sign_in", fields, target="/")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"nickname": ""}, "请填写昵称。可以用小名，不必用真名。"),
        ({"nickname": "林"}, "昵称至少要 2 个字，请再加一个字。"),
        ({"nickname": "长" * 21}, "昵称最多 20 个字，请写短一些。"),
        ({"nickname": "长" * 101}, "最多写 100 个字，请删短一些。"),
        ({"nickname": "13812345678"}, "请不要用手机号或证件号作昵称，换一个名字更安全。"),
        ({"nickname": "小林<b>"}, "昵称只用汉字、字母和数字，请去掉其他符号。"),
        ({"nickname": "系统管理员"}, "这个昵称容易让人误会是工作人员，请换一个。"),
        ({"password": ""}, "请填写密码，至少 8 个字。"),
        ({"password": "短一些的"}, "密码至少要 8 个字，请再加几个字。可以用一句只有您知道的话。"),
        ({"password": "长" * 129}, "密码最多 128 个字，请写短一些。"),
        ({"password": "password123"}, "这个密码太常见，别人很容易猜到。请换一个，可以用一句只有您知道的话。"),
        ({"password": "山间小路山间小路"}, "密码不能和昵称一样，请换一个。"),
    ],
)
def test_what_is_wrong_is_said_and_the_nickname_stays(
    submit: Submit, database: Database, fields: dict[str, str], sentence: str
) -> None:
    page = submit("accounts.add_person", {**GOOD, **fields}, status=422)
    assert page.errors == [sentence]
    assert page.fields["昵称"] == {**GOOD, **fields}["nickname"]
    assert page.fields["密码"] == ""
    assert count(database, Person) == 0


@pytest.mark.parametrize("twin", ["山间小路", "山间 小路", "山间\u3000小路", "山间\u200b小路", " 山间小路 "])
def test_a_nickname_that_looks_the_same_is_taken(
    submit: Submit, database: Database, clients: Clients, twin: str
) -> None:
    submit("accounts.add_person", GOOD, target="/me/account?done=registered")
    forget_visitor(clients)
    page = submit("accounts.add_person", {"nickname": twin, "password": "另一句只有我知道的话"}, status=422)
    assert page.errors == ["这个昵称已经有人用了。请换一个；如果是您自己的，请直接登录。"]
    assert count(database, Person) == 1


@pytest.mark.parametrize(("first", "second"), [("Anna林", "ａｎｎａ林"), ("Straße", "STRASSE")])
def test_width_and_case_make_no_other_nickname(
    submit: Submit, database: Database, clients: Clients, first: str, second: str
) -> None:
    submit("accounts.add_person", {**GOOD, "nickname": first}, target="/me/account?done=registered")
    forget_visitor(clients)
    submit("accounts.add_person", {"nickname": second, "password": "另一句只有我知道的话"}, status=422)
    assert count(database, Person) == 1


def test_a_registration_sent_twice_makes_one_person_who_is_signed_in(
    submit: Submit, database: Database, clients: Clients
) -> None:
    submit("accounts.add_person", GOOD, target="/me/account?done=registered")
    forget_visitor(clients)  # the second press left before the cookie of the first had come
    submit("accounts.add_person", GOOD, target="/me/account?done=registered")
    assert count(database, Person) == 1


def test_registering_while_signed_in_says_who_is_signed_in(
    visit: Visit, submit: Submit, trainee: Someone, database: Database
) -> None:
    page = submit("accounts.add_person", GOOD, person=trainee, target="/register").follow()
    assert page.heading == "您已经登录"
    assert trainee.nickname in page.words
    assert "退出，换人使用" in page.buttons
    assert people_called(database, "山间小路") == 0


@pytest.mark.parametrize("page_name", ["accounts.sign_in", "accounts.register"])
def test_signing_in_while_signed_in_offers_to_change_places(
    visit: Visit, trainee: Someone, page_name: str
) -> None:
    page = visit(page_name, person=trainee)
    assert page.heading == "您已经登录"
    assert "退出，换人使用" in page.buttons
    assert page.fields == {}


def test_signing_in_reaches_what_was_asked_for(visit: Visit, submit: Submit, trainee: Someone) -> None:
    asked = visit("accounts.own_sign_ins", status=303, target="/sign-in?next=/me/sign-ins").follow()
    assert asked.heading == "登录"
    fields = {"nickname": trainee.nickname, "password": PASSWORD, "next": "/me/sign-ins"}
    page = submit("accounts.begin_sign_in", fields, target="/me/sign-ins").follow()
    assert "就是现在用的这一处" in page.words


@pytest.mark.parametrize("typed", ["小林", "小 林", " 小林", "\u3000小林\u200b"])
def test_blanks_in_a_nickname_keep_nobody_out(submit: Submit, trainee: Someone, typed: str) -> None:
    submit("accounts.begin_sign_in", {"nickname": typed, "password": PASSWORD}, target="/")


def test_a_password_of_full_width_letters_is_the_same_password(submit: Submit, clients: Clients) -> None:
    submit(
        "accounts.add_person", {**GOOD, "password": "HelloWorld2026!"}, target="/me/account?done=registered"
    )
    forget_visitor(clients)
    submit("accounts.begin_sign_in", {**GOOD, "password": "ＨｅｌｌｏＷｏｒｌｄ２０２６！"}, target="/")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"nickname": ""}, "请填写昵称。"),
        ({"password": ""}, "请填写密码。"),
        ({"nickname": "没有这个人"}, WRONG),
        ({"password": "春天的第一堂按摩可"}, WRONG),
        ({"nickname": "小林' OR 1=1 --"}, WRONG),
        ({"nickname": "%"}, WRONG),
    ],
)
def test_a_wrong_sign_in_says_the_same_of_nickname_and_password(
    submit: Submit, trainee: Someone, database: Database, fields: dict[str, str], sentence: str
) -> None:
    page = submit(
        "accounts.begin_sign_in", {"nickname": trainee.nickname, "password": PASSWORD, **fields}, status=422
    )
    assert page.errors == [sentence]
    assert page.fields["昵称"] == fields.get("nickname", trainee.nickname)
    assert count(database, SignIn) == 0


def test_the_password_can_be_seen_while_it_is_typed_without_scripts(visit: Visit, submit: Submit) -> None:
    page = visit("accounts.sign_in")
    shown = visit(page.links["输入密码时显示密码"])
    assert shown.document.by_id["password"].get("type") == "text"
    again = submit("/sign-in?show=yes", {"nickname": "小林", "password": "不对的密码啊"}, status=422)
    assert again.document.by_id["password"].get("type") == "text"
    assert again.fields["密码"] == ""


def test_signing_out_ends_the_sign_in_and_twice_does_no_harm(
    submit: Submit, visit: Visit, trainee: Someone, clients: Clients
) -> None:
    client = clients.of(trainee)
    cookie = client.get_cookie(COOKIE)
    page = submit("accounts.sign_out", person=trainee, target="/sign-in?done=signed-out").follow()
    assert "您已经退出" in page.words
    assert client.get_cookie(COOKIE) is None
    submit("accounts.sign_out", person=trainee, target="/sign-in?done=signed-out")
    assert cookie is not None
    client.set_cookie(COOKIE, cookie.value)  # the cookie alone opens nothing any more
    visit("accounts.account", person=trainee, status=303, target="/sign-in?next=/me/account")


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(submit: Submit, trainee: Someone) -> None:
    page = submit("accounts.begin_sign_in", {"nickname": trainee.nickname, "password": PASSWORD}, target="/")
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    for wanted in ("HttpOnly", "SameSite=Lax", "Path=/"):
        assert wanted in cookie
    assert "Secure" not in cookie
    assert page.headers["Cache-Control"] == "no-store"


def test_where_the_site_has_https_the_cookie_goes_by_https_alone(
    settings: Settings, database: Database, trainee: Someone
) -> None:
    client = create_app(settings.model_copy(update={"secure_cookies": True}), database).test_client()
    answer = client.post("/sign-in", data={"nickname": trainee.nickname, "password": PASSWORD})
    assert "Secure" in answer.headers["Set-Cookie"]


def test_an_old_hash_is_renewed_at_sign_in(submit: Submit, trainee: Someone, database: Database) -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(memory_cost=8 * 1024, time_cost=1, parallelism=1).hash(PASSWORD)
    with database.transaction() as session:
        session.execute(sa.update(Person).values(password_hash=weak))
    submit("accounts.begin_sign_in", {"nickname": trainee.nickname, "password": PASSWORD}, target="/")
    with database.reading() as session:
        assert (
            session.scalars(sa.select(Person.password_hash))
            .one()
            .startswith("$argon2id$v=19$m=19456,t=2,p=1$")
        )


def test_wrong_tries_are_told_to_wait_and_the_wait_ends_by_itself(
    submit: Submit, trainee: Someone, database: Database
) -> None:
    wrong = {"nickname": trainee.nickname, "password": "不是这个密码"}
    for _ in range(5):
        submit("accounts.begin_sign_in", wrong, status=422)
    right = {"nickname": trainee.nickname, "password": PASSWORD}
    page = submit("accounts.begin_sign_in", right, status=429)
    assert page.errors == [f"试的次数多了，请等 {page.headers['Retry-After']} 秒再试。您填写的内容都在。"]
    assert 25 <= int(page.headers["Retry-After"]) <= 30
    assert page.fields["昵称"] == trainee.nickname
    with database.transaction() as session:  # half a minute later
        session.execute(sa.update(Attempts).values(wait_until_at=instant_now() - timedelta(seconds=1)))
    submit("accounts.begin_sign_in", right, target="/")
    submit("accounts.sign_out", target="/sign-in?done=signed-out")
    submit("accounts.begin_sign_in", wrong, status=422)  # being right once begins the count anew


def test_a_nickname_that_waits_keeps_no_other_nickname_waiting(
    submit: Submit, trainee: Someone, other_trainee: Someone
) -> None:
    for status in (422, 422, 422, 422, 422, 429):
        submit(
            "accounts.begin_sign_in",
            {"nickname": trainee.nickname, "password": "不是这个密码"},
            status=status,
        )
    submit("accounts.begin_sign_in", {"nickname": other_trainee.nickname, "password": PASSWORD}, target="/")
    # Nor the person who is signed in already, and is told by somebody's tries that it is time for another password.
    changed = {"password": PASSWORD, "new_password": "夏天的第二堂按摩课"}
    submit("accounts.change_password", changed, trainee, target="/me/account?done=password-changed")


def test_registering_is_no_way_around_the_wait(submit: Submit, trainee: Someone) -> None:
    for _ in range(5):
        submit(
            "accounts.add_person", {"nickname": trainee.nickname, "password": "不是这个人的密码"}, status=422
        )
    page = submit("accounts.add_person", {"nickname": trainee.nickname, "password": PASSWORD}, status=429)
    assert "请等" in page.errors[0]


def test_a_form_from_another_site_is_refused(clients: Clients, trainee: Someone) -> None:
    client = clients.of(None)
    fields = {"nickname": trainee.nickname, "password": PASSWORD}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert client.post("/sign-in", data=fields, headers=headers).status_code == 403
    assert client.get_cookie(COOKIE) is None


def test_too_many_requests_of_one_address_get_a_page(settings: Settings, database: Database) -> None:
    app = create_app(settings.model_copy(update={"requests_per_minute": 3}), database)
    client = app.test_client()
    answers = [client.get("/sign-in") for _ in range(4)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429]
    assert "操作太快了" in answers[3].get_data(as_text=True)
    other = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get("/sign-in", environ_overrides=other).status_code == 200
