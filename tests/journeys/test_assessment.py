"""A test by keys alone, in calm mode and easy-read, with more time granted: begun, the sign-in lost, gone on with, passed."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, expect

from learnhub.accessibility.rules import AccessProfile, encode
from learnhub.accounts.models import SignIn
from learnhub.audit.rules import Actor
from learnhub.catalogue.rules import LessonText, Question, QuestionKind
from learnhub.learning.models import AssessmentAttempt, Enrolment
from learnhub.learning.rules.accommodations import AccommodationFor, AccommodationKind, Answerer
from learnhub.learning.service import accommodations, assessments
from learnhub.learning.service.assessments.questions import text_of_item
from learnhub.primitives import Refusal, instant_now
from learnhub.storage.service import store_for
from tests.browser import listen
from tests.journeys.assessment_pages import COURSE
from tests.journeys.keyboard import Keyboard
from tests.journeys.region import Region, context_of, new_learner, person_id
from tests.journeys.test_ways_to_the_end import pictured_answer
from tests.tiny_course import FIGURES

pytestmark = [pytest.mark.journey, pytest.mark.survey]
LEARNER, PASSWORD, MANAGER = "慢慢考", "春天里的一场雨", "基地01"
STOPS_MAX = 5


def grant_more_time(region: Region) -> None:
    learner, manager = person_id(region, LEARNER), person_id(region, MANAGER)
    with region.database.transaction() as session:
        enrolment = session.scalars(sa.select(Enrolment).where(Enrolment.person_id == learner)).one()
        asked = accommodations.ask(
            session, person_id=learner, enrolment_id=enrolment.id, kinds=[AccommodationKind.EXTRA_TIME],
            asked_for=AccommodationFor.TEST, words="", figures=FIGURES, now=instant_now(),
        )  # fmt: skip
        assert not isinstance(asked, Refusal)
        accommodations.answer(
            session, Actor(manager), asked[0], Answerer.BASE,
            is_granted=True, words="", figures=FIGURES, now=instant_now(),
        )  # fmt: skip


def question_at(region: Region, position: int) -> tuple[LessonText, Question]:
    """Return the learner's question at a position, and the lesson text it was drawn from."""
    with region.database.reading() as session:
        row = session.scalars(
            sa.select(AssessmentAttempt).where(AssessmentAttempt.person_id == person_id(region, LEARNER))
        ).one()
        attempt = assessments.attempt_or_none(session, row.id)
        assert attempt is not None
        told = text_of_item(session, store_for(region.settings), attempt.paper.items[position - 1])
        return told.text, told.question


def answer_rightly(keyboard: Keyboard, text: LessonText, question: Question) -> int:
    """Answer whatever was drawn, by choosing or by putting in order; return how many fields that took."""
    if question.kind is QuestionKind.ORDERING:
        keyboard.press_to_role("combobox")
        for choice in question.choices:
            assert keyboard.focus.role == "combobox"
            for _ in range(int(choice.key[1:])):  # the first line says that a place is to be chosen
                keyboard.page.keyboard.press("ArrowDown")
            keyboard.tab()
        return len(question.choices)
    assert question.kind is QuestionKind.CHOICE
    assert not question.is_multiple
    keyboard.choose(pictured_answer(text, question.prompt.text))
    return 1


def end_sign_ins(region: Region) -> None:
    with region.database.transaction() as session:
        session.execute(
            sa.update(SignIn)
            .where(SignIn.person_id == person_id(region, LEARNER))
            .values(ended_at=instant_now())
        )


def test_a_test_is_taken_calmly_to_its_end(chromium: Browser, region: Region) -> None:
    new_learner(region, LEARNER, COURSE)
    grant_more_time(region)
    profile = AccessProfile(is_easy_read_first=True, is_calm=True)
    context = context_of(chromium, region, LEARNER, width=320, access=encode(profile))
    keyboard = Keyboard(context.new_page())
    page, complaints = keyboard.page, listen(keyboard.page)
    page.goto(f"{region.address}/courses/{COURSE}")
    keyboard.follow("我学会了吗")
    expect(page.locator("main")).to_contain_text("多给时间")
    keyboard.go_to_top()
    keyboard.press("开始测验")
    most = 0
    for position in range(1, 7):
        expect(page.locator("h1")).to_have_text(f"第 {position} 题，共 6 题：我学会了吗")
        # Nothing counts down (a question itself may speak of minutes), and nothing is wider than the smallest screen.
        assert "还剩" not in page.locator("main").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        if position == 3:
            end_sign_ins(region)
        keyboard.go_to_top()
        keyboard.skip_to_main()
        before = keyboard.stops
        fields = answer_rightly(keyboard, *question_at(region, position))
        keyboard.press("记下这个答案")
        most = max(most, keyboard.stops - before - (fields - 1))
        if position == 3:
            expect(page.locator("main")).to_contain_text("您的登录已经结束")
            keyboard.fill("昵称", LEARNER)
            keyboard.fill("密码", PASSWORD)
            keyboard.press("登录")
            keyboard.press("确认提交")
            expect(page.locator("main")).to_contain_text("答案记下了")
    print(f"test: {most} stops at most to an answer")
    assert most <= STOPS_MAX
    keyboard.go_to_top()
    keyboard.follow("都答完了，去交卷")
    keyboard.press("交卷")
    expect(page.locator("main")).to_contain_text("6 题里答对 6 题，过了")
    expect(page.locator("main")).to_contain_text("多给时间")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert complaints == []
    context.close()
