"""The audit log keeps Chinese words, and an English page tells them by the messages they were made of."""

import re

from learnhub.primitives import today
from tests.people import Someone
from tests.visit import Clients, Submit, Visit


def test_what_the_program_wrote_is_told_in_english_and_what_people_wrote_stays(
    visit: Visit, submit: Submit, clients: Clients, base_manager: Someone, trainee: Someone, admin: Someone
) -> None:
    told = {"nickname": trainee.nickname, "reason": "本人到基地来"}
    submit("accounts.hand_over_sign_in_code", told, base_manager, 200)
    role = {
        "role": "auditor",
        "reason": "审计要看账",
        "from_on": today().isoformat(),
        "until_on": "",
        "region_code": "",
        "base_id": "",
    }
    given = re.compile(r"/office/people/\d+.*")
    submit("accounts.grant_role", role, admin, person_id=trainee.person_id, target=given)
    chinese = visit("accounts.audit_list", admin)
    assert [row[2] for row in chinese.rows("审计记录，新的在前")[:2]] == [
        "授予角色：审计人员（全站）",
        "发出登录码",
    ]
    clients.of(admin).set_cookie("access", "n1")
    english = visit("accounts.audit_list", admin)
    assert [row[2] for row in english.rows("Audit log, newest first")[:2]] == [
        "Role given: Auditor (whole site)",
        "Sign-in code given",
    ]
    assert english.rows("Audit log, newest first")[1][4] == "本人到基地来"
