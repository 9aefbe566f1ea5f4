"""Give Chinese text its syllables: reading, tone as said, word boundaries."""

import re
from dataclasses import dataclass
from functools import lru_cache

from learnhub.language.pronunciation import Lexicon
from learnhub.language.sandhi import change_tones
from learnhub.language.segment import words

_HANZI_RUN = re.compile(r"[㐀-鿿〇]+")
# 儿 is a syllable of its own in these; elsewhere at a word's end it only colours the syllable before it.
_CHILD = re.compile(r"(?:女|婴|幼|孤|健|胎|生|小|宠|少|男|患|产|托|育)儿\Z")
# Whoever stands before 得 must do what follows it: 我得走了; but 我得了奖.
_WHO_MUST = re.compile(r"(?:[我你您他她它咱]们?|大家|自己|学员|老师|顾客)\Z")
_GETS = tuple("到了过益知意奖分病罪以出失当体力手票主救逞")
# A count, or a word that points, makes 只 a measure word: 三只鸟; but 这只是.
_COUNTED = re.compile(r"[一二三四五六七八九十百千万两几每半这那哪]\Z")
_ONLY = tuple("是要有能好会不用需得想顾管")
# 看得见, 按得重; but 获得者, 心得 …
_DEGREE = re.compile(r"[^获取求赢心所难不应巧只自多夺博习购]得\Z")  # 红得 (像火)
_COMPLEMENT = re.compile(r"[^获取求赢心所难不应巧]得[^到以]?[㐀-鿿]")
_DOUBLED = re.compile(r"(一.{1,3})\1\Z")  # 一个字一个字地读
_ADVERB = re.compile(r"(.)\1地\Z")  # 轻轻地
_CHANGING = {"一": "yi1", "不": "bu4"}
_READING = re.compile(r"[a-z]+[1-5]")


@dataclass(frozen=True)
class Syllable:
    """One character's reading.

    pinyin: tone number last, before tone change (what braille writes); "" for a character no dictionary knows.
    spoken: the same after tone change (what an engine says). v stands for ü, 5 for the neutral tone.
    start: offset of the character in the text.
    """

    hanzi: str
    pinyin: str
    spoken: str
    start: int
    begins_word: bool


def syllables(text: str, lexicon: Lexicon) -> list[Syllable]:
    """Return the syllables of the hanzi in a text, in order; everything else is passed over.

    lexicon: house_lexicon(), with the course's own readings over it where there are any.
    Tones change within a run of hanzi and never across a pause.
    """
    starts_word = _word_starts(text, lexicon)
    found: list[Syllable] = []
    for run in _HANZI_RUN.finditer(text):
        begin = run.start()
        starts = [starts_word[begin + index] for index in range(len(run[0]))]
        starts[0] = True
        after_number = text[:begin].rstrip()[-1:].isdigit()
        citation = _citation(run[0], starts, lexicon, after_number=after_number)
        said = change_tones(run[0], citation, starts)
        found.extend(
            Syllable(hanzi, citation[index], said[index], begin + index, starts[index])
            for index, hanzi in enumerate(run[0])
        )
    return found


def _word_starts(text: str, lexicon: Lexicon) -> list[bool]:
    starts = [False] * len(text)
    position = 0
    for word in words(text):
        starts[position] = True
        position += len(word)
    for offset, word in lexicon.found_in(text):
        # A trade word that the segmenter has cut into single characters is one word: 肾俞.
        if all(starts[offset : offset + len(word)]):
            starts[offset + 1 : offset + len(word)] = [False] * (len(word) - 1)
    return starts


def _citation(run: str, starts: list[bool], lexicon: Lexicon, *, after_number: bool) -> list[str]:
    pieces = _pieces(run, starts)
    readings: list[str] = []
    for piece in pieces:
        if piece in lexicon.alone:
            readings.extend(lexicon.alone[piece].split())
        else:
            readings.extend(_dictionary_reading(piece))
    readings = [reading if _READING.fullmatch(reading) else "" for reading in readings]
    _mend_particles(pieces, readings, after_number=after_number)
    for offset, word in lexicon.found_in(run):
        readings[offset : offset + len(word)] = lexicon.readings[word]
    for index, character in enumerate(run):  # some dictionary phrases give these two with changed tones
        if character in _CHANGING:
            readings[index] = _CHANGING[character]
    return readings


@lru_cache(maxsize=20_000)  # looking a word up costs forty times what remembering it does
def _dictionary_reading(word: str) -> tuple[str, ...]:
    from pypinyin import Style, lazy_pinyin  # its dictionaries take 0.3 s: loaded with the first text

    return tuple(lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True))


def _pieces(run: str, starts: list[bool]) -> list[str]:
    pieces: list[str] = []
    for index, character in enumerate(run):
        if starts[index]:
            pieces.append(character)
        else:
            pieces[-1] += character
    return pieces


def _mend_particles(pieces: list[str], readings: list[str], *, after_number: bool) -> None:
    """Read 得, 地, 着, 了, 只 and 儿 by what stands around them, which no word dictionary can."""
    run = "".join(pieces)
    position = 0
    for index, piece in enumerate(pieces):
        previous = pieces[index - 1] if index else ""
        last = position + len(piece) - 1
        following = run[last + 1 : last + 2]
        if piece == "得" and _WHO_MUST.search(previous):
            readings[position] = "de2" if following in _GETS else "dei3"
        elif "只" in piece and _is_measure(
            run, at := position + piece.index("只"), after_number=after_number
        ):
            readings[at] = "zhi1"
        elif piece[0] == "得" and len(piece) == 2 and previous and piece[1] not in _GETS:
            readings[position] = "dei3" if _WHO_MUST.search(previous) else "de5"  # 红得像
        elif (piece == "得" and previous) or _COMPLEMENT.fullmatch(piece) or _DEGREE.fullmatch(piece):
            readings[position + piece.index("得")] = "de5"
        elif piece[0] == "地" and _DOUBLED.search(run[:position]):
            readings[position] = "de5"
        elif piece == "地":
            readings[position] = "de5" if len(previous) > 1 else "di4"
        elif _ADVERB.search(piece):
            readings[last] = "de5"
        elif len(piece) > 1 and piece.endswith("儿") and not _CHILD.search(piece):
            readings[last] = "er5"
        if (
            last > 1
            and run[last - 1] in "得不"
            and run[last] in "着了"
            and (len(piece) > 1 or piece in "着了")
        ):
            is_complement = run[last - 1] == "不" or not _WHO_MUST.search(run[: last - 1])
            if is_complement:  # 够得着, 用不了; but 他得了奖
                readings[last] = {"着": "zhao2", "了": "liao3"}[run[last]]
        position += len(piece)


def _is_measure(run: str, at: int, *, after_number: bool) -> bool:
    """Tell whether the 只 there counts something: 两只手, 3 只; but 几只是."""
    is_counted = after_number if at == 0 else _COUNTED.search(run[at - 1 : at]) is not None
    return is_counted and run[at + 1 : at + 2] not in _ONLY
