"""Situations that an officer can read, and properties of every line."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.completion.rules import Item, ItemState, Standing, checklist
from learnhub.completion.rules.checklist import ATTENDANCE_MIN
from learnhub.policy.rules import Figure, Figures
from learnhub.subsidy.rules import (
    FIGURE_KEYS,
    FIGURE_WORDS,
    METHOD_FIRST,
    RULES,
    TUITION_UPLIFT,
    Counts,
    Facts,
    Granted,
    Line,
    LineKind,
    LineState,
    claim_refusal,
    claimed_twice,
    decide,
    decide_by,
    double_funded,
    figure_value_words,
    paid_dates,
    total_fen,
)
from learnhub.subsidy.rules.conditions import completion_gap
from learnhub.subsidy.rules.figures import Consulted
from learnhub.training.rules import Day
from tests.subsidy.cases import FIGURES, FUNDS, LINES, STATES, Situation, situation, situations

SITUATIONS = dict(situations())


def test_there_are_many_situations_each_with_a_title_of_its_own_and_a_source() -> None:
    assert len(SITUATIONS) == len(list(situations())) >= 200
    assert all(one.told["source"] for one in SITUATIONS.values())


@pytest.mark.parametrize("found", [pytest.param(one, id=name) for name, one in SITUATIONS.items()])
def test_situation(found: Situation) -> None:
    lines = {line.kind: line for line in decide(found.facts, found.figures)}
    expected = {LINES[told["line"]]: told for told in found.told["expect"]}
    assert {kind for kind, line in lines.items() if line.amount_fen} <= expected.keys()
    for kind, told in expected.items():
        line = lines[kind]
        words = line.sentence + "".join(step.words for step in line.steps)
        assert (line.state, line.amount_fen) == (STATES[told["state"]], told["fen"]), words
        assert told.get("says", "") in words, words
        assert told.get("rule", line.rule) == line.rule
        assert FUNDS[told.get("fund", "")] == line.fund or "fund" not in told
        assert told.get("until", line.claim_until) == line.claim_until
        if "claim" in told:
            is_late = claim_refusal(line.claim_until, found.told["claimed_on"]) is not None
            assert is_late == (told["claim"] == "过了")
        assert_whole(line)


def assert_whole(line: Line) -> None:
    """What holds of every line: it adds up, it has sources, nothing is paid that isn't granted."""
    assert line.amount_fen >= 0
    assert (line.amount_fen > 0) <= (line.state is LineState.GRANTED)
    if line.state is LineState.GRANTED:
        assert sum(step.amount_fen or 0 for step in line.steps) == line.amount_fen
        assert line.sources
        assert line.counts is not None
    assert len({figure.key for figure in line.figures}) == len(line.figures)


def test_every_rule_is_granted_in_a_situation() -> None:
    chosen = {
        (line.kind, figure.value)
        for one in SITUATIONS.values()
        for line in decide(one.facts, one.figures)
        for figure in line.figures
        if line.state is LineState.GRANTED and figure.key == f"subsidy.rule.{line.kind.value}"
    }
    assert chosen == RULES.keys()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"dayz": []}, "unknown dayz"),
        ({"expect": [{"line": "培训费补贴", "state": "算得出"}]}, "missing fen"),
        ({"figures": [{"key": "subsidy.lump_sum_fen", "when": 1}]}, "unknown when"),
        ({"certificates": [{"kind": "培训合格证书"}]}, "missing on"),
        ({"earlier": [{"training": "甲", "line": "培训费补贴", "fen": 1}]}, "missing on"),
    ],
)
def test_a_situation_with_a_slip_is_named(row: dict[str, object], message: str) -> None:
    whole: dict[str, object] = {"title": "t", "region": "410100", "source": "s", "expect": []}
    with pytest.raises(ValueError, match=f"x.toml: t: {message}"):
        situation(whole | row, {}, "x.toml")


def facts_of(
    region: str, days: list[int], *, done: int = 0, published: int = 0, scheduled: int = 15
) -> Facts:
    opened_on = date(2026, 3, 2)
    return Facts(
        region_code=region,
        opened_on=opened_on,
        scheduled_days=scheduled,
        days=tuple(
            Day(opened_on + timedelta(days=number), minutes, (f"person:1 #{number}",))
            for number, minutes in enumerate(days)
        ),
        online_minutes=0,
        lessons_done=done,
        lessons_published=published,
    )


def line_of(kind: LineKind, facts: Facts, figures: Figures = FIGURES) -> Line:
    return next(line for line in decide(facts, figures) if line.kind is kind)


def test_a_refused_uplift_names_its_ceiling_and_the_document() -> None:
    local = next(figure for figure in FIGURES.rows if figure.key == TUITION_UPLIFT)
    figures = Figures((*FIGURES.rows, replace(local, region_code="532822", value=400)))
    line = line_of(LineKind.TUITION, facts_of("532822", [], scheduled=5), figures)
    assert "40%" in line.sentence
    assert "30%" in line.sentence
    assert any("云残发〔2022〕55号" in source for source in line.sources)


def test_the_thirty_yuan_carry_their_caveat() -> None:
    line = line_of(LineKind.LIVING, facts_of("410100", [315]))
    assert line.caveats == ("2021年6月答复所述疫情期间做法，原文件未见，期限不明",)


def test_every_day_is_a_step_with_its_rows() -> None:
    line = line_of(LineKind.LIVING, facts_of("410100", [315] * 14 + [100]))
    assert len(line.steps) == 15
    assert all(step.rows for step in line.steps)
    assert line.amount_fen == 42000


minutes = st.lists(st.integers(min_value=0, max_value=600), max_size=30)
regions = st.sampled_from(
    ["410100", "410105", "530000", "532801", "532822", "520000", "320412", "140000", "230000"]
)


@given(minutes, regions, st.integers(0, 20), st.integers(0, 20))
def test_whatever_the_facts_are_lines_are_whole_and_come_out_again(
    days: list[int], region: str, done: int, published: int
) -> None:
    facts = facts_of(region, days, done=done, published=published)
    lines = decide(facts, FIGURES)
    assert lines == decide(facts, FIGURES)
    for line in lines:
        assert_whole(line)
    assert total_fen(lines) == sum(line.amount_fen for line in lines)


@given(
    minutes,
    st.sampled_from(["410100", "410105", "530000", "532801", "532822", "520000"]),
    st.integers(0, 20),
    st.integers(0, 20),
)
def test_where_no_later_rule_is_in_force_both_methods_grant_the_same(
    days: list[int], region: str, done: int, published: int
) -> None:
    facts = facts_of(region, days, done=done, published=published)
    first, now = decide_by(METHOD_FIRST, facts, FIGURES), decide(facts, FIGURES)
    told = [
        [(one.kind, one.state, one.amount_fen, one.rule, one.sentence) for one in lines]
        for lines in (first, now)
    ]
    assert told[0] == told[1]
    assert [one.steps for one in first] == [one.steps for one in now]


@given(minutes, st.integers(0, 600), st.sampled_from(["410100", "320412", "230000"]))
def test_one_more_day_never_pays_less(days: list[int], more: int, region: str) -> None:
    before, after = (line_of(LineKind.LIVING, facts_of(region, found)) for found in (days, [*days, more]))
    assert after.amount_fen >= before.amount_fen


@given(st.integers(1, 10**7), st.integers(0, 10**4), st.integers(0, 10**4))
def test_the_two_parts_of_a_shared_standard_always_add_up(standard: int, online: int, offline: int) -> None:
    one = SITUATIONS["shares-标准 1500 元，120 学时里线上 40 学时"]
    rows = tuple(
        replace(row, value=standard) if row.key == "subsidy.tuition_standard_fen" else row
        for row in one.figures.rows
    )
    facts = replace(one.facts, planned_online_minutes=online, planned_offline_minutes=offline)
    line = line_of(LineKind.TUITION, facts, Figures(rows))
    assert line.amount_fen == (standard if online + offline else 0)


def granted(
    training: str, kind: LineKind, fund: str, days: tuple[date, ...] = (), occupation: str = ""
) -> Granted:
    return Granted(
        training, kind, fund, 100, Counts(date(2026, 3, 2), days, occupation, 5 if occupation else None)
    )


def test_what_two_funds_paid_twice_is_named_and_what_differs_is_not() -> None:
    day, other = date(2026, 3, 2), date(2026, 3, 3)
    living = granted("甲", LineKind.LIVING, "security", (day,))
    again = granted("乙", LineKind.LIVING, "employment", (day, other))
    tuition = granted("甲", LineKind.TUITION, "employment", (), "2015:1")
    (found,) = double_funded([living, again])
    assert found.words == (
        "2026 年 3 月 2 日（星期一）在班号 甲 和 乙 都发了（残疾人就业保障金 和 就业补助资金）。"
    )
    (found,) = double_funded([tuition, replace(tuition, training="乙", fund="")])
    assert "同一职业同一等级" in found.words
    assert not double_funded([living, tuition, granted("乙", LineKind.LIVING, "security", (other,))])
    assert not double_funded([tuition, granted("乙", LineKind.TUITION, "", (), "2015:2")])
    assert not double_funded(
        [living, replace(living, amount_fen=7)]
    )  # two lines of one class are one record's matter


def test_a_second_training_of_an_occupation_is_left_out_only_where_a_figure_says_once() -> None:
    day = date(2026, 3, 2)
    tuition = granted("甲", LineKind.TUITION, "employment", (), "2015:1")
    again = replace(tuition, training="乙")
    assert claimed_twice(again, [("甲-1", tuition)], pays_once=False) == ""
    assert claimed_twice(again, [("甲-1", tuition)], pays_once=True).endswith("另一份申请是 甲-1。")
    assert claimed_twice(again, [], pays_once=True) == ""
    living = granted("甲", LineKind.LIVING, "security", (day,))
    assert claimed_twice(replace(living, training="乙"), [("甲-1", living)], pays_once=False)


def test_one_figure_says_the_least_attendance_for_completion_and_money() -> None:
    assert [key for key in FIGURE_KEYS if "attendance" in key] == [ATTENDANCE_MIN]
    standing = Standing(2, 2, 100, 45, days=10, approved_days=7, waiting_days=0, days_to_come=0, ends_on=None)
    for least, is_short in ((700, False), (800, True)):
        one = Figure(ATTENDANCE_MIN, "", least, "千分之", date(2021, 1, 1), None, "示例", True, "", "test:1")
        figures = Figures((one,))
        days = next(
            item
            for item in checklist(standing, figures, region_code="410105", opened_on=date(2026, 3, 2))
            if item.item is Item.DAYS
        )
        assert (days.state is ItemState.SHORT) is is_short
        facts = replace(facts_of("410105", [315] * 7), scheduled_days=10, lessons_done=0, lessons_published=0)
        assert bool(completion_gap(facts, Consulted(facts, figures))) is is_short


@pytest.mark.parametrize(("region", "count"), [("410105", 1), ("530000", 0), ("520000", 0), ("320412", 1)])
def test_only_a_class_whose_region_states_an_amount_pays_its_dates(region: str, count: int) -> None:
    facts = facts_of(region, [180, 179])
    assert len(paid_dates(region, facts.opened_on, facts.days, FIGURES)) == count


def test_a_class_with_a_limit_of_days_pays_no_date_beyond_it() -> None:
    facts = facts_of("320412", [315] * 31)
    dates = paid_dates("320412", facts.opened_on, facts.days, FIGURES)
    assert (len(dates), dates[-1]) == (30, facts.days[29].day)


@pytest.mark.parametrize(
    ("value", "unit", "key", "words"),
    [
        (3000, "分/天", "", "30.00 元/天"),
        (120000, "分/人", "", "1200.00 元/人"),
        (305, "千分之", "", "30.5%"),
        (180, "分钟/天", "", "180 分钟/天"),
        (None, "分/天", "", "标准未载明"),
        ("security", "", "subsidy.fund.tuition", "残疾人就业保障金"),
    ],
)
def test_a_figure_is_written_as_people_say_it(
    value: int | str | None, unit: str, key: str, words: str
) -> None:
    assert figure_value_words(value, unit, key) == words


def test_every_figure_of_the_baseline_has_words_and_the_unit_that_officers_set_it_in() -> None:
    rows = [row for row in FIGURES.rows if row.key.startswith("subsidy.")]
    assert {row.key for row in rows} <= FIGURE_WORDS.keys()
    for row in rows:
        assert row.unit == FIGURE_KEYS[row.key].unit
        assert not isinstance(row.value, str) or row.value in FIGURE_KEYS[row.key].choices
