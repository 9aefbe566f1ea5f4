"""Pinyin over the words of a text."""

from hypothesis import given
from hypothesis import strategies as st

from learnhub.language import house_lexicon
from learnhub.language.ruby import words_with_pinyin


def test_words_carry_their_pinyin_and_punctuation_none() -> None:
    found = words_with_pinyin("打开手机，听 5 遍。", house_lexicon())
    assert ("手机", "shǒujī") in found
    assert ("，", "") in found
    assert ("听", "tīng") in found


def test_a_syllable_that_begins_with_a_vowel_is_set_off() -> None:
    assert ("西安", "xī'ān") in words_with_pinyin("我在西安", house_lexicon())


@given(st.text(alphabet="打开手机，a1 。的儿\n", max_size=40))
def test_no_character_is_lost(text: str) -> None:
    assert "".join(word for word, _reading in words_with_pinyin(text, house_lexicon())) == text
