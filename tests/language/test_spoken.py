"""What is said for what is shown."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.language import Span, spoken_form

GOLD = tomllib.loads((Path(__file__).parent / "spoken_cases.toml").read_text(encoding="utf-8"))
CASES = [
    pytest.param(shown, spoken, id=f"{part}.{topic}: {shown}")
    for part, topics in GOLD.items()
    for topic, cases in topics.items()
    for shown, spoken in cases.items()
]


def test_gold_list_has_its_size_and_a_third_held_back() -> None:
    held_back = sum(map(len, GOLD["held_back"].values()))
    assert len(CASES) >= 150
    assert held_back * 3 >= len(CASES) - 3


@pytest.mark.parametrize(("shown", "spoken"), CASES)
def test_shown_text_is_said_as_the_gold_list_says(shown: str, spoken: str) -> None:
    assert spoken_form(shown).text == spoken


@pytest.mark.parametrize(
    ("shown", "spoken"),
    [
        ("第 2 步：轻点 3 下，等 2～3 秒。", "第二步：轻点三下，等两到三秒。"),
        ("水温 90-96℃，粉水比 1:15~1:17", "水温九十到九十六摄氏度，粉水比一比十五到一比十七"),
        ("打开“设置”>“无障碍”>“读屏”", "打开设置，无障碍，读屏"),
        ("验证码：483 920", "验证码：四八三九二零"),
        ("按 50 后松手", "按五十后松手"),
        ("11月22日—12月5日", "十一月二十二日到十二月五日"),
        ("QQ 群 123456789", "QQ群幺二三四五六七八九"),
        ("😀😃", ""),
        ("……", ""),
        ("", ""),
        ("２５％", "百分之二十五"),
    ],
)
def test_whole_sentences_are_said_naturally(shown: str, spoken: str) -> None:
    assert spoken_form(shown).text == spoken


def test_each_spoken_character_points_to_what_is_shown() -> None:
    shown = "拨打 12385，按 3-5次"
    said = spoken_form(shown)
    start = said.text.index("幺二三八五")
    assert said.shown(start, start + 5).of(shown) == "12385"
    assert said.shown(said.text.index("三到"), said.text.index("三到") + 1).of(shown) == "3-"
    assert said.first_for(shown.index("按")) == said.text.index("按")
    assert said.first_for(shown.index("2385")) == start
    with pytest.raises(ValueError, match="enclose"):
        said.shown(3, 3)


_SAYABLE = re.compile(r"[^\W\d_]|[，。！？；：、…' -]")


@given(
    st.text(
        alphabet=st.one_of(
            st.sampled_from("0123456789０１.,:：-–—~～/％%℃元天次个月年日第①½*#+=<>@&“”（）()￥¥😀👍✅⚠️ \n"),
            st.characters(exclude_categories=["Cs"]),
        ),
        max_size=60,
    )
)
def test_any_text_is_said_without_digits_and_signs_and_points_back(shown: str) -> None:
    said = spoken_form(shown)
    assert len(said.text) == len(said.origins)
    assert all(_SAYABLE.match(character) for character in said.text), said.text
    assert list(said.origins) == sorted(said.origins)
    for origin in said.origins:
        assert isinstance(origin, Span)
        assert 0 <= origin.start < origin.end <= len(shown)
    assert not said.text or said.text[0] not in "，。！？；：、…"


def test_ten_thousand_digits_are_said_in_bounded_time() -> None:
    assert spoken_form("1" * 10_000).text == "幺" * 10_000
    assert len(spoken_form("1-" * 5_000).text) > 0
