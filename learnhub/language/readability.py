"""Point out what makes a sentence hard to a reader of easy-read: by a formula and lists with names, as suggestions.

Nothing here refuses anything: a machine sees words, readers see meaning. Whether a text can be read, only people who read it tell.
Sources: length, one idea and no passive as in "Information for all" (Inclusion Europe, 2009) and IFLA's Guidelines for easy-to-read
materials (2010); characters: 通用规范汉字表 一级字 (国发〔2013〕23 号); words: GF 0025-2021, levels 1 to 6, and the frequencies of
jieba's dictionary; official words and abstract nouns: our own list, content/language/plain-words.toml.
"""

import enum
import re
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from learnhub.language.segment import frequency, words

LENGTH_MAX = 18  # docs/content-format.md: a card says 15 to 18 characters at most
CLAUSES_MAX = 2  # "if this, do that" is two; a third is another step
ITEMS_MAX = 2
DIGITS_MAX = 2
# A word that dictionaries count this often is met in newspapers and speech, even where no list has it.
FREQUENCY_MIN = 1500
_LANGUAGE_DIR = Path(__file__).parents[2] / "content" / "language"

_HANZI = re.compile(r"[㐀-鿿]")
_COUNTED = re.compile(r"[㐀-鿿]|[A-Za-z0-9]+")
_MODAL = "能|会|可能|可以|可|得|该|应该|敢|想|要|许|愿意|是"
_DOUBLE_NEGATION = re.compile(
    rf"不(?:{_MODAL})(?:不|没)"
    r"|没有?(?:人|谁|哪个|一个人?|什么|一样|一天)?(?:会|能)?不(?!了|到|见|起|用|过)"
    r"|非[^，。；！？]{1,6}不(?:可|行|成)"
    r"|无不|莫不|不无|未必不|并非不|未尝不"
)
_PASSIVE = re.compile(r"(?:遭到|遭受|遭|受到|挨了?)(?=[㐀-鿿])")
_STEPS = re.compile(
    r"先[^。！？]*?(?:[，；]\s*|)(?:再|然后|接着|最后)|然后|接着|并且|而且|同时|一边[^。！？]*一边"
)
_NUMBER = re.compile(
    r"[0-9]+(?:[,，][0-9]{3})+|[0-9]+\.[0-9]+|[0-9]+\s*(?:%|％|‰)|[0-9]+\s*(?:到|至|-|~|～|—)\s*[0-9]+"
    r"|[百千万\d]分之[一二三四五六七八九十百\d]+|[一二三四五六七八九十两]+分之[一二三四五六七八九十两]+"
    rf"|[0-9]{{{DIGITS_MAX + 1},}}"
)
# Numbers that are dialled and not counted.
_DIALLED = re.compile(r"(?:打|拨|拨打|电话|热线|号码)[是：: ]*[0-9][0-9\-\s]*$")


class Hurdle(enum.Enum):
    """What can make a sentence hard."""

    LONG = "long"
    CHARACTERS = "characters"
    WORDS = "words"
    PASSIVE = "passive"
    DOUBLE_NEGATION = "double-negation"
    IDEAS = "ideas"
    ABSTRACT = "abstract"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to look at in a sentence.

    start, end: its place in the sentence, in characters. instead: an everyday word for it, where the list knows one.
    """

    hurdle: Hurdle
    start: int
    end: int
    instead: str = ""


@dataclass(frozen=True, slots=True)
class _Lists:
    characters: frozenset[str]
    everyday: frozenset[str]
    everyday_characters: frozenset[str]
    plain: dict[str, str]
    abstract: frozenset[str]
    endings: tuple[str, ...]
    concrete: frozenset[str]


def suggestions(sentence: str, known_words: Collection[str] = ()) -> tuple[Suggestion, ...]:
    """Return what to look at in one sentence, by place; empty for a sentence that is plain by all rules.

    known_words: words that the text itself explains: they and their characters are left alone.
    """
    explained = {
        place
        for word in known_words
        if word
        for match in re.finditer(re.escape(word), sentence)
        for place in range(*match.span())
    }
    found = [
        *_long(sentence),
        *_characters(sentence),
        *_words(sentence),
        *_passive(sentence),
        *_double_negation(sentence),
        *_ideas(sentence),
        *_abstract(sentence),
        *_numbers(sentence),
    ]
    of_words = {Hurdle.CHARACTERS, Hurdle.WORDS, Hurdle.ABSTRACT}
    kept = [one for one in found if one.hurdle not in of_words or one.start not in explained]
    return tuple(sorted(kept, key=lambda one: (one.start, one.end, one.hurdle.value)))


def sentence_length(sentence: str) -> int:
    """Count Chinese characters, and each word or number in Latin letters as one; punctuation is free."""
    return len(_COUNTED.findall(sentence))


def is_common_character(character: str) -> bool:
    """Tell whether a character is one of the 3500 of 一级字."""
    return character in _lists().characters


def _long(sentence: str) -> Iterator[Suggestion]:
    if sentence_length(sentence) > LENGTH_MAX:
        yield Suggestion(Hurdle.LONG, 0, len(sentence))


def _characters(sentence: str) -> Iterator[Suggestion]:
    for match in _HANZI.finditer(sentence):
        if match[0] not in _lists().characters:
            yield Suggestion(Hurdle.CHARACTERS, *match.span())


def _words(sentence: str) -> Iterator[Suggestion]:
    for start, word in _placed(sentence):
        instead = _lists().plain.get(word, "")
        if instead or not _is_everyday(word):
            yield Suggestion(Hurdle.WORDS, start, start + len(word), instead)


def _is_everyday(word: str) -> bool:
    everyday = _lists().everyday
    # One character alone is either common or already named by the list of characters.
    if len(word) < 2 or not all(_HANZI.match(character) for character in word) or word in everyday:
        return True
    if frequency(word) >= FREQUENCY_MIN:
        return True
    # 围裙 and 豆子 are in no list of everyday words, but each of their characters is at home there.
    return _lists().everyday_characters.issuperset(word)


def _passive(sentence: str) -> Iterator[Suggestion]:
    cut = list(_placed(sentence))
    for start, word in cut:
        if word == "被" and start + 1 < len(sentence):
            yield Suggestion(Hurdle.PASSIVE, start, start + 1)
    yield from (Suggestion(Hurdle.PASSIVE, *match.span()) for match in _PASSIVE.finditer(sentence))
    yield from _passive_by_agent(sentence, cut)


def _passive_by_agent(sentence: str, cut: list[tuple[int, str]]) -> Iterator[Suggestion]:
    """Yield 让 and 叫 that name who did it to the thing before them: 机器让水淹了, 钱叫他给偷走了; 让客人先走 is a request."""
    for index, (start, word) in enumerate(cut):
        if word not in {"让", "叫"} or index == 0:
            continue
        clause = re.split("[，；。！？]", sentence[start:])[0]
        is_done = clause.endswith("了") and len(clause) >= 4
        thing = cut[index - 1][1]
        is_thing = _HANZI.match(thing) is not None and thing not in {
            "请",
            "要",
            "别",
            "不",
            "会",
            "能",
            "他",
            "她",
            "我",
            "你",
        }
        if is_thing and (is_done or "给" in clause[2:]):
            yield Suggestion(Hurdle.PASSIVE, start, start + 1)


def _double_negation(sentence: str) -> Iterator[Suggestion]:
    for match in _DOUBLE_NEGATION.finditer(sentence):
        yield Suggestion(Hurdle.DOUBLE_NEGATION, *match.span())


def _ideas(sentence: str) -> Iterator[Suggestion]:
    clauses = [clause for clause in re.split("[，,；;。！？]", sentence) if _HANZI.search(clause)]
    items = sentence.count("、") + 1
    if len(clauses) > CLAUSES_MAX or items > ITEMS_MAX or re.search("[；;]", sentence):
        yield Suggestion(Hurdle.IDEAS, 0, len(sentence))
        return
    yield from (Suggestion(Hurdle.IDEAS, *match.span()) for match in _STEPS.finditer(sentence))


def _abstract(sentence: str) -> Iterator[Suggestion]:
    lists = _lists()
    for start, word in _placed(sentence):
        is_listed = word in lists.abstract
        is_made = len(word) > 1 and word.endswith(lists.endings)
        if (is_listed or is_made) and word not in lists.concrete:
            yield Suggestion(Hurdle.ABSTRACT, start, start + len(word))


def _numbers(sentence: str) -> Iterator[Suggestion]:
    for match in _NUMBER.finditer(sentence):
        if not _DIALLED.search(sentence[: match.end()]):
            yield Suggestion(Hurdle.NUMBER, *match.span())


def _placed(sentence: str) -> Iterator[tuple[int, str]]:
    start = 0
    for word in words(sentence):
        yield start, word
        start += len(word)


@cache
def _lists() -> _Lists:
    told = tomllib.loads((_LANGUAGE_DIR / "plain-words.toml").read_text(encoding="utf-8"))
    everyday = _lines("everyday-words.txt")
    return _Lists(
        characters=frozenset("".join(_lines("common-characters.txt"))),
        everyday=frozenset(everyday),
        everyday_characters=frozenset("".join(everyday)),
        plain=told["plain"],
        abstract=frozenset(told["abstract"]["nouns"]),
        endings=tuple(told["abstract"]["endings"]),
        concrete=frozenset(told["abstract"]["concrete"]),
    )


def _lines(name: str) -> list[str]:
    text = (_LANGUAGE_DIR / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
