"""Change tones as speech does: 一, 不, and the third tone inside a word and before one."""

from collections.abc import Sequence

_DIGITS = "零〇一二三四五六七八九两幺"
_NUMERALS = _DIGITS + "十百千万亿"
# 一 keeps its tone where it is an ordinal or a digit.
_ORDINAL_BEFORE = "第初" + _NUMERALS + "之点"
_ORDINAL_AFTER = "月日号楼级班"
_RANGE_AFTER = "到至比"
_COMPLEMENTS = tuple("了见到清着住下上出来去起动完开好懂得及多")


def change_tones(hanzi: str, citation: Sequence[str], word_starts: Sequence[bool]) -> list[str]:
    """Return the readings as they are said within one unbroken run of hanzi.

    citation: one reading a character, with tone number; an unknown one is "".
    word_starts: for each character, whether a word begins there.
    """
    said = list(citation)
    for index, character in enumerate(hanzi):
        if character == "一" and said[index] == "yi1":
            said[index] = "yi" + _yi_tone(hanzi, citation, word_starts, index)
        elif character == "不" and said[index] == "bu4":
            said[index] = "bu" + _bu_tone(hanzi, citation, word_starts, index)
    for index in range(len(said) - 1):
        # 手指 shou2 zhi3: looking at the citation tones makes 展览馆 2-2-3, as it is said
        if citation[index][-1:] == citation[index + 1][-1:] == "3" and not word_starts[index + 1]:
            said[index] = said[index][:-1] + "2"
    _change_lone_words(said, word_starts)
    return said


def _change_lone_words(said: list[str], word_starts: Sequence[bool]) -> None:
    """Give a word of one syllable the second tone before a third tone that is said as one: 很好 2-3, 很勇敢 3-2-3.

    From the end to the beginning, so that 我想买 is 3-2-3. Between longer words it depends on how fast somebody speaks: left.
    Source: 黄伯荣、廖序东《现代汉语》, 语音, 上声的变调 (单双格, 双单格).
    """
    for index in range(len(said) - 2, -1, -1):
        is_lone = word_starts[index] and word_starts[index + 1]
        if is_lone and said[index][-1:] == said[index + 1][-1:] == "3":
            said[index] = said[index][:-1] + "2"


def _yi_tone(hanzi: str, citation: Sequence[str], word_starts: Sequence[bool], index: int) -> str:
    before, after = hanzi[max(0, index - 1) : index], hanzi[index + 1 : index + 2]
    is_doubled = before and before == after and before not in _NUMERALS
    if is_doubled and hanzi[index - 2 : index - 1] != "一":
        return "5"  # 看一看, but not 一下一下
    ends_word = not after or (not word_starts[index] and word_starts[index + 1])
    is_digit = (
        (before and before in _ORDINAL_BEFORE)
        or (after and (after in _DIGITS or after in _ORDINAL_AFTER))
        or (after and after in _RANGE_AFTER and hanzi[index + 2 : index + 3] in tuple(_NUMERALS))
    )
    if ends_word or is_digit:
        return "1"
    return "2" if after == "个" or citation[index + 1][-1:] == "4" else "4"


def _bu_tone(hanzi: str, citation: Sequence[str], word_starts: Sequence[bool], index: int) -> str:
    before, after = hanzi[max(0, index - 1) : index], hanzi[index + 1 : index + 2]
    if before and (before == after or (not word_starts[index] and after in _COMPLEMENTS)):
        return "5"  # 好不好, 看不见
    return "2" if after and citation[index + 1][-1:] == "4" else "4"
