"""Dictionaries that are loaded with the first text, loaded before any test is timed."""

import pytest

from learnhub.language import house_lexicon, spoken_form, syllables, to_simplified


@pytest.fixture(scope="session", autouse=True)
def dictionaries() -> None:
    """Load the cutter, the pinyin dictionaries and the numerals once: a test with a deadline must not pay for them."""
    syllables("开始", house_lexicon())
    spoken_form("15")
    to_simplified("開始")
