"""Whom at least one training has reached: our own people beside the counts of others, county by county."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from learnhub.accounts.models import RoleGrant
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.db import Database
from learnhub.policy.models import PolicyFigure
from learnhub.primitives import Refusal, today
from learnhub.reports.rules import read_counts
from tests.people import Someone, make_person
from tests.reports.conftest import AT
from tests.visit import Submit, Visit

YEAR = today().year
TYPED = {"counted_on": f"{YEAR}-01-01", "source": "区残联 2026 年持证统计（测试）", "counts": "410105 40"}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("410105 40", [("410105", 40)]),
        ("４１０１０５\t1,234人\n\n410102  0", [("410105", 1234), ("410102", 0)]),
        ("", "lines"),
        ("\n".join(f"41{number:04d} 1" for number in range(301)), "lines"),
        ("金水区 40", "line"),
        ("410105 -1", "line"),
        ("410105 1.5", "line"),
        ("410105 1\n410105 2", "twice"),
    ],
)
def test_counts_by_division_are_read_as_they_are_typed_or_pasted(
    typed: str, told: list[tuple[str, int]] | str
) -> None:
    read = read_counts(typed)
    assert (read.code if isinstance(read, Refusal) else read) == told


def test_our_people_stand_beside_the_count_of_others_with_numerator_and_denominator(
    visit: Visit, submit: Submit, database: Database, enrolment_id: int, officer: Someone, other_trainee: Someone,
    neighbour: Someone,
) -> None:  # fmt: skip
    with database.transaction() as session:
        own = session.scalars(
            sa.select(RoleGrant).where(RoleGrant.person_id == other_trainee.person_id)
        ).one()
        own.region_code = "410105"
    before = visit("reports.coverage", officer, **AT).words
    assert "本站学员2 人" in before
    assert "这一年上过班的人，占本站学员1 / 2，50.00 %" in before
    assert "持证的劳动年龄残疾人，别人数的没有登记" in before

    for changed, sentence in (
        ({"counts": "410102 40"}, "410102 不在本地区里，请核对。"),
        ({"counts": "x"}, "第 1 行没有看懂，请写成“410105 12345”这样，中间空一格。"),
        (
            {"counted_on": (today() + timedelta(days=1)).isoformat()},
            "统计的日期还没有到，请填今天或以前的日期。",
        ),
        ({"source": " "}, "请填写来源，写明哪个单位的哪份文件、文号。"),
    ):
        assert submit("reports.keep_holders", TYPED | changed, officer, 422, **AT).errors == [sentence]
    submit("reports.keep_holders", TYPED, officer, target=re.compile(".*coverage.done=holders"), **AT)
    corrected = TYPED | {"counts": "410105 50"}
    submit("reports.keep_holders", corrected, officer, target=re.compile(".*coverage.done=holders"), **AT)
    page = visit("reports.coverage", officer, **AT)
    assert f"持证的劳动年龄残疾人，别人数的50 人，统计到 {YEAR}年1月1日" in page.words
    assert "到这一年年底至少上过一次班的人，占持证的人1 / 50，2.00 %" in page.words
    sheet = visit("reports.coverage_sheet", officer, **AT, suffix="csv").text.splitlines()
    assert sheet[1].startswith(
        f"410105,河南省郑州市金水区,,50,{YEAR}-01-01,区残联 2026 年持证统计（测试）,2,1,50.00 %,2.00 %,1,"
    )
    last = visit("reports.coverage", officer, **AT | {"year": YEAR - 1}).words
    assert "持证的劳动年龄残疾人，别人数的没有登记" in last
    assert "这一年上过班的人，占本站学员0 / 2，0.00 %" in last
    for endpoint in ("reports.coverage", "reports.new_holders"):
        visit(endpoint, neighbour, 404, **AT)
    submit("reports.keep_holders", TYPED, neighbour, 404, **AT)


def test_counties_are_never_added_up_silently_and_less_developed_ones_are_seen_alone(
    visit: Visit, submit: Submit, database: Database, enrolment_id: int
) -> None:
    prefecture = {"region": "410100", "year": YEAR}
    office = make_person(database, "市里的同事", Holding(Role.OFFICER, region_code="410100"))
    for counts, sentence in (
        (
            "410105 40",
            "里，1 个登记了别人数的人数，加起来 40 人；还有 1 个没有登记，所以这个和不是本地区的数字。",
        ),
        ("410105 40\n410102 10", "2 个县（市、区）都登记了别人数的人数，加起来 50 人。"),
    ):
        typed = TYPED | {"counts": counts}
        submit(
            "reports.keep_holders", typed, office, target=re.compile(".*coverage.done=holders"), **prefecture
        )
        page = visit("reports.coverage", office, **prefecture)
        assert sentence in page.words
    assert "持证的劳动年龄残疾人，别人数的没有登记" in page.words  # of the prefecture itself
    assert "没有登记哪些是欠发达地区" in page.words
    with database.transaction() as session:
        session.add(
            PolicyFigure(
                key="reports.less_developed", region_code="410105", value="yes", unit="", valid_from=date(2020, 1, 1),
                valid_to=None, source="示例：测试用的文件", caveat="", objection="", is_example=True, made_by=office.person_id,
                made_at=sa.func.now(), evidence_position=1,
            )
        )  # fmt: skip
    [row] = visit("reports.coverage", office, **prefecture, less="yes").rows("按地区代码排，一共 1 个")
    assert row[0] == "河南省郑州市金水区（欠发达）"
    assert row[1] == "1 / 1，100.00 %"
