"""Learn a lesson with the keyboard alone."""

import sqlalchemy as sa
from playwright.sync_api import expect

from learnhub.catalogue.models import Lesson, LessonVersion
from learnhub.catalogue.rules import LessonText
from learnhub.catalogue.service import text_of
from tests.journeys.keyboard import Keyboard
from tests.journeys.region import Region


def complete_lesson(keyboard: Keyboard, text: LessonText, *, errs_once: bool = False) -> None:
    """Answer what is asked and close sections until the page says that the lesson is done.

    text: what the lesson says, which is how a test knows the answers. errs_once: the first answer is wrong.
    """
    page = keyboard.page
    for _act in range(3 * len(text.sections) + 2):
        if page.get_by_text("这一课学完了").count():
            return
        question = page.locator(".lesson-act legend")
        if not question.count():
            keyboard.press("本节学完")
            continue
        right, wrong = choices(text, question.inner_text())
        keyboard.choose(wrong if errs_once else right)
        keyboard.press("提交答案")
        last = page.locator(".lesson-answer").last
        expect(last).to_contain_text("再想一想" if errs_once else "答对了")
        if errs_once:
            expect(last).to_contain_text("想试几次都可以，不扣分")
        errs_once = False
    raise AssertionError(f"the lesson does not end: {page.url}")


def complete_cards(keyboard: Keyboard, text: LessonText) -> tuple[int, int]:
    """Go through a lesson card by card to its end; return how many pages that took, and how many stops at most to 下一张."""
    page = keyboard.page
    most = cards = 0
    while not page.get_by_text("这一课学完了").count():
        cards += 1
        assert cards < 60, page.url
        keyboard.go_to_top()
        before = keyboard.stops
        if page.locator("main legend").count():
            keyboard.choose(pictured_answer(text, page.locator("main legend").inner_text()))
            keyboard.press("提交答案")
            continue
        if page.get_by_role("button", name="本节学完").count():
            keyboard.press("本节学完")
            continue
        keyboard.skip_to_main()
        keyboard.follow("下一张")
        most = max(most, keyboard.stops - before)  # the skip link is one of them
    return cards, most


def lesson_text(region: Region, slug: str) -> LessonText:
    """Return what the lesson says: this is how a test knows which answers are right."""
    with region.database.reading() as session:
        version = session.scalars(sa.select(LessonVersion).join(Lesson).where(Lesson.slug == slug)).one()
        return text_of(version)


def choices(text: LessonText, prompt: str) -> tuple[str, str]:
    """Return a right and a wrong choice of the question with this prompt."""
    questions = [question for check in text.checks for question in check.questions]
    asked = next(one for one in questions if one.prompt.text == prompt.strip())
    right = next(choice.text.text for choice in asked.choices if choice.is_right)
    return right, next(choice.text.text for choice in asked.choices if not choice.is_right)


def pictured_answer(text: LessonText, prompt: str) -> str:
    """Return the name of a right choice as it is heard: what its picture shows, and its words."""
    questions = [question for check in text.checks for question in check.questions]
    asked = next(one for one in questions if one.prompt.text == prompt.strip())
    right = next(choice for choice in asked.choices if choice.is_right)
    return " ".join(
        part for part in (right.picture.description if right.picture else "", right.text.text) if part
    )


def hear(keyboard: Keyboard) -> None:
    """Press 播放 and wait until the sound of the page goes on."""
    keyboard.press_to("播放")
    keyboard.page.keyboard.press("Enter")
    keyboard.page.wait_for_function("() => document.querySelector('#main audio').currentTime > 0.3")
