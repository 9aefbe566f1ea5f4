"""Compare where blanks stand: ours against sentences in which somebody has set them by hand."""

from learnhub.formats.rules.braille import encode
from learnhub.language import Lexicon
from tests.formats.braille_notation import GOLD

_BLANKS = " "


def sentences(name: str) -> list[str]:
    """Return the sentences of a list with their blanks."""
    lines = (GOLD / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def gaps(told: str, lexicon: Lexicon) -> tuple[int, list[str]]:
    """Return how many places between two characters were compared, and those set otherwise, as 上文|下文.

    told: a sentence with blanks. Places beside a mark or a number are left out: blanks there belong to those.
    """
    text = told.replace(_BLANKS, "")
    wanted, at = set(), 0
    for word in told.split(_BLANKS):
        at += len(word)
        wanted.add(at)
    ours, at = set(), 0
    for piece in encode(text, lexicon):
        if piece.follows_blank:
            ours.add(at)
        at += len(piece.text)
    compared = [place for place in range(1, len(text)) if (text[place - 1] + text[place]).isalpha()]
    wrong = [place for place in compared if (place in wanted) != (place in ours)]
    return len(compared), [f"{text[max(0, place - 4) : place]}|{text[place : place + 4]}" for place in wrong]
