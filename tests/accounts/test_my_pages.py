"""One's own account: sign-ins, password, certificate number."""

import pytest
import sqlalchemy as sa
from flask import Flask

from learnhub.accounts.models import Consent, DisabilityCertificate, SignIn
from learnhub.app import create_app
from learnhub.db import Database
from learnhub.settings import Settings
from tests.people import PASSWORD, Someone, sign_in
from tests.visit import Clients, Submit, Visit

NUMBER = "11010519491231002X11"
NEW_PASSWORD = "秋天的第二堂按摩课"


@pytest.fixture
def consent_app(settings: Settings, database: Database) -> Flask:
    return create_app(settings.model_copy(update={"legal_basis": "consent"}), database)


class TestSignIns:
    def test_other_sign_ins_are_listed_and_ended(
        self, app: Flask, visit: Visit, submit: Submit, trainee: Someone, clients: Clients
    ) -> None:
        clients.of(trainee)
        other = app.test_client()
        sign_in(other, trainee)
        page = visit("accounts.own_sign_ins", person=trainee)
        assert page.buttons.count("退出这一处") == 1
        assert "就是现在用的这一处" in page.words
        (form,) = (f for f in page.document.all("form") if f.get("action", "").endswith("/end"))
        target = "/me/sign-ins?done=ended"
        for _ in range(2):  # pressed twice
            submit(form.get("action", ""), person=trainee, target=target)
        assert visit("accounts.own_sign_ins", person=trainee).buttons.count("退出这一处") == 0
        assert other.get("/me/account").status_code == 303

    def test_all_others_end_at_once(
        self, app: Flask, visit: Visit, submit: Submit, trainee: Someone, clients: Clients
    ) -> None:
        clients.of(trainee)
        others = [app.test_client() for _ in range(3)]
        for other in others:
            sign_in(other, trainee)
        page = submit(
            "accounts.end_other_sign_ins", person=trainee, target="/me/sign-ins?done=ended-others"
        ).follow()
        assert "只剩这里" in page.words
        assert [other.get("/me/account").status_code for other in others] == [303] * 3

    def test_a_neighbour_ends_nothing(
        self, app: Flask, submit: Submit, trainee: Someone, other_trainee: Someone, database: Database
    ) -> None:
        other = app.test_client()
        sign_in(other, trainee)
        with database.reading() as session:
            sign_in_id = session.scalars(sa.select(SignIn.id)).one()
        submit("accounts.end_sign_in", person=other_trainee, status=404, sign_in_id=sign_in_id)
        submit("accounts.end_sign_in", person=other_trainee, status=404, sign_in_id=10**9)
        assert other.get("/me/account").status_code == 200


class TestPassword:
    def test_a_new_password_ends_other_sign_ins_and_the_old_password(
        self, app: Flask, submit: Submit, trainee: Someone, clients: Clients
    ) -> None:
        clients.of(trainee)
        other = app.test_client()
        sign_in(other, trainee)
        fields = {"password": PASSWORD, "new_password": NEW_PASSWORD}
        page = submit(
            "accounts.change_password", fields, person=trainee, target="/me/account?done=password-changed"
        )
        assert "密码改好了" in page.follow().words
        assert other.get("/me/account").status_code == 303
        submit("accounts.begin_sign_in", {"nickname": trainee.nickname, "password": PASSWORD}, status=422)
        submit("accounts.begin_sign_in", {"nickname": trainee.nickname, "password": NEW_PASSWORD}, target="/")

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"password": ""}, "请填写现在的密码。"),
            ({"password": "不对的密码啊啊"}, "现在的密码不对，请再输一次。"),
            ({"new_password": ""}, "请填写新密码，至少 8 个字。"),
            ({"new_password": "太短"}, "密码至少要 8 个字，请再加几个字。可以用一句只有您知道的话。"),
            ({"new_password": "小林小林小林小林"}, "密码不能和昵称一样，请换一个。"),
        ],
    )
    def test_what_is_wrong_is_said(
        self, submit: Submit, trainee: Someone, fields: dict[str, str], sentence: str
    ) -> None:
        given = {"password": PASSWORD, "new_password": NEW_PASSWORD, **fields}
        page = submit("accounts.change_password", given, person=trainee, status=422)
        assert page.errors == [sentence]
        assert PASSWORD not in page.text
        assert NEW_PASSWORD not in page.text

    def test_guessing_the_present_password_waits(self, submit: Submit, trainee: Someone) -> None:
        wrong = {"password": "不对的密码啊啊", "new_password": NEW_PASSWORD}
        for status in (422, 422, 422, 422, 422, 429):
            page = submit("accounts.change_password", wrong, person=trainee, status=status)
        assert "请等" in page.errors[0]


class TestReset:
    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"nickname": ""}, "请填写昵称。"),
            ({"code": ""}, "请填写 8 位重设码。"),
            ({"code": "1234"}, "重设码是 8 位数字，例如 1234 5678。请核对一遍。"),
            ({"new_password": "太短"}, "密码至少要 8 个字，请再加几个字。可以用一句只有您知道的话。"),
            (
                {},
                "昵称或重设码不对，也可能重设码已经用过或者过期了。请核对一遍；还不行，请培训基地或残联再发一个。",
            ),
        ],
    )
    def test_what_is_wrong_is_said_and_the_rest_stays(
        self, submit: Submit, trainee: Someone, fields: dict[str, str], sentence: str
    ) -> None:
        given = {"nickname": trainee.nickname, "code": "1234 5678", "new_password": NEW_PASSWORD, **fields}
        page = submit("accounts.set_new_password", given, status=422)
        assert page.errors == [sentence]
        assert page.fields["昵称"] == given["nickname"]
        assert page.fields["重设码"] == given["code"]
        assert NEW_PASSWORD not in page.text

    def test_guessing_codes_waits(self, submit: Submit, trainee: Someone) -> None:
        for number, status in enumerate((422, 422, 422, 422, 422, 429)):
            given = {"nickname": trainee.nickname, "code": f"0000000{number}", "new_password": NEW_PASSWORD}
            page = submit("accounts.set_new_password", given, status=status)
        assert page.fields["重设码"] == "00000005"


class TestCertificate:
    def test_the_number_is_asked_for_with_its_reason_and_shown_masked(
        self, visit: Visit, submit: Submit, trainee: Someone
    ) -> None:
        page = visit("accounts.certificate", person=trainee)
        assert "为什么要填" in page.words
        assert page.chosen == []
        given = submit(
            "accounts.give_certificate",
            {"number": "110105 19491231 002x 11"},
            person=trainee,
            target="/me/certificate?done=given",
        ).follow()
        assert "1101 开头、2X 结尾" in given.words
        for part in (NUMBER, "19491231", "002X11"):
            assert part not in given.text

    def test_it_goes_on_to_where_it_was_asked_for(
        self, visit: Visit, submit: Submit, trainee: Someone
    ) -> None:
        submit(
            "accounts.give_certificate",
            {"number": NUMBER, "next": "/courses/x"},
            person=trainee,
            target="/courses/x",
        )
        submit(
            "accounts.give_certificate",
            {"number": NUMBER, "next": "//evil.example"},
            person=trainee,
            target="/me/certificate?done=given",
        )

    @pytest.mark.parametrize(
        "typed", ["", "110105", NUMBER[:18], NUMBER[:18] + "81", "11010519491231002X1145", "号码"]
    )
    def test_a_wrong_number_stays_typed_and_is_kept_nowhere(
        self, submit: Submit, trainee: Someone, database: Database, typed: str
    ) -> None:
        page = submit("accounts.give_certificate", {"number": typed}, person=trainee, status=422)
        assert len(page.errors) == 1
        assert page.fields["残疾人证号"] == typed
        with database.reading() as session:
            assert session.scalars(sa.select(DisabilityCertificate)).all() == []

    def test_trying_numbers_out_waits(self, submit: Submit, trainee: Someone) -> None:
        for number in range(10):
            submit(
                "accounts.give_certificate", {"number": f"{NUMBER[:18]}8{number}"}, person=trainee, status=422
            )
        page = submit("accounts.give_certificate", {"number": NUMBER}, person=trainee, status=429)
        assert "请等 30 秒再试" in page.errors[0] or "请等 29 秒再试" in page.errors[0]
        assert page.fields["残疾人证号"] == NUMBER

    def test_a_number_that_somebody_else_gave_is_answered_the_same(
        self, submit: Submit, trainee: Someone, other_trainee: Someone
    ) -> None:
        told = []
        for person in (trainee, other_trainee):
            page = submit(
                "accounts.give_certificate",
                {"number": NUMBER},
                person=person,
                target="/me/certificate?done=given",
            )
            told.append(page.follow().words.split("填写时间")[0])
        assert told[0] == told[1]

    def test_a_federation_informs_and_asks_for_no_agreement(
        self, visit: Visit, submit: Submit, trainee: Someone, database: Database
    ) -> None:
        submit(
            "accounts.give_certificate",
            {"number": NUMBER},
            person=trainee,
            target="/me/certificate?done=given",
        )
        assert "撤回同意" not in visit("accounts.certificate", person=trainee).words
        with database.reading() as session:
            assert session.scalars(sa.select(Consent.basis)).one().value == "duty"
        page = submit("accounts.withdraw_certificate", person=trainee, status=422)
        assert "不能自己删除" in page.errors[0]


class TestConsent:
    @pytest.fixture
    def app(self, consent_app: Flask) -> Flask:
        consent_app.config["PROPAGATE_EXCEPTIONS"] = True
        return consent_app

    def test_a_private_base_asks_for_agreement_and_takes_no_number_without_it(
        self, submit: Submit, trainee: Someone, database: Database
    ) -> None:
        page = submit("accounts.give_certificate", {"number": NUMBER}, person=trainee, status=422)
        assert page.errors == ["请先看完说明。同意就选上这一项；不同意也可以学习全部课程。"]
        assert page.fields["残疾人证号"] == NUMBER
        assert page.chosen == []
        with database.reading() as session:
            assert session.scalars(sa.select(DisabilityCertificate)).all() == []

    def test_consent_is_withdrawn_as_easily_as_given(
        self, visit: Visit, submit: Submit, trainee: Someone, database: Database
    ) -> None:
        fields = {"number": NUMBER, "agrees": "y"}
        page = submit(
            "accounts.give_certificate", fields, person=trainee, target="/me/certificate?done=given"
        ).follow()
        asked = visit(page.links["撤回同意，删除号码"], person=trainee)
        assert "马上删除" in asked.words
        gone = submit(
            "accounts.withdraw_certificate", person=trainee, target="/me/certificate?done=withdrawn"
        ).follow()
        assert "号码已经删除" in gone.words
        with database.reading() as session:
            assert session.scalars(sa.select(DisabilityCertificate)).all() == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "accounts.account",
        "accounts.own_sign_ins",
        "accounts.password",
        "accounts.certificate",
        "accounts.certificate_withdrawal",
    ],
)
def test_everybody_has_these_pages_and_a_stranger_is_asked_to_sign_in(
    visit: Visit, endpoint: str, trainee: Someone, base_manager: Someone, officer: Someone, admin: Someone
) -> None:
    for person in (trainee, base_manager, officer, admin):
        assert visit(endpoint, person=person).status == 200
    address = visit(endpoint, status=303, target=_sign_in(endpoint)).location
    assert address.startswith("/sign-in?next=/me/")


def _sign_in(endpoint: str) -> str:
    return (
        "/sign-in?next="
        + {
            "accounts.account": "/me/account",
            "accounts.own_sign_ins": "/me/sign-ins",
            "accounts.password": "/me/password",
            "accounts.certificate": "/me/certificate",
            "accounts.certificate_withdrawal": "/me/certificate/withdrawal",
        }[endpoint]
    )


def test_who_teaches_finds_the_desk_of_easy_reading_in_both_languages(
    clients: Clients, instructor: Someone, trainee: Someone
) -> None:
    for language in ("", "n1"):
        for person, is_told in ((instructor, True), (trainee, False)):
            browser = clients.of(person)
            browser.set_cookie("access", language)
            assert ("/teach/easy-read" in browser.get("/me/account").text) is is_told
