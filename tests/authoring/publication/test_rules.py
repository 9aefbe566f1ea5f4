"""The road to publication as pure functions: receipts, waiting times, who may decide, where a comment stands now."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.authoring.adapters.lesson_source import read_source
from learnhub.authoring.rules.drafts.revisions import FileAt
from learnhub.authoring.rules.publication import (
    Moment,
    Place,
    RoadStep,
    block_at,
    block_now,
    days_waiting,
    folder_hash,
    lines_of_blocks,
    office_time,
    receipt_number,
    return_refusal,
    reviewer_refusal,
    sent_in_at,
    submission_refusal,
)
from tests.tiny_course import lesson

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)
KINDS = st.lists(st.sampled_from(RoadStep), max_size=12)


def moments(*told: tuple[RoadStep, int]) -> list[Moment]:
    """Return steps at hours after Monday morning."""
    return [Moment(kind, MONDAY + timedelta(hours=hours)) for kind, hours in told]


def test_a_receipt_names_the_day_in_china_and_a_number_of_its_own() -> None:
    late = datetime(2026, 3, 1, 17, tzinfo=UTC)  # one o'clock on the second in China
    assert receipt_number(12, late) == "20260302-000012"
    assert receipt_number(13, late) != receipt_number(12, late)


def test_the_hash_of_a_folder_can_be_made_by_anybody_who_has_the_files() -> None:
    files = {"lessons/a.md": FileAt("b" * 64, 3), "course.toml": FileAt("a" * 64, 5)}
    by_hand = hashlib.sha256(f"course.toml {'a' * 64}\nlessons/a.md {'b' * 64}\n".encode()).hexdigest()
    assert folder_hash(files) == by_hand
    assert folder_hash({**files, "lessons/a.md": FileAt("c" * 64, 3)}) != by_hand


@pytest.mark.parametrize(
    ("blocking", "faults", "state", "code"),
    [
        (0, 0, "published", ""),
        (2, 0, "published", "gate-blocks"),
        (0, 1, "published", "gate-blocks"),
        (0, 0, "in preparation", "in-preparation"),
        (0, 0, "", "in-preparation"),
    ],
)
def test_only_a_course_with_nothing_to_mend_is_submitted(
    blocking: int, faults: int, state: str, code: str
) -> None:
    refusal = submission_refusal(blocking=blocking, faults=faults, state=state)
    assert (refusal.code if refusal else "") == code


def test_how_much_is_left_is_said() -> None:
    refusal = submission_refusal(blocking=2, faults=1, state="published")
    assert refusal is not None
    assert "3 处" in refusal.sentence


def test_nobody_decides_about_own_work_and_nothing_goes_back_without_a_reason() -> None:
    assert reviewer_refusal(3, {1, 2}) is None
    assert reviewer_refusal(2, {1, 2}) is not None
    assert return_refusal("", 0) is not None
    assert return_refusal("第 2 课请重写", 0) is None
    assert return_refusal("", 1) is None


def test_the_office_is_charged_for_its_own_time_alone() -> None:
    steps = moments(
        (RoadStep.SUBMITTED, 0), (RoadStep.TAKEN, 5), (RoadStep.COMMENTED, 6), (RoadStep.RETURNED, 10),
        (RoadStep.SUBMITTED, 100), (RoadStep.TAKEN_BACK, 101),
        (RoadStep.SUBMITTED, 200),
    )  # fmt: skip
    assert office_time(steps, MONDAY + timedelta(hours=230)) == timedelta(hours=10 + 1 + 30)
    closed = [*steps, *moments((RoadStep.TAKEN, 231), (RoadStep.PUBLISHED, 240))]
    assert office_time(closed, MONDAY + timedelta(hours=999)) == timedelta(hours=10 + 1 + 40)


@given(kinds=KINDS, more=st.integers(0, 50))
def test_waiting_never_runs_backwards(kinds: list[RoadStep], more: int) -> None:
    steps = [Moment(kind, MONDAY + timedelta(hours=n)) for n, kind in enumerate(kinds)]
    end = MONDAY + timedelta(hours=len(kinds))
    first, later = office_time(steps, end), office_time(steps, end + timedelta(hours=more))
    assert timedelta() <= first <= later <= (end - MONDAY) + timedelta(hours=more)


def test_days_are_counted_by_the_calendar_in_china() -> None:
    assert days_waiting(MONDAY, date(2026, 3, 2)) == 0
    assert days_waiting(datetime(2026, 3, 2, 17, tzinfo=UTC), date(2026, 3, 4)) == 1
    assert days_waiting(MONDAY, date(2026, 3, 1)) == 0


def test_a_course_is_sent_in_on_the_day_of_the_first_submission_that_nobody_took_back() -> None:
    returned = moments((RoadStep.SUBMITTED, 0), (RoadStep.RETURNED, 10), (RoadStep.SUBMITTED, 20))
    assert sent_in_at(returned) == MONDAY
    taken_back = moments((RoadStep.SUBMITTED, 0), (RoadStep.TAKEN_BACK, 10))
    assert sent_in_at(taken_back) is None
    again = [*taken_back, *moments((RoadStep.SUBMITTED, 20), (RoadStep.PUBLISHED, 30))]
    assert sent_in_at(again) == MONDAY + timedelta(hours=20)
    assert sent_in_at([]) is None


def test_a_comment_is_found_at_its_words_wherever_they_stand_now() -> None:
    before = read_source(lesson("推法"))
    lines = lines_of_blocks(before)
    assert [before.text.split("\n")[line - 1] for line, _block in lines] == [
        block.text.split("\n")[0] for _line, block in lines
    ]
    line, block = lines[3]
    place = Place("lessons/a.md", line, block.digest, block.excerpt)
    assert block_now(before, place) == 3
    longer = read_source(lesson("推法").replace("\n## 第1节", "\n## 新的一节\n\n先看一遍。\n\n## 第1节", 1))
    moved = block_now(longer, place)
    assert moved is not None
    assert longer.blocks[moved].text == block.text
    assert moved == 5
    rewritten = read_source(before.text.replace(block.text, "换成另外的话。", 1))
    assert block_now(rewritten, place) == 3, "where its words are gone, what stands at that line"
    assert block_now(before, Place("lessons/a.md")) is None
    assert block_at(before, 1) == 0
