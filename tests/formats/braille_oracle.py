"""What liblouis writes for the same text, and why it differs from what we write: named classes, judged by program."""

import re
import subprocess
from collections.abc import Sequence
from csv import QUOTE_NONE, DictReader
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from pypinyin.constants import PHRASES_DICT

from learnhub.formats.rules.braille import Kind, Piece, encode
from learnhub.language import Lexicon

TABLE = "unicode.dis,zhcn-cbs.ctb"
_BLANKS = re.compile(r"[\u2800 ]+")
_TONES = "⠁⠂⠄⠆"

TONE_BEFORE_VOWEL = "tone written before a vowel (GF 0019-2018, 10.2.7), which liblouis looks for inside its own phrases alone"
NEUTRAL = "neutral tone: ours goes by the word, liblouis by the character"
TONE = "another tone"
READING = "another reading, ours from a lexicon or a dictionary phrase"
UNJUDGED = "another reading of a character by itself"
MARK = "punctuation"
LATIN = "number or letters"
CONTRACTION = "contraction"
NOT_IN_TABLE = "not in liblouis's table"


@dataclass(frozen=True, slots=True)
class Difference:
    """One piece that the two write otherwise. ours, theirs: cells. kind: one of the classes above."""

    text: str
    ours: str
    theirs: str
    kind: str


OURS, THEIRS, BOTH, UNKNOWN = "ours", "theirs", "both", "unknown"
_VERDICTS = Path(__file__).parent / "gold" / "braille_verdicts.tsv"


@cache
def _verdicts() -> dict[str, tuple[str, str]]:
    lines = [line for line in _VERDICTS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    told = {
        row["about"]: (row["verdict"], row["why"])
        for row in DictReader(lines, delimiter="\t", quoting=QUOTE_NONE)
    }
    assert {verdict for verdict, _ in told.values()} <= {OURS, THEIRS, BOTH, UNKNOWN}
    return told


def verdict(difference: Difference) -> tuple[str, str]:
    """Return who is right and why, as judged by hand; KeyError for a class that nobody has judged."""
    told = _verdicts()
    if (whole := f"={difference.text}") in told:
        return told[whole]
    parts = [about for about in told if about in difference.text]
    return told[max(parts, key=len)] if parts else told[difference.kind]


def liblouis_version() -> str:
    """Return the version of the program that answers."""
    shown = subprocess.run(
        ["lou_translate", "--version"], check=True, capture_output=True, text=True, timeout=30
    )
    return shown.stdout.splitlines()[0]


def liblouis(texts: Sequence[str]) -> list[str]:
    """Return what liblouis writes for each text, without blanks: it sets none between words."""
    typed = "".join(text.replace("\n", " ") + "\n" for text in texts)
    answered = subprocess.run(
        ["lou_translate", "--forward", TABLE],
        input=typed,
        check=True,
        capture_output=True,
        text=True,
        timeout=900,
    )
    lines = answered.stdout.split("\n")[: len(texts)]
    assert len(lines) == len(texts)
    return [_BLANKS.sub("", line) for line in lines]


def differences(text: str, lexicon: Lexicon, theirs: str) -> tuple[int, list[Difference]]:
    """Compare piece by piece; return how many pieces were compared, and those that differ.

    theirs: liblouis's cells for the whole text, without blanks. They are laid beside ours where most cells agree.
    """
    pieces = encode(text, lexicon)
    ours = "".join(piece.cells for piece in pieces)
    owner = [index for index, piece in enumerate(pieces) for _cell in piece.cells]
    got = [""] * len(pieces)
    differs = [False] * len(pieces)
    for tag, begin, end, their_begin, their_end in SequenceMatcher(
        None, ours, theirs, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            for index in range(begin, end):
                got[owner[index]] += ours[index]
            continue
        touched = sorted({owner[index] for index in range(begin, end)}) or (
            [owner[begin - 1]] if begin else [owner[begin]] if owner else []
        )
        if touched:
            got[touched[0]] += theirs[their_begin:their_end]
        for index in touched:
            differs[index] = True
    return len(pieces), [
        Difference(piece.text, piece.cells, got[index], _kind(pieces, index, got[index], lexicon))
        for index, piece in enumerate(pieces)
        if differs[index]
    ]


def _kind(pieces: Sequence[Piece], index: int, theirs: str, lexicon: Lexicon) -> str:
    piece = pieces[index]
    if piece.kind is Kind.MARK:
        return MARK
    if piece.kind in (Kind.NUMBER, Kind.LETTERS):
        return LATIN
    if "⠄⡳" in theirs or piece.kind is Kind.UNKNOWN or "x" in theirs:
        return NOT_IN_TABLE
    if any(one in piece.text for one in "的么你他她它"):
        return CONTRACTION
    bare = str.maketrans("", "", _TONES)
    if piece.cells.translate(bare) == theirs.translate(bare):
        if _meets_vowel(piece):
            return TONE_BEFORE_VOWEL
        return NEUTRAL if len(piece.cells) < len(theirs) else TONE
    return READING if _is_known(piece, lexicon) else UNJUDGED


def _meets_vowel(piece: Piece) -> bool:
    return any(
        len(part) == 2
        and part[0] in "⠌⠟⠱⠚⠵⠉⠎"
        and part[1] in _TONES
        and following[0] not in "⠃⠏⠍⠋⠙⠞⠝⠇⠛⠅⠓⠌⠟⠱⠚⠵⠉⠎"
        for part, following in zip(piece.parts, piece.parts[1:], strict=False)
    )


def _is_known(piece: Piece, lexicon: Lexicon) -> bool:
    """Tell whether a list of words gives our reading: the lexicon, or a phrase of the dictionary."""
    if any(word in piece.text for word in lexicon.readings):
        return True
    return any(
        piece.text[begin:end] in PHRASES_DICT
        for begin in range(len(piece.text))
        for end in range(begin + 2, len(piece.text) + 1)
    )
