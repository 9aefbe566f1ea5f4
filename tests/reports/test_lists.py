"""Published lists: versions that stay, what changed, who may publish which, and tables that no program takes for formulas."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
import sqlalchemy as sa

from learnhub.db import Database
from learnhub.policy.service import figures_in_force
from learnhub.primitives import instant_now, today
from learnhub.providers.models import BaseLifeStep, TrainingBase
from learnhub.providers.rules.life import LifeStep
from learnhub.providers.rules.particulars import Nature
from learnhub.reports.models import PublishedList
from learnhub.reports.rules import Change, ListKind
from learnhub.reports.service import lists
from learnhub.settings import PROJECT_DIR
from tests.bases import with_bases
from tests.classes import course_with_lessons
from tests.people import BASE_ID, Someone
from tests.visit import Page, Submit, Visit

AT = {"kind": "institutions", "region": "410105"}
FIRST = {"words": "2026 年第一次公布"}


@pytest.fixture(autouse=True)
def _bases(database: Database) -> None:
    with_bases(database)
    with database.transaction() as session:
        base = session.get_one(TrainingBase, BASE_ID)
        base.name = "=金水培训基地"
        course, _lessons = course_with_lessons(session, "massage")
        course.base_id = BASE_ID
        session.add(
            BaseLifeStep(
                base_id=BASE_ID, position=1, kind=LifeStep.LISTED, on=today(), until=None, reason="", document="示例文件",
                score=None, level=None, by_id=None, taken_at=instant_now(),
            )
        )  # fmt: skip


def _seen(page: Page) -> str:
    found = re.search(r'name="seen"[^>]* value="([0-9a-f]{16})"', page.text)
    assert found is not None
    return found[1]


def test_an_office_publishes_versions_and_everybody_reads_what_changed(
    visit: Visit, submit: Submit, database: Database, officer: Someone
) -> None:
    assert "还没有公布过名单。" in visit("reports.lists", None).words
    asked = visit("reports.new_list", officer, **AT)
    assert asked.rows("和现在公布的比，一共 1 行不一样") == [["新列入", "=金水培训基地", "没有", "有"]]
    seen = {"seen": _seen(asked)}
    assert submit("reports.publish_list", seen, officer, 422, **AT).errors == [
        "请写明为什么公布，例如“2026 年第一次公布”或者文件名和文号。"
    ]
    target = "/lists/institutions/410105/1?done=published"
    submit("reports.publish_list", FIRST | seen, officer, target=target, **AT)
    assert submit("reports.publish_list", FIRST | seen, officer, 422, **AT).errors == [
        "和上一版比没有变化，不用再公布。"
    ]

    with database.transaction() as session:
        base = session.get_one(TrainingBase, BASE_ID)
        base.phone, base.nature = "0371-0000000", Nature.ASSOCIATION
    changed = {"words": "换了电话", "seen": _seen(visit("reports.new_list", officer, **AT))}
    with database.transaction() as session:
        session.get_one(TrainingBase, BASE_ID).address = "花园路 9 号"
    assert submit("reports.publish_list", changed, officer, 422, **AT).errors == [
        "您看的时候名单又变了。请看过下面的新内容再公布。"
    ]
    changed["seen"] = _seen(visit("reports.new_list", officer, **AT))
    submit("reports.publish_list", changed, officer, target=target.replace("/1?", "/2?"), **AT)

    first, second = AT | {"number": 1}, AT | {"number": 2}
    old = visit("reports.list_version", None, **first)
    assert "这是旧的一版" in old.words
    assert "0371-0000000" not in old.words
    told = visit("reports.list_version", None, **second)
    assert "河南省郑州市金水区残联" in told.words
    assert "改了 1 行" in told.words
    [[change, name, before, after]] = visit("reports.list_difference", None, **second).rows(
        "改了的，一共 1 行"
    )
    assert (change, name) == ("有改动", "=金水培训基地")
    assert "花园路 9 号" not in before
    assert "地址：花园路 9 号；电话：0371-0000000；办学性质：社会组织办" in after
    assert "办学性质：没有写" in before
    visit("reports.list_difference", None, 404, **first)
    assert "第 2 版" in visit("reports.lists", None).words
    assert "换了电话" in visit("reports.list_versions", None, **AT).words

    assert told.rows("名单，一共 1 行")[0][1].endswith("、社会组织办")
    csv = visit("reports.list_table", None, **second, suffix="csv").text.splitlines()
    assert csv[1].startswith("'=金水培训基地,")
    book = openpyxl.load_workbook(
        io.BytesIO(visit("reports.list_table", None, **second, suffix="xlsx").content)
    )
    assert [row[0].value for row in book["名单"].iter_rows(min_row=2)] == ["=金水培训基地"]
    assert book["和上一版比"]["A2"].value == "有改动"
    assert "f" not in {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    for change_of in (sa.update(PublishedList).values(words="别的话"), sa.delete(PublishedList)):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), database.transaction() as session:
            session.execute(change_of)


def test_projects_name_what_listed_bases_teach_now(
    visit: Visit, submit: Submit, database: Database, officer: Someone
) -> None:
    at = AT | {"kind": "projects"}
    seen = {"seen": _seen(visit("reports.new_list", officer, **at))}
    target = "/lists/projects/410105/1?done=published"
    submit("reports.publish_list", FIRST | seen, officer, target=target, **at)
    [row] = visit("reports.list_version", None, **at, number=1).rows("名单，一共 1 行")
    assert row[2] == "=金水培训基地（河南省郑州市金水区）"
    assert row[5].startswith(
        "培训费普遍性标准：标准未载明；每个线下课日的生活费（含交通费）补贴：30.00 元/天。来源：郑州市人力资源和社会保障局 2021-06-08"
    )
    with database.transaction() as session:
        session.get_one(
            TrainingBase, BASE_ID
        ).region_code = "110101"  # where no figure holds but the country's
        figures = figures_in_force(session, PROJECT_DIR / "content")
        [told] = lists.rows_now(session, ListKind.PROJECTS, "110101", figures, today()).values()
        assert (told[10], told[11]) == (lists.NOT_STATED, lists.NOT_STATED)
        session.get_one(TrainingBase, BASE_ID).region_code = "410105"
    with database.transaction() as session:
        session.add(
            BaseLifeStep(
                base_id=BASE_ID, position=2, kind=LifeStep.EXITED, on=today(), until=None, reason="不办了",
                document="示例文件", score=None, level=None, by_id=None, taken_at=instant_now(),
            )
        )  # fmt: skip
    gone = visit("reports.new_list", officer, **at)
    assert [one[0] for one in gone.rows("和现在公布的比，一共 1 行不一样")] == ["不再列入"]
    assert submit("reports.publish_list", FIRST | {"seen": _seen(gone)}, officer, 422, **at).errors == [
        "本地区现在没有可以列入的，不能公布空的名单。"
    ]


def test_only_the_office_of_the_place_publishes(
    visit: Visit, submit: Submit, neighbour: Someone, auditor: Someone, base_manager: Someone
) -> None:
    for person, status in ((neighbour, 404), (auditor, 403), (base_manager, 403)):
        visit("reports.new_list", person, status, **AT)
        submit("reports.publish_list", FIRST, person, status, **AT)
    assert "金水区" not in visit("reports.office_lists", neighbour).words
    for region in ("999999", "410105"):
        visit("reports.list_versions", None, 404, kind="institutions", region=region)


def test_a_base_whose_notice_runs_is_listed_with_its_end_and_a_way_to_object(
    visit: Visit, database: Database
) -> None:
    ends = today() + timedelta(days=7)
    with database.transaction() as session:
        session.add(
            BaseLifeStep(
                base_id=BASE_ID, position=2, kind=LifeStep.PUBLICISED, on=today(), until=ends, reason="", document="",
                score=None, level=None, by_id=None, taken_at=instant_now(),
            )
        )  # fmt: skip
    told = visit("reports.lists", None)
    assert f"公示到 {ends.year}年{ends.month}月{ends.day}日" in told.words
    assert "/complaints" in told.links["写意见：不用登录，不用写您是谁"]


def test_a_version_from_before_lists_told_of_money_and_nature_is_read_as_saying_nothing_of_them() -> None:
    old = ["课程", "就业技能培训", "五级", "基地", "410105", "10", "20", "", "", "免费", ""]
    assert lists.whole_row(ListKind.PROJECTS, old) == [*old[:-1], "", "", ""]
    now = {"1": [*old[:-1], lists.NOT_STATED, lists.NOT_STATED, ""]}
    assert [one.change for one in lists.list_changes(ListKind.PROJECTS, {"1": old}, now)] == [
        Change.CORRECTED
    ]
    assert lists.list_changes(ListKind.PROJECTS, {"1": old}, {"1": old}) == []
