"""Three documents that nobody prepared become one submitted course: by keyboard, with scripts and without; then it is reviewed and published."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser

from learnhub.accounts.adapters.passwords import hash_password
from learnhub.accounts.cli import COMMAND_LINE
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service import people
from learnhub.primitives import Refusal, instant_now, today
from learnhub.providers.models import BaseLevel, TrainingBase
from learnhub.providers.service import BasePlan, add_base
from learnhub.settings import PROJECT_DIR
from tests.authoring.importing import documents
from tests.browser import axe, axe_in_all_themes, small_targets
from tests.journeys import new_course, review
from tests.journeys.journey_pages import OFFICER
from tests.journeys.new_course import PAGES_MAX, REFUSALS_MAX, TITLE, Road
from tests.journeys.region import Region, context_of

pytestmark = [pytest.mark.journey, pytest.mark.survey]
NARROW = 320
NEW_BASE = "金水区的新基地"
# Speech of another lesson stands in: which words are said is the author's to hear, not the site's.
VOICE = PROJECT_DIR / "content" / "courses" / "blind-massage" / "lessons" / "clean-hands.audio.mp3"
SLIDES, FOLDER = "开网店课件.pptx", "面点课.zip"


def test_a_new_instructor_brings_three_documents_and_gets_a_receipt(
    chromium: Browser, region: Region
) -> None:
    road = from_documents_to_receipt(chromium, region, "新来的周老师", scripts=True)
    judge(chromium, region, "新来的周老师", road.seen)
    published_in_the_end(chromium, region, "新来的周老师", draft_of(road.seen), scripts=True)


def test_the_same_without_scripts_on_postgresql(chromium: Browser, postgres_region: Region) -> None:
    road = from_documents_to_receipt(chromium, postgres_region, "新来的吴老师", scripts=False)
    published_in_the_end(chromium, postgres_region, "新来的吴老师", draft_of(road.seen), scripts=False)


def from_documents_to_receipt(chromium: Browser, region: Region, nickname: str, *, scripts: bool) -> Road:
    """Go the whole way and hold it to its limits."""
    new_instructor(region, nickname)
    context = context_of(chromium, region, nickname, scripts=scripts)
    page = context.new_page()
    road = Road.on(page)
    page.goto(f"{region.address}/teach/courses")
    road.keyboard.follow("从文件导入")
    road.keyboard.follow("导入文件")
    new_course.bring(road, "手部卫生讲义.docx", documents.word_with_bold_headings(corner=""), region.work_off)
    new_course.look_over_a_word_file(road)
    new_course.make_the_draft(road)
    new_course.add_to_the_draft(road, SLIDES, documents.slides_with_notes(), "单独成为", region.work_off)
    new_course.add_to_the_draft(road, FOLDER, documents.folder_of_texts(), "放进第 1 单元", region.work_off)
    new_course.plan_hours(road)
    mended = new_course.mend_all(road)
    new_course.add_a_recording(road, VOICE.read_bytes(), region.work_off)
    receipt = new_course.submit(road)
    assert TITLE in receipt
    assert f"{today().year}年" in receipt
    context.close()
    print(
        f"{nickname}: {road.pages} pages, {road.keyboard.stops} stops, {road.typed} signs typed, {mended} places mended, "
        f"refusals {road.refusals}"
    )
    assert len(road.refusals) <= REFUSALS_MAX, road.refusals
    assert not any(refusal.startswith("5") for refusal in road.refusals)
    assert road.pages <= PAGES_MAX
    return road


def draft_of(seen: list[str]) -> str:
    """Return the address of the draft among the pages that were seen."""
    return next(address.partition("/draft?")[0] + "/draft" for address in seen if "/draft?" in address)


def published_in_the_end(
    chromium: Browser, region: Region, nickname: str, draft: str, *, scripts: bool
) -> None:
    """The office returns the course with a comment and publishes it; it is found, and the office's board of the base turns at each step."""
    context = context_of(chromium, region, nickname, scripts=scripts)
    road = Road.on(context.new_page())
    assert board_of(road, region) == ("还差 1 门", "等残联开始审核")
    review.enter_as(road, region, OFFICER, "/office/courses")
    review.return_with_a_comment(road)
    assert board_of(road, region) == ("还差 1 门", "等基地修改")
    review.enter_as(road, region, nickname, f"{draft.removeprefix(region.address)}/publication")
    review.mend_and_submit_again(road)
    review.enter_as(road, region, OFFICER, "/office/courses")
    review.publish(road)
    assert board_of(road, region) == ("不差，已经够了", "没有卡住的课程")
    context.clear_cookies()
    road.page.goto(f"{region.address}/search?q=七步洗手")
    road.keyboard.press_to_beginning(f"{TITLE} 打开这一课：")
    road.keyboard.enter()
    assert "二、七步洗手法" in road.page.get_by_role("heading", level=1).inner_text()
    assert road.refusals == []
    context.close()


def board_of(road: Road, region: Region) -> tuple[str, str]:
    """Return what the office reads of the new base, two links from its board: what is lacking, and where the course is stuck."""
    review.enter_as(road, region, OFFICER, "/office/quota")
    road.keyboard.follow(NEW_BASE)
    told = road.page.locator("main").inner_text()
    lacking = next(words for words in ("不差，已经够了", "还差 1 门") if words in told)
    stuck = ("等残联开始审核", "残联正在审核", "等基地修改", "没有卡住的课程")
    return lacking, next(words for words in stuck if words in told)


def new_instructor(region: Region, nickname: str) -> None:
    """Register somebody who teaches since today at a provincial base that has nothing online yet."""
    with region.database.transaction() as session:
        base = session.scalars(sa.select(TrainingBase).where(TrainingBase.name == NEW_BASE)).first()
        if base is None:
            made_base = add_base(session, BasePlan("new-provincial", NEW_BASE, BaseLevel.PROVINCIAL, "410105", today(),
                                                   "花园路 9 号", "", "new@example.org", ""))  # fmt: skip
            assert not isinstance(made_base, Refusal)
            base = made_base
        made = people.register(
            session, typed_nickname=nickname, password_hash=hash_password("春天里的一场雨"), now=instant_now()
        )
        assert not isinstance(made, Refusal)
        given = people.grant_role(
            session,
            COMMAND_LINE,
            made.id,
            Holding(Role.INSTRUCTOR, base.id, base.region_code),
            from_on=today(),
            reason="新来的教师",
            now=instant_now(),
        )
        assert not isinstance(given, Refusal)


def judge(chromium: Browser, region: Region, nickname: str, addresses: list[str]) -> None:
    """Hold one page of each kind on the way to axe, to targets, and to a small screen."""
    context = context_of(chromium, region, nickname)
    page = context.new_page()
    found = []
    kinds: dict[str, str] = {}
    preview = next(address.partition("?")[0] for address in addresses if "done=sent" in address)
    for address in [*addresses, f"{preview}/losses", f"{preview}/removal"]:
        page_kind = "/".join(
            part
            for part in address.partition("?")[0].split("/")[3:]
            if not part.isdigit() and len(part) != 16
        )
        kinds.setdefault(page_kind, address.partition("#")[0])
    for page_kind, address in kinds.items():
        page.goto(address)
        page.wait_for_load_state("networkidle")
        # The parts that only these pages have stand on the page of a lesson: its colours are judged in every theme.
        faults = axe_in_all_themes(page) if page_kind == "teach/imports/lessons" else axe(page)
        faults += small_targets(page)
        page.set_viewport_size({"width": NARROW, "height": 640})
        if page.evaluate("document.documentElement.scrollWidth") > NARROW:
            faults.append("wider than a small screen")
        page.set_viewport_size({"width": 1280, "height": 800})
        found += [f"{address.removeprefix(region.address)}: {fault}" for fault in faults]
    context.close()
    assert not found, "\n".join(found)
