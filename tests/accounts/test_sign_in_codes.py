"""A code that a base hands over signs in once, and opens neither money nor numbers before an own secret."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.accounts.rules.reset_codes import VALID
from learnhub.accounts.rules.roles import Holding, Role, may_hand_over_sign_in_code
from learnhub.accounts.service import reset_codes
from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.primitives import Refusal, instant_now
from learnhub.settings import Settings
from learnhub.web.guard import TOKEN_FIELD
from tests.people import BASE_ID, BASE_REGION, PASSWORD, PREFECTURE, Someone
from tests.visit import Clients, Page, Submit, Visit

TRAINEE = (Holding(Role.TRAINEE, BASE_ID, BASE_REGION),)
MANAGER = Holding(Role.BASE_MANAGER, BASE_ID, BASE_REGION)
LIAISON = Holding(Role.LIAISON, region_code=BASE_REGION)


@pytest.mark.parametrize(
    ("issuer", "target", "may"),
    [
        (MANAGER, TRAINEE, True),
        (Holding(Role.BASE_MANAGER, 2, BASE_REGION), TRAINEE, False),
        (LIAISON, TRAINEE, True),
        (Holding(Role.LIAISON, region_code="532801"), TRAINEE, False),
        (LIAISON, (Holding(Role.TRAINEE),), False),  # of no place: nobody's near enough to know the person
        (Holding(Role.OFFICER, region_code=PREFECTURE), TRAINEE, True),
        (Holding(Role.ADMIN), TRAINEE, True),
        (Holding(Role.INSTRUCTOR, BASE_ID, BASE_REGION), TRAINEE, False),
        (MANAGER, (*TRAINEE, Holding(Role.INSTRUCTOR, BASE_ID, BASE_REGION)), False),
        (Holding(Role.ADMIN), (LIAISON,), False),
        (Holding(Role.ADMIN), (), False),
    ],
)
def test_a_code_goes_to_those_who_learn_by_somebody_near(
    issuer: Holding, target: tuple[Holding, ...], may: bool
) -> None:
    assert may_hand_over_sign_in_code([issuer], target) is may


def test_every_page_about_money_and_numbers_waits_for_an_own_secret(app: Flask) -> None:
    behind = ("/me/subsidy", "/me/certificate", "/me/data")
    open_to_codes = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if re.match(rf"({'|'.join(behind)})(/|$)", rule.rule)
        and not getattr(app.view_functions[rule.endpoint], "learnhub_by_own_secret", False)
    ]
    assert open_to_codes == [], "put @by_own_secret above their @signed_in"


def handed_over(submit: Submit, by: Someone, to: Someone) -> str:
    fields = {"nickname": to.nickname, "reason": "本人到基地来"}
    page = submit("accounts.hand_over_sign_in_code", fields, by, 200)
    assert page.headers["Cache-Control"] == "no-store"
    found = re.search(r"\d{4} \d{4}", page.words)
    assert found is not None
    return found.group()


def enter(submit: Submit, person: Someone, code: str, **answer: object) -> Page:
    fields = {"nickname": person.nickname, "code": code, "next": "/me"}
    return submit("accounts.begin_by_code", fields, **answer)  # type: ignore[arg-type]


def test_two_presses_hand_over_one_code_and_both_show_it(
    submit: Submit, clients: Clients, trainee: Someone, base_manager: Someone
) -> None:
    fields = {
        "nickname": trainee.nickname,
        "reason": "本人到基地来",
        TOKEN_FIELD: clients.token(clients.of(base_manager)),
    }
    first, second = (submit("accounts.hand_over_sign_in_code", fields, base_manager, 200) for _ in "12")
    assert second.text == first.text
    found = re.search(r"\d{4} \d{4}", second.words)
    assert found is not None
    assert second.headers["Cache-Control"] == "no-store"
    enter(submit, trainee, found.group(), target="/me")


def test_two_presses_show_one_reset_code(
    submit: Submit, clients: Clients, base_manager: Someone, trainee: Someone
) -> None:
    fields = {"reason": "本人到基地来", TOKEN_FIELD: clients.token(clients.of(base_manager))}
    first, second = (
        submit("accounts.hand_over_code", fields, base_manager, 200, person_id=trainee.person_id)
        for _ in "12"
    )
    assert second.text == first.text
    found = re.search(r"\d{4} \d{4}", second.words)
    assert found is not None
    told = {"nickname": trainee.nickname, "code": found.group(), "new_password": "秋天的第二堂按摩课"}
    submit("accounts.set_new_password", told, target="/me/account?done=password-set")


def test_a_code_signs_in_once_and_money_waits_for_an_own_secret(
    visit: Visit, submit: Submit, trainee: Someone, other_trainee: Someone, base_manager: Someone
) -> None:
    nobody = submit(
        "accounts.hand_over_sign_in_code", {"nickname": "没有这个人", "reason": "来过"}, base_manager, 422
    )
    neighbour = submit(
        "accounts.hand_over_sign_in_code",
        {"nickname": other_trainee.nickname, "reason": "来过"},
        base_manager,
        422,
    )
    assert nobody.errors == neighbour.errors

    code = handed_over(submit, base_manager, trainee)
    waiting = visit("accounts.own_sign_ins", trainee)
    assert f"“{base_manager.nickname}”" in waiting.words
    assert (
        "登录码不对"
        in enter(submit, trainee, "0000 0000" if code[0] != "0" else "1111 1111", status=422).errors[0]
    )
    assert "8 位数字" in enter(submit, trainee, "123", status=422).errors[0]
    submit(
        "accounts.set_new_password",
        {"nickname": trainee.nickname, "code": code, "new_password": "窗外有一棵大榕树"},
        status=422,
    )  # it sets no password
    enter(submit, trainee, code, target="/me")
    assert f"用别人给的登录码登录，给码的人：{base_manager.nickname}" in visit("accounts.own_sign_ins").words

    asked = visit("accounts.certificate", status=303, target="/me/own-secret?next=/me/certificate").follow()
    assert "学习不用确认" in asked.words
    visit("pages.own_data_page", status=303, target="/me/own-secret?next=/me/data")
    submit("accounts.give_password", {"password": "不对的密码"}, status=422)
    visit("accounts.certificate", status=303, target="/me/own-secret?next=/me/certificate")
    submit(
        "accounts.give_password", {"password": PASSWORD, "next": "/me/certificate"}, target="/me/certificate"
    )
    visit("accounts.certificate")
    submit("accounts.sign_out", {}, target="/sign-in?done=signed-out")
    assert "已经用过" in enter(submit, trainee, code, status=422).errors[0]


def test_a_code_ends_by_its_day_by_the_next_one_and_by_the_persons_wish(
    database: Database, settings: Settings, trainee: Someone, base_manager: Someone, liaison: Someone
) -> None:
    keys, now = site_keys(settings), instant_now()

    def outcome(code: str, *, after: timedelta = timedelta()) -> object:
        used = reset_codes.use_to_sign_in(
            session, keys, typed_nickname=trainee.nickname, code=code, request_id="r", now=now + after
        )
        return used.code if isinstance(used, Refusal) else used

    with database.transaction() as session:

        def issue(by: Someone) -> str:
            made = reset_codes.issue_to_sign_in(
                session, keys, Actor(by.person_id), trainee.nickname, reason="来过", now=now
            )
            assert isinstance(made, str)
            return made

        first = issue(base_manager)
        assert outcome(first, after=VALID) == "code-wrong"
        second = issue(liaison)
        assert outcome(first) == "code-wrong"
        assert outcome(second) == (trainee.person_id, liaison.person_id)
        assert outcome(second) == "code-wrong"
        third = issue(liaison)
        assert reset_codes.end_open_code(session, trainee.person_id, now=now)
        assert not reset_codes.end_open_code(session, trainee.person_id, now=now)
        assert outcome(third) == "code-wrong"
        reset = reset_codes.issue(session, keys, Actor(None), trainee.person_id, reason="测试", now=now)
        assert isinstance(reset, str)
        assert outcome(reset) == "code-wrong"  # a code to set a password signs nobody in
