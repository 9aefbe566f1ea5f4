"""A look back over any period: years beside each other, persons of the whole counted once."""

from datetime import date

from learnhub.db import Database
from learnhub.learning.models import Enrolment
from learnhub.primitives import today
from learnhub.providers.models import TrainingBase
from learnhub.reports.rules import years_of
from learnhub.training.models import ClassState
from tests.classes import ClassDays, course_with_lessons, enrol, join, open_class
from tests.people import BASE_ID, Someone
from tests.reports.conftest import AT
from tests.visit import Visit

REGION = {"region": AT["region"]}


def test_a_period_is_cut_where_years_end() -> None:
    assert years_of(date(2024, 7, 1), date(2026, 2, 3)) == [
        (date(2024, 7, 1), date(2024, 12, 31)),
        (date(2025, 1, 1), date(2025, 12, 31)),
        (date(2026, 1, 1), date(2026, 2, 3)),
    ]
    assert years_of(date(2026, 2, 3), date(2026, 2, 3)) == [(date(2026, 2, 3), date(2026, 2, 3))]


def test_years_stand_beside_each_other_and_a_person_of_both_is_one_person(
    visit: Visit, database: Database, enrolment_id: int, officer: Someone, neighbour: Someone
) -> None:
    last = today().year - 1
    with database.transaction() as session:
        person_id = session.get_one(Enrolment, enrolment_id).person_id
        course, _lessons = course_with_lessons(session, "cooking")
        base = session.get_one(TrainingBase, BASE_ID)
        days = ClassDays(first=date(last, 12, 30), days=1)
        made = open_class(session, course, base, number="去年-01", region_code=AT["region"], days=days)
        join(session, made, enrol(session, person_id, course))
        made.state = ClassState.CLOSED
    asked = {"starts_on": f"{last}-12-01", "ends_on": f"{today().year}-12-31"}
    page = visit("reports.periods", officer, **REGION, **asked)
    assert page.rows("这段时间的数字")[:3] == [
        ["残疾学员参训", "人次", "2", "1", "1"],
        ["残疾学员参训", "人", "1", "1", "1"],
        ["结业审核通过", "人次", "0 / 2，0.00 %", "0 / 1，0.00 %", "0 / 1，0.00 %"],
    ]
    table = visit("reports.periods_sheet", officer, **REGION, **asked, suffix="csv").text.splitlines()
    assert table[0].endswith(
        f"项目,单位,{last}-12-01 到 {today().year}-12-31,{last}-12-01 到 {last}-12-31,{today().year} 年"
    )
    assert table[1] == "残疾学员参训,人次,2,1,1"
    assert visit("reports.periods", officer, **REGION).rows("这段时间的数字")[0] == [
        "残疾学员参训",
        "人次",
        "1",
    ]

    long = visit("reports.periods", officer, 422, **REGION, starts_on="2020-01-01", ends_on="2026-01-01")
    assert long.errors == ["一次最多看 6 个年度，请把日期改近一些。"]
    turned = visit("reports.periods", officer, 422, **REGION, starts_on="2026-02-01", ends_on="2026-01-01")
    assert turned.errors == ["结束的日期要在开始的日期以后。"]
    visit("reports.periods_sheet", officer, 422, **REGION, suffix="csv")
    visit("reports.periods", neighbour, 404, **REGION)
