"""Whether people were of the ages that policy names: judged when an officer asks, and nothing of the age is kept or shown."""

import re

import sqlalchemy as sa

from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.audit.models import AuditEvent
from learnhub.db import Database
from learnhub.reports.models import AgeCheck
from learnhub.settings import Settings
from learnhub.subsidy.rules import AgeStanding
from tests.accounts.deeds import NUMBER, give
from tests.people import Someone
from tests.reports.conftest import AT
from tests.visit import Page, Submit, Visit

OUTSIDE, NOT_CHECKED = "开班那天的年龄不在本地登记的范围里的人次", "还没有核对年龄的人次"


def _told(page: Page) -> dict[str, str]:
    return {row[0]: row[1] for row in page.rows("冻结以前先看一看")}


def test_an_officer_has_ages_judged_and_reads_only_who_lies_outside(
    visit: Visit, submit: Submit, database: Database, settings: Settings, enrolment_id: int, officer: Someone,
    trainee: Someone, neighbour: Someone, auditor: Someone,
) -> None:  # fmt: skip
    page = visit("reports.quality", officer, **AT)
    assert _told(page)[NOT_CHECKED] == "1 / 1，100.00 %"
    assert "男 16 到 59 周岁，女 16 到 54 周岁" in page.words
    assert "示例：中残联 2012 年填报说明的转载" in page.words
    submit("reports.check_ages", {}, officer, target=re.compile(".*quality.done=ages"), **AT)
    told = _told(visit("reports.quality", officer, **AT))
    assert (told[NOT_CHECKED], told[OUTSIDE]) == ("0 / 1，0.00 %", "0 / 0")

    give(database, site_keys(settings), trainee, NUMBER)
    submit("reports.check_ages", {}, officer, target=re.compile(".*quality.done=ages"), **AT)
    page = visit("reports.quality", officer, **AT)
    assert _told(page)[OUTSIDE] == "1 / 1，100.00 %"
    rows = visit("reports.doubtful_rows", officer, **AT, doubt="age")
    assert [row[1:3] for row in rows.rows("请核对这些")] == [[trainee.nickname, "2026-按摩-01"]]
    for shown in (page, rows):
        assert "1949" not in shown.text
    with database.reading() as session:
        assert session.scalars(sa.select(AgeCheck.standing)).all() == [AgeStanding.OUTSIDE]
        deeds = session.scalars(sa.select(AuditEvent.words).where(AuditEvent.deed == "ages-checked")).all()
    assert deeds == ["核对学员年龄是否在范围内，1 人次；只看在不在范围，没有显示出生日期"] * 2

    visit("reports.doubtful_rows", officer, 404, **AT, doubt="nothing")
    for person, status in ((neighbour, 404), (auditor, 403)):
        submit("reports.check_ages", {}, person, status, **AT)
        visit("reports.doubtful_rows", person, status, **AT, doubt="age")


def test_a_year_without_trainees_has_no_age_to_judge(submit: Submit, officer: Someone) -> None:
    refused = submit("reports.check_ages", {}, officer, 422, **AT | {"year": 2020})
    assert refused.errors == ["没有要核对的：这一年没有学员，或者本地没有登记年龄范围。"]
