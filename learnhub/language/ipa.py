"""Write a pinyin syllable in IPA."""

import re

_INITIALS = {
    "b": "p",
    "p": "pʰ",
    "m": "m",
    "f": "f",
    "d": "t",
    "t": "tʰ",
    "n": "n",
    "l": "l",
    "g": "k",
    "k": "kʰ",
    "h": "x",
    "j": "tɕ",
    "q": "tɕʰ",
    "x": "ɕ",
    "zh": "ʈʂ",
    "ch": "ʈʂʰ",
    "sh": "ʂ",
    "r": "ɻ",
    "z": "ts",
    "c": "tsʰ",
    "s": "s",
    "": "",
}
# ˙ marks where the tone belongs: behind the vowel that carries it.
_FINALS = {
    "a": "a˙",
    "ai": "ai˙",
    "an": "a˙n",
    "ang": "a˙ŋ",
    "ao": "au˙",
    "e": "ɤ˙",
    "ei": "ei˙",
    "en": "ə˙n",
    "eng": "ə˙ŋ",
    "er": "ɚ˙",
    "i": "i˙",
    "ia": "ja˙",
    "ian": "jɛ˙n",
    "iang": "ja˙ŋ",
    "iao": "jau˙",
    "ie": "je˙",
    "in": "i˙n",
    "ing": "i˙ŋ",
    "io": "jɔ˙",
    "iong": "jʊ˙ŋ",
    "iou": "jou˙",
    "m": "m˙",
    "n": "n˙",
    "ng": "ŋ˙",
    "o": "wo˙",
    "o alone": "ɔ˙",
    "ong": "ʊ˙ŋ",
    "ou": "ou˙",
    "u": "u˙",
    "ua": "wa˙",
    "uai": "wai˙",
    "uan": "wa˙n",
    "uang": "wa˙ŋ",
    "uei": "wei˙",
    "uen": "wə˙n",
    "ueng": "wə˙ŋ",
    "uo": "wo˙",
    "v": "y˙",
    "van": "ɥɛ˙n",
    "ve": "ɥe˙",
    "vn": "y˙n",
    "apical": "ɨ˙",
}
_TONES = {"1": "˥", "2": "˧˥", "3": "˧˩˧", "4": "˥˩", "5": ""}
_PARTS = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcs]?)([a-z]+)([1-5])")
# y and w only spell that a syllable begins with its vowel.
_SPELLINGS = (
    (re.compile(r"\Ayu"), "v"),
    (re.compile(r"\Ayi"), "i"),
    (re.compile(r"\Ay"), "i"),
    (re.compile(r"\Awu"), "u"),
    (re.compile(r"\Aw"), "u"),
)
_SHORTENED = {"iu": "iou", "ui": "uei", "un": "uen", "ue": "ve"}


def ipa(pinyin: str) -> str:
    """Return a syllable in IPA with tone letters: xue2 → ɕɥe˧˥.

    pinyin: tone number last, v for ü. Raises ValueError for what is no syllable.
    Source: Lee and Zee, "Standard Chinese (Beijing)", Journal of the IPA 33 (2003); the broad transcription that the
    neural voice was trained on.
    """
    spelled = pinyin
    for pattern, replacement in _SPELLINGS:
        spelled, changes = pattern.subn(replacement, spelled)
        if changes:
            break
    parts = _PARTS.fullmatch(spelled)
    if parts is None:
        raise ValueError(f"no pinyin syllable: {pinyin}")
    initial, final, tone = parts.groups()
    if final not in _FINALS and initial + final in _FINALS:  # m, n, ng
        initial, final = "", initial + final
    final = _full(initial, final)
    if final not in _FINALS:
        raise ValueError(f"no pinyin syllable: {pinyin}")
    return _INITIALS[initial] + _FINALS[final].replace("˙", _TONES[tone])


def _full(initial: str, final: str) -> str:
    if final == "i" and initial in ("zh", "ch", "sh", "r", "z", "c", "s"):
        return "apical"
    if initial in ("j", "q", "x") and final.startswith("u"):
        return "v" + final[1:]
    if not initial and final == "o":
        return "o alone"
    return _SHORTENED.get(final, final) if initial or final != "un" else "uen"
