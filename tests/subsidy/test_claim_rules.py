"""The road of a claim, walked in every order: four eyes hold, an end is an end."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.subsidy.rules import LineKind
from learnhub.subsidy.rules.claims import (
    ENDED,
    StepKind,
    Taken,
    Taker,
    account_refusal,
    is_online_part,
    luhn_holds,
    masked_account,
    next_party,
    next_steps,
    round_of,
    state_of,
    step_refusal,
    unapproved_days,
)

WORDS = "金额要再核对"
ATTEMPTS = st.lists(st.tuples(st.sampled_from(StepKind), st.integers(1, 4)), max_size=30)


def walk(attempts: list[tuple[StepKind, int]], *, is_opposing: bool = False) -> list[Taken]:
    steps = [Taken(StepKind.CALCULATED, 1, 0)]
    for kind, person in attempts:
        refusal = step_refusal(
            steps, kind, Taker(person), is_opposing=is_opposing, reason=WORDS, reference="凭证 1"
        )
        if refusal is None:
            steps.append(Taken(kind, person, round_of(steps) + (kind is StepKind.SUBMITTED)))
    return steps


@given(ATTEMPTS, st.booleans())
def test_in_whatever_order_steps_are_tried_no_two_reviews_of_a_round_are_one_persons(
    attempts: list[tuple[StepKind, int]], is_opposing: bool
) -> None:
    steps = walk(attempts, is_opposing=is_opposing)
    for number in range(1, round_of(steps) + 1):
        this = {one.kind: one.person_id for one in steps if one.round == number}
        reviews = [
            this[kind]
            for kind in (StepKind.SUBMITTED, StepKind.FIRST_REVIEWED, StepKind.SECOND_REVIEWED)
            if kind in this
        ]
        assert len(set(reviews)) == len(reviews)
        if StepKind.APPROVED in this:
            assert this[StepKind.APPROVED] != this[StepKind.FIRST_REVIEWED]
            assert is_opposing or {StepKind.SECOND_REVIEWED, StepKind.PUBLICISED} <= this.keys()
        if StepKind.PAID in this:
            assert this[StepKind.PAID] != this[StepKind.APPROVED]
    kinds = [one.kind for one in steps]
    assert kinds.count(StepKind.PAID) <= 1
    assert all(kind not in ENDED for kind in kinds[:-1])
    assert all(b in next_steps(a, is_opposing=is_opposing) for a, b in pairwise(kinds))


@given(ATTEMPTS)
def test_trying_every_step_twice_changes_nothing(attempts: list[tuple[StepKind, int]]) -> None:
    once = walk(attempts)
    for kind, person in [(one.kind, one.person_id) for one in once[1:]]:
        steps = walk(attempts)
        if kind is state_of(steps):
            assert step_refusal(steps, kind, Taker(person), reason=WORDS, reference="1") is not None


def road(*kinds: StepKind) -> list[Taken]:
    steps = [Taken(StepKind.CALCULATED, 1, 0), Taken(StepKind.SUBMITTED, 1, 1)]
    return [*steps, *(Taken(kind, number, 1) for number, kind in enumerate(kinds, start=2))]


@pytest.mark.parametrize(
    ("steps", "kind", "taker", "code"),
    [
        (road(), StepKind.FIRST_REVIEWED, Taker(1), "four-eyes"),
        (road(), StepKind.FIRST_REVIEWED, Taker(2, is_involved=True), "involved"),
        (road(StepKind.FIRST_REVIEWED), StepKind.SECOND_REVIEWED, Taker(2), "four-eyes"),
        (road(), StepKind.PAID, Taker(2), "not-now"),
        (road(), StepKind.APPROVED, Taker(2), "not-now"),
        (road(StepKind.FIRST_REVIEWED, StepKind.SECOND_REVIEWED), StepKind.APPROVED, Taker(9), "not-now"),
        (
            road(StepKind.FIRST_REVIEWED, StepKind.SECOND_REVIEWED, StepKind.PUBLICISED),
            StepKind.APPROVED,
            Taker(2),
            "four-eyes",
        ),
    ],
)
def test_a_step_out_of_turn_or_by_the_wrong_person_is_refused(
    steps: list[Taken], kind: StepKind, taker: Taker, code: str
) -> None:
    refusal = step_refusal(steps, kind, taker, reason=WORDS, reference="1")
    assert refusal is not None
    assert refusal.code == code


def test_the_division_above_reviews_where_policy_says_so() -> None:
    steps = road(StepKind.FIRST_REVIEWED)
    near, above = Taker(5), Taker(5, is_wider=True)
    assert step_refusal(steps, StepKind.SECOND_REVIEWED, near) is None
    refused = step_refusal(steps, StepKind.SECOND_REVIEWED, near, needs_wider=True)
    assert refused is not None
    assert refused.code == "wider-needed"
    assert step_refusal(steps, StepKind.SECOND_REVIEWED, above, needs_wider=True) is None


def test_a_no_needs_a_reason_and_a_payment_a_reference() -> None:
    refused = step_refusal(road(), StepKind.RETURNED, Taker(2), reason="不")
    assert refused is not None
    assert refused.field == "reason"
    paying = road(StepKind.FIRST_REVIEWED, StepKind.SECOND_REVIEWED, StepKind.PUBLICISED, StepKind.APPROVED)
    missing = step_refusal(paying, StepKind.PAID, Taker(2), reference=" ")
    assert missing is not None
    assert missing.field == "reference"


def test_a_day_counts_as_approved_only_with_all_its_sessions() -> None:
    monday, tuesday = date(2026, 3, 2), date(2026, 3, 3)
    sessions = [(1, monday), (2, monday), (3, tuesday)]
    assert unapproved_days({monday, tuesday}, sessions, {1, 3}) == (monday,)
    assert unapproved_days({tuesday}, sessions, {3}) == ()


def test_only_lines_for_learning_online_are_held_by_an_open_mark() -> None:
    assert is_online_part(LineKind.ONLINE, "online_per_hour")
    assert is_online_part(LineKind.LIVING, "living_per_offline_day_and_online_hour")
    assert not is_online_part(LineKind.LIVING, "living_per_offline_day")
    assert not is_online_part(LineKind.TUITION, "tuition_with_uplift")


@pytest.mark.parametrize(
    ("number", "is_card", "code"),
    [
        ("4111111111111111", True, None),  # the check digit of ISO/IEC 7812-1's usual example
        ("4111111111111112", True, "check-digit"),
        ("4111111111111112", False, None),
        ("41111", False, "digits"),
        ("4111-1111", False, "digits"),
    ],
)
def test_a_number_of_an_account_is_checked(number: str, is_card: bool, code: str | None) -> None:
    refusal = account_refusal(number, is_card=is_card)
    assert (refusal.code if refusal else None) == code


@given(st.from_regex(r"[0-9]{15,18}", fullmatch=True))
def test_exactly_one_last_digit_fits_a_card(digits: str) -> None:
    assert sum(luhn_holds(f"{digits}{last}") for last in range(10)) == 1


def test_an_account_is_shown_by_its_last_four_digits() -> None:
    assert masked_account("6222020200001234567") == "****4567"


def test_an_opposing_claim_that_was_returned_waits_for_the_office_and_not_for_the_base() -> None:
    assert next_party(StepKind.RETURNED) == "基地"
    assert next_party(StepKind.RETURNED, is_opposing=True) == "残联"
    assert next_party(StepKind.PAID, is_opposing=True) == ""
