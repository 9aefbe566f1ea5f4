"""Write Chinese text in 国家通用盲文, driven by the readings and words that speech uses too."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from learnhub.formats.rules.braille_signs import (
    APOSTROPHE,
    CAPITAL_SIGN,
    CIRCLED,
    CLOCK_COLON,
    CLOSING,
    DECIMAL_POINT,
    DIGITS,
    HYPHEN,
    JOINING,
    LETTERS,
    MONEY_SIGNS,
    NUMBER_SIGN,
    OPENING,
    SIGNS,
    SMALL_SIGN,
    UNIT_SIGNS,
)
from learnhub.formats.rules.braille_syllables import syllable_cells
from learnhub.formats.rules.braille_words import braille_words
from learnhub.language import Lexicon, Syllable, syllables
from learnhub.language.ruby import marked
from learnhub.primitives import say

# Raised when the same text and readings come out otherwise: what was kept under an earlier number is made anew.
ENCODER_VERSION = 6
LABEL = say("机器盲文，未经校对。")

_RUNS = re.compile(
    r"(?P<hanzi>[㐀-鿿〇]+)"
    r"|(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:[.:][0-9]+)*)"
    r"|(?P<letters>[A-Za-z]+(?:'[A-Za-z]+)*)"
    r"|(?P<blank>\s+)"
    r"|(?P<ellipsis>…+|\.{3,})"
    r"|(?P<dash>—+|--+|[~～－–])"
    r"|(?P<mark>.)",
    re.DOTALL,
)
_NARROW = {
    code + 0xFEE0: code for code in range(0x21, 0x7F) if chr(code).isalnum() or chr(code) in "%+=<>/@$.~"
}
_CHINESE = str.maketrans(",:;?!()[]", "，：；？！（）［］")
_STRAIGHT_QUOTES = {'"': "“”", "'": "‘’"}
_INVISIBLE = ("Cc", "Cf", "Zl", "Zp", "Zs")


class Kind(Enum):
    """What a piece stands for."""

    WORD = "word"
    NUMBER = "number"
    LETTERS = "letters"
    MARK = "mark"
    UNKNOWN = "unknown"


class Setting(Enum):
    """Where a piece has blanks: a closing mark behind it, an opening one before it, a joining one nowhere, all else on both sides."""

    FREE = "free"
    CLOSING = "closing"
    OPENING = "opening"
    JOINING = "joining"


@dataclass(frozen=True, slots=True)
class Piece:
    """One word, number or mark, as shown and in cells.

    reading: pinyin with tone marks, for what braille has no cells for its name, else "". parts: its cells cut where a line
    may be broken, never empty. follows_blank: whether a blank cell stands before it.
    """

    text: str
    kind: Kind
    parts: tuple[str, ...]
    reading: str = ""
    setting: Setting = Setting.FREE
    follows_blank: bool = True

    @property
    def cells(self) -> str:
        """Return all its cells."""
        return "".join(self.parts)


def encode(text: str, lexicon: Lexicon) -> tuple[Piece, ...]:
    """Return a text in braille, piece by piece; any text can be encoded, and an empty one is empty.

    lexicon: house_lexicon(), with the course's own readings over it. What braille has no cells for is named in words in
    brackets (kind UNKNOWN): nothing is left out silently.
    Source: GF 0019-2018; docs/braille.md says which rules are followed and which aren't known.
    """
    pieces: list[Piece] = []
    end = 0
    for start, piece in _pieces(text, lexicon):
        before = pieces[-1] if pieces else None
        if (
            before is not None
            and before.kind is piece.kind is Kind.UNKNOWN
            and before.reading == piece.reading
        ):
            pieces[-1] = replace(before, text=before.text + piece.text)  # a row of emoji is named once
        else:
            follows_blank = before is not None and _stands_off(before, piece, is_apart=start > end)
            pieces.append(replace(piece, follows_blank=follows_blank))
        end = start + len(piece.text)
    return tuple(pieces)


def written(pieces: tuple[Piece, ...], blank: str) -> str:
    """Return the cells of pieces in one line. blank: what is set between words."""
    return "".join((blank if piece.follows_blank else "") + piece.cells for piece in pieces)


def lexicon_key(lexicon: Lexicon) -> str:
    """Return a name for the readings: what is kept by it is made anew when a reading changes."""
    rows = sorted((word, *said) for word, said in lexicon.readings.items())
    alone = sorted(lexicon.alone.items())
    return hashlib.sha256(repr((ENCODER_VERSION, rows, alone)).encode()).hexdigest()


def _pieces(text: str, lexicon: Lexicon) -> Iterator[tuple[int, Piece]]:
    narrow = text.translate(_NARROW)
    is_open = dict.fromkeys(_STRAIGHT_QUOTES, False)
    for run in _RUNS.finditer(narrow):
        start, shown = run.start(), text[run.start() : run.end()]
        match run.lastgroup:
            case "hanzi":
                for piece in _hanzi(shown, lexicon, after_number=narrow[max(0, start - 1) : start].isdigit()):
                    yield start, piece
                    start += len(piece.text)
            case "number":
                yield start, Piece(shown, Kind.NUMBER, (_number(run[0]),))
            case "letters":
                yield start, Piece(shown, Kind.LETTERS, (_letters(run[0]),))
            case "ellipsis":
                yield start, Piece(shown, Kind.MARK, (CLOSING["…"],), setting=Setting.CLOSING)
            case "dash":
                yield start, Piece(shown, Kind.MARK, (_dash(narrow, run),), setting=Setting.JOINING)
            case "mark":
                mark = _chinese_mark(narrow, start)
                if mark in is_open:
                    is_open[mark] = not is_open[mark]
                    mark = _STRAIGHT_QUOTES[mark][not is_open[mark]]
                if unicodedata.category(mark) not in _INVISIBLE:
                    yield start, _mark(shown, mark)


def _hanzi(text: str, lexicon: Lexicon, *, after_number: bool) -> Iterator[Piece]:
    for word in braille_words(syllables(text, lexicon), lexicon, after_number=after_number):
        try:
            yield _word(word.syllables)
        except ValueError:
            for syllable in word.syllables:
                try:
                    yield _word((syllable,))
                except ValueError:
                    yield _unknown(syllable.hanzi, say("生僻字"))


def _word(said: Sequence[Syllable]) -> Piece:
    if not all(one.pinyin for one in said):
        raise ValueError("a character that nobody can read")
    followers = [*(one.pinyin for one in said[1:]), ""]
    parts = [
        syllable_cells(one.hanzi, one.pinyin, following)
        for one, following in zip(said, followers, strict=True)
    ]
    reading = " ".join(marked(one.pinyin) for one in said)
    return Piece("".join(one.hanzi for one in said), Kind.WORD, tuple(parts), reading)


def _dash(narrow: str, run: re.Match[str]) -> str:
    before, after = narrow[max(0, run.start() - 1) : run.start()], narrow[run.end() : run.end() + 1]
    is_range = (before + after).isdigit() or run[0] in ("~", "～", "－", "–")
    return HYPHEN if is_range else JOINING["—"]


def _number(text: str) -> str:
    # How thousands are set apart isn't known: the digits run on.
    signs = {**DIGITS, ".": DECIMAL_POINT, ":": CLOCK_COLON + NUMBER_SIGN, ",": ""}
    return NUMBER_SIGN + "".join(signs[character] for character in text)


def _letters(text: str) -> str:
    bare = text.replace("'", "")
    if len(bare) > 1 and bare.isupper():
        return CAPITAL_SIGN * 2 + "".join(LETTERS.get(one, APOSTROPHE) for one in text.lower())
    written = "" if text[0].isupper() else SMALL_SIGN
    for character in text:
        written += (CAPITAL_SIGN if character.isupper() else "") + LETTERS.get(character.lower(), APOSTROPHE)
    return written


def _chinese_mark(narrow: str, position: int) -> str:
    """Return the Chinese mark that a mark stands for; between letters or digits a full stop is that of an address."""
    mark = narrow[position]
    if mark == ".":
        around = narrow[max(0, position - 1) : position] + narrow[position + 1 : position + 2]
        return mark if len(around) == 2 and around.isascii() and around.isalnum() else "。"
    return mark.translate(_CHINESE)


def _mark(shown: str, mark: str) -> Piece:
    for table, setting in (
        (CLOSING, Setting.CLOSING),
        (UNIT_SIGNS, Setting.CLOSING),
        (OPENING, Setting.OPENING),
        (MONEY_SIGNS, Setting.OPENING),
        (JOINING, Setting.JOINING),
        (SIGNS, Setting.FREE),
    ):
        if mark in table:
            return Piece(shown, Kind.MARK, (table[mark],), setting=setting)
    if mark in CIRCLED:
        return Piece(shown, Kind.NUMBER, (CIRCLED[mark],))
    return _unknown(shown, _name(shown))


def _name(shown: str) -> str:
    """Say what kind of thing braille has no cells for."""
    category = unicodedata.category(shown)
    if category.startswith("L"):
        return say("生僻字") if "CJK" in unicodedata.name(shown, "") else say("外文字母")
    return say("图形符号") if category in ("So", "Sk", "Mn", "Me", "Cn", "Co", "Cs") else say("符号")


# Ordinary words, read here and not by the lexicon: no course's readings change what a gap is called.
_NAMES = {
    "生僻字": ("sheng1", "pi4", "zi4"),
    "外文字母": ("wai4", "wen2", "zi4", "mu3"),
    "图形符号": ("tu2", "xing2", "fu2", "hao4"),
    "符号": ("fu2", "hao4"),
}


def _unknown(shown: str, name: str) -> Piece:
    readings = _NAMES[name]
    parts = [
        syllable_cells(hanzi, reading, following)
        for hanzi, reading, following in zip(name, readings, (*readings[1:], ""), strict=True)
    ]
    parts[0] = OPENING["（"] + parts[0]
    parts[-1] += CLOSING["）"]
    return Piece(shown, Kind.UNKNOWN, tuple(parts), name)


def _stands_off(before: Piece, piece: Piece, *, is_apart: bool) -> bool:
    if piece.setting is Setting.CLOSING or before.setting is Setting.OPENING:
        return False
    if is_apart:
        return True
    latin = (Kind.NUMBER, Kind.LETTERS)
    is_one = before.kind in latin and piece.kind in latin  # 5kg, F6
    return not (is_one or Setting.JOINING in (before.setting, piece.setting))
