"""Cut Chinese text into words."""

import rjieba


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in order; joined they are the text again.

    rjieba cuts as jieba does, twenty times faster (FACTS, "Search").
    """
    return tuple(rjieba.cut(text))
