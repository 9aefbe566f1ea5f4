"""A year of an office: targets, frozen reports, exports."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from learnhub.accounts.models import DuplicateNote, RoleGrant
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.completion.models import CompletionStep
from learnhub.completion.rules import CompletionStepKind
from learnhub.db import Database
from learnhub.primitives import instant_now, today
from learnhub.providers.models import BaseLifeStep
from learnhub.providers.rules.life import LifeStep
from learnhub.reports.models import ReportEdition
from learnhub.training.models import TrainingClass
from learnhub.training.rules.particulars import TraineeGroup
from tests.classes import both_bases
from tests.people import BASE_ID, Someone, make_person
from tests.reports.conftest import AT
from tests.visit import Submit, Visit

BATCHES = AT | {"kind": "batches"}
TARGET = {
    "name": "年度任务", "measure": "person-times", "value": "2", "starts_on": f"{today().year}-01-01",
    "ends_on": f"{today().year}-12-31", "source": "示例文件", "share_type": "岗位技能提升培训", "share_percent": "50",
}  # fmt: skip


def test_a_report_is_frozen_signed_by_another_and_handed_over_and_shows_what_changed_since(
    visit: Visit, submit: Submit, database: Database, enrolment_id: int, officer: Someone, colleague: Someone, neighbour: Someone
) -> None:  # fmt: skip
    wrong = submit("reports.add_target", TARGET | {"share_percent": ""}, officer, 422, **AT)
    assert wrong.errors == ["占比要同时选培训类型和填百分数，或者都不填。"]
    submit("reports.add_target", TARGET, officer, target=re.compile(".*done=target"), **AT)
    total = TARGET | {"value": "17000", "words": "17000余人", "name": "别处数的"}
    submit("reports.add_total", total, officer, target=re.compile(".*done=total"), **AT)
    year = visit("reports.year", officer, **AT)
    assert year.rows("目标和进度")[0][2:6] == [
        "2 人次", "1 人次", "1", "岗位技能提升培训 0 / 1，0.00 %，要求至少百分之 50，没有达到",
    ]  # fmt: skip
    assert year.rows("本站的数字")[0] == ["残疾学员参训", "1", "", "", "人次"]
    assert year.rows("外来的数字")[0][2:4] == ["17000 人次", "17000余人"]
    assert year.rows("本站的数字")[2] == ["结业审核通过", "0", "1", "0.00 %", "人次"]

    submit(
        "reports.freeze", {"words": "第一次"}, officer, target=re.compile(".*/editions/1.done=frozen"), **AT
    )
    again = submit("reports.freeze", {"words": "没有改什么"}, officer, 422, **AT)
    assert again.errors == ["和上一版比没有变化，不用再冻结。"]
    one = {**AT, "number": 1}
    assert "到今天没有变化" in visit("reports.edition", officer, **one).words
    assert submit("reports.sign_edition", {}, officer, 422, **one).errors == [
        "冻结的人不能自己签。请另一位同事核对以后签。"
    ]
    handed = {"department": "财政局", "delivered_on": today().isoformat(), "how": "公文交换"}
    assert submit("reports.deliver_edition", handed, colleague, 422, **one).errors == [
        "还没有签。签了以后再报送。"
    ]
    submit("reports.sign_edition", {}, colleague, target=re.compile(".*done=signed"), **one)
    assert submit("reports.sign_edition", {}, colleague, 422, **one).errors == ["这一版已经签过。"]
    early = handed | {"delivered_on": (today() - timedelta(days=1)).isoformat()}
    assert submit("reports.deliver_edition", early, colleague, 422, **one).errors == [
        "报送的日期要在冻结那天和今天之间。"
    ]
    submit("reports.deliver_edition", handed, colleague, target=re.compile(".*done=delivered"), **one)
    assert visit("reports.edition", colleague, **one).rows("同一份报表")[3][2] == "公文交换"

    submit("reports.make_batch", {}, officer, target=re.compile(".*batches.done=made"), **BATCHES)
    assert submit("reports.make_batch", {}, officer, 422, **BATCHES).errors == [
        "从上一批以后没有变化，不用再导出。"
    ]
    _complete(database, enrolment_id, officer)
    page = visit("reports.edition", colleague, **one)
    told = ["结业审核通过（人次）", "0 / 1，0.00 %", "1 / 1，100.00 %"]
    assert told in page.rows("数字的变化")
    changed = [str(enrolment_id), "更正", "2026-按摩-01", "结业审核：还没有通过", "结业审核：通过"]
    assert page.rows("哪些行变了") == [changed]
    visit("reports.difference_sheet", officer, 404, **one)  # the first edition corrects nothing
    assert submit("reports.freeze", {"words": ""}, officer, 422, **AT).errors == [
        "这是更正，请写明为什么和上一版不一样，例如“补审了两个人的结业”。"
    ]
    reason = {"words": "补审了一个人的结业"}
    submit("reports.freeze", reason, officer, target=re.compile(".*/editions/2.done=frozen"), **AT)
    two = {**AT, "number": 2}
    assert _how_far(visit, colleague) == "第 2 版，还没有签"
    submit("reports.sign_edition", {}, colleague, 422, **one)  # the newest is what is signed
    submit("reports.sign_edition", {}, colleague, target=re.compile(".*done=signed"), **two)
    sheet = visit("reports.difference_sheet", officer, **two)
    assert (sheet.rows("数字的变化"), sheet.rows("哪些行变了")) == ([told], [changed])
    assert "补审了一个人的结业" in sheet.words
    assert "由同事核对签过" in sheet.words
    table = visit("reports.difference_table", officer, **two, suffix="csv").text
    assert f"更正,{enrolment_id},2026-按摩-01,结业审核：还没有通过,结业审核：通过" in table
    assert "更正,结业审核通过（人次）,,0 / 1，0.00 %,1 / 1，100.00 %" in table
    assert _how_far(visit, colleague) == "第 2 版，签过，报送了 0 个部门"
    submit("reports.make_batch", {}, officer, target=re.compile(".*batches.done=made"), **BATCHES)
    sheet = visit("reports.batch_sheet", officer, **BATCHES, number=2, suffix="csv").text
    assert f"410105-{today().year}-002,1,更正,{enrolment_id}," in sheet

    for endpoint, values in (
        ("reports.year", AT), ("reports.ledger", AT), ("reports.quality", AT), ("reports.batches", BATCHES),
        ("reports.edition", one), ("reports.edition_sheet", one | {"suffix": "xlsx"}),
        ("reports.ledger_sheet", AT | {"suffix": "csv"}), ("reports.batch_sheet", one | BATCHES | {"suffix": "csv"}),
        ("reports.difference_sheet", two), ("reports.difference_table", two | {"suffix": "csv"}),
        ("reports.without_training", AT), ("reports.figures_sheet", AT | {"suffix": "csv"}),
    ):  # fmt: skip
        visit(endpoint, neighbour, 404, **values)
    submit("reports.sign_edition", {}, neighbour, 404, **one)
    assert "小林" not in visit("reports.ledger", neighbour, region="410102", year=today().year).words
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), database.transaction() as session:
        session.execute(sa.update(ReportEdition).values(words="别的"))


def test_a_ledger_names_people_without_numbers_and_quality_says_what_is_missing(
    visit: Visit, enrolment_id: int, officer: Someone
) -> None:
    assert visit("reports.ledger", officer, **AT).rows("培训台账")[0][1] == "小林"
    sheet = visit("reports.ledger_sheet", officer, **AT, suffix="csv").text
    assert sheet.splitlines()[1].startswith("1,小林,2026-按摩-01,")
    assert "取消的和还没批准的班不算" in sheet.splitlines()[-1]
    page = visit("reports.quality", officer, **AT)
    told = {row[0]: row[1] for row in page.rows("冻结以前先看一看")}
    assert told["残疾人证还没有核对的人次"] == "1 / 1，100.00 %"
    assert told["人数超过名额的班"] == "0 / 1，0.00 %"
    assert "本地区的学员 1 人，这一年没有上过班的 0 人。" in page.words
    assert "没有挂牌基地的" in page.words
    assert visit("reports.reports", officer).rows("本地区的年度报表")[0][0].endswith(f"{today().year} 年")
    assert (
        visit("reports.figures_sheet", officer, **AT, suffix="csv").text.splitlines()[1]
        == "残疾学员参训,1,,,人次"
    )


def test_a_province_finds_each_division_within_two_presses_and_no_page_has_many_stops(
    visit: Visit, database: Database
) -> None:
    province = make_person(database, "省里的同事", Holding(Role.OFFICER, region_code="530000"))
    page = visit("reports.reports", province)
    assert len(page.document.stops) <= 25
    rows = page.rows("本地区的年度报表")
    assert len(rows) == 25
    own = f"云南省，{today().year} 年"
    assert [row[0] for row in rows if row[0] in page.links] == [own]
    county = visit("reports.reports", province, region="530102")
    (row,) = county.rows("本地区的年度报表")
    assert county.links[row[0]] == f"/office/reports/530102/{today().year}"
    stranger = visit("reports.reports", province, region="410105")
    assert stranger.rows("本地区的年度报表") == rows


def test_whom_and_where_no_class_has_reached_is_listed(
    visit: Visit, database: Database, trainee: Someone, other_trainee: Someone, enrolment_id: int, officer: Someone
) -> None:  # fmt: skip
    with database.transaction() as session:
        here = session.scalars(
            sa.select(RoleGrant).where(RoleGrant.person_id == other_trainee.person_id)
        ).one()
        here.region_code = "410105"
        pair = sorted([trainee.person_id, other_trainee.person_id])
        session.add(DuplicateNote(first_id=pair[0], second_id=pair[1], noted_at=instant_now()))
    page = visit("reports.quality", officer, **AT)
    assert "本地区的学员 2 人，这一年没有上过班的 1 人。" in page.words
    told = {row[0]: row[1] for row in page.rows("冻结以前先看一看")}
    assert told["可能有两个账号、还没有处理的人的人次"] == "1 / 1，100.00 %"
    rows = visit("reports.without_training", officer, **AT).rows("还没有上过班的学员")
    assert rows == [["1", other_trainee.nickname]]


def test_a_base_that_was_taken_off_the_list_covers_no_county(
    visit: Visit, database: Database, officer: Someone
) -> None:
    with database.transaction() as session:
        base = both_bases(session)[0]
        assert base.region_code == "410105"
        base.listed_on = today()
    assert "没有挂牌基地的 0 个" in visit("reports.quality", officer, **AT).words
    with database.transaction() as session:
        session.add(
            BaseLifeStep(
                base_id=BASE_ID, position=1, kind=LifeStep.EXITED, on=today(), reason="示例", document="", score=None,
                level=None, taken_at=instant_now(), until=None, by_id=None,
            )
        )  # fmt: skip
    assert "没有挂牌基地的 1 个" in visit("reports.quality", officer, **AT).words


def _how_far(visit: Visit, county: Someone) -> str:
    """Return how far the county is with its year, as the calendar tells it."""
    (row,) = visit("reports.reports", county).rows("本地区的年度报表")
    return row[2]


def _complete(database: Database, enrolment_id: int, officer: Someone) -> None:
    with database.transaction() as session:
        session.add(
            CompletionStep(
                training_class_id=session.scalars(sa.text("SELECT max(id) FROM training_class")).one(),
                enrolment_id=enrolment_id,
                number=1,
                kind=CompletionStepKind.APPROVED,
                reason="",
                organiser="",
                checked={},
                person_id=officer.person_id,
                taken_at=instant_now(),
                evidence_position=1,
            )
        )


def test_staff_stand_in_a_line_of_their_own_and_reach_no_target_ledger_sum_or_national_batch(
    visit: Visit, submit: Submit, database: Database, enrolment_id: int, officer: Someone
) -> None:
    with database.transaction() as session:
        session.scalars(sa.select(TrainingClass)).one().trainee_group = TraineeGroup.STAFF
    submit("reports.add_target", TARGET, officer, target=re.compile(".*done=target"), **AT)
    year = visit("reports.year", officer, **AT)
    assert year.rows("目标和进度")[0][3] == "0 人次"
    figures = {(row[0], row[4]): row[1] for row in year.rows("本站的数字")}
    assert (figures["残疾学员参训", "人次"], figures["残疾学员参训", "人"]) == ("0", "0")
    assert figures["用人单位和服务人员参训，不计入上面", "人"] == "1"
    assert visit("reports.ledger", officer, **AT).rows("培训台账")[0][4] == "服务人员和用人单位的人"
    page = visit("reports.quality", officer, **AT)
    assert "本地区的学员 0 人，这一年没有上过班的 0 人。" in page.words
    assert submit("reports.make_batch", {}, officer, 422, **BATCHES).errors == [
        "从上一批以后没有变化，不用再导出。"
    ]
