"""Find what was meant by words that sound like known ones; pure."""

from collections.abc import Iterable

from learnhub.language.romanised import romanised
from learnhub.language.segment import is_known_word
from learnhub.search.rules.lexicon import WordList
from learnhub.search.rules.queries import stretches
from learnhub.search.rules.synonyms import Synonyms
from learnhub.search.rules.text import is_hanzi, pieces, runs

_SOUNDING_CHARACTERS_MAX = 6


def sound_alike(normal: str, table: Synonyms, words: WordList) -> str:
    """Return a normalised query with each unknown stretch put right that sounds like a word of the list; empty where nothing is.

    A word of the dictionary is taken for another only where its letters are the same and it is all that was typed between two phrases that
    ask for nothing: 克服 may be meant as 客服, 按魔 always is 按摩.
    """
    found: list[str] = []
    for stretch, group in stretches(normal, table, words):
        found.append(group[0] if group else _put_right(stretch, table, words))
    said = "".join(found)
    return said if said != "".join(g[0] if g else s for s, g in stretches(normal, table, words)) else ""


def _put_right(stretch: str, table: Synonyms, words: WordList) -> str:
    # A stretch of a word of the dictionary is no word that was meant: 儿子视频 has no 姿势 in it.
    inside = {
        place
        for start, piece, is_word in _placed_pieces(stretch)
        if is_word
        for place in range(start + 1, start + len(piece))
    }
    position = 0
    said = ""
    while position < len(stretch):
        for end in range(min(len(stretch), position + _SOUNDING_CHARACTERS_MAX), position + 1, -1):
            if position in inside or end in inside:
                continue
            if meant := _meant(stretch[position:end], stretch, table, words):
                said += meant
                position = end
                break
        else:
            said += stretch[position]
            position += 1
    return said


def _meant(heard: str, stretch: str, table: Synonyms, words: WordList) -> str:
    """Return the word or phrase that sounds like this, empty where nothing does."""
    if heard in words.texts or not all(map(is_hanzi, heard)):
        return ""
    if is_known_word(heard):
        found = words.spelling(heard) if heard == stretch.strip() else ()
    else:
        found = words.sounding(heard)
    return found[0] if found else table.unasked_letters.get("".join(romanised(heard)), "")


def _placed_pieces(text: str) -> Iterable[tuple[int, str, bool]]:
    position = 0
    for run in runs(text):
        position = text.index(run, position)
        for piece, is_word in pieces(run) if is_hanzi(run[0]) else ((run, True),):
            yield position, piece, is_word
            position += len(piece)
