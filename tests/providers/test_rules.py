"""The code of a unit, the order of a base's life, and what a base says of itself."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.primitives import Refusal
from learnhub.providers.rules import particulars
from learnhub.providers.rules.credit_codes import check_sign, credit_code
from learnhub.providers.rules.life import (
    NEXT,
    STANDING_WORDS,
    STEP_WORDS,
    LifeStep,
    Standing,
    StepTold,
    is_idle,
    office_of,
    standing_before_steps,
    step_refusal,
)

DAY = date(2026, 11, 2)
TODAY = date(2026, 11, 22)
# Published in the examples of python-stdnum, stdnum.cn.uscc.
KNOWN = "91110000600037341L"


@pytest.mark.parametrize("typed", [KNOWN, KNOWN.lower(), "9111 0000 6000 3734 1L", f" {KNOWN}\n"])
def test_a_code_is_read_however_it_is_written(typed: str) -> None:
    assert credit_code(typed) == KNOWN


@given(st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_sign_is_always_found(place: int, sign: str) -> None:
    told = credit_code(KNOWN[:place] + sign + KNOWN[place + 1 :])
    assert (
        told == KNOWN
        if KNOWN[place] == sign
        else isinstance(told, Refusal) and told.code == "credit-code-check"
    )


@pytest.mark.parametrize(
    "typed", ["", KNOWN[:-1], f"{KNOWN}0", "9111000060003734IL", "统一社会信用代码统一社会信用代码统一"]
)
def test_what_has_not_the_form_of_a_code_is_told_so(typed: str) -> None:
    told = credit_code(typed)
    assert isinstance(told, Refusal)
    assert told.code == "credit-code-form"


def test_the_check_sign_of_a_sum_that_thirty_one_divides_is_zero() -> None:
    assert check_sign("0" * 17) == "0"


def told(kind: LifeStep, on: date = TODAY, **more: object) -> StepTold:
    """Return a step with everything that any step needs; what is told is otherwise."""
    whole: dict[str, object] = {"reason": "理由", "document": "某残联〔2026〕1号", "score": 80}
    return StepTold(kind, on, **(whole | more))  # type: ignore[arg-type]


def code(refusal: Refusal | None) -> str:
    return refusal.code if refusal is not None else ""


@pytest.mark.parametrize("before", list(NEXT))
@pytest.mark.parametrize("kind", list(LifeStep))
def test_only_the_steps_that_are_listed_may_follow(before: LifeStep | None, kind: LifeStep) -> None:
    refused = code(step_refusal(Standing(before, DAY), told(kind), TODAY)) == "step-out-of-order"
    assert refused is (kind not in NEXT[before])


def test_every_step_is_reached_and_named() -> None:
    assert {kind for following in NEXT.values() for kind in following} == set(LifeStep)
    assert set(STEP_WORDS) == set(STANDING_WORDS) == set(LifeStep)


def test_a_base_entered_as_listed_is_listed_and_any_other_has_not_begun() -> None:
    assert standing_before_steps(DAY) == Standing(LifeStep.LISTED, DAY)
    assert standing_before_steps(None) == Standing(None, None)


@pytest.mark.parametrize(
    ("before", "step", "refusal"),
    [
        (Standing(LifeStep.APPLIED, DAY), told(LifeStep.COUNTY_CHECKED, date(2026, 11, 23)), "day-to-come"),
        (Standing(LifeStep.APPLIED, DAY), told(LifeStep.COUNTY_CHECKED, date(2026, 11, 1)), "day-too-early"),
        (Standing(LifeStep.APPLIED, DAY), told(LifeStep.COUNTY_CHECKED, DAY, reason="", document=""), ""),
        (Standing(LifeStep.APPLIED, DAY), told(LifeStep.RETURNED, reason=""), "no-reason"),
        (Standing(LifeStep.REVIEWED, DAY), told(LifeStep.PUBLICISED, DAY), "publicised-today"),
        (Standing(LifeStep.REVIEWED, DAY), told(LifeStep.PUBLICISED), ""),
        (Standing(LifeStep.PUBLICISED, DAY, TODAY), told(LifeStep.LISTED), "still-publicised"),
        (Standing(LifeStep.PUBLICISED, DAY, date(2026, 11, 21)), told(LifeStep.LISTED), ""),
        (Standing(LifeStep.PUBLICISED, DAY, DAY), told(LifeStep.LISTED, document=""), "no-document"),
        (Standing(LifeStep.LISTED, DAY), told(LifeStep.ASSESSED, score=None), "no-score"),
        (Standing(LifeStep.LISTED, DAY), told(LifeStep.ASSESSED, score=101), "no-score"),
        (Standing(LifeStep.LISTED, DAY), told(LifeStep.ASSESSED, score=0, reason="", document=""), ""),
        (Standing(LifeStep.WARNED, DAY), told(LifeStep.BANNED, document=""), "no-document"),
    ],
)
def test_a_step_needs_its_day_its_reason_and_its_document(
    before: Standing, step: StepTold, refusal: str
) -> None:
    assert code(step_refusal(before, step, TODAY)) == refusal


@pytest.mark.parametrize(
    ("before", "step", "level", "office"),
    [
        (LifeStep.APPLIED, LifeStep.COUNTY_CHECKED, "provincial", "532801"),
        (LifeStep.APPLIED, LifeStep.RETURNED, "provincial", "532801"),
        (LifeStep.COUNTY_CHECKED, LifeStep.EXPERT_VISITED, "county", "532800"),
        (LifeStep.COUNTY_CHECKED, LifeStep.RETURNED, "county", "532800"),
        (LifeStep.EXPERT_VISITED, LifeStep.REVIEWED, "provincial", "532800"),
        (LifeStep.REVIEWED, LifeStep.PUBLICISED, "county", "532801"),
        (LifeStep.PUBLICISED, LifeStep.LISTED, "prefecture", "532800"),
        (LifeStep.PUBLICISED, LifeStep.LISTED, "provincial", "530000"),
        (LifeStep.LISTED, LifeStep.BANNED, "national", ""),
    ],
)
def test_each_step_has_its_office(before: LifeStep, step: LifeStep, level: str, office: str) -> None:
    assert office_of(step, Standing(before, DAY), level, "532801") == office


def test_a_base_is_quiet_after_the_last_day_that_is_allowed_and_a_new_one_is_not() -> None:
    assert not is_idle(date(2025, 11, 22), date(2020, 1, 1), TODAY, 365)
    assert is_idle(date(2025, 11, 21), date(2020, 1, 1), TODAY, 365)
    assert is_idle(None, date(2025, 1, 1), TODAY, 365)
    assert not is_idle(None, date(2026, 1, 1), TODAY, 365)
    assert not is_idle(None, None, TODAY, 365)


def test_practice_areas_are_read_with_their_places() -> None:
    assert particulars.areas("咖啡区 12\n\n洗车：8人\n 中西点 20 个工位 ") == (
        particulars.PracticeArea("咖啡区", 12),
        particulars.PracticeArea("洗车", 8),
        particulars.PracticeArea("中西点", 20),
    )


@pytest.mark.parametrize(
    "typed", ["咖啡区", "咖啡区 0", "咖啡区 1001", "12", "长" * 21 + " 3", "区 1\n" * 21]
)
def test_what_is_no_practice_area_is_told_so(typed: str) -> None:
    assert isinstance(particulars.areas(typed), Refusal)


def test_specialities_are_told_once_and_have_limits() -> None:
    assert particulars.specialities("盲人按摩\n剪纸\n盲人按摩\n") == ("盲人按摩", "剪纸")
    assert isinstance(particulars.specialities("长" * 21), Refusal)
    assert isinstance(particulars.specialities("\n".join(map(str, range(13)))), Refusal)
