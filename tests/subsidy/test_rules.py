"""Situations that an officer can read, and properties of every line."""

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.policy.adapters.figure_files import read_figures
from learnhub.policy.rules import Figures
from learnhub.settings import PROJECT_DIR
from learnhub.subsidy.rules import (
    FIGURE_WORDS,
    TUITION_UPLIFT,
    Facts,
    LineState,
    decide,
    figure_value_words,
    living_per_offline_day,
    paid_dates,
    total_fen,
    tuition_with_uplift,
)
from learnhub.training.rules import Day

FIGURES = read_figures(PROJECT_DIR / "content" / "policy")
SITUATIONS = Path(__file__).parent / "situations"
RULES = {"living": living_per_offline_day, "tuition": tuition_with_uplift}


def situations() -> list[Any]:
    found = []
    for path in sorted(SITUATIONS.glob("*.toml")):
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["situation"]:
            found.append(pytest.param(path.stem, row, id=f"{path.stem}-{row['name']}"))
    return found


def facts_of(row: dict[str, Any]) -> Facts:
    opened_on = row.get("opened_on", date(2026, 3, 2))
    days = tuple(
        Day(opened_on + timedelta(days=number), minutes, (f"person:1 #{number}",))
        for number, minutes in enumerate(row["days"])
    )
    return Facts(
        region_code=row["region"],
        opened_on=opened_on,
        scheduled_days=row["scheduled_days"],
        days=days,
        online_minutes=row.get("online_minutes", 0),
        lessons_done=row.get("lessons_done", 0),
        lessons_published=row.get("lessons_published", 0),
    )


def figures_of(row: dict[str, Any]) -> Figures:
    if "uplift" not in row:
        return FIGURES
    local = next(figure for figure in FIGURES.rows if figure.key == TUITION_UPLIFT)
    return Figures((*FIGURES.rows, replace(local, region_code=row["region"], value=row["uplift"])))


@pytest.mark.parametrize(("rule", "row"), situations())
def test_situation(rule: str, row: dict[str, Any]) -> None:
    line = RULES[rule](facts_of(row), figures_of(row))
    assert (line.state, line.amount_fen) == (row["state"], row["expected_fen"]), line.sentence


def test_a_refused_uplift_names_its_ceiling_and_the_document() -> None:
    row = {"region": "532822", "uplift": 400, "days": [], "scheduled_days": 5}
    line = tuition_with_uplift(facts_of(row), figures_of(row))
    assert "40%" in line.sentence
    assert "30%" in line.sentence
    assert any("云残发〔2022〕55号" in source for source in line.sources)


def test_the_thirty_yuan_carry_their_caveat() -> None:
    line = living_per_offline_day(facts_of({"region": "410100", "days": [315], "scheduled_days": 1}), FIGURES)
    assert line.caveats == ("2021年6月答复所述疫情期间做法，原文件未见，期限不明",)


def test_every_day_is_a_step_with_its_rows() -> None:
    row = {"region": "410100", "days": [315] * 14 + [100], "scheduled_days": 15}
    line = living_per_offline_day(facts_of(row), FIGURES)
    assert len(line.steps) == 15
    assert all(step.rows for step in line.steps)
    assert sum(step.amount_fen or 0 for step in line.steps) == line.amount_fen == 42000


minutes = st.lists(st.integers(min_value=0, max_value=600), max_size=30)
regions = st.sampled_from(["410100", "410105", "530000", "532801", "532822", "440000"])


@given(minutes, regions, st.integers(0, 20), st.integers(0, 20))
def test_steps_add_up_and_nothing_is_negative(
    days: list[int], region: str, done: int, published: int
) -> None:
    row = {
        "region": region,
        "days": days,
        "scheduled_days": 15,
        "lessons_done": done,
        "lessons_published": published,
    }
    lines = decide(facts_of(row), FIGURES)
    assert lines == decide(facts_of(row), FIGURES)
    for line in lines:
        assert line.amount_fen >= 0
        assert (line.amount_fen > 0) <= (line.state is LineState.GRANTED)
        if line.state is LineState.GRANTED:
            assert sum(step.amount_fen or 0 for step in line.steps) == line.amount_fen
            assert line.sources
    assert total_fen(lines) == sum(line.amount_fen for line in lines)


@given(minutes, st.integers(0, 600))
def test_one_more_day_never_pays_less(days: list[int], more: int) -> None:
    before = living_per_offline_day(
        facts_of({"region": "410100", "days": days, "scheduled_days": 15}), FIGURES
    )
    after = living_per_offline_day(
        facts_of({"region": "410100", "days": [*days, more], "scheduled_days": 15}), FIGURES
    )
    assert after.amount_fen >= before.amount_fen


def test_a_date_that_belongs_to_another_class_pays_nothing_here_and_says_where() -> None:
    facts = facts_of({"region": "410100", "days": [315, 315, 100], "scheduled_days": 3})
    twice = replace(facts, paid_elsewhere=((facts.days[0].day, "2026-01"), (facts.days[2].day, "2026-01")))
    line = living_per_offline_day(twice, FIGURES)
    assert line.amount_fen == 3000
    assert [step.amount_fen for step in line.steps] == [0, 3000, 0]
    assert "班号 2026-01" in line.steps[0].words
    assert "不满" in line.steps[2].words


@pytest.mark.parametrize(("region", "count"), [("410105", 1), ("530000", 0), ("440000", 0)])
def test_only_a_class_whose_region_states_an_amount_pays_its_dates(region: str, count: int) -> None:
    facts = facts_of({"region": region, "days": [180, 179], "scheduled_days": 2})
    assert len(paid_dates(region, facts.opened_on, facts.days, FIGURES)) == count


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (3000, "分/天", "30.00 元/天"),
        (120000, "分/人", "1200.00 元/人"),
        (305, "千分之", "30.5%"),
        (180, "分钟/天", "180 分钟/天"),
        (None, "分/天", "标准未载明"),
    ],
)
def test_a_figure_is_written_as_people_say_it(value: int | None, unit: str, words: str) -> None:
    assert figure_value_words(value, unit) == words


def test_every_figure_of_the_baseline_has_words() -> None:
    assert {row.key for row in FIGURES.rows if row.key.startswith("subsidy.")} == FIGURE_WORDS.keys()
