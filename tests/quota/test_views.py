"""The board: a base's own, the office's over its region, and the report on the command line."""

from datetime import date
from typing import Any

import pytest
from flask import Flask, url_for

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.catalogue.rules import CourseState
from learnhub.db import Database
from learnhub.providers.models import BaseLevel
from tests.bases import training_base
from tests.classes import both_bases, course_with_lessons
from tests.people import BASE_ID, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION, Someone, make_person
from tests.visit import Page, Visit


@pytest.fixture(autouse=True)
def a_day_in_november_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    """The baseline's rules end one by one: what is current must not hang on when the tests run."""
    for module in ("views.boards", "cli"):
        monkeypatch.setattr(f"learnhub.quota.{module}.today", lambda: date(2026, 11, 21))


@pytest.fixture(autouse=True)
def bases(database: Database) -> None:
    with database.transaction() as session:
        both_bases(session)


@pytest.fixture
def neighbour_manager(database: Database) -> Someone:
    return make_person(database, "景洪主任", Holding(Role.BASE_MANAGER, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION))


@pytest.fixture
def neighbour_officer(database: Database) -> Someone:
    return make_person(database, "云南的同事", Holding(Role.OFFICER, region_code="530000"))


@pytest.fixture
def county_manager(database: Database) -> Someone:
    with database.transaction() as session:
        session.add(
            training_base(
                id=3,
                slug="county-base",
                name="勐海培训基地",
                level=BaseLevel.COUNTY,
                region_code="532822",
                listed_on=None,
            )
        )
    return make_person(database, "县里主任", Holding(Role.BASE_MANAGER, 3, "532822"))


def facts(page: Page, heading: str) -> str:
    """Return the words of a page from a heading on."""
    return page.words[page.words.index(heading) :]


def test_a_manager_sees_what_the_base_owes_and_what_is_missing(visit: Visit, base_manager: Someone) -> None:
    page = visit("quota.own_board", base_manager)
    assert page.heading == "金水培训基地的选送任务"
    told = facts(page, "2026年1月1日到2026年12月31日：上线 1 门课")
    assert "还差 1 门" in told
    assert "还剩 40 天" in told
    assert "示例" in told
    assert "来源示例：演示用的年度任务，尚无文件" in told


def test_a_course_that_is_online_closes_the_gap(
    visit: Visit, database: Database, base_manager: Someone
) -> None:
    with database.transaction() as session:
        course_with_lessons(session, "massage")
    page = visit("quota.own_board", base_manager)
    told = facts(page, "2026年1月1日到2026年12月31日")
    assert "本期上线1 门" in told
    assert page.rows("金水培训基地的课程")[0][:2] == ["课程 massage", "已上线"]


def test_a_course_in_preparation_counts_for_nothing_and_says_so(
    visit: Visit, database: Database, base_manager: Someone
) -> None:
    with database.transaction() as session:
        course, _lessons = course_with_lessons(session, "massage")
        course.state = CourseState.IN_PREPARATION
    page = visit("quota.own_board", base_manager)
    assert page.rows("金水培训基地的课程")[0][1] == "筹备中，不计入"
    assert "还差 1 门" in page.words


def test_the_rule_of_the_plan_is_shown_as_ended_with_its_document(
    visit: Visit, neighbour_manager: Someone
) -> None:
    page = visit("quota.own_board", neighbour_manager)
    told = facts(page, "2021年1月1日到2025年12月31日：选送 1 门课")
    assert "结束时差 1 门，本期已结束。" in told
    assert "云残发〔2022〕55号《云南省“十四五”残疾人职业技能提升计划》" in told
    assert "示例" not in told[: told.index("来源")]


def test_a_county_base_has_no_duty(visit: Visit, county_manager: Someone) -> None:
    page = visit("quota.own_board", county_manager)
    assert "没有选送任务" in page.words
    assert "想选送，随时可以" in page.words


def test_a_manager_of_two_bases_sees_both_and_one_without_a_base_is_told_whom_to_ask(
    visit: Visit, database: Database
) -> None:
    both = make_person(
        database,
        "两地主任",
        Holding(Role.BASE_MANAGER, BASE_ID, "410105"),
        Holding(Role.BASE_MANAGER, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION),
    )
    page = visit("quota.own_board", both)
    assert "金水培训基地" in page.words
    assert "景洪培训基地" in page.words
    gone = make_person(database, "没有基地", Holding(Role.BASE_MANAGER, 99, "410105"))
    assert "请联系残联" in visit("quota.own_board", gone).words


def test_the_office_sees_the_bases_of_its_region_as_a_table_and_drills_down(
    visit: Visit, officer: Someone, base_manager: Someone
) -> None:
    page = visit("quota.office_board", officer)
    (row,) = page.rows("任务和进度")
    assert row[:2] == ["金水培训基地", "省级"]
    assert row[3:8] == ["0", "0", "0", "0", "还差 1 门"]
    board = visit(page.links["金水培训基地"], officer)
    own = visit("quota.own_board", base_manager)
    # What its own manager alone can open.
    told = (
        facts(own, "2026年1月1日")
        .replace("金水培训基地的开班和班级 ", "")
        .replace("金水培训基地的资料和办理经过 ", "")
        .partition(" 给课程配视频和手语")[0]
    )
    seen = facts(board, "2026年1月1日").replace("卡在哪里 没有卡住的课程。 ", "")
    seen = seen.replace("写给金水培训基地的提醒信 金水培训基地在名册里的一页 ", "")
    assert seen == told
    assert own.links["我的教学视频"] == "/teach/videos"


def test_ended_duties_and_bases_without_any_are_a_link_away(
    visit: Visit, neighbour_officer: Someone, county_manager: Someone
) -> None:
    page = visit("quota.office_board", neighbour_officer)
    assert [row[0] for row in page.rows("任务和进度")] == ["景洪培训基地"]
    ended = visit(page.links["已结束的任务"], neighbour_officer)
    assert ended.rows("任务和进度")[0][-2:] == ["结束时差 1 门", "本期已结束"]
    free = visit(page.links["没有任务的基地"], neighbour_officer)
    assert free.rows("没有选送任务") == [["勐海培训基地", "县级", "云南省西双版纳傣族自治州勐海县"]]
    assert "没有选送任务" in visit(free.links["勐海培训基地"], neighbour_officer).words


def test_a_long_board_comes_in_pages_of_25_and_stays_light(
    visit: Visit, database: Database, officer: Someone
) -> None:
    with database.transaction() as session:
        for number in range(30):
            session.add(
                training_base(
                    id=100 + number,
                    slug=f"base-{number:02d}",
                    name=f"一个名字很长的省级残疾人职业技能培训基地第 {number:02d} 号",
                    region_code="410105",
                    listed_on=None,
                )
            )
    page = visit("quota.office_board", officer)
    assert len(page.rows("任务和进度")) == 25
    assert len(visit(page.links["下一页"], officer).rows("任务和进度")) == 6


@pytest.mark.parametrize("query", ["?show=x", "?show=none&page=99", "?page=x", "?show=ended&page=0"])
def test_odd_addresses_are_pages(visit: Visit, officer: Someone, query: str) -> None:
    visit(f"/office/quota{query}", officer)


@pytest.mark.parametrize(
    ("who", "own", "office", "drill"),
    [
        ("base_manager", 200, 403, 403),
        ("officer", 403, 200, 200),
        ("neighbour_officer", 403, 200, 404),
        ("trainee", 403, 403, 403),
        ("instructor", 403, 403, 403),
        ("liaison", 403, 403, 403),
        ("auditor", 403, 403, 403),
        ("admin", 403, 403, 403),
    ],
)
def test_boards_are_open_to_their_own_people(
    visit: Visit, request: pytest.FixtureRequest, who: str, own: int, office: int, drill: int
) -> None:
    person = request.getfixturevalue(who)
    visit("quota.own_board", person, own)
    visit("quota.office_board", person, office)
    visit("quota.office_base", person, drill, slug="jinshui")


def test_a_neighbours_manager_sees_the_neighbours_board_alone(
    visit: Visit, neighbour_manager: Someone
) -> None:
    page = visit("quota.own_board", neighbour_manager)
    assert "金水" not in page.words


def test_the_office_finds_no_base_that_is_not_there(visit: Visit, officer: Someone) -> None:
    visit("quota.office_base", officer, 404, slug="no-such-base")


@pytest.mark.parametrize(
    ("endpoint", "values"),
    [("quota.own_board", {}), ("quota.office_board", {}), ("quota.office_base", {"slug": "jinshui"})],
)
def test_a_stranger_is_asked_to_sign_in(
    visit: Visit, app: Flask, endpoint: str, values: dict[str, Any]
) -> None:
    with app.test_request_context():
        address = url_for(endpoint, **values)
    visit(endpoint, None, 303, target=f"/sign-in?next={address}", **values)


def test_the_report_says_the_same_in_plain_lines(app: Flask, database: Database) -> None:
    with database.transaction() as session:
        course_with_lessons(session, "massage")
    run = app.test_cli_runner().invoke
    lines = run(args=["quota", "report"]).output.splitlines()
    assert lines[0].startswith(
        "quota: 金水培训基地，example-zhengzhou-2026（示例）：要上线 1 门，选送 1，审核中 0，退回 0，上线 1，还差 0，"
    )
    assert lines[1].startswith("quota: 景洪培训基地，example-yunnan-2026-2030（示例）：要上线 2 门")
    assert lines[-1] == "quota: 2 bases, 2 with a duty, 1 duties with a gap"
    ended = run(args=["quota", "report", "--ended", "--region", "530000"]).output.splitlines()
    assert ended[0].endswith("还差 1，本期已结束")
    assert ended[-1] == "quota: 1 bases, 1 with a duty, 1 duties with a gap"
    assert run(args=["quota", "report", "--region", "53"]).exit_code == 2
