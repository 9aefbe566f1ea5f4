"""Access profiles and report numbers as plain values."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.accessibility.rules import (
    AccessProfile,
    RegionSum,
    SpeechRate,
    TextSize,
    Theme,
    changed,
    choices,
    chosen,
    decode,
    encode,
    grouped_number,
    html_attributes,
    read_number,
    sums_shown,
)
from learnhub.primitives import Refusal

SETTINGS = [f.name for f in fields(AccessProfile)]
presses = st.lists(st.sampled_from([(s, v) for s in SETTINGS for v in [*choices(s), "+", "-"]]), max_size=30)


def pressed(steps: list[tuple[str, str]]) -> AccessProfile:
    profile = AccessProfile()
    for setting, value in steps:
        outcome = changed(profile, setting, value)
        assert isinstance(outcome, AccessProfile)
        profile = outcome
    return profile


@given(presses)
def test_whatever_is_chosen_comes_back_from_the_cookie(steps: list[tuple[str, str]]) -> None:
    profile = pressed(steps)
    assert decode(encode(profile)) == profile
    assert len(encode(profile)) <= 2 * len(SETTINGS)


@given(presses, st.sampled_from(SETTINGS), st.data())
def test_pressing_a_choice_twice_is_pressing_it_once(
    steps: list[tuple[str, str]], setting: str, data: st.DataObject
) -> None:
    value = data.draw(st.sampled_from(list(choices(setting))))
    once = changed(pressed(steps), setting, value)
    assert isinstance(once, AccessProfile)
    assert changed(once, setting, value) == once
    assert chosen(once, setting) == value


@pytest.mark.slow
@given(st.text(max_size=300))
def test_no_cookie_breaks_a_page(text: str) -> None:
    assert isinstance(decode(text), AccessProfile)


@pytest.mark.parametrize(
    "text", [None, "", "t", "t9", "x1", "t1t", "T1", "t１", "t1;path=/", "t1" * 60, "<script>"]
)
def test_damaged_cookies_are_the_default(text: str | None) -> None:
    assert decode(text) == AccessProfile()


def test_an_unknown_letter_of_a_later_version_leaves_the_others_readable() -> None:
    assert decode("t2x4c3").text_size == TextSize.P150
    assert decode("t2x4c3").theme == Theme.YELLOW_ON_BLACK


def test_the_default_costs_no_cookie_and_no_attribute() -> None:
    assert encode(AccessProfile()) == ""
    assert html_attributes(AccessProfile()) == {}


def test_steps_stop_at_the_ends() -> None:
    profile = pressed([("text_size", "+")] * 20)
    assert profile.text_size == TextSize.P300
    assert pressed([("speech_rate", "-")] * 20).speech_rate == SpeechRate.X050


def test_what_is_shown_stands_in_the_attributes() -> None:
    profile = pressed([("theme", "dark"), ("text_size", "150"), ("is_calm", "on"), ("speech_rate", "+")])
    assert html_attributes(profile) == {
        "data-theme": "dark",
        "data-text": "150",
        "data-calm": "on",
        "data-rate": "1.25",
    }


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("", "on"),
        ("colour", "red"),
        ("__class__", "x"),
        ("theme", ""),
        ("theme", "red"),
        ("is_calm", "true"),
        ("text_size", "1000"),
    ],
)
def test_unknown_settings_and_choices_are_refused_in_words(setting: str, value: str) -> None:
    outcome = changed(AccessProfile(), setting, value)
    assert isinstance(outcome, Refusal)
    assert "请" in outcome.sentence


def test_every_choice_fits_one_digit_of_the_cookie() -> None:
    assert max(len(choices(setting)) for setting in SETTINGS) <= 10


@pytest.mark.parametrize("typed", ["4820135577", "482 013 5577", " 482-013-5577 ", "４８２０１３５５７７"])
def test_a_number_is_read_as_people_type_it(typed: str) -> None:
    assert read_number(typed) == "4820135577"


@pytest.mark.parametrize(
    "typed", [None, "", "482013557", "48201355771", "482013557x", "四八二〇一三五五七七"]
)
def test_what_is_no_number_is_none(typed: str | None) -> None:
    assert read_number(typed) is None


@given(st.integers(10**9, 10**10 - 1))
def test_a_grouped_number_reads_back(number: int) -> None:
    assert read_number(grouped_number(str(number))) == str(number)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"410100": (9, 4), "420100": (6, 6)}, [("410100", 9, 4), ("420100", 6, 6)]),
        # One small one alone could be reckoned from the whole: the smallest that could be shown joins it.
        ({"410100": (9, 4), "420100": (6, 6), "430100": (1, 0)}, [("410100", 9, 4), ("", 7, 6)]),
        ({"410100": (9, 4), "420100": (3, 1), "430100": (2, 0)}, [("410100", 9, 4), ("", 5, 1)]),
        ({"410100": (9, 4), "": (5, 2)}, [("410100", 9, 4), ("", 5, 2)]),
        ({"410100": (9, 4), "": (2, 2)}, []),
        ({"410100": (4, 4)}, []),
        ({}, []),
    ],
)
def test_no_line_of_the_sums_tells_of_a_division_with_few_reports(
    counts: dict[str, tuple[int, int]], shown: list[tuple[str, int, int]]
) -> None:
    assert sums_shown(counts, 5) == [RegionSum(*line) for line in shown]
