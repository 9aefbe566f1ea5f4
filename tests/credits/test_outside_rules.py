"""What may be stated about another platform, what an officer may approve, on which days it counts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.credits.rules.outside import (
    PERIOD_DAYS_MAX,
    STATEMENTS_MAX,
    Decider,
    OutsideState,
    Stated,
    decision_refusal,
    minutes_on_days,
    statement_refusal,
)

TODAY = date(2026, 6, 1)
TOLD = Stated("国家职业技能平台", "客服礼仪", date(2026, 5, 1), date(2026, 5, 10), 450)


def refused(told: Stated, known: tuple[Stated, ...] = ()) -> str:
    found = statement_refusal(told, known, on=TODAY)
    return found.code if found is not None else ""


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (TOLD, ""),
        (replace(TOLD, first=date(2026, 5, 11)), "order"),
        (replace(TOLD, last=date(2026, 6, 2)), "future"),
        (replace(TOLD, first=TOLD.last - timedelta(days=PERIOD_DAYS_MAX)), "long"),
        (replace(TOLD, first=TOLD.last - timedelta(days=PERIOD_DAYS_MAX - 1)), ""),
        (replace(TOLD, minutes=6000), ""),
        (replace(TOLD, minutes=6001), "too-many"),
    ],
)
def test_a_statement_is_refused_with_what_to_look_at(told: Stated, code: str) -> None:
    assert refused(told) == code


@pytest.mark.parametrize(
    ("known", "code"),
    [
        (
            replace(TOLD, platform="国家 职业技能平台", first=date(2026, 5, 10), last=date(2026, 5, 20)),
            "twice",
        ),
        (replace(TOLD, first=date(2026, 5, 11), last=date(2026, 5, 20)), ""),
        (replace(TOLD, title="客服话术"), ""),
    ],
)
def test_one_course_of_one_period_is_stated_once(known: Stated, code: str) -> None:
    assert refused(TOLD, (known,)) == code
    others = tuple(replace(TOLD, title=f"课 {number}") for number in range(STATEMENTS_MAX))
    assert refused(TOLD, others) == "many"


def decided(minutes: int, **told: object) -> str:
    given: dict[str, object] = {
        "state": OutsideState.WAITING,
        "decider": Decider(is_involved=False),
        "reason": "",
        "hours_max": 10,
        "minutes_per_hour": 45,
        "approved_before": 0,
    }
    found = decision_refusal(TOLD, minutes, **given | told)  # type: ignore[arg-type]
    return found.code if found is not None else ""


def test_an_officer_approves_up_to_what_policy_counts_in_one_training() -> None:
    assert decided(450) == ""
    assert decided(450, approved_before=1) == "over-limit"
    assert decided(449, approved_before=1, reason="证明上是 449 分钟") == ""
    assert decided(450, hours_max=None) == "no-rule"
    assert decided(0, hours_max=None, reason="看不清日期") == ""


def test_less_than_stated_needs_a_reason_and_nobody_decides_twice_or_about_their_own() -> None:
    assert decided(400) == "reason-needed"
    assert decided(0, reason="  看  ") == "reason-needed"
    assert decided(451) == decided(-1) == "minutes"
    assert decided(450, decider=Decider(is_involved=True)) == "involved"
    assert decided(450, state=OutsideState.APPROVED) == decided(450, state=OutsideState.REFUSED) == "decided"


@given(st.integers(0, 100_000), st.integers(1, PERIOD_DAYS_MAX))
def test_minutes_are_spread_evenly_and_none_is_lost(minutes: int, days: int) -> None:
    last = TODAY + timedelta(days=days - 1)
    found = minutes_on_days(minutes, TODAY, last)
    assert sum(found.values()) == minutes
    assert all(TODAY <= day <= last for day in found)
    assert not found or max(found.values()) - minutes // days in (0, 1)
    assert list(found) == sorted(found)
