"""Minutes come from the text and the policy; readings are pinyin."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.catalogue.adapters.lesson_fences import numbered_syllables, reading_fault
from learnhub.catalogue.adapters.lesson_file import read_lesson
from learnhub.catalogue.rules import (
    Edition,
    PublicationFigures,
    course_minutes,
    lesson_minutes,
    publication_figures,
    spoken_length,
)
from learnhub.policy.rules import NoFigure
from learnhub.policy.service import figures
from learnhub.settings import PROJECT_DIR
from tests.catalogue.samples import easy_md, lesson_md, rates

TASK = "```task send-it\n题目：录一段\n用时：7 分钟\n怎么交：{}\n\n录下来。\n```"


def fixed_rates(**changes: int) -> PublicationFigures:
    """Return round figures: 100 characters a minute studied, 200 spoken, 2 minutes a check; cap 3 × spoken + 3 a check."""
    plain = PublicationFigures(
        study_characters_per_minute={Edition.STANDARD: 100, Edition.EASY_READ: 30},
        spoken_characters_per_minute={Edition.STANDARD: 200, Edition.EASY_READ: 100},
        minutes_per_check=2,
        cap_spoken_multiple=3,
        cap_minutes_per_check=3,
        references=(),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_minutes_are_text_and_checks() -> None:
    text = read_lesson(lesson_md().encode())
    begun = -(-text.characters // 100)
    assert text.characters > 400
    assert lesson_minutes(text, fixed_rates()) == begun + 2 * 2


def test_a_handed_in_task_is_worth_its_minutes_only_once_it_is_handed_in() -> None:
    text = read_lesson(lesson_md(last=TASK.format("交给老师")).encode())
    before = lesson_minutes(text, fixed_rates())
    assert lesson_minutes(text, fixed_rates(), handed_in=["another"]) == before
    assert lesson_minutes(text, fixed_rates(), handed_in=["send-it"]) == before + 7


def test_a_task_practised_alone_is_worth_no_minutes() -> None:
    text = read_lesson(lesson_md(last=TASK.format("自己练")).encode())
    assert lesson_minutes(text, fixed_rates(), handed_in=["send-it"]) == lesson_minutes(text, fixed_rates())


def test_minutes_never_pass_the_cap() -> None:
    text = read_lesson(lesson_md().encode())
    spoken = -(-text.characters // 200)
    assert lesson_minutes(text, fixed_rates(minutes_per_check=500)) == spoken * 3 + 2 * 3


def test_easy_read_goes_by_rates_of_its_own() -> None:
    text = read_lesson(easy_md().encode())
    assert lesson_minutes(text, fixed_rates()) == -(-text.characters // 30) + 2 * 2


def test_a_course_is_the_sum_of_its_lessons() -> None:
    assert course_minutes([]) == 0
    assert course_minutes([13, 9]) == 22


def test_every_figure_of_publication_is_marked_as_an_example() -> None:
    rows = [row for row in figures(PROJECT_DIR / "content").rows if row.key.startswith("publication.")]
    assert len(rows) == 8
    assert all(row.is_example and "示例" in row.source for row in rows)
    assert len(rates().references) == 7


def test_a_day_before_the_policy_has_no_figures() -> None:
    with pytest.raises(NoFigure):
        publication_figures(figures(PROJECT_DIR / "content"), date(2000, 1, 1))


def test_length_counts_hanzi_words_and_numbers() -> None:
    assert spoken_length("打开 Excel 2019，选“表格”。") == 2 + 1 + 1 + 1 + 2


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("hé gǔ", ("he2", "gu3")),
        ("Hégǔ", None),
        ("nǚ lǜ", ("nv3", "lv4")),
        ("dài fu", ("dai4", "fu5")),
        ("zhǒng·zi", ("zhong3", "zi5")),
        ("xyz", None),
    ],
)
def test_readings_become_numbered_syllables(typed: str, expected: tuple[str, ...] | None) -> None:
    if expected is None:
        with pytest.raises(ValueError, match=r"."):
            numbered_syllables(typed)
    else:
        assert numbered_syllables(typed) == expected


@pytest.mark.parametrize(
    ("word", "reading", "is_right"),
    [
        ("合谷", "hé gǔ", True),
        ("合谷", "hé", False),
        ("合谷", "hé gǔ xué", False),
        ("那儿", "nàr", False),
        ("一会儿", "yí huì ér", True),
        ("APP 图标", "anything", True),
    ],
)
def test_a_reading_has_one_syllable_a_character(word: str, reading: str, is_right: bool) -> None:
    assert (reading_fault(word, reading) == "") is is_right


@given(st.integers(0, 100), st.integers(0, 100))
def test_more_text_is_never_worth_less(extra: int, more: int) -> None:
    short = lesson_minutes(
        read_lesson(lesson_md(last="```warning\n" + "水" * (1 + extra) + "。\n```").encode()), fixed_rates()
    )
    long = lesson_minutes(
        read_lesson(lesson_md(last="```warning\n" + "水" * (1 + extra + more) + "。\n```").encode()),
        fixed_rates(),
    )
    assert short <= long
