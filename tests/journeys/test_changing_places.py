"""Mother and child change places on one telephone, by keyboard alone: two presses, and nothing of the one before is left."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser import SWITCHES, chromium_program, listen, open_context
from tests.journeys.keyboard import Keyboard
from tests.journeys.region import Region, new_learner

pytestmark = [pytest.mark.journey, pytest.mark.survey]
COURSE, PASSWORD = "coffee-easyread", "春天里的一场雨"
LEAVE = "退出，换人使用"
SEQUENCE = ("太阳", "杯子", "杯子", "小船")
_RESTORED_MS = 300
_KEEP = (
    "() => { localStorage.setItem('learnhub.place.x', '1'); sessionStorage.setItem('courseware:x', '1'); }"
)
_KEPT = "() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((key) => !key.startsWith('learnhub.device.'))"


@pytest.fixture
def telephone(chromium: Browser) -> Iterator[Browser]:
    """A browser that holds whole pages for its back key, as telephones do; Playwright's own doesn't."""
    held = chromium.browser_type.launch(
        executable_path=chromium_program(),
        args=list(SWITCHES),
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield held
    held.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_mother_and_child_change_places_on_one_telephone(
    telephone: Browser, region: Region, scripts: bool
) -> None:
    mother, child = (f"{name}{int(scripts)}" for name in ("换位妈妈", "换位小满"))
    for nickname in (mother, child):
        new_learner(region, nickname, COURSE)
    context = open_context(telephone, width=360, scripts=scripts)
    page = context.new_page()
    complaints = listen(page)
    keyboard = Keyboard(page)

    sign_in(keyboard, region, mother)
    show_on_device(keyboard, region, "兔子")
    page.goto(f"{region.address}/me/sign-ins")
    leave(keyboard, scripts)
    keyboard.follow("另一个人")
    fill_in(keyboard, child)
    choose_pictures(keyboard, region)
    show_on_device(keyboard, region, "猫")
    look_back(page, mother)

    page.goto(f"{region.address}/courses/{COURSE}")
    leave(keyboard, scripts)  # the first press
    keyboard.follow(mother)  # the second
    assert page.get_by_label("昵称", exact=True).input_value() == mother
    look_back(page, child)

    page.goto(f"{region.address}/sign-in/people")
    keyboard.follow(child)
    for number, word in enumerate(SEQUENCE, start=1):
        expect(page.get_by_role("heading", level=1)).to_have_text(f"用图片登录：请按第 {number} 张")
        keyboard.press(word)
    expect(page.locator(".site-header__person")).to_have_text(child)
    page.go_back(wait_until="commit")
    page.wait_for_timeout(_RESTORED_MS)
    assert "已经选了" not in page.locator("main").inner_text()
    assert complaints == []
    context.close()


def test_a_page_in_another_window_goes_with_its_person_and_stays_for_the_same_one(
    chromium: Browser, region: Region
) -> None:
    mother, child = "两窗妈妈", "两窗小满"
    for nickname in (mother, child):
        new_learner(region, nickname, COURSE)
    context = open_context(chromium, width=360)
    first, second = context.new_page(), context.new_page()
    keyboard = Keyboard(second)
    sign_in(keyboard, region, mother)
    first.goto(f"{region.address}/courses/{COURSE}/lessons/americano-serve/enquiries")
    typed = first.get_by_label("您的问题（选填）")
    typed.fill("还没有发的话")
    context.clear_cookies()  # the sign-in ended by itself, and she signs in beside it
    sign_in(keyboard, region, mother)
    expect(second.locator(".site-header__person")).to_have_text(mother)
    first.wait_for_timeout(_RESTORED_MS)
    assert typed.input_value() == "还没有发的话"
    keyboard.go_to_top()
    keyboard.press(LEAVE)
    expect(first.locator(".site-header__person")).to_have_count(0)
    assert "还没有发的话" not in first.content()
    assert mother not in first.content()
    sign_in(keyboard, region, child)
    first.goto(f"{region.address}/me")
    context.clear_cookies()
    sign_in(keyboard, region, mother)  # without a word of signing out
    expect(first.locator(".site-header__person")).to_have_text(mother)
    context.close()


def test_a_passkey_is_made_and_used_in_a_browser(chromium: Browser, region: Region) -> None:
    nickname, address = "通行小满", region.address.replace("127.0.0.1", "localhost")
    new_learner(region, nickname, COURSE)
    context = open_context(chromium)
    page = context.new_page()
    complaints = listen(page)
    keyboard = Keyboard(page)
    protocol = context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    protocol.send("WebAuthn.addVirtualAuthenticator", {"options": device})

    page.goto(f"{address}/sign-in")
    fill_in(keyboard, nickname)
    page.goto(f"{address}/me/passkeys")
    keyboard.fill("现在的密码", PASSWORD)
    keyboard.press("下一步")
    keyboard.press("在这台设备上加通行密钥")
    expect(page.locator(".notice--success")).to_contain_text("通行密钥加好了")
    keyboard.go_to_top()
    keyboard.press(LEAVE)
    keyboard.press("用通行密钥登录")
    expect(page.locator(".site-header__person")).to_have_text(nickname)
    page.goto(f"{address}/me/sign-ins")
    expect(page.locator("main")).to_contain_text("用通行密钥登录")
    assert complaints == []
    context.close()


def sign_in(keyboard: Keyboard, region: Region, nickname: str) -> None:
    keyboard.page.goto(f"{region.address}/sign-in")
    fill_in(keyboard, nickname)


def fill_in(keyboard: Keyboard, nickname: str) -> None:
    keyboard.fill("昵称", nickname)
    keyboard.fill("密码", PASSWORD)
    keyboard.press("登录")


def show_on_device(keyboard: Keyboard, region: Region, face: str) -> None:
    keyboard.page.goto(f"{region.address}/me/device")
    keyboard.press(face)
    expect(keyboard.page.locator("main")).to_contain_text(f"小图是“{face}”")


def choose_pictures(keyboard: Keyboard, region: Region) -> None:
    keyboard.page.goto(f"{region.address}/me/pictures")
    for word in SEQUENCE:
        keyboard.press(word)
    keyboard.fill("现在的密码", PASSWORD)
    keyboard.press("就用这 4 张")


def leave(keyboard: Keyboard, scripts: bool) -> None:
    """Press the button of every page; what scripts kept is gone with the person."""
    page = keyboard.page
    if scripts:
        page.evaluate(_KEEP)
        assert len(page.evaluate(_KEPT)) == 2
    keyboard.press(LEAVE)
    expect(page.get_by_role("heading", level=1)).to_have_text("换人使用")
    if scripts:
        page.wait_for_function(f"({_KEPT})().length === 0")


def look_back(page: Page, nickname: str) -> None:
    """Press the browser's back key again and again: no page is the other person's, whose nickname stands on top of each."""
    here = page.url
    for _ in range(4):
        try:
            page.go_back(wait_until="commit", timeout=5_000)  # a page that was held whole loads nothing
        except Error as fault:
            if "ERR_CACHE_MISS" not in str(fault):  # the answer to a form: the browser shows nothing of it
                raise
            continue
        page.wait_for_timeout(_RESTORED_MS)
        assert nickname not in page.locator("header").inner_text()
    page.goto(here)
