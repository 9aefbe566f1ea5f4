"""Questions that are put in order, paired or written: read from a quiz block, answered, and what is said to them."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.catalogue.adapters.lesson_file import read_lesson
from learnhub.catalogue.rules import Findings, Question, QuestionKind
from learnhub.catalogue.rules.answers import (
    answer_refusal,
    is_right_answer,
    paired,
    placed,
    right_answer,
    right_marks,
    said_to,
    written,
    wrong_marks,
)
from learnhub.settings import PROJECT_DIR
from tests.catalogue.samples import lesson_md, quiz

ORDER = """```quiz {name}
洗手的几步，按先后排一排。

1. 打湿双手
   先湿手，洗手液才起泡。
2. 抹上洗手液
   手湿了再抹，抹得匀。
3. 搓满二十秒
   抹了才搓得出泡沫。
```
"""
PAIRS = """```quiz {name}
哪个穴位在哪里？

- 合谷 = 虎口上
  合谷在拇指和食指中间的虎口上。
- 内关 = 手腕横纹上三横指
  内关在手腕内侧，两条筋中间。
```
"""
WORDS = """```quiz {name}
至少要搓洗多少秒？请写数字。

- [=] 20
  对，二十秒够搓完七步。
- [=] 二十
  对，二十秒够搓完七步。
- [ ] 5
  五秒只够冲一下。
- [?]
  再听一遍“要搓多久”那一段。
```
"""


@cache
def question(block: str) -> Question:
    """Return the question of a block, beside one that is chosen."""
    put = block.format(name="new-one") + "\n" + quiz("new-one", "先做哪一步？")
    return read_lesson(lesson_md(first=put).encode()).checks[0].questions[0]


def faults(block: str) -> list[str]:
    try:
        question(block)
    except Findings as error:
        return [finding.sentence for finding in error.findings]
    return []


def test_a_numbered_list_is_put_in_order() -> None:
    asked = question(ORDER)
    assert asked.kind is QuestionKind.ORDERING
    shown = [choice.key for choice in asked.choices]
    assert sorted(shown) == ["c1", "c2", "c3"]
    assert shown != ["c1", "c2", "c3"], "never shown in the right order"
    assert shown == [choice.key for choice in question(ORDER).choices], "the same for everybody"
    assert right_answer(asked, lambda index: shown[index]) == "c1、c2、c3"


def test_places_are_right_only_all_together() -> None:
    asked = question(ORDER)
    right = {placed("c1", 1), placed("c2", 2), placed("c3", 3)}
    assert right_marks(asked) == right
    assert is_right_answer(asked, right)
    swapped = {placed("c2", 1), placed("c1", 2), placed("c3", 3)}
    assert answer_refusal(asked, swapped) is None
    assert not is_right_answer(asked, swapped)
    assert {choice.key for choice in said_to(asked, swapped)} == {"c1", "c2"}, (
        "what is in place needs no words"
    )
    assert [choice.key for choice in said_to(asked, right)] == ["c1", "c2", "c3"]


@pytest.mark.parametrize(
    "marks",
    [
        set(),
        {placed("c1", 1)},
        {placed("c1", 1), placed("c2", 1), placed("c3", 3)},
        {placed("c1", 1), placed("c2", 2), placed("c4", 3)},
        {placed("c1", 1), placed("c2", 2), placed("c3", 4)},
        {placed("c1", 1), placed("c1", 2), placed("c3", 3)},
        {"c1", "c2", "c3"},
    ],
)
def test_places_that_are_none_are_refused(marks: set[str]) -> None:
    refusal = answer_refusal(question(ORDER), marks)
    assert refusal is not None
    assert refusal.sentence == "请给每一项选一个不同的位置，再按“提交答案”。"


def test_pairs_tell_what_can_be_taken_before_they_are_asked() -> None:
    asked = question(PAIRS)
    assert asked.kind is QuestionKind.MATCHING
    assert [str(choice.partner) for choice in asked.choices] == ["虎口上", "手腕横纹上三横指"]
    assert asked.prompt.text.startswith("哪个穴位在哪里？")
    assert "手腕横纹上三横指" in asked.prompt.text
    right = {paired("c1", "c1"), paired("c2", "c2")}
    assert is_right_answer(asked, right)
    same = {paired("c1", "c1"), paired("c2", "c1")}
    assert answer_refusal(asked, same) is None
    assert [choice.key for choice in said_to(asked, same)] == ["c2"]
    assert answer_refusal(asked, {paired("c1", "c1")}) is not None
    assert answer_refusal(asked, {paired("c1", "c9"), paired("c2", "c2")}) is not None


@pytest.mark.parametrize(
    ("typed", "right", "said"),
    [
        ("20", True, "对，二十秒够搓完七步。"),
        (" ２０ ", True, "对，二十秒够搓完七步。"),
        ("二 十。", True, "对，二十秒够搓完七步。"),
        ("5", False, "五秒只够冲一下。"),
        ("很久", False, "再听一遍“要搓多久”那一段。"),
    ],
)
def test_written_words_are_taken_however_they_are_typed(typed: str, right: bool, said: str) -> None:
    asked = question(WORDS)
    assert asked.kind is QuestionKind.SHORT
    assert asked.choices == (), "what is right isn't shown beforehand"
    assert answer_refusal(asked, {written(typed)}) is None
    assert is_right_answer(asked, {written(typed)}) is right
    assert [choice.feedback.text for choice in said_to(asked, {written(typed)})] == [said]


@pytest.mark.parametrize("typed", ["", "  ", "。", "长" * 61])
def test_words_that_are_none_are_refused(typed: str) -> None:
    assert answer_refusal(question(WORDS), {written(typed)}) is not None


def test_traditional_characters_and_capitals_are_the_same_words() -> None:
    asked = question(WORDS.replace("20", "頭髮 ABC"))
    assert is_right_answer(asked, {written("头发abc")})


@given(st.sets(st.text(max_size=8), max_size=5))
def test_no_marks_break_a_question(marks: set[str]) -> None:
    for block in (ORDER, PAIRS, WORDS):
        asked = question(block)
        if answer_refusal(asked, marks) is None:
            assert isinstance(is_right_answer(asked, marks), bool)


@pytest.mark.parametrize(
    ("block", "sentence"),
    [
        (ORDER.replace("   先湿手，洗手液才起泡。\n", ""), "这个项没有反馈"),
        (ORDER.replace("2. 抹上", "2. 打湿双手\n   重了。\n3. 抹上"), "有两个选项都是“打湿双手”"),
        (PAIRS.replace("手腕横纹上三横指", "虎口上"), "有两个选项都是“虎口上”"),
        (PAIRS.replace("哪个穴位在哪里？\n", ""), "这道题没有题目"),
        (WORDS.replace("- [?]\n  再听一遍“要搓多久”那一段。\n", ""), "请写一行 - [?]"),
        (WORDS.replace("[=]", "[ ]"), "这道题没有对的答案"),
        (WORDS.replace("- [=] 二十", "- [=] ２０"), "有两个答案只差空格"),
    ],
)
def test_a_fault_says_what_to_do(block: str, sentence: str) -> None:
    assert any(told.startswith(sentence) for told in faults(block)), faults(block)


def test_a_check_that_must_be_typed_has_another_question() -> None:
    put = WORDS.format(name="new-one") + "\n" + WORDS.format(name="new-one").replace("至少要", "最少要")
    with pytest.raises(Findings) as error:
        read_lesson(lesson_md(first=put).encode())
    assert ["不用写字的" in finding.sentence for finding in error.value.findings] == [True]


def test_every_kind_can_be_answered_rightly_and_wrongly() -> None:
    put = ORDER.format(name="new-one") + "\n" + quiz("new-one", "先做哪一步？")
    chosen = read_lesson(lesson_md(first=put).encode()).checks[0].questions[1]
    for asked in (question(ORDER), question(PAIRS), question(WORDS), chosen):
        for marks, is_right in ((right_marks(asked), True), (wrong_marks(asked), False)):
            assert answer_refusal(asked, marks) is None, asked.kind
            assert is_right_answer(asked, marks) is is_right, asked.kind
            assert all(one.feedback.text for one in said_to(asked, marks)), asked.kind


def test_the_sample_courses_ask_in_every_way_where_it_teaches_better() -> None:
    marks = {QuestionKind.ORDERING: "\n1. ", QuestionKind.MATCHING: " = ", QuestionKind.SHORT: "- [=] "}
    found = {
        kind
        for path in (PROJECT_DIR / "content" / "courses").glob("*/lessons/*.md")
        for kind, mark in marks.items()
        if any(mark in block for block in _quiz_blocks(path.read_text(encoding="utf-8")))
    }
    assert found == set(marks)


def _quiz_blocks(text: str) -> list[str]:
    return [part.partition("\n```")[0] for part in text.split("```quiz ")[1:]]
