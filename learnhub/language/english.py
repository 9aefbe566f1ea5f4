"""Write Latin words in Chinese text as an English voice says them."""

import re

# Capitals are letters, but these are said as words.
_SAID_AS_WORDS = frozenset({"APP", "SIM", "WIFI", "PIN", "OPPO", "VIVO"})
_LETTERS_MAX = 5
_READ_AS = {"ctrl": "control", "esc": "escape", "del": "delete", "vs": "versus"}
# A lone A would be read as the article: A4 纸 is "eigh 四".
_LETTER_NAMES = {"A": "eigh"}
# Words that are written as one but said as two: WeChat, TalkBack, HarmonyOS.
_JOINT = re.compile(r"(?<=[a-z])(?=[A-Z])")


def english_words(latin: str) -> str:
    """Return Latin words as they are said, with blanks between: USB as U S B, WeChat as we chat, Ctrl as control.

    latin: letters, joined by blanks, hyphens or apostrophes.
    """
    return " ".join(_said(word) for joined in re.split("[ -]", latin) for word in _JOINT.split(joined))


def _said(word: str) -> str:
    if word.isupper() and len(word) <= _LETTERS_MAX and word not in _SAID_AS_WORDS:
        return " ".join(_LETTER_NAMES.get(letter, letter) for letter in word)
    return _READ_AS.get(word.lower(), word.lower())
