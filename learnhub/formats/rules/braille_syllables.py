"""Write one pinyin syllable in cells, leaving out the tone where the rules say so."""

import re
from functools import lru_cache

from learnhub.formats.rules.braille_signs import FINALS, INITIALS, TONES, cells

_PARTS = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcs]?)([a-z]+)([1-5])")
# Syllables without an initial: what pinyin spells with y and w, and 嗯 and 哟 as liblouis writes them.
_BARE = dict(
    pair.split("=")
    for pair in [
        "yi=i",
        "ya=ia",
        "ye=ie",
        "yao=iao",
        "you=iou",
        "yan=ian",
        "yin=in",
        "yang=iang",
        "ying=ing",
        "yong=iong",
        "wu=u",
        "wa=ua",
        "wo=uo",
        "wai=uai",
        "wei=uei",
        "wan=uan",
        "wen=uen",
        "wang=uang",
        "weng=ong",
        "yu=v",
        "yue=ve",
        "yuan=van",
        "yun=vn",
        "n=eng",
        "ng=eng",
        "yo=iou",
    ]
)
_FULL = {"iu": "iou", "ui": "uei", "un": "uen", "ue": "ve"}
# zhi, chi, shi, ri, zi, ci and si are written as their initial alone (GF 0019-2018, 9.2).
_ALONE = ("zh", "ch", "sh", "r", "z", "c", "s")

# The tone that a syllable doesn't show, by its initial (10.2.1 to 10.2.4; "" has no initial).
_UNWRITTEN = {
    "f": "1",
    **dict.fromkeys(("p", "m", "t", "n", "h", "q", "ch", "r", "c"), "2"),
    **dict.fromkeys(("b", "d", "l", "g", "k", "j", "x", "zh", "sh", "z", "s", ""), "4"),
}
_ALWAYS_WRITTEN = frozenset({"tou2", "le4", "zi4", "yi4", "er4", "wo4", "ye4", "you4"})
_NEVER_WRITTEN = frozenset({"yi1", "er2", "wo3", "ye3", "you3"})  # 10.2.5
# Common words that would be read as another one without their tone (10.2.8; the list that the standard gives isn't known whole).
_WRITTEN_IN = {"再": "zai4", "问": "wen4"}

# The six contractions (11.1): character → its reading, its cells.
CONTRACTIONS = {
    "的": ("de5", cells("145")),
    "么": ("me5", cells("134")),
    "你": ("ni3", cells("1345")),
    "他": ("ta1", cells("2345")),
    "她": ("ta1", cells("2345 1")),
    "它": ("ta1", cells("4 2345")),
}
# Written without their tone where they aren't contracted (9.4).
_SPELLED = {"他": cells("2345 35"), "它": cells("4 2345 35")}


def parts(pinyin: str) -> tuple[str, str, str]:
    """Split a syllable into initial, full final and tone: you3 → "", "iou", "3"; zhi1 → "zh", "", "1".

    pinyin: tone number last, v for ü. Raises ValueError for what braille has no cells for (hm).
    """
    bare, tone = pinyin[:-1], pinyin[-1:]
    if bare in _BARE and tone in TONES:
        return "", _BARE[bare], tone
    found = _PARTS.fullmatch(pinyin)
    if found is None:
        raise ValueError(f"no pinyin syllable: {pinyin}")
    initial, final, tone = found.groups()
    if final == "i" and initial in _ALONE:
        return initial, "", tone
    if initial in ("j", "q", "x") and final.startswith("u"):
        final = "v" + final[1:]
    final = _FULL.get(final, final) if initial else final
    if final not in FINALS:
        raise ValueError(f"no pinyin syllable: {pinyin}")
    return initial, final, tone


@lru_cache(maxsize=8192)
def syllable_cells(hanzi: str, pinyin: str, following: str = "") -> str:
    """Return the cells of one syllable.

    hanzi: the character it is read for; contractions and exceptions go by it. pinyin: its reading, tone number last.
    following: the reading of the next syllable of the same word, "" at the word's end.
    Raises ValueError for what is no syllable.
    Source: GF 0019-2018, chapters 9 to 11.
    """
    meets_vowel = bool(following) and not parts(following)[0]
    reading, contracted = CONTRACTIONS.get(hanzi, ("", ""))
    if reading == pinyin:
        if not meets_vowel or hanzi == "她":
            return contracted
        if hanzi in _SPELLED:
            return _SPELLED[hanzi]
    initial, final, tone = parts(pinyin)
    written = INITIALS.get(initial, "") + FINALS.get(final, "")
    return written + (TONES[tone] if _shows_tone(hanzi, pinyin, meets_vowel) else "")


def _shows_tone(hanzi: str, pinyin: str, meets_vowel: bool) -> bool:
    initial, final, tone = parts(pinyin)
    if pinyin in _ALWAYS_WRITTEN or _WRITTEN_IN.get(hanzi) == pinyin:
        return True
    if pinyin in _NEVER_WRITTEN or (not initial and final == "o"):
        return False
    if (not initial and final == "e") or (not final and meets_vowel):
        return True  # 10.2.6; 10.2.7: 事业 would be read shie
    return _UNWRITTEN[initial] != tone
