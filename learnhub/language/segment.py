"""Cut Chinese text into words."""

import rjieba


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in order; joined they are the text again.

    rjieba cuts as jieba does, twenty times faster (FACTS, "Search").
    """
    return tuple(rjieba.cut(text))


def is_known_word(word: str) -> bool:
    """Tell whether the cutter knows this word; words that it only guesses are cut otherwise elsewhere."""
    return bool(rjieba.has_word(word))
