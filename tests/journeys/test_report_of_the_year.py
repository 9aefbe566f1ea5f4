"""The province freezes its year, a county decides late, and what that corrects becomes a signed difference sheet: by keyboard alone."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser

from learnhub.accounts.adapters.passwords import hash_password
from learnhub.accounts.cli import COMMAND_LINE
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service import people
from learnhub.primitives import Refusal, instant_now, today
from learnhub.reports.rules import DEPARTMENTS
from learnhub.training.models import TrainingClass
from tests.journeys import review
from tests.journeys.journey_pages import COUNTY_OFFICER, EASY_READER, OFFICER
from tests.journeys.new_course import Road
from tests.journeys.passing import every_page
from tests.journeys.region import Region, context_of

pytestmark = [pytest.mark.journey, pytest.mark.survey]
COLLEAGUE, REASON = "省干部02", "金水区补审了一个人的结业"
CLASS_OVER = "演示-手机-00"


def test_a_correction_after_the_freeze_becomes_a_signed_difference_sheet(
    chromium: Browser, region: Region
) -> None:
    freeze_correct_and_hand_over(chromium, region, scripts=True)


def test_the_same_without_scripts_on_postgresql(chromium: Browser, postgres_region: Region) -> None:
    freeze_correct_and_hand_over(chromium, postgres_region, scripts=False)


def freeze_correct_and_hand_over(chromium: Browser, region: Region, *, scripts: bool) -> None:
    """Go the whole way; every page of it is sound, light and within its stops."""
    new_colleague(region)
    context = context_of(chromium, region, OFFICER, scripts=scripts)
    road = Road.on(context.new_page())
    with every_page(region.app) as passed:
        the_year(road, region, OFFICER)
        road.fill("这一版的说明（选填）", "年底第一次")
        road.keyboard.press("按现在的数字冻结一版")
        assert road.heading.endswith("第 1 版")
        assert "请另一位同事核对以后签" in told(road)

        review.enter_as(road, region, COUNTY_OFFICER, "/office")
        road.open("结业审核，")
        road.open("手机")
        road.keyboard.follow(EASY_READER)
        road.keyboard.press("同意结业")

        the_year(road, region, OFFICER)
        road.keyboard.follow("第 1 版")
        assert "结业审核：还没有通过" in told(road)
        road.back("河南省，")
        road.keyboard.press("按现在的数字冻结一版")
        assert "请写明为什么和上一版不一样" in told(road)
        assert len(road.refusals) == 1
        road.fill("为什么和上一版不一样", REASON)
        road.keyboard.press("按现在的数字冻结一版")
        assert road.heading.endswith("第 2 版")

        the_year(road, region, COLLEAGUE)
        road.keyboard.follow("第 2 版")
        road.open("差异表：")
        for words in (REASON, "还没有签。", "结业审核：还没有通过", "结业审核：通过"):
            assert words in told(road)
        road.back("第 2 版")
        road.keyboard.press("我核对过，签这一版")
        for department in DEPARTMENTS:
            road.unfold("记下报送给一个部门")
            road.select("报送给哪个部门", department)
            road.fill("报送日期", today().isoformat())
            road.fill("怎么送的", "公文交换")
            road.keyboard.press("记下报送")
        review.enter_as(road, region, OFFICER, "/office/reports")
        assert "第 2 版，签过，报送了 5 个部门" in told(road)
    context.close()
    assert len(road.refusals) == 1, road.refusals
    found = passed.faults()
    assert not found, "\n".join(found)


def the_year(road: Road, region: Region, person: str) -> None:
    """Come from the desk to the page of the province's year in which the class that is over opened."""
    with region.database.reading() as session:
        opened_on = session.scalars(
            sa.select(TrainingClass.opened_on).where(TrainingClass.number == CLASS_OVER)
        ).one()
    review.enter_as(road, region, person, "/office")
    road.unfold("名册和报表")
    road.keyboard.follow("目标、报表和台账")
    road.keyboard.follow(f"河南省，{opened_on.year} 年")


def told(road: Road) -> str:
    """Return what the page says."""
    return road.page.locator("main").inner_text()


def new_colleague(region: Region) -> None:
    """Register a second officer of the province: whoever froze a report can't sign it."""
    with region.database.transaction() as session:
        made = people.register(
            session,
            typed_nickname=COLLEAGUE,
            password_hash=hash_password("春天里的一场雨"),
            now=instant_now(),
        )
        assert not isinstance(made, Refusal)
        given = people.grant_role(
            session,
            COMMAND_LINE,
            made.id,
            Holding(Role.OFFICER, region_code="410000"),
            from_on=today(),
            reason="第二位核对的人",
            now=instant_now(),
        )
        assert not isinstance(given, Refusal)
