"""A lesson file as blocks: nothing but what was edited changes by a byte, and two people's work is put together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.authoring.adapters.lesson_source import read_source
from learnhub.authoring.rules.drafts.blocks import BlockKind, LessonSource, SourceBlock, stands_apart
from learnhub.authoring.rules.drafts.merging import Choice, merge
from learnhub.settings import PROJECT_DIR

LESSONS = sorted((PROJECT_DIR / "content" / "courses").glob("*/lessons/*.md"))
PIECES = st.sampled_from(
    [
        "## 标题", "### 小标题", "一段话。", "两行\n的一段", "1. 一\n2. 二", "- 甲\n- 乙\n\n  乙的第二段", "> 引文", "![图](media/a.svg)",
        "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |", "```quiz one\n题？\n\n- [x] 对\n  好。\n- [ ] 错\n  不。\n```", "```term\n词：甲\n```",
        "```warning\n小心。\n\n再小心。\n```", "~~~task abc\n题目：做\n~~~", "    代码", "<b>html</b>", "---", "[a]: https://example.org", "标题\n===",
        "```unclosed", "+++", "", " ", "\t", "*斜体*", "# 一级", "1. 一\n\n   ```term\n   词：里面\n   ```",
    ]
)  # fmt: skip
GAPS = st.sampled_from(["\n", "\n\n", "\n\n\n", "", "\n \n", "\r\n", "\r"])
HEADS = st.sampled_from(
    ["", '+++\ntitle = "甲"\n+++', "+++\n+++", "+++\nnot closed", '+++\ntitle = "a"\n+++ x\n']
)
TEXTS = st.builds(
    lambda head, parts: head + "".join(gap + piece for gap, piece in parts),
    HEADS,
    st.lists(st.tuples(GAPS, PIECES), max_size=8),
)


@given(text=TEXTS | st.text(st.sampled_from("a字\n#-`>|[]()!*+ \t:1.~=\r"), max_size=60))
def test_a_text_that_is_cut_into_blocks_comes_back_byte_for_byte(text: str) -> None:
    assert read_source(text).text == text


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_every_lesson_there_is_comes_back_and_holds_no_unknown_block(path: object) -> None:
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    source = read_source(text)
    assert source.text == text
    assert source.has_head
    assert BlockKind.OTHER not in {block.kind for block in source.blocks}
    assert all("\n\n" in block.gap for block in source.blocks[:-1] if block.kind is BlockKind.PARAGRAPH)


@given(text=TEXTS, place=st.integers(0, 20), typed=st.text(max_size=10))
def test_an_edit_changes_the_bytes_of_its_block_alone(text: str, place: int, typed: str) -> None:
    source = read_source(text)
    if not source.blocks:
        return
    index = place % len(source.blocks)
    before = source.lead + "".join(block.text + block.gap for block in source.blocks[:index])
    after = source.blocks[index].gap + "".join(block.text + block.gap for block in source.blocks[index + 1 :])
    assert source.with_text(index, typed).text == before + typed + after


@given(text=TEXTS, place=st.integers(0, 20), other=st.integers(0, 20))
def test_moving_and_taking_out_keep_the_text_of_every_other_block(text: str, place: int, other: int) -> None:
    source = read_source(text)
    if not source.blocks:
        return
    index, to = place % len(source.blocks), other % len(source.blocks)
    texts = [block.text for block in source.blocks]
    moved = source.with_moved(index, to)
    expected = texts[:index] + texts[index + 1 :]
    assert [block.text for block in source.without(index).blocks] == expected
    expected.insert(to, texts[index])
    assert [block.text for block in moved.blocks] == expected
    back = moved.with_moved(to, index)
    assert [block.text for block in back.blocks] == texts


WHOLE = '+++\ntitle = "洗手"\n+++\n\n## 一\n\n甲。\n\n- 要点\n\n## 二\n\n乙。\n'


def test_sections_begin_at_headings_of_level_two() -> None:
    source = read_source(WHOLE)
    assert source.sections() == [(1, 4), (4, 6)]
    assert [block.kind.value for block in source.blocks] == [
        "head", "heading", "paragraph", "points", "heading", "paragraph",
    ]  # fmt: skip
    assert read_source("前面的话\n\n## 一\n").sections() == [(0, 1), (1, 2)]


def test_a_block_is_added_with_a_blank_line_on_both_sides() -> None:
    source = read_source("## 一\n甲。\n")
    added = source.with_added(0, BlockKind.PARAGRAPH, "新的。").with_added(2, BlockKind.PARAGRAPH, "最后。")
    assert added.text == "## 一\n\n新的。\n\n甲。\n\n最后。\n"
    assert source.with_added(-1, BlockKind.HEADING, "## 零").text == "## 零\n\n## 一\n甲。\n"
    assert LessonSource("", ()).with_added(-1, BlockKind.PARAGRAPH, "甲").text == "甲\n"


@pytest.mark.parametrize(
    ("typed", "is_apart"),
    [("新的一段。", True), ("两段。\n\n第二段。", True), ("```quiz", False), ("- 又一个列表", False)],
)
def test_what_would_take_in_its_neighbours_is_seen(typed: str, is_apart: bool) -> None:
    source = read_source(WHOLE)
    edited = read_source(source.with_text(2, typed).text)
    assert stands_apart(source, edited, kept_first=2, kept_last=3) is is_apart


def test_an_excerpt_is_words_without_signs() -> None:
    excerpts = [block.excerpt for block in read_source(
        "## 七个步骤\n\n![两只手](media/a.svg)\n\n```warning\n别烫着。\n```\n\n```term\n词：合谷\n意思：穴位。\n```\n\n"
        "```quiz one\n多久？\n\n- [x] 二十秒\n  对。\n```\n\n```task try\n题目：洗一遍\n用时：5 分钟\n```\n\n" + "很长的一段话，" * 10
    ).blocks]  # fmt: skip
    assert excerpts[:-1] == ["七个步骤", "两只手", "别烫着。", "合谷", "多久？", "洗一遍"]
    assert excerpts[-1].endswith("…")
    assert len(excerpts[-1]) == 28


def sources(max_size: int = 5) -> st.SearchStrategy[LessonSource]:
    return st.lists(st.sampled_from("甲乙丙丁戊"), max_size=max_size).map(
        lambda texts: LessonSource("", tuple(SourceBlock(BlockKind.PARAGRAPH, one, "\n\n") for one in texts))
    )


def texts(blocks: LessonSource) -> list[str]:
    return [block.text for block in blocks.blocks]


@given(base=sources(), other=sources())
def test_what_only_one_person_changed_is_taken_without_asking(
    base: LessonSource, other: LessonSource
) -> None:
    for mine, theirs in ((other, base), (base, other), (other, other)):
        merged = merge(base, mine, theirs)
        assert merged.disputed == ()
        assert [block.text for stretch in merged.stretches for block in stretch.mine] == texts(other)


@given(base=sources(), mine=sources(), theirs=sources())
def test_nothing_that_somebody_wrote_is_lost_by_keeping_both(
    base: LessonSource, mine: LessonSource, theirs: LessonSource
) -> None:
    merged = merge(base, mine, theirs)
    kept = merged.text({})
    for block in [*mine.blocks, *theirs.blocks]:
        if block.text not in texts(base):
            assert block.text in kept
    everything = range(len(merged.disputed))
    for choice, whose in ((Choice.MINE, mine), (Choice.THEIRS, theirs)):
        chosen = merged.text(dict.fromkeys(everything, choice))
        disputed = [block.text for stretch in merged.disputed for block in getattr(stretch, choice.value)]
        assert all(text in chosen for text in disputed)
        assert set(disputed) <= set(texts(whose))


def test_two_people_at_work_on_different_blocks_are_put_together_and_keep_the_bytes() -> None:
    base = read_source(WHOLE)
    merged = merge(base, base.with_text(2, "甲，我改的。"), base.with_text(5, "乙，别人改的。"))
    assert merged.disputed == ()
    assert merged.text({}) == WHOLE.replace("甲。", "甲，我改的。").replace("乙。", "乙，别人改的。")


def test_who_chooses_gets_what_was_chosen() -> None:
    base = read_source(WHOLE)
    merged = merge(base, base.with_text(2, "我的。"), base.with_text(2, "别人的。"))
    assert len(merged.disputed) == 1
    assert merged.text({0: Choice.MINE}) == WHOLE.replace("甲。", "我的。")
    assert merged.text({0: Choice.THEIRS}) == WHOLE.replace("甲。", "别人的。")
    assert merged.text({}) == WHOLE.replace("甲。", "别人的。\n\n我的。")
