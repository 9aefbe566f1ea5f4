"""How much a word tells of what somebody looks for; pure."""

from functools import lru_cache

from learnhub.language.segment import frequency, is_known_word, word_class

# First letters of the cutter's classes that name nothing: pronouns, adverbs, prepositions, conjunctions, particles, times, places, amounts,
# directions, exclamations, sounds and endings.
_NAMING_NOTHING = frozenset("rdpcuytsmqfeohk")
# Deeds and manners that everybody speaks of: 喜欢, 知道, 听说. 按摩 and 焊接 are counted far less often.
_EVERYDAY_FROM = 2_000


@lru_cache(maxsize=20_000)
def weight(piece: str, *, is_word: bool = True) -> int:
    """Return how many characters of a piece of a question can name what is looked for; 0 for 你们, 喜欢, 村里, 几百只.

    is_word: it is a word of the dictionary; otherwise its characters are weighed one by one.
    """
    if is_word:
        return 0 if _is_aside(piece) else len(piece)
    return sum(is_known_word(one) and not _is_aside(one) for one in piece)


def _is_aside(word: str) -> bool:
    kind = word_class(word)
    return kind[0] in _NAMING_NOTHING or (kind[0] in "va" and frequency(word) >= _EVERYDAY_FROM)
