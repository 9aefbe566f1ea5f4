"""What changed between two versions is told by blocks and words, and nothing is left out."""

from hypothesis import given
from hypothesis import strategies as st

from learnhub.authoring.adapters.lesson_source import read_source
from learnhub.authoring.rules.drafts.blocks import BlockKind, SourceBlock
from learnhub.authoring.rules.drafts.differences import (
    BLOCKS_COMPARED_MAX,
    CONTEXT_CHARACTERS,
    Change,
    Stretch,
    block_changes,
    file_changes,
    key_changes,
    shortened,
    word_changes,
)
from learnhub.authoring.rules.drafts.revisions import FileAt

TEXTS = st.lists(
    st.sampled_from(["先洗手。", "再擦干。", "## 洗手", "水要温。", "## 擦干", "最后关灯。"]), max_size=7
)


def blocks(*texts: str) -> tuple[SourceBlock, ...]:
    return read_source("\n\n".join(texts) + "\n").blocks


def told(before: tuple[SourceBlock, ...], after: tuple[SourceBlock, ...]) -> list[tuple[str, str]]:
    return [(one.change.value, one.stretches[0].text) for one in block_changes(before, after)]


def test_a_rewritten_paragraph_is_one_change_and_names_the_words() -> None:
    [one] = block_changes(blocks("先洗手二十秒。", "再擦干。"), blocks("先洗手三十秒。", "再擦干。"))
    assert (one.kind, one.change) == (BlockKind.PARAGRAPH, Change.CHANGED)
    assert one.stretches[0].change is Change.SAME
    assert {"二", "三"} <= {s.text[0] for s in one.stretches if s.change is not Change.SAME}


def test_what_came_went_and_moved_is_told_apart() -> None:
    assert told(blocks("甲甲甲。", "乙乙乙。"), blocks("甲甲甲。", "丙丁戊。", "乙乙乙。")) == [
        ("added", "丙丁戊。")
    ]
    assert told(blocks("甲甲甲。", "乙乙乙。"), blocks("乙乙乙。")) == [("removed", "甲甲甲。")]
    moved = told(blocks("甲甲甲。", "乙乙乙。", "## 丙"), blocks("乙乙乙。", "## 丙", "甲甲甲。"))
    assert moved == [("moved", "甲甲甲。")]
    assert told(blocks("甲甲甲。"), blocks("甲甲甲。")) == []


@given(TEXTS, TEXTS)
def test_changes_of_blocks_lead_from_the_old_ones_to_the_new_ones(old: list[str], new: list[str]) -> None:
    before, after = blocks(*old), blocks(*new)
    counted: dict[str, int] = {}
    for block in before:
        counted[block.text] = counted.get(block.text, 0) + 1
    for one in block_changes(before, after):
        gone = "".join(s.text for s in one.stretches if s.change is not Change.ADDED)
        came = "".join(s.text for s in one.stretches if s.change is not Change.REMOVED)
        if one.change in {Change.REMOVED, Change.CHANGED}:
            counted[gone] = counted.get(gone, 0) - 1
        if one.change in {Change.ADDED, Change.CHANGED}:
            counted[came] = counted.get(came, 0) + 1
    for block in after:
        counted[block.text] = counted.get(block.text, 0) - 1
    assert not any(counted.values()), counted


@given(st.text("先洗手擦干 a1。\n", max_size=40), st.text("先洗手擦干 a1。\n", max_size=40))
def test_words_that_stayed_and_went_are_the_old_text_and_those_that_stayed_and_came_the_new(
    old: str, new: str
) -> None:
    found = word_changes(old, new)
    assert "".join(one.text for one in found if one.change is not Change.ADDED) == old
    assert "".join(one.text for one in found if one.change is not Change.REMOVED) == new


def test_a_lesson_of_very_many_blocks_is_not_compared_for_minutes() -> None:
    before = tuple(
        SourceBlock(BlockKind.PARAGRAPH, f"第{n}段", "\n\n") for n in range(BLOCKS_COMPARED_MAX * 8)
    )
    after = tuple(SourceBlock(BlockKind.PARAGRAPH, f"{n}段", "\n\n") for n in range(BLOCKS_COMPARED_MAX * 8))
    assert len(block_changes(before, after)) == len(before) + len(after)


def test_files_and_keys_are_compared_by_what_they_hold() -> None:
    one, two = FileAt("a" * 64, 1), FileAt("b" * 64, 1)
    changes = file_changes({"x": one, "y": one, "z": one}, {"y": two, "z": one, "w": one})
    assert [(c.path, c.change.value) for c in changes] == [("w", "added"), ("x", "removed"), ("y", "changed")]
    [key] = key_changes(
        {"title": "甲", "tags": ["一", "二"]}, {"title": "甲", "tags": ["一"]}, ["title", "tags"]
    )
    assert (key.key, key.before, key.after) == ("tags", "一、二", "一")


def test_what_stayed_is_cut_to_what_stands_next_to_a_change() -> None:
    same = Stretch("字" * 200, Change.SAME)
    first, _added, last = shortened([same, Stretch("新", Change.ADDED), same])
    assert first.text == "……" + "字" * CONTEXT_CHARACTERS
    assert last.text == "字" * CONTEXT_CHARACTERS + "……"
