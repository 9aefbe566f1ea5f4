"""Write Chinese words in letters without tones, and compare letters as they are heard and typed."""

import re
import unicodedata
from functools import lru_cache
from itertools import islice, product

from learnhub.language.pronunciation import house_lexicon, is_syllable

_SYLLABLE_LETTERS_MAX = 6
_OTHER_READINGS_MAX = 4
_OTHERWISE_CHARACTERS_MAX = 4
# Pairs that many speakers don't tell apart (FACTS, "Search"). They are folded in joined letters too: an l never ends a
# syllable, and ng becomes n wherever a syllable ends, in the same way on both sides of a comparison.
_ALIKE = str.maketrans({"l": "n"})
_RETROFLEX = re.compile(r"([zcs])h")
_NASAL = re.compile(r"(?<=[aei])ng")


@lru_cache(maxsize=20_000)
def romanised(word: str) -> tuple[str, ...]:
    """Return the syllables of a Chinese word without tones, one for each character, ü as v; () where a character has no reading."""
    from pypinyin import Style, lazy_pinyin  # its dictionaries take 0.3 s: loaded with the first word

    found = lazy_pinyin(word, style=Style.NORMAL)
    if len(found) != len(word) or not all(one.isascii() and one.isalpha() for one in found):
        return ()
    readings = house_lexicon().readings
    for start, known in house_lexicon().found_in(word):
        found[start : start + len(known)] = [one[:-1] for one in readings[known]]  # 调律 is tiáo lǜ
    return tuple(found)


@lru_cache(maxsize=20_000)
def otherwise_romanised(word: str) -> tuple[str, ...]:
    """Return the letters of a word of two to four characters under other readings of its characters, at most four, unique.

    会记 is also kuaiji: whoever was heard saying 会计 may have been written down so.
    """
    usual = romanised(word)
    if not usual or not 1 < len(word) <= _OTHERWISE_CHARACTERS_MAX:
        return ()
    readings = [
        dict.fromkeys((one, *_readings(character))) for one, character in zip(usual, word, strict=True)
    ]
    spelt = dict.fromkeys("".join(one) for one in islice(product(*readings), 1, 4 * _OTHER_READINGS_MAX))
    return tuple(one for one in spelt if one != "".join(usual))[:_OTHER_READINGS_MAX]


@lru_cache(maxsize=5_000)
def _readings(character: str) -> tuple[str, ...]:
    from pypinyin import Style, pinyin

    [found] = pinyin(character, style=Style.NORMAL, heteronym=True)
    return tuple(one for one in found if one.isascii() and one.isalpha())


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
