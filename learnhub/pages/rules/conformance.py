"""What the site says of its own accessibility: what holds, what is known to fall short, what was measured of which version; pure.

Nothing stands here that no test holds and nothing is measured here: a claim names its tests, a shortfall where it is written down, and
tests/pages/test_conformance.py asks that each is there.
Source: 无障碍环境建设法 第三十二条; WCAG 2.2, "Conformance Claims"; GB/T 37668-2019.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from learnhub.primitives import say


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that holds on every page. clause: of WCAG 2.2. tests: that fail once it holds no more."""

    words: str
    clause: str
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Something that is known not to be met. source: the file of the project in which it is written down."""

    words: str
    clause: str
    source: str


CLAIMS = (
    Claim(
        say("不用鼠标，只用键盘就能找课、学课、答题、申请补贴、审核课程；每一页的第一个链接可以跳到正文。"),
        "2.1.1、2.4.1",
        (
            "tests/journeys/test_main_journey.py",
            "tests/journeys/test_own_claim.py",
            "tests/authoring/publication/test_in_browser.py",
            "tests/house/test_page_checks.py",
        ),
    ),
    Claim(
        say("标题、表格、表单和图片都有文字说明，读屏软件念得出来。"),
        "1.1.1、1.3.1、4.1.2",
        ("tests/house/test_page_checks.py", "tests/journeys/test_outlines.py"),
    ),
    Claim(
        say("有浅色、深色和两种高对比配色，每种配色里规定好的文字颜色，对比度都不低于 7:1。"),
        "1.4.6",
        ("tests/house/test_contrast.py",),
    ),
    Claim(
        say("课和课里的题都不限时，没有倒计时。有的测验规定了时间，快到时会提醒，一按就能加。"),
        "2.2.1",
        ("tests/house/test_time_limits.py", "tests/learning/assessments/test_views.py"),
    ),
    Claim(
        say("浏览器不能运行脚本时，找课、报名、学课、看补贴照样能做。"),
        "",
        (
            "tests/journeys/test_main_journey.py",
            "tests/journeys/test_finding.py",
            "tests/journeys/test_ways_to_the_end.py",
        ),
    ),
    Claim(
        say("填错了，页面上面先列出错在哪里，一按就到那一格；填过的话还在。"),
        "3.3.1、3.3.3",
        ("tests/journeys/test_failing_files.py", "tests/components/test_fields.py"),
    ),
)

SHORTFALLS = (
    Shortfall(
        say("还没有请外面的机构评估，也没有请每天用读屏软件、开关设备或者手语的人从头到尾试过：检查是开发人员和自动工具做的。"),
        "",
        "docs/atag.md",
    ),
    Shortfall(
        say("GB/T 37668-2019 一共 58 项指标，我们没有拿到逐条的条文，没有逐条核对，不说符合哪一级。"),
        "",
        "docs/conformance.md",
    ),
    Shortfall(
        say("自动检查只用一种浏览器（Chromium）做，别的浏览器和手机读屏软件没有逐页检查。"),
        "",
        "docs/conformance.md",
    ),
    Shortfall(
        say("手语视频要真人录制，没有手语视频的课会直接写明没有，不会用别的画面代替。"), "1.2.6", "docs/conformance.md"
    ),
    Shortfall(
        say("朗读大多是机器的声音，有时会读错字。读错的地方可以报告，老师会改读音。"), "3.1.6", "docs/judged/README.md"
    ),
    Shortfall(
        say("盲文是机器写的，没有人校对过的都写着“机器盲文，未经校对”：分词还不到百分之九十九准确。"),
        "",
        "docs/braille.md",
    ),
    Shortfall(
        say("外面来的课件按原样放着，没有经过无障碍检查，页面上写着“未经无障碍检查”。"), "", "docs/conformance.md"
    ),
    Shortfall(
        say("图片的说明写得对不对、易读版好不好懂，机器看不出来，靠审核的人看。照片本身的对比度没有量。"),
        "1.1.1、1.4.3",
        "docs/gate.md",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Survey:
    """What a look at every page in a browser found.

    digest: of the program that was looked at. engine, browser: the names and numbers of the tools. themes, widths: looked at on each
    page; widths in CSS pixels. pages: how many pages there were to look at; sound: those without a fault; faulty: names of those with one.
    """

    digest: str
    measured_on: date
    engine: str
    browser: str
    themes: tuple[str, ...]
    widths: tuple[int, ...]
    pages: int
    sound: tuple[str, ...]
    faulty: tuple[str, ...]

    @property
    def seen(self) -> int:
        """Return how many pages were looked at."""
        return len(self.sound) + len(self.faulty)


@dataclass(frozen=True, slots=True)
class Offered:
    """A way of the catalogue's lessons. filter_words: what is counted.

    lessons of lessons_all have it; of courses_all courses each lesson that is counted has it in courses_whole, at least one in courses_some.
    """

    words: str
    filter_words: str
    courses_whole: int
    courses_some: int
    courses_all: int
    lessons: int
    lessons_all: int


def offered(words: str, filter_words: str, courses: Sequence[tuple[int, int]]) -> Offered:
    """Count a way. courses: (lessons that have it, lessons that are counted) of each course; those without such a lesson count nowhere."""
    counted = [(have, of) for have, of in courses if of]
    return Offered(
        words,
        filter_words,
        courses_whole=sum(have >= of for have, of in counted),
        courses_some=sum(have > 0 for have, _of in counted),
        courses_all=len(counted),
        lessons=sum(min(have, of) for have, of in counted),
        lessons_all=sum(of for _have, of in counted),
    )


def survey_of_this(survey: Survey | None, digest: str) -> Survey | None:
    """Return a survey if it looked at this very program; one of another version says nothing of this one."""
    return survey if survey is not None and survey.digest == digest else None
