"""What is drawn, what counts, how long there is, and when again."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnhub.catalogue.rules.assessments import UNLIMITED, AssessmentText, BankQuestion, Draw
from learnhub.learning.rules.assessments.attempts import (
    DELIVERY,
    AttemptTold,
    beginning_refusal,
    ends_at,
    instant_words,
    is_over,
    minutes_left,
    rule_of,
)
from learnhub.learning.rules.assessments.drawing import draw
from learnhub.learning.rules.assessments.papers import (
    Answer,
    Paper,
    PaperItem,
    Score,
    declared_of,
    is_declared,
    paper_told,
    present_answers,
    score,
)
from tests.tiny_course import FIGURES

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
BANK = [BankQuestion("one", check, number) for check in ("a", "b", "c", "d") for number in (1, 2, 3)]


@settings(max_examples=15)
@given(st.text(max_size=12), st.integers(1, len(BANK)), st.permutations(BANK))
def test_a_draw_is_the_same_for_the_same_seed_and_never_asks_twice(
    seed: str, count: int, bank: list[BankQuestion]
) -> None:
    drawn = draw([(BANK, count)], seed)
    assert drawn == draw([(bank, count)], seed)
    assert len(set(drawn)) == count
    checks = Counter(one.check for one in drawn)
    assert (
        max(checks.values()) - min(checks[check] for check in "abcd") <= 1
    )  # no check twice before each once


@settings(max_examples=15)
@given(st.text(max_size=12), st.sampled_from([1, 2, 4, 8, 11]))
def test_no_attempt_asks_the_same_paper_again(seed: str, count: int) -> None:
    papers: list[frozenset[BankQuestion]] = []
    for attempt in range(8):
        drawn = frozenset(draw([(BANK, count)], f"{seed}-{attempt}", papers))
        assert drawn not in papers
        papers.append(drawn)
    # What wasn't asked yet comes before what was.
    if count == 4:
        assert papers[0].isdisjoint(papers[1] | papers[2])


def test_a_paper_keeps_the_order_of_its_units_and_a_bank_that_is_too_small_is_a_fault() -> None:
    other = [BankQuestion("two", "e", number) for number in (1, 2)]
    drawn = draw([(BANK, 3), (other, 2)], "seed")
    assert [one.lesson for one in drawn] == ["one"] * 3 + ["two"] * 2
    assert draw([(other, 2)], "seed", [other]) == draw([(other, 2)], "seed", [other])  # nothing else there
    with pytest.raises(ValueError, match="2 questions, 3 asked for"):
        draw([(other, 3)], "seed")


def item(position: int) -> PaperItem:
    return PaperItem("one", 1, "0" * 64, "standard", f"c{position}", 1, f"digest-{position}", ("c1",))


PAPER = Paper(tuple(item(position) for position in range(1, 6)), pass_right=3)


def sent(position: int, mark: str, at: int, client: str = "") -> Answer:
    return Answer(
        position, frozenset({mark}), client or f"client-{position}-{at}", NOON + timedelta(seconds=at)
    )


ANSWERS = st.lists(
    st.builds(sent, st.integers(1, 5), st.sampled_from(["c1", "c2"]), st.integers(0, 50)),
    max_size=12,
    unique_by=lambda one: one.client_id,
)


@settings(max_examples=15)
@given(ANSWERS, st.randoms())
def test_the_order_repetition_and_delay_of_answers_change_no_score(
    answers: list[Answer], random: object
) -> None:
    declared = declared_of(answers)
    expected = score(PAPER, declared, answers)
    assert expected is not None
    mixed = [*answers, *answers]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert score(PAPER, declared, mixed) == expected
    assert present_answers(mixed) == present_answers(answers)
    # Whatever else comes after handing in counts for nothing, and nothing is told before all has come.
    late = sent(1, "c1", 99)
    assert score(PAPER, declared, [*answers, late]) == expected
    in_force = [one for one in answers if is_declared(one, declared)]
    for missing in in_force:
        assert score(PAPER, declared, [one for one in answers if one != missing]) is None


@settings(max_examples=15)
@given(ANSWERS, st.sets(st.sampled_from([f"digest-{n}" for n in range(1, 6)])), st.sets(st.just("digest-1")))
def test_taking_a_question_out_never_makes_a_score_less(
    answers: list[Answer], out: set[str], more: set[str]
) -> None:
    declared = declared_of(answers)
    before, after = score(PAPER, declared, answers, out), score(PAPER, declared, answers, out | more)
    assert before is not None
    assert after is not None
    assert after.right >= before.right
    assert after.is_passed >= before.is_passed
    assert set(after.wrong) <= set(before.wrong)


def test_a_score_is_told_in_words_and_a_paper_read_back_is_the_same() -> None:
    assert Score(8, 10, is_passed=True, wrong=(3, 4)).words == "10 题里答对 8 题，过了"
    assert "这次还没过" in Score(2, 10, is_passed=False, wrong=()).words
    assert paper_told(PAPER.told) == PAPER
    assert paper_told(PAPER.told).digest == PAPER.digest
    changed = replace(PAPER, items=(replace(PAPER.items[0], right=("c2",)), *PAPER.items[1:]))
    assert changed.digest != PAPER.digest


def text(**told: int) -> AssessmentText:
    return AssessmentText("theory", "理论测验", (Draw("单元", 7), Draw("另一个", 3)), **told)


def test_what_the_course_leaves_out_is_what_policy_says_and_says_that_it_is_an_example() -> None:
    on = date(2026, 3, 5)
    rule = rule_of(text(), FIGURES, on)
    assert (rule.pass_right, rule.attempts, rule.wait) == (6, UNLIMITED, timedelta(hours=12))
    assert rule.pass_words == "10 题答对 6 题就过"
    assert rule.is_example
    assert len(rule.figures) == 3
    assert rule.minutes_for(has_extra_time=True) == 0  # no limit unless the course sets one
    told = rule_of(text(pass_right=8, attempts=2, wait_hours=0, minutes=25), FIGURES, on)
    assert (told.pass_right, told.attempts, told.wait) == (8, 2, timedelta())
    assert (told.minutes_for(has_extra_time=False), told.minutes_for(has_extra_time=True)) == (25, 38)
    assert (told.extension_minutes, told.extensions_max) == (10, 10)


def attempt(number: int, handed_in_at: datetime | None, *, right: int | None = 1) -> AttemptTold:
    told = Score(right, 10, right >= 6, ()) if handed_in_at is not None and right is not None else None
    return AttemptTold(number, number, NOON, handed_in_at, told)


@pytest.mark.parametrize(
    ("attempts", "hours_later", "refused"),
    [
        ([], 0, None),
        ([attempt(1, None)], 0, "open"),
        ([attempt(1, NOON, right=None)], 99, "waiting"),
        ([attempt(1, NOON, right=6)], 99, "passed"),
        ([attempt(1, NOON)], 11, "too-soon"),
        ([attempt(1, NOON)], 12, None),
        ([attempt(1, NOON), attempt(2, NOON + timedelta(hours=12))], 13, "too-soon"),
        ([attempt(1, NOON), attempt(2, NOON), attempt(3, NOON)], 99, "no-more"),
    ],
)
def test_when_a_test_can_be_taken_again(
    attempts: list[AttemptTold], hours_later: int, refused: str | None
) -> None:
    rule = rule_of(text(attempts=3, wait_hours=12), FIGURES, date(2026, 3, 5))
    refusal = beginning_refusal(rule, attempts, NOON + timedelta(hours=hours_later))
    assert (refusal.code if refusal else None) == refused
    if refused == "too-soon" and len(attempts) == 1:
        assert refusal is not None
        assert refusal.sentence.startswith("3 月 6 日 00:00以后可以再考")


def test_a_time_limit_is_lengthened_by_each_press_and_ends_with_what_is_under_way() -> None:
    assert ends_at(NOON, 0, 10, 3) is None
    end = ends_at(NOON, 40, 10, 2)
    assert end == NOON + timedelta(minutes=60)
    assert not is_over(end, end)
    assert is_over(end, end + DELIVERY)
    assert not is_over(None, end)
    assert [minutes_left(end, NOON + timedelta(minutes=at)) for at in (0, 59, 60, 70)] == [60, 1, 0, 0]
    assert minutes_left(end, NOON + timedelta(minutes=58, seconds=30)) == 2
    assert instant_words(NOON) == "3 月 5 日 12:00"
