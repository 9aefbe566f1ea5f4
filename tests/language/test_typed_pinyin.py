"""What people type as the reading of a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.language.pronunciation import LexiconError, is_syllable
from learnhub.language.ruby import marked
from learnhub.language.typed_pinyin import typed_reading, typed_word


@pytest.mark.parametrize(
    ("word", "typed", "reading"),
    [
        ("取穴", "qu3 xue2", "qu3 xue2"),
        ("取穴", "qǔ xué", "qu3 xue2"),
        ("取穴", "qu3xue2", "qu3 xue2"),
        ("取穴", " QU3  Xue2 ", "qu3 xue2"),
        ("好", "hǎo", "hao3"),
        ("好", "ha\u030co", "hao3"),  # the mark as a sign of its own
        ("绿", "lǜ", "lv4"),
        ("绿", "lü4", "lv4"),
        ("绿", "lv4", "lv4"),
        ("大夫", "dài fu5", "dai4 fu5"),
        ("大夫", "dai4 fu0", "dai4 fu5"),
        ("西安", "xi1'an1", "xi1 an1"),
        ("取穴", "ｑｕ３ ｘｕｅ２", "qu3 xue2"),
    ],
)
def test_numbers_and_marks_are_both_taken(word: str, typed: str, reading: str) -> None:
    assert " ".join(typed_reading(word, typed)) == reading


@pytest.mark.parametrize(
    ("word", "typed", "part"),
    [
        ("取穴", "", "请填写“取穴”的拼音"),
        ("取穴", "qu3", "您写了 1 个音节"),
        ("取穴", "qu3 xue2 wei4", "您写了 3 个音节"),
        ("取穴", "qu xue", "没有声调"),
        ("取穴", "qu3 xve9", "不是拼音"),
        ("取穴", "hello", "不是拼音"),
        ("取穴", "取穴", "不是拼音"),
        ("取穴", "qu3 😀", "不是拼音"),
        ("取穴", "qu33 xue2", "不是拼音"),
        ("取穴", "qu3 " * 100, "太长"),
        ("取穴", "\ud800", "不是拼音"),
    ],
)
def test_what_is_no_reading_is_answered_by_a_sentence(word: str, typed: str, part: str) -> None:
    with pytest.raises(LexiconError, match=part) as refused:
        typed_reading(word, typed)
    assert str(refused.value).endswith("。")


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("", "请填写"),
        ("Tab键", "“T”"),
        ("行", "两个字以上"),
        ("取穴😀", "😀"),
        ("𠮷", "常用的汉字"),
        ("\ud800", "看不见的字符"),
        ("按" * 13, "最多 12 个字"),
    ],
)
def test_what_is_no_word_is_answered_by_a_sentence(typed: str, part: str) -> None:
    with pytest.raises(LexiconError, match=part):
        typed_word(typed)


@given(
    st.lists(st.sampled_from(["xue2", "lv4", "zhuang1", "er5", "yuan3", "nve4", "wo3", "ang2"]), min_size=1)
)
def test_what_is_shown_with_marks_can_be_typed_again(reading: list[str]) -> None:
    shown = " ".join(syllable if syllable.endswith("5") else marked(syllable) for syllable in reading)
    if len(shown) <= 120:
        assert list(typed_reading("按" * len(reading), shown)) == reading


@given(st.text(st.characters(), max_size=60))
def test_any_typed_text_is_a_reading_or_a_sentence(text: str) -> None:
    try:
        said = " ".join(typed_reading("取穴", text))
    except LexiconError as refused:
        said = str(refused)
    assert said.endswith("。") or all(map(is_syllable, said.split()))
