"""The notation of the gold lists in cells: a second table of dots, written apart from the program's own."""

import re
from csv import DictReader
from pathlib import Path

GOLD = Path(__file__).parent / "gold"

_INITIAL_DOTS = {
    "b": "12", "p": "1234", "m": "134", "f": "124", "d": "145", "t": "2345", "n": "1345", "l": "123",
    "g": "1245", "j": "1245", "k": "13", "q": "13", "h": "125", "x": "125",
    "zh": "34", "ch": "12345", "sh": "156", "r": "245", "z": "1356", "c": "14", "s": "234", "": "",
}  # fmt: skip
# What follows an initial, as pinyin spells it.
_RIME_DOTS = {
    "a": "35", "o": "26", "e": "26", "i": "24", "u": "136", "v": "346", "ai": "246", "ei": "2346", "ao": "235",
    "ou": "12356", "an": "1236", "en": "356", "ang": "236", "eng": "3456", "ong": "256", "ia": "1246", "ie": "15",
    "iao": "345", "iu": "1256", "ian": "146", "in": "126", "iang": "1346", "ing": "16", "iong": "1456",
    "ua": "123456", "uo": "135", "uai": "13456", "ui": "2456", "uan": "12456", "un": "25", "uang": "2356", "ve": "23456",
}  # fmt: skip
_WHOLE_DOTS = {
    "yi": "24", "ya": "1246", "ye": "15", "yao": "345", "you": "1256", "yan": "146", "yin": "126", "yang": "1346",
    "ying": "16", "yong": "1456", "wu": "136", "wa": "123456", "wo": "135", "wai": "13456", "wei": "2456",
    "wan": "12456", "wen": "25", "wang": "2356", "weng": "256", "yu": "346", "yue": "23456", "yuan": "12346",
    "yun": "456", "er": "1235",
    "zhi": "34", "chi": "12345", "shi": "156", "ri": "245", "zi": "1356", "ci": "14", "si": "234",
}  # fmt: skip
_AFTER_JQX = {"u": "346", "ue": "23456", "uan": "12346", "un": "456"}
_TONE_DOTS = {"": "", "1": "1", "2": "2", "3": "3", "4": "23"}
_WHOLE_WORDS = {"D": "145", "M": "134", "N": "1345", "T": "2345", "T1": "2345 1", "4T": "4 2345"}
_MARK_DOTS = {
    "。": "5 23", ".": "5 23", ",": "5", "、": "4", ":": "36", "?": "5 3", "!": "56 2", "…": "5 5 5",
    "“": "45", "”": "45", "（": "56 3", "）": "6 23", "《": "5 36", "》": "36 2", "%": "3456 245 356",
}  # fmt: skip
_DIGIT_DOTS = dict(zip("1234567890", "1 12 14 145 15 124 1245 125 24 245".split(), strict=True))  # noqa: SIM905
_LETTER_DOTS = {
    "a": "1",
    "b": "12",
    "c": "14",
    "f": "124",
    "g": "1245",
    "i": "24",
    "k": "13",
    "p": "1234",
    "w": "2456",
}
_SYLLABLE = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcs]?)([a-z]+)([1-4]?)")


def cells_of(notation: str) -> str:
    """Return the cells that a row of a gold list stands for; a blank cell is a space."""
    written = ""
    for token in notation.split(" "):
        written += " " if token == "/" else _dots_to_cells(_token_dots(token))
    return re.sub(r" +", " ", written)


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a gold list: text, braille, group."""
    with (GOLD / name).open(encoding="utf-8") as file:
        return list(DictReader((line for line in file if not line.startswith("# ")), delimiter="\t"))


def _token_dots(token: str) -> str:
    if token in _WHOLE_WORDS:
        return _WHOLE_WORDS[token]
    if token in _MARK_DOTS:
        return _MARK_DOTS[token]
    if token[0] in "#~^":
        return " ".join(_sign_dots(character) for character in token)
    return syllable_dots(token)


def _sign_dots(character: str) -> str:
    signs = {"#": "3456", "_": "2", ":": "25 3456", "~": "56", "^": "6", "%": "3456 245 356"}
    return signs.get(character) or _DIGIT_DOTS.get(character) or _LETTER_DOTS[character.lower()]


def syllable_dots(syllable: str) -> str:
    """Return the dots of a syllable whose tone number stands only where the tone sign does."""
    bare, tone = (syllable[:-1], syllable[-1]) if syllable[-1].isdigit() else (syllable, "")
    if bare in _WHOLE_DOTS:
        return f"{_WHOLE_DOTS[bare]} {_TONE_DOTS[tone]}".strip()
    found = _SYLLABLE.fullmatch(bare)
    assert found, syllable
    initial, rime = found[1], found[2]
    rime_dots = _AFTER_JQX[rime] if initial in ("j", "q", "x") and rime in _AFTER_JQX else _RIME_DOTS[rime]
    return f"{_INITIAL_DOTS[initial]} {rime_dots} {_TONE_DOTS[tone]}".strip()


def _dots_to_cells(dots: str) -> str:
    return "".join(chr(0x2800 + sum(2 ** (int(dot) - 1) for dot in cell)) for cell in dots.split())
