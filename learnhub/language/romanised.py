"""Write Chinese words in letters without tones, and compare letters as they are heard and typed."""

import re
import unicodedata
from functools import lru_cache

from learnhub.language.pronunciation import is_syllable

_SYLLABLE_LETTERS_MAX = 6
# Pairs that many speakers don't tell apart (FACTS, "Search"). They are folded in joined letters too: an l never ends a
# syllable, and ng becomes n wherever a syllable ends, in the same way on both sides of a comparison.
_ALIKE = str.maketrans({"l": "n"})
_RETROFLEX = re.compile(r"([zcs])h")
_NASAL = re.compile(r"(?<=[aei])ng")


@lru_cache(maxsize=20_000)
def romanised(word: str) -> tuple[str, ...]:
    """Return the syllables of a Chinese word without tones, one for each character, ü as v; () where a character has no reading."""
    from pypinyin import Style, lazy_pinyin  # its dictionaries take 0.3 s: loaded with the first word

    found = tuple(lazy_pinyin(word, style=Style.NORMAL))
    return found if len(found) == len(word) and all(one.isascii() and one.isalpha() for one in found) else ()


def as_heard(letters: str) -> str:
    """Return letters with zh/z, ch/c, sh/s, l/n, ang/an, eng/en and ing/in folded together."""
    return _NASAL.sub("n", _RETROFLEX.sub(r"\1", letters)).translate(_ALIKE)


def typed_letters(text: str) -> str:
    """Return typed pinyin without its tone marks, in lower case, ü as v; other characters stay."""
    parts = unicodedata.normalize("NFD", text.lower())
    parts = re.sub(
        "u\u0308|ü", "v", re.sub("u([\u0300-\u0304\u030c])\u0308|u\u0308([\u0300-\u0304\u030c])", "v", parts)
    )
    return unicodedata.normalize("NFC", re.sub("[\u0300\u0301\u0304\u030c\u0306]", "", parts))


def borders(letters: str) -> tuple[int, ...]:
    """Return the places between syllables, both ends included, of letters that are pinyin from end to end; () where they aren't.

    Where several readings are possible (xian, xi an) the places of all of them.
    """
    size = len(letters)
    reached = {0}
    for start in range(size):
        if start in reached:
            reached |= {
                end
                for end in range(start + 1, min(size, start + _SYLLABLE_LETTERS_MAX) + 1)
                if _is_plain_syllable(letters[start:end])
            }
    if size not in reached:
        return ()
    ending = {size}
    for start in range(size - 1, -1, -1):
        if start in reached and any(
            end in ending and _is_plain_syllable(letters[start:end])
            for end in range(start + 1, min(size, start + _SYLLABLE_LETTERS_MAX) + 1)
        ):
            ending.add(start)
    return tuple(sorted(reached & ending))


@lru_cache(maxsize=5_000)
def _is_plain_syllable(letters: str) -> bool:
    # The sounds without a vowel (嗯) are no part of any word that is looked for.
    return any(vowel in letters for vowel in "aeiouv") and is_syllable(letters + "1")
