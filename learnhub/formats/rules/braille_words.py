"""Join words that braille writes without a blank between them (分词连写)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from learnhub.language import Lexicon, Syllable
from learnhub.language.segment import is_known_word, is_verb, known_words

_MISCUT = frozenset({"本", "个"})
_SUFFIXES = frozenset("们者性化员")
_ASPECTS = frozenset({("了", "le5"), ("着", "zhe5"), ("过", "guo4"), ("过", "guo5")})
_STRUCTURE = frozenset({("的", "de5"), ("地", "de5"), ("得", "de5")})
# What 过 isn't the aspect of: after these it is a verb, 要过马路.
_BEFORE_A_VERB = frozenset("要会能可想不没别再又也都就去来正在快难好")
_DEGREES = frozenset("很太最更极挺")
_PLACES = frozenset("上下里中内外前后旁边间")
_NOT_A_PLACE = frozenset("往向朝从由的地得了着过是和与或跟把被也都又再先就不没从请要会能可")
_EACH = frozenset("每各某本该")
_THIS = frozenset("这那哪几")
_NUMERALS = frozenset("零〇一二三四五六七八九十百千万亿两半几第")
# Words of one character that stand by themselves in front of another word or behind it: adverbs, auxiliaries, prepositions, pronouns,
# conjunctions (GB/T 16159-2012, 6.1.6 to 6.1.9). Where the cutter guesses a word that holds one, it has guessed wrongly.
_ALONE = frozenset("先再就都也还要能会可太最又才已将只各另把被给让往从向对跟和与或及比由得前后我你他它您人力")
# What a verb of one character has at once: 打错, 做完, 扣走 (GB/T 16159-2012, 6.1.2.4: both of one syllable).
_COMPLEMENTS = frozenset("完好到住掉开走错熟成出进起动见懂清净破满光死坏够透准稳倒脱断紧松散齐平直干给")
_NO_ACTIONS = frozenset("是有要会能可在去来让叫请想肯敢等使令")
_ACTIONS = frozenset("按选点换学冲涂贴缠敷")  # verbs that the dictionary counts as something else
_MEASURES = frozenset(
    "个只条张件次回遍位名块元角分天年月日周岁点秒层节课种台部辆双对套片颗根把杯碗瓶盒袋包斤克米寸尺里页"
    "行步口句声场家所座支枝份段组排队群门项级样些本下笔股类批步格节组圈滴勺撮层"
)


@dataclass(frozen=True, slots=True)
class Word:
    """Syllables without anything between them; never empty."""

    syllables: tuple[Syllable, ...]

    @property
    def text(self) -> str:
        """Return its characters."""
        return "".join(one.hanzi for one in self.syllables)


def braille_words(
    syllables: Sequence[Syllable], lexicon: Lexicon, *, after_number: bool = False
) -> tuple[Word, ...]:
    """Group the syllables of an unbroken run of hanzi into the words that braille sets blanks between.

    syllables: as language.syllables gives them with this lexicon. Every syllable comes back, in order. after_number: whether digits
    stand right before them.
    Source: GF 0019-2018, 12.2 as far as its examples are known; GB/T 16159-2012, 6.1; the rest is common practice (docs/braille.md).
    """
    words = [
        part for word in _as_cut(syllables, after_number=after_number) for part in _unguessed(word, lexicon)
    ]
    if not words:
        return ()
    joined = [words[0]]
    for before, word in pairwise(words):
        if _belongs(joined[-1], before, word):
            joined[-1] = Word((*joined[-1].syllables, *word.syllables))
        else:
            joined.append(word)
    return tuple(joined)


def _as_cut(syllables: Sequence[Syllable], *, after_number: bool) -> list[Word]:
    words: list[Word] = []
    for syllable in syllables:
        is_apart = syllable.begins_word or _is_measured(words, after_number) or _has_aspect(words)
        if words and not is_apart:
            words[-1] = Word((*words[-1].syllables, syllable))
        else:
            words.append(Word((syllable,)))
    return words


def _unguessed(word: Word, lexicon: Lexicon) -> Iterator[Word]:
    """Cut what the cutter only guessed, where the guess takes a word in that stands alone: 先放好."""
    parts: tuple[str, ...] = (word.text,)
    if len(word.syllables) > 1 and not is_known_word(word.text) and word.text not in lexicon.readings:
        known = known_words(word.text)
        if not _ALONE.isdisjoint(known):
            parts = known
    at = 0
    for part in parts:
        yield Word(word.syllables[at : at + len(part)])
        at += len(part)


def _has_aspect(words: Sequence[Word]) -> bool:
    """Tell whether what was begun is a verb with 了, which the cutter has left at its object: 吃了 饭."""
    begun = words[-1].syllables if words else ()
    return len(begun) == 2 and (begun[1].hanzi, begun[1].pinyin) == ("了", "le5")


def _is_measured(words: Sequence[Word], after_number: bool) -> bool:
    """Tell whether the last character begun is a measure that the cutter took for the beginning of a word: 这 本书, 3 个人."""
    if not words:
        return False
    before = words[-2].text if len(words) > 1 else ""
    counts = (before in _THIS | _EACH or _counts(before)) if before else after_number
    return counts and words[-1].text in _MISCUT


def _belongs(group: Word, before: Word, word: Word) -> bool:
    """Tell whether a word is written at once with the group before it; before: the last word of that group, as it was cut."""
    previous, text = before.text, word.text
    reading = (text, word.syllables[0].pinyin)
    if len(text) > 1:
        return previous == "不" and len(text) == 2  # 不知道
    if text in _SUFFIXES:  # 12.2.5: 孩子们
        return True
    if reading in _ASPECTS:
        return text != "过" or previous[-1] not in _BEFORE_A_VERB
    if reading in _STRUCTURE:  # 我的, but 老师 的
        return len(group.text) == 1
    if len(previous) > 1 or previous in _NOT_A_PLACE - {"不"}:
        return _counts(previous) and text in _MEASURES
    return (
        previous == "不"
        or (group.text == previous and text in _COMPLEMENTS and _is_action(previous))
        or previous in _DEGREES  # 12.2.6: 很好
        or (group.text == previous and previous in _EACH)  # 12.2.6: 每年
        or previous == text  # 看看
        or (
            text in _PLACES and not (text in "前后" and _is_action(previous))
        )  # 12.2.6: 山上; but 先 加 后 减
        or (text in _MEASURES and (previous in _THIS or _counts(previous)))
    )


def _is_action(character: str) -> bool:
    return character in _ACTIONS or (character not in _NO_ACTIONS and is_verb(character))


def _counts(text: str) -> bool:
    return all(character in _NUMERALS for character in text)
