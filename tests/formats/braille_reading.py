"""Read cells back as pinyin without tones: what a braille reader can know, written apart from the encoder."""

from functools import cache

from tests.formats.braille_notation import _INITIAL_DOTS, _RIME_DOTS, _WHOLE_DOTS

TONE_CELLS = "⠁⠂⠄⠆"


def _cells(dots: str) -> str:
    return "".join(chr(0x2800 + sum(2 ** (int(dot) - 1) for dot in cell)) for cell in dots.split())


@cache
def spellings() -> dict[str, frozenset[str]]:
    """Return, for the cells of a syllable without its tone, every toneless pinyin syllable that is written so."""
    found: dict[str, set[str]] = {}
    for whole, dots in _WHOLE_DOTS.items():
        found.setdefault(_cells(dots), set()).add(whole)
    for bare in ("a", "o", "e", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng"):
        found.setdefault(_cells(_RIME_DOTS[bare]), set()).add(bare)
    palatal = {"i", "ia", "ie", "iao", "iu", "ian", "in", "iang", "ing", "iong", "v", "ve"}
    for initial, initial_dots in _INITIAL_DOTS.items():
        for rime, rime_dots in _RIME_DOTS.items():
            fits = initial and not (initial in "gkh" and rime in palatal)
            fits = fits and not (initial in ("zh", "ch", "sh", "r", "z", "c", "s") and rime in palatal)
            fits = fits and not (initial in ("j", "q", "x") and rime not in palatal | {"u", "uan", "un"})
            if fits:
                sound = (
                    {"u": "v", "uan": "van", "un": "vn"}.get(rime, rime)
                    if initial in ("j", "q", "x")
                    else rime
                )
                dots = {"v": "346", "van": "12346", "vn": "456"}.get(sound, rime_dots)
                cells = _cells(f"{initial_dots} {dots}")
                found.setdefault(cells, set()).add(
                    initial + rime.replace("v", "u" if initial in ("j", "q", "x") else "v")
                )
    return {cells: frozenset(names) for cells, names in found.items()}


def read_back(cells: str) -> tuple[frozenset[str], str]:
    """Return the toneless syllables that cells may mean, and the tone that is written: "1" to "4" or ""."""
    if len(cells) > 1 and cells[-1] in TONE_CELLS and cells not in spellings():
        return spellings().get(cells[:-1], frozenset()), str(TONE_CELLS.index(cells[-1]) + 1)
    return spellings().get(cells, frozenset()), ""
