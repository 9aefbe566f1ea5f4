"""Commands about people."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.accounts.models import DisabilityCertificate, Person, RoleGrant
from learnhub.accounts.rules.certificate import CertificateNumber
from learnhub.accounts.rules.consent import TEXTS, Basis
from learnhub.accounts.rules.roles import Role
from learnhub.accounts.service import certificates
from learnhub.audit.models import AuditEvent
from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from tests.people import Someone
from tests.visit import Submit


def run(app: Flask, *words: str, typed: str = "") -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["people", *words], input=typed)
    return result.exit_code, result.output


def test_an_administrator_made_on_the_command_line_can_sign_in(
    app: Flask, database: Database, submit: Submit
) -> None:
    code, told = run(app, "create-admin", "站里的人", "--password-stdin", typed="钥匙挂在门后面\n")
    assert code == 1
    assert "密码至少要 8 个字" in told
    code, told = run(app, "create-admin", "站里的人", "--password-stdin", typed="钥匙就挂在门后面\n")
    assert (code, told) == (0, "people create-admin: 站里的人 is an administrator of the whole site\n")
    submit(
        "accounts.begin_sign_in",
        {"nickname": "站里的人", "password": "钥匙就挂在门后面", "next": "/office/people"},
        target="/office/people",
    ).follow()
    with database.reading() as session:
        assert set(session.scalars(sa.select(RoleGrant.role))) == {Role.TRAINEE, Role.ADMIN}
        assert session.scalars(sa.select(AuditEvent.actor_id)).all() == [None]


def test_the_password_is_asked_for_twice_where_somebody_sits_there(app: Flask) -> None:
    code, told = run(app, "create-admin", "站里的人", typed="钥匙就挂在门后面\n钥匙就挂在门后面\n")
    assert code == 0
    assert "钥匙" not in told


def test_a_taken_nickname_changes_nothing(app: Flask, database: Database, trainee: Someone) -> None:
    code, told = run(app, "create-admin", trainee.nickname, "--password-stdin", typed="钥匙就挂在门后面\n")
    assert code == 1
    assert "已经有人用了" in told
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == 1


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("小林", "officer", "--region", "410100"), 0, "people grant: 小林 has the role officer"),
        (("小林", "auditor", "--from", "2020-01-01", "--until", "2099-12-31"), 0, "has the role auditor"),
        (("小林", "officer", "--region", "41"), 1, "地区代码是 6 位数字"),
        (("小林", "instructor"), 1, "请选择基地"),
        (("小林", "instructor", "--base", "12345"), 1, "没有这个编号的培训基地"),
        (("没有的人", "officer"), 1, "没有这个昵称的账号"),
        (("小林", "auditor", "--until", "2020-01-01"), 1, "日期"),
    ],
)
def test_roles_are_given_on_the_command_line(
    app: Flask, trainee: Someone, words: tuple[str, ...], code: int, told: str
) -> None:
    found, said = run(app, "grant", *words)
    assert found == code
    assert told in said


def test_a_code_made_on_the_command_line_sets_a_password(app: Flask, admin: Someone, submit: Submit) -> None:
    code, told = run(app, "reset-code", admin.nickname)
    assert code == 0
    digits = re.fullmatch(r"people reset-code: (\d{4} \d{4})\n", told)
    assert digits
    fields = {"nickname": admin.nickname, "code": digits[1], "new_password": "一把全新的钥匙串"}
    submit("accounts.set_new_password", fields, target="/me/account?done=password-set")
    assert run(app, "reset-code", "没有的人")[0] == 1


def test_renewing_the_key_seals_every_number_anew(
    app: Flask, database: Database, settings: Settings, trainee: Someone
) -> None:
    before = site_keys(settings)
    with database.transaction() as session:
        number = CertificateNumber("11010519491231002X11")
        certificates.give(
            session,
            before,
            Actor(trainee.person_id),
            trainee.person_id,
            number,
            told=TEXTS[Basis.DUTY],
            now=instant_now(),
        )
    assert "1 values encrypted anew" in run(app, "renew-key")[1]
    assert "0 values encrypted anew, 0 old keys deleted" in run(app, "drop-old-keys")[1]
    after = site_keys(settings)
    with database.reading() as session:
        sealed = session.scalars(sa.select(DisabilityCertificate.number_sealed)).one()
        state = certificates.state_or_none(session, after, trainee.person_id)
    assert sealed.startswith(after.field_key_id)
    assert after.field_key_id != before.field_key_id
    assert state is not None
    assert state.masked == number.masked
