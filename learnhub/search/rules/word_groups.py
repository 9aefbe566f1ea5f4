"""Groups of words that an officer adds to the word table; pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from learnhub.primitives import Refusal, say
from learnhub.search.rules.synonyms import Synonyms
from learnhub.search.rules.text import normalise, runs

GROUP_WORDS_MAX = 8
GROUPS_MAX = 500
WORD_CHARACTERS_MAX = 20
_BETWEEN = re.compile(r"[\s,，、;；=＝/]+")
_LONG_NUMBER = re.compile(r"\d{6,}")


def read_group(typed: str, table: Synonyms) -> tuple[str, ...] | Refusal:
    """Read words that mean the same: two to eight, as they are compared, unique, in order.

    A word that hurts is refused: the search understands it already, and a group would offer it.
    """
    words = tuple(dict.fromkeys(word for part in _BETWEEN.split(typed) if (word := normalise(part))))
    if len(words) < 2:
        return _refused("few-words", say("请写两个以上意思一样的词，用空格或顿号隔开，例如：糕点、面点。"))
    if len(words) > GROUP_WORDS_MAX:
        return _refused("many-words", say("一组最多 8 个词，请分成几组。"))
    if any(len(word) > WORD_CHARACTERS_MAX for word in words):
        return _refused("long-word", say("一个词最多 20 个字，请写短一些。"))
    if any(not list(runs(word)) or _LONG_NUMBER.search(word) for word in words):
        return _refused("no-word", say("请只写词，不写符号和长的号码。"))
    if any(hurtful in word for word in words for hurtful, _said in table.replaced):
        return _refused("hurtful", say("有一个词会伤人。这样的词搜索已经听得懂，不用写在这里。"))
    if any(word in table.unasked for word in words):
        return _refused("asks-nothing", say("有一个词搜索时不算数，例如“想学”“怎么”，请去掉它。"))
    if any(set(words) <= set(group) for group in table.groups):
        return _refused("known", say("这几个词已经在一组里了。"))
    return words


def countable(asked: str) -> str:
    """Return what is kept of a question that nothing answered: as it is compared, without numbers of six and more digits; may be empty."""
    return " ".join(_LONG_NUMBER.sub(" ", normalise(asked)).split())


def with_groups(table: Synonyms, groups: Sequence[Sequence[str]]) -> Synonyms:
    """Return the table with further groups."""
    return replace(table, groups=(*table.groups, *(tuple(group) for group in groups)))


def _refused(code: str, sentence: str) -> Refusal:
    return Refusal(code, sentence, field="words")
