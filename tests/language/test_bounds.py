"""Whatever somebody hands in passes through every step whole, in pieces that are never long."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnhub.language import house_lexicon, split, spoken_form, syllables, to_simplified, words
from learnhub.language.sentences import SENTENCE_CHARACTERS_MAX

# Each of these once made a pattern start anew at every character: 200 000 of them took minutes.
UNITS = [
    "1",
    "1-",
    "a",
    "a-",
    "a@b.",
    "A.",
    "1,",
    "一",
    "😀",
    '"',
    ".",
    "没有标点的长文字",
    "，",
    "\ud800",
    "1:",
]


@pytest.mark.parametrize("unit", UNITS)
def test_two_hundred_thousand_characters_are_cut_in_bounded_pieces(unit: str) -> None:
    text = (unit * 200_000)[:200_000]
    spans = split(text)
    assert all(span.end - span.start <= SENTENCE_CHARACTERS_MAX for span in spans)
    assert "".join(span.of(text) for span in spans) == text


@pytest.mark.parametrize("unit", UNITS)
def test_long_text_is_said_and_read_whole(unit: str) -> None:
    text = (unit * 4_000)[:4_000]
    said = spoken_form(text)
    assert not said.origins or said.origins[-1].end <= len(text)
    hanzi = [character for character in said.text if "㐀" <= character <= "鿿"]
    assert len(syllables(said.text, house_lexicon())) == len(hanzi)


@given(st.text(st.characters(), max_size=80))  # surrogates, unknown characters, emoji, other scripts
@settings(max_examples=60)
def test_any_text_passes_through_every_step(text: str) -> None:
    said = spoken_form(text)
    assert len(said.origins) == len(said.text)
    assert all(
        syllable.hanzi == said.text[syllable.start] for syllable in syllables(said.text, house_lexicon())
    )
    assert "".join(words(text)) == text
    if not any("\ud800" <= character <= "\udfff" for character in text):
        to_simplified(text)


def test_digits_of_other_scripts_are_said_as_ours() -> None:
    assert spoken_form("٣ 次").text == "三次"
