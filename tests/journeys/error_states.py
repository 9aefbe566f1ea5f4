"""Ways into every state of error that a person can meet on the journeys, gone as people go them: by pressing what stands there."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.journeys.journey_pages import EASY_READER, INSTRUCTOR, LESSON, TRAINEE, places
from tests.journeys.keyboard import Keyboard
from tests.journeys.region import Region

Way = Callable[[Page, Region], None]


@dataclass(frozen=True)
class ErrorState:
    """A page that says what went wrong. status: of its answer. told: words that must stand in main."""

    name: str
    status: int
    told: str
    way: Way
    person: str | None = None


def _open(path: str) -> Way:
    return lambda page, region: _go(page, region, path)


def _go(page: Page, region: Region, path: str) -> None:
    page.goto(region.address + path.format(**places(region)))


def _pressing(path: str, button: str, **typed: str) -> Way:
    """Open a page, type what stands in typed (label = text), press a button."""

    def way(page: Page, region: Region) -> None:
        _go(page, region, path)
        keyboard = Keyboard(page)
        for label, text in typed.items():
            keyboard.fill(label, text)
        keyboard.press(button)

    return way


def _wrong_answer(page: Page, region: Region) -> None:
    _go(page, region, LESSON)
    keyboard = Keyboard(page)
    keyboard.choose("每个星期剪一次，到时间就算合适")
    keyboard.press("提交答案")


def _page_of_an_old_sign_in(page: Page, region: Region) -> None:
    _go(page, region, "/me/password")
    page.evaluate(
        "() => { for (const field of document.getElementsByName('form_token')) field.value = 'old.token'; }"
    )
    keyboard = Keyboard(page)
    keyboard.fill("现在的密码", "yanshi-88")
    keyboard.fill("新密码", "春天里的一场雨")
    keyboard.press("修改密码")


def _more_than_a_megabyte(page: Page, region: Region) -> None:
    _go(page, region, "/accessibility/report")
    page.evaluate("() => { document.querySelector('main textarea').value = '长'.repeat(400000); }")
    Keyboard(page).press("发送报告")


def _form_of_another_site(page: Page, region: Region) -> None:
    page.route(
        "http://elsewhere.example/",
        lambda route: route.fulfill(
            content_type="text/html; charset=utf-8",
            body=f"<!doctype html><title>别处</title><form method='post' action='{region.address}/register'>"
            "<button>送出</button></form>",
        ),
    )
    page.goto("http://elsewhere.example/")
    Keyboard(page).press("送出")


def _minutes_that_cannot_be(page: Page, region: Region) -> None:
    _go(page, region, "/teach/classes/{class}/sessions/{session}")
    Keyboard(page).fill("学员01到课几分钟", "一整天")
    Keyboard(page).press("保存点名")


STATES = (
    ErrorState("register-empty", 422, "请填写昵称。", _pressing("/register", "注册")),
    ErrorState(
        "register-weak-password",
        422,
        "这个密码太常见",
        _pressing("/register", "注册", 昵称="小雪", 密码="12345678"),
    ),
    ErrorState(
        "sign-in-wrong-password",
        422,
        "昵称或密码不对",
        _pressing("/sign-in", "登录", 昵称="学员02", 密码="不是这个密码"),
    ),
    ErrorState("sign-in-needed", 401, "请先登录，再接着提交", _pressing("/courses/blind-massage", "报名")),
    ErrorState("answer-wrong", 200, "再想一想", _wrong_answer),
    ErrorState("answer-missing", 422, "请先选一个答案", _pressing(LESSON, "提交答案")),
    ErrorState("forbidden", 403, "请换一个账号登录", _open("/office/people"), TRAINEE),
    ErrorState("not-found", 404, "网址可能打错了", _open("/courses/no-such-course")),
    ErrorState("not-by-link", 405, "用页面上的按钮操作", _open("/sign-out")),
    ErrorState("conflict", 409, "密码没有带过来，下一页请再填一次", _page_of_an_old_sign_in, TRAINEE),
    ErrorState("too-large", 413, "请删短文字", _more_than_a_megabyte),
    ErrorState("form-of-another-site", 403, "请打开本站的页面，再填一次", _form_of_another_site),
    ErrorState("report-empty", 422, "请写下遇到的困难", _pressing("/accessibility/report", "发送报告")),
    ErrorState(
        "certificate-wrong",
        422,
        "您填了 10 位",
        _pressing("/me/certificate", "保存", 残疾人证号="4101051949"),
        EASY_READER,
    ),
    ErrorState("roll-wrong", 422, "之间的整数", _minutes_that_cannot_be, INSTRUCTOR),
)
