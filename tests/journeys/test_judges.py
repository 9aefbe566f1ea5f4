"""Each judge of whole pages finds the fault that is planted for it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser import open_context
from tests.journeys.judges import (
    Meter,
    all_faults,
    open_metered,
    stops,
    too_wide,
    unreachable_at_400_percent,
    weight_faults,
)
from tests.journeys.keyboard import Keyboard

pytestmark = pytest.mark.journey
SITE = "http://planted.example"
SOUND = "<audio controls preload='none' src='/tone.wav' aria-label='听'></audio>"


def _whole(body: str) -> str:
    return (
        "<!doctype html><html lang='zh-CN'><head><meta charset='utf-8'><title>页</title></head><body>"
        f"<main id='main'><h1>页</h1>{body}</main></body></html>"
    )


@pytest.fixture
def planted(chromium: Browser) -> Iterator[Page]:
    """A page whose every address is answered by what the test plants."""
    context = open_context(chromium)
    page = context.new_page()
    page.route("http://*.example/**", lambda route: route.fulfill(body="", content_type="image/png"))
    yield page
    context.close()


def plant(page: Page, body: str, path: str = "/") -> str:
    """Answer an address with a page that holds this, and return the address."""

    def answer(route: Route) -> None:
        route.fulfill(body=_whole(body), content_type="text/html; charset=utf-8")

    page.route(SITE + path, answer)
    return SITE + path


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<p>" + "字" * 10_100 + "</p>", "HTML of"),
        ("<img src='http://elsewhere.example/a.png' alt='图'>", "asked another host"),
        ("".join(f"<img src='/{n}.png' alt='图'>" for n in range(6)), "8 requests, over 6"),
        ("<audio src='/tone.wav' preload='auto'></audio>", "loaded by itself"),
        ("<audio src='/tone.wav' preload='none' autoplay></audio>", "play by themselves"),
    ],
)
def test_what_is_too_heavy_or_comes_by_itself_is_told(planted: Page, body: str, told: str) -> None:
    html, found = open_metered(planted, plant(planted, body))
    assert html == _whole(body)
    assert any(told in line for line in found), found


def test_a_light_page_has_no_faults_of_weight(planted: Page) -> None:
    _html, found = open_metered(planted, plant(planted, f"<p>轻</p>{SOUND}"))
    assert found == []


def test_bytes_over_the_wire_are_summed(planted: Page) -> None:
    meter = Meter.of(planted)
    planted.route(
        f"{SITE}/big.png",
        lambda route: route.fulfill(body=b"\0" * 61_000, content_type="image/png"),
    )
    planted.goto(plant(planted, "<img src='/big.png' alt='大'>"))
    planted.wait_for_timeout(100)
    assert any("a first visit of 6" in line for line in weight_faults(planted, meter, ""))


def test_an_answer_of_another_status_is_told(planted: Page) -> None:
    _html, found = open_metered(planted, plant(planted, "<p>好</p>"), 404)
    assert found == ["answered 200, not 404"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<p style='color:#999'>太浅的字</p>", "axe: light: color-contrast"),
        ("<button>按</button>", "target at 1280"),
        ("<a href='/' style='display:block;width:60px;height:20px'>小</a>", "target at 320"),
        ("<div style='width:50rem'>宽</div>", "at 320"),
        ("<p id='two'>一</p><p id='two'>二</p>", "checks: "),
    ],
)
def test_what_is_wrong_with_a_page_is_told(planted: Page, body: str, told: str) -> None:
    html, _found = open_metered(planted, plant(planted, body))
    found = all_faults(planted, html)
    assert any(line.startswith(told) for line in found), found


def test_a_wide_table_in_a_box_of_its_own_does_not_make_the_page_wide(planted: Page) -> None:
    planted.set_viewport_size({"width": 320, "height": 640})
    wide = "<div style='width:60rem'>宽</div>"
    planted.goto(plant(planted, f"<div style='overflow-x:auto' tabindex='0'>{wide}</div>", "/boxed"))
    assert too_wide(planted) == []
    planted.goto(plant(planted, wide, "/bare"))
    assert any("too wide" in line for line in too_wide(planted))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            "<a href='/'>去</a><div style='position:fixed;top:0;left:0;width:100%;height:100%;background:#fff'>盖</div>",
            "is covered by",
        ),
        (
            "<a href='/' style='position:absolute;left:-3000px'>远</a>",
            "is out of sight",
        ),
        ("<a href='/'><svg width='44' height='44'></svg></a>", "a link without a name"),
        ("<div style='width:40rem'>宽</div>", "too wide"),
    ],
)
def test_what_cannot_be_reached_at_four_times_the_size_is_told(planted: Page, body: str, told: str) -> None:
    planted.goto(plant(planted, body))
    found = unreachable_at_400_percent(planted)
    assert any(told in line for line in found), found


def test_stops_are_counted_by_the_browser(planted: Page) -> None:
    planted.goto(
        plant(planted, f"<a href='/'>一</a><p>字</p><button>二</button>{SOUND}<input aria-label='三'>")
    )
    told = stops(planted)
    assert told[:2] == ["link 一", "button 二"]
    assert told[-1] == "textbox 三"


def test_the_keyboard_says_which_stops_there_were_when_one_is_missing(planted: Page) -> None:
    planted.goto(plant(planted, "<a href='/'>一</a><a href='/x'>二</a>"))
    with pytest.raises(AssertionError, match=r"no stop '三'.*link 一.*link 二"):
        Keyboard(planted).press_to("三")


def test_choices_are_made_by_arrows_and_space(planted: Page) -> None:
    group = "".join(
        f"<label><input type='radio' name='{name}' value='{n}'>{name}{n}</label>"
        for name in "甲乙"
        for n in "12"
    )
    boxes = "".join(f"<label><input type='checkbox' name='box' value='{n}'>盒{n}</label>" for n in "12")
    planted.goto(plant(planted, group + boxes))
    keyboard = Keyboard(planted)
    keyboard.choose("甲1")
    keyboard.choose("乙2")
    keyboard.choose("盒2")
    assert planted.evaluate("() => [...document.querySelectorAll('input')].map((i) => i.checked)") == [
        *(True, False, False, True),
        *(False, True),
    ]
    with pytest.raises(AssertionError, match="no further choice"):
        keyboard.choose("丙")
