"""The desk of auditors: who reaches what, from a record to its rows and back, and what is taken away."""

import io
import re
import zipfile
from typing import Any

import pytest

from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.certificate import CertificateNumber
from learnhub.accounts.rules.consent import TEXTS, Basis
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service import certificates
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, person_concern
from learnhub.db import Database
from learnhub.oversight.rules import values_told
from learnhub.primitives import instant_now, safe_cell
from learnhub.settings import Settings
from tests.oversight.test_bundle import kept_record
from tests.people import PREFECTURE, Someone, make_person
from tests.visit import Submit, Visit


@pytest.fixture
def city_auditor(database: Database) -> Someone:
    """Of the prefecture that approved the class."""
    return make_person(database, "市审计", Holding(Role.AUDITOR, region_code=PREFECTURE))


@pytest.fixture
def neighbour_auditor(database: Database) -> Someone:
    return make_person(database, "外省的审计", Holding(Role.AUDITOR, region_code="530000"))


@pytest.fixture
def record_id(database: Database, trainee: Someone, instructor: Someone) -> int:
    return kept_record(database, trainee, instructor)


def test_an_auditor_goes_from_a_record_to_a_row_and_back(
    visit: Visit, record_id: int, city_auditor: Someone, neighbour_auditor: Someone, trainee: Someone
) -> None:
    desk = visit("oversight.audit_desk", city_auditor)
    assert f"补贴记录 {record_id}" in desk.links
    page = visit(desk.links[f"补贴记录 {record_id}"], city_auditor)
    assert "450.00 元" in page.text
    rows = page.rows("它依据的每一行证据")
    assert {"点名", "记入积分和分钟"} <= {row[1] for row in rows}
    back = visit(page.links[rows[0][0]], city_auditor)
    assert "答对了没有（right）" in back.words or "到课情况（presence）" in back.words
    assert f"补贴记录 {record_id}" in back.links
    visit("oversight.record", neighbour_auditor, status=404, record_id=record_id)
    visit("oversight.record", trainee, status=403, record_id=record_id)


def test_a_bundle_is_taken_with_a_reason_that_is_kept(
    visit: Visit, submit: Submit, database: Database, record_id: int, city_auditor: Someone
) -> None:
    submit("oversight.bundle", {"reason": ""}, city_auditor, status=422, record_id=record_id)
    taken = submit(
        "oversight.bundle", {"reason": "2026 年抽查"}, city_auditor, status=200, record_id=record_id
    )
    with zipfile.ZipFile(io.BytesIO(taken.content)) as archive:
        assert "verify.py" in archive.namelist()
    with database.reading() as session:
        events, _total = audit.events(session, size=5)
    assert [(e.deed, e.reason) for e in events if e.deed == "bundle-taken"] == [
        ("bundle-taken", "2026 年抽查")
    ]


def test_seals_are_taken_away_all_or_since_a_day(
    visit: Visit, record_id: int, city_auditor: Someone, trainee: Someone
) -> None:
    assert visit("oversight.seals", city_auditor).rows("封存，新的在前")[0][0] == "1"
    whole = visit("oversight.seal_files", city_auditor)
    with zipfile.ZipFile(io.BytesIO(whole.content)) as archive:
        assert archive.namelist() == ["seal-00000001.json"]
    later = visit("oversight.seal_files", city_auditor, since="2099-01-01")
    with zipfile.ZipFile(io.BytesIO(later.content)) as archive:
        assert archive.namelist() == []
    visit("oversight.seal_files", city_auditor, status=422, since="前天")
    visit("oversight.seals", trainee, status=403)


def test_a_sample_is_drawn_and_leads_to_its_records(
    visit: Visit, submit: Submit, record_id: int, city_auditor: Someone, neighbour_auditor: Someone
) -> None:
    typed = {"seed": "骰子 4 6 1", "size": "3", "region": PREFECTURE}
    drawn = submit(
        "oversight.draw_sample", typed, city_auditor, target=re.compile(r"/audit/samples/\d+")
    ).follow()
    assert f"补贴记录 {record_id}" in drawn.links
    assert "结果一样" in drawn.text
    submit("oversight.draw_sample", {**typed, "size": "0"}, city_auditor, status=422)
    submit("oversight.draw_sample", {**typed, "region": "530000"}, city_auditor, status=422)
    visit("oversight.drawn", neighbour_auditor, status=404, sample_id=int(drawn.heading.rpartition(" ")[2]))


def test_whoever_saw_a_whole_number_is_listed_and_exported(
    visit: Visit, database: Database, trainee: Someone, officer: Someone, auditor: Someone
) -> None:
    with database.transaction() as session:
        audit.record(
            session, Actor(officer.person_id), "certificate-viewed", "查看残疾人证全号", person_concern(trainee.person_id),
            reason="=HYPERLINK(1)", now=instant_now(),
        )  # fmt: skip
    page = visit("oversight.unmasked", auditor)
    assert page.rows("查看全号的记录，新的在前")[0][1:] == [
        officer.nickname,
        "查看残疾人证全号",
        trainee.nickname,
        "=HYPERLINK(1)",
    ]
    assert "没有人看过全号" in visit("oversight.unmasked", auditor, since="2099-01-01").text
    table = visit("/audit/unmasked?as=csv", auditor)
    assert ",'=HYPERLINK(1)" in table.content.decode("utf-8-sig")
    visit("oversight.unmasked", officer, status=403)


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", " =1", "\t=1"])
def test_no_cell_is_taken_for_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert safe_cell(f"a{text}") == f"a{text}"


def test_the_contents_of_a_row_are_said_in_words_with_the_names_that_files_have() -> None:
    assert values_told({"right": True, "chosen": ["c1", "c3"], "reason": "", "new": None}) == [
        ("答对了没有（right）", "是"),
        ("选了什么（chosen）", "c1；c3"),
        ("原因（reason）", "没有"),
        ("new", "没有"),
    ]
    assert values_told({"lines": [["living", "granted", 45000]]}) == [
        ("每一项（lines）", "living；granted；45000")
    ]


def test_a_list_is_compared_and_an_officer_says_what_was_found(
    visit: Visit,
    submit: Submit,
    database: Database,
    settings: Settings,
    trainee: Someone,
    officer: Someone,
    auditor: Someone,
    record_id: int,
) -> None:
    number = CertificateNumber("11010119900307805611")
    with database.transaction() as session:
        certificates.give(
            session, site_keys(settings), Actor(trainee.person_id), trainee.person_id, number,
            told=TEXTS[Basis.DUTY], now=instant_now(),
        )  # fmt: skip

    def typed(content: str) -> dict[str, Any]:
        file = (io.BytesIO(content.encode()), "list.csv")
        return {"kind": "deaths", "name": "某县三月", "region": PREFECTURE, "file": file}

    assert "比对过的名单" not in visit("oversight.lists", auditor).text
    submit("oversight.compare_list", typed("甲,乙"), auditor, status=422)
    sent = submit(
        "oversight.compare_list",
        typed(f"号码\n{number.identity}\n"),
        auditor,
        target=re.compile(r"/audit/lists/\d+\?done=compared"),
    )
    hits = sent.follow()
    told = hits.rows("需要核对的，没核对的在前")[0]
    assert told[:4] == [trainee.nickname, "第 2 行", "需要核对", "还没有写"]
    assert told[4] == f"补贴记录 {record_id}，450.00 元", "a hit leads to the money that rests on it"
    assert hits.links[f"补贴记录 {record_id}"] == f"/audit/records/{record_id}"
    assert number.identity not in hits.text
    address = sent.location.partition("?")[0]
    hit = visit(address, officer).links[trainee.nickname]
    assert "第 2 行" in visit(hit, officer).words
    submit(hit, {"outcome": "in order", "reason": "短"}, officer, status=422)
    told = {"outcome": "in order", "reason": "电话问过本人"}
    after = submit(hit, told, officer, target=f"{address}?done=decided").follow()
    assert after.rows("需要核对的，没核对的在前")[0][2] == "核对过，没有问题"
    submit(hit, told, officer, status=422)  # once
    visit(hit, auditor, status=403)
    both = make_person(
        database,
        "两地的审计",
        Holding(Role.AUDITOR, region_code=PREFECTURE),
        Holding(Role.AUDITOR, region_code="530000"),
    )
    elsewhere = typed(f"号码\n{number.identity}\n") | {"region": "530000"}
    compared = re.compile(r"/audit/lists/\d+\?done=compared")
    there = submit("oversight.compare_list", elsewhere, both, target=compared).follow()
    assert trainee.nickname not in there.words  # officers over there read the hits, and look after others
