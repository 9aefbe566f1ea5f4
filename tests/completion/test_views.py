"""The way from the end of a class to a certificate that anybody can check, through pages."""

import re
from typing import Any

import pytest
from flask import Flask

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.completion.service import certificates_of, issued_counts
from learnhub.db import Database
from learnhub.primitives import today
from tests.completion.made import Ended, completed
from tests.people import Someone, make_person
from tests.visit import Submit, Visit


def where(ended: Ended, trainee: int = 0) -> dict[str, Any]:
    return {"class_id": ended.class_id, "enrolment_id": ended.enrolment_ids[trainee]}


def test_a_class_ends_with_a_certificate_that_its_trainee_and_anybody_can_read(
    visit: Visit,
    submit: Submit,
    database: Database,
    ended: Ended,
    base_manager: Someone,
    instructor: Someone,
    officer: Someone,
    trainee: Someone,
    other_trainee: Someone,
) -> None:
    page = visit("completion.class_completion", base_manager, class_id=ended.class_id)
    assert [row[:3] for row in page.rows("学员和结业")] == [
        ["小林", "还没有申请", "没有"],
        ["阿诺", "还没有申请", "线下课的天数"],
    ]
    address = f"/classes/{ended.class_id}/completion"
    submit(
        "completion.apply_for_completion",
        {},
        base_manager,
        target=f"{address}?done=applied",
        class_id=ended.class_id,
    )
    short = visit("completion.trainee_completion", base_manager, **where(ended, 1))
    assert "要 4 天，还差 1 天。课已经上完，可以请基地用变更加课" in short.words
    assert "示例" in short.words
    assert "需要核对的记录" not in short.words
    assert "需要核对的记录" in visit("completion.trainee_completion", officer, **where(ended, 1)).words
    national = make_person(database, "总会的同事", Holding(Role.OFFICER))
    for looking in (officer, national):
        assert "1 名学员等着审核" in visit("completion.waiting_completions", looking).words
    ways = {base_manager: "基地的班", officer: "本地区的班", instructor: "我教的班"}
    for person, back in ways.items():
        for endpoint in (
            "completion.class_completion",
            "training.rolls",
            "training.inspections",
            "training.changes",
        ):
            assert back in visit(endpoint, person, class_id=ended.class_id).links, (endpoint, back)
    own = f"{address}/{ended.enrolment_ids[0]}"
    empty = submit(own, {"deed": "return"}, officer, 422)
    assert "退回要写明理由" in empty.errors[0]
    submit(
        own, {"deed": "approve", "organiser": "示例市残疾人联合会"}, officer, target=f"{own}?done=approved"
    )
    unnamed = submit("completion.make_certificate", {"name": " "}, base_manager, 422, **where(ended))
    assert "请填写证书上的姓名" in unnamed.errors[0]
    submit(
        "completion.make_certificate",
        {"name": "林小雨"},
        base_manager,
        target=f"{own}?done=issued",
        **where(ended),
    )
    assert "线下课的天数还没有达到" in visit("completion.own_certificates", other_trainee).words
    mine = visit("completion.own_certificates", trainee)
    link = next(href for words, href in mine.links.items() if words.startswith("培训合格证书"))
    shown = visit(link, trainee)
    assert "林小雨" in shown.words
    assert "残疾人职业技能培训" not in shown.words
    assert "示例市残疾人联合会" in shown.words
    visit(link, other_trainee, 404)
    checked = visit(shown.links["查验这张证书"], None)
    assert "有这张证书，现在有效" in checked.words
    assert "林*雨" in checked.words
    assert "林小雨" not in checked.text
    certificate_id = int(link.rsplit("/", 1)[1])
    submit(
        "completion.revoke_certificate",
        {"reason": "发错了人"},
        officer,
        target=f"{own}?done=revoked",
        certificate_id=certificate_id,
    )
    assert "它已经作废" in visit(shown.links["查验这张证书"], None).words
    assert "发错了人" in visit(link, trainee).words
    visit("completion.certificate_paper", trainee, 404, certificate_id=certificate_id)


def issued(database: Database, ended: Ended) -> list[int]:
    """Return how many certificates of each enrolment are issued, one by one and counted in the database alike."""
    with database.reading() as session:
        held = certificates_of(session, ended.enrolment_ids)
        counts = issued_counts(session, ended.enrolment_ids)
    each = [sum(one.issued_on is not None for one in held.get(of, ())) for of in ended.enrolment_ids]
    assert [counts.get(of, 0) for of in ended.enrolment_ids] == each
    return each


def test_a_certificate_from_elsewhere_is_entered_by_the_base_and_confirmed_by_the_office(
    database: Database,
    visit: Visit,
    submit: Submit,
    ended: Ended,
    base_manager: Someone,
    officer: Someone,
    trainee: Someone,
) -> None:
    told = {
        "act": "record-form-1",
        "kind": "qualification",
        "level": "5",
        "occupation_name": "保健按摩师",
        "occupation": "2022:4-10-04-02",
        "agency": "示例市职业技能鉴定中心",
        "day": "2026-03-10",
    }
    target = re.compile(rf"/classes/{ended.class_id}/completion/\d+/records/\d+\?done=recorded")
    wrong = submit("completion.add_record", {**told, "level": ""}, base_manager, 422, **where(ended))
    assert "请选证书的等级" in wrong.errors[0]
    made = submit("completion.add_record", told, base_manager, target=target, **where(ended))
    again = submit("completion.add_record", told, base_manager, target=target, **where(ended))
    assert again.location == made.location
    address = made.location.split("?")[0]
    assert "这种证书可能已经不再颁发" in visit(address, base_manager).words
    exam = {"day": "2026-04-10", "place": "示例市职业学校", "accommodations": "大字试卷，多给时间"}
    submit(f"{address}/exam", exam, base_manager, target=target)
    assert "考试在 2026年4月10日，示例市职业学校" in visit("completion.own_certificates", trainee).words
    assert issued(database, ended) == [0, 0]
    told_issued = {"number": "S000041012 3456789", "day": "2025-01-01", "issuer": "示例市职业技能鉴定中心"}
    early = submit(f"{address}/issued", told_issued, base_manager, 422)
    assert "这个日期比报名还早" in early.errors[0]
    submit(f"{address}/issued", {**told_issued, "day": today().isoformat()}, base_manager, target=target)
    page = visit(address, officer)
    assert "6789" in page.words
    assert "S000041012" not in page.text
    assert issued(database, ended) == [1, 0]
    submit(address, {"deed": "burn", "words": "看过原件了"}, officer, 400)
    submit(address, {"deed": "confirm", "words": ""}, officer, target=target)
    assert "已经发证，残联核对过" in visit(address, base_manager).words
    second = submit(
        "completion.add_record",
        {**told, "act": "record-form-2"},
        base_manager,
        target=target,
        **where(ended, 1),
    )
    doubled = submit(
        f"{second.location.split('?')[0]}/issued",
        {**told_issued, "day": today().isoformat()},
        base_manager,
        422,
    )
    assert "这个编号已经登记在另一张证书上" in doubled.errors[0]
    assert issued(database, ended) == [1, 0]  # confirmed still counts, on the way doesn't


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ("", 422, "请输入证书上的编码"),
        ("4829 1730 5646", 422, "编码是 12 个数字"),
        ("4829 1730 5645", 200, "没有查到这张证书"),
    ],
)
def test_a_code_that_is_wrong_or_unknown_is_answered_by_a_sentence(
    visit: Visit, typed: str, status: int, words: str
) -> None:
    assert words in visit("completion.check", None, status, code=typed).words


def test_whoever_tries_many_codes_waits(app: Flask, visit: Visit) -> None:
    client = app.test_client()
    for _ in range(61):
        client.get("/certificates/check?code=482917305645")
    assert "请等" in visit("completion.check", None, 429, code="482917305645").words


def test_strangers_and_neighbours_reach_nothing(
    visit: Visit,
    submit: Submit,
    database: Database,
    ended: Ended,
    base_manager: Someone,
    officer: Someone,
    instructor: Someone,
    trainee: Someone,
) -> None:
    certificate_id = completed(database, ended, base_manager, officer)
    visit("completion.trainee_completion", instructor, **where(ended))
    visit("completion.trainee_completion", trainee, 403, **where(ended))
    submit("completion.decide_completion", {"deed": "approve"}, base_manager, 403, **where(ended))
    submit("completion.apply_for_completion", {}, officer, 403, class_id=ended.class_id)
    submit(
        "completion.revoke_certificate", {"reason": "发错了人"}, trainee, 403, certificate_id=certificate_id
    )
