"""Propose which lines of a Chinese document are headings: few documents say so with a heading style.

Writers number by hand (第一章、一、（一）、1.) and print in bold; the same signs number lists, and bold marks warnings. What is
proposed here is shown for confirmation before it becomes anything. Numbering follows GB/T 9704-2012, 7.3.3 (一、（一）1.（1）).
"""

import enum
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

NUMBERED_CHARACTERS_MAX = 40
LISTED_CHARACTERS_MAX = 24
PLAIN_CHARACTERS_MAX = 24
ALONE_CHARACTERS_MAX = 16
BODY_CHARACTERS_LEAST = 25


class Reason(enum.StrEnum):
    """Why a line was taken as a heading."""

    STYLE = "style"
    TITLE = "title"
    CHAPTER = "chapter"
    NUMBER = "number"
    BOLD = "bold"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a document, as far as its shape tells something.

    style_level: of its heading style, from 1; 0 where it has none. is_bold: all of it. is_alone: empty lines on both sides.
    is_listed: the word processor numbers it as a list. is_text: False for tables and pictures, which are only what stands between.
    """

    text: str
    style_level: int = 0
    is_title: bool = False
    is_bold: bool = False
    is_larger: bool = False
    is_centred: bool = False
    is_alone: bool = False
    is_listed: bool = False
    is_text: bool = True


@dataclass(frozen=True, slots=True)
class Heading:
    """A line taken as a heading. level: from 1 without gaps, 0 for the title of the whole document."""

    level: int
    reason: Reason


class _Sign(enum.IntEnum):
    """How a line is numbered; smaller stands higher."""

    PART = 10
    CHAPTER = 20
    SECTION = 30
    CHINESE = 40
    CHINESE_IN_BRACKETS = 50
    DIGIT = 60
    DECIMAL = 61
    DECIMAL_DEEP = 62
    DIGIT_IN_BRACKETS = 80
    NONE = 95


_NUMERAL = r"[零〇一二三四五六七八九十百廿]"
_ORDER = rf"(?:{_NUMERAL}{{1,5}}|\d{{1,3}})"
_NO_COUNT = r"(?![般下个定些样起直切旦边点次时月年天周分小.])"  # 项目一般, 活动一下, 活动二十分钟
_CHAPTERS = (
    (_Sign.PART, rf"第{_ORDER}(?:篇|编|部分|卷)"),
    (_Sign.CHAPTER, rf"第{_ORDER}(?:章|单元|模块)|(?:项目|模块|单元|专题|学习情境){_ORDER}{_NO_COUNT}"),
    (
        _Sign.SECTION,
        rf"第{_ORDER}(?:节|课|讲|关|回)(?![课目时])|(?:任务|活动|实训|学习任务){_ORDER}{_NO_COUNT}",
    ),
)
_CHAPTER_SIGNS = tuple((sign, re.compile(rf"(?:{pattern})(?P<rest>.*)")) for sign, pattern in _CHAPTERS)
_NUMBER_SIGNS = (
    (_Sign.CHINESE, re.compile(rf"{_NUMERAL}{{1,4}}[、.](?P<rest>.*)")),
    (_Sign.CHINESE_IN_BRACKETS, re.compile(rf"\({_NUMERAL}{{1,4}}\)[、.]?(?P<rest>.*)")),
    (_Sign.DECIMAL_DEEP, re.compile(r"\d{1,2}(?:\.\d{1,2}){2,3}(?![\d.%])[\s、.]*(?P<rest>.*)")),
    (_Sign.DECIMAL, re.compile(r"\d{1,2}\.\d{1,2}(?:[\s、]+(?P<rest>\D.*)|(?P<close>[一-鿿].*))")),
    (_Sign.DIGIT, re.compile(r"\d{1,2}(?:[、.](?!\d)|\)|(?=\s+[一-鿿]))(?P<rest>.*)")),
    (_Sign.DIGIT_IN_BRACKETS, re.compile(r"\(\d{1,2}\)[、.]?(?P<rest>.*)")),
)
# What follows a number in running text and never in a heading: 第二章的内容; 一、二年级, 3、4月份.
_CHAPTER_RUNS_ON = re.compile(r"[的中里内所和与及至到、,以之是主我]")
_NUMBER_RUNS_ON = re.compile(rf"{_NUMERAL}[、年月日]|{_NUMERAL}{{0,2}}(?:年级|等奖)|\d+(?:年|月|日|号)")
_UNIT_OF_MEASURE = re.compile(
    r"(?:公里|米|厘米|毫米|克|千克|公斤|斤|元|万|亿|倍|个|人|小时|分钟|度|寸|升|吨|版|分|折|级|%|℃|m|k|c|G|M)",
    re.IGNORECASE,
)
_ENDS_A_SENTENCE = tuple("。；;，,！!…、")
_INNER_STOP = re.compile(r"[。；！]")
_LABEL = re.compile(r"[^：:]{1,6}[：:]")
_DATE = re.compile(r"(?:\d{4}|[零〇一二三四五六七八九]{4})年|\d{4}[-./]\d{1,2}")
_CONTENTS = re.compile(r".*?(?:[.…·．]{3,}|[ \t]*\t[ \t]*|\s{3,})\s*\d{1,3}\Z")
_MARKED = re.compile(r"[-–—•·●○■□◆◇★☆►▶√✓*+①-⑳❶-❿]\s*")  # what numbers or marks the items of a list
_WORD = re.compile(r"[一-鿿A-Za-z]")


def is_contents_line(text: str) -> bool:
    """Tell whether a line belongs to a table of contents: words, leaders or a tab, a page number."""
    return (
        len(text) <= 120 and bool(_WORD.search(text)) and _CONTENTS.fullmatch(text.strip("\n ")) is not None
    )


def propose(lines: Sequence[Line]) -> list[Heading | None]:
    """Return for each line the heading it is taken for, or None.

    lines: the document in order. Levels are those of this document: its highest kind of heading is 1, none is left out between.
    """
    texts = [_plain(line.text) for line in lines]
    signs = [
        _sign_of(text) if line.is_text else (_Sign.NONE, "") for line, text in zip(lines, texts, strict=True)
    ]
    ranks: list[tuple[int, Reason] | None] = [
        _rank(lines, texts, signs, index) for index in range(len(lines))
    ]
    for index in _in_lists(lines, texts, signs, ranks):
        ranks[index] = None
    title = _title(lines, texts, signs, ranks)
    known = sorted({rank[0] for index, rank in enumerate(ranks) if rank is not None and index != title})
    levels = {rank: level for level, rank in enumerate(known, start=1)}
    return [
        Heading(0, Reason.TITLE)
        if index == title
        else Heading(levels[rank[0]], rank[1])
        if rank is not None
        else None
        for index, rank in enumerate(ranks)
    ]


def _plain(text: str) -> str:
    """Fold widths (１．→ 1., （→ (), drop blanks around; a circle around a number stays, because it marks a list."""
    if _MARKED.match(text.strip()):
        return text.strip()
    return unicodedata.normalize("NFKC", text.replace("…", "……")).replace("......", "……").strip()


def _sign_of(text: str) -> tuple[_Sign, str]:
    """Return how a line is numbered and what follows the number."""
    squeezed = re.sub(r"\A第\s+", "第", re.sub(rf"\A(第\s*{_ORDER})\s+(?=[章节篇编课讲])", r"\1", text))
    for sign, pattern in _CHAPTER_SIGNS:
        if match := pattern.fullmatch(squeezed):
            return sign, match["rest"]
    for sign, pattern in _NUMBER_SIGNS:
        if match := pattern.fullmatch(text):
            return sign, (match["rest"] or match.groupdict().get("close") or "").strip()
    return _Sign.NONE, text


def _rank(
    lines: Sequence[Line], texts: Sequence[str], signs: Sequence[tuple[_Sign, str]], index: int
) -> tuple[int, Reason] | None:
    line, text = lines[index], texts[index]
    if not line.is_text or not _WORD.search(text):
        return None
    if line.style_level:
        return line.style_level, Reason.STYLE
    if line.is_listed or is_contents_line(line.text):
        return None
    sign, rest = signs[index]
    if sign is _Sign.NONE:
        return _plain_rank(lines, texts, index)
    if len(text) > NUMBERED_CHARACTERS_MAX or text.endswith(_ENDS_A_SENTENCE) or _INNER_STOP.search(text):
        return None
    if sign <= _Sign.SECTION:
        return None if _CHAPTER_RUNS_ON.match(rest) else (sign, Reason.CHAPTER)
    if _NUMBER_RUNS_ON.match(rest) or (sign in {_Sign.DECIMAL, _Sign.DIGIT} and _UNIT_OF_MEASURE.match(rest)):
        return None
    if not _WORD.search(rest):
        return None
    is_marked = line.is_bold or line.is_larger
    if sign >= _Sign.DIGIT and not is_marked and len(rest) > LISTED_CHARACTERS_MAX:
        return None
    return sign, Reason.NUMBER


def _plain_rank(lines: Sequence[Line], texts: Sequence[str], index: int) -> tuple[int, Reason] | None:
    """Judge a line without a number: bold, larger, or short between empty lines."""
    line, text = lines[index], texts[index]
    if text.endswith((*_ENDS_A_SENTENCE, ":", "”", '"')) or _INNER_STOP.search(text) or _DATE.match(text):
        return None
    if _MARKED.match(text) or _LABEL.match(text) or "," in text:
        return None
    follows = next(
        (other for other in range(index + 1, len(lines)) if texts[other] or not lines[other].is_text), None
    )
    if follows is None:
        return None
    if line.is_bold or line.is_larger:
        if len(text) > PLAIN_CHARACTERS_MAX:
            return None
        return (_Sign.NONE - (line.is_larger and line.is_bold), Reason.BOLD)
    if line.is_alone and len(text) <= ALONE_CHARACTERS_MAX and not re.search(r"[,:、?]", text):
        body = lines[follows]
        is_body = not body.is_text or len(texts[follows]) >= BODY_CHARACTERS_LEAST
        return (_Sign.NONE, Reason.ALONE) if is_body else None
    return None


def _in_lists(
    lines: Sequence[Line],
    texts: Sequence[str],
    signs: Sequence[tuple[_Sign, str]],
    ranks: Sequence[tuple[int, Reason] | None],
) -> Iterator[int]:
    """Yield numbered lines that are items of a list after all: most of their series have nothing between them."""
    for series in _series(signs, ranks):
        weak = [index for index in series if not (lines[index].is_bold or lines[index].is_larger)]
        if not weak:
            continue
        followed = sum(_has_body(lines, texts, signs, ranks, index) for index in series)
        is_deep = signs[series[0]][0] >= _Sign.DIGIT
        is_list = followed * 2 <= len(series) if len(series) > 1 else (is_deep or not followed)
        if is_list:
            yield from weak
    # Bold lines in a row are a boxed text or a slogan, not headings without anything under them.
    run: list[int] = []
    for index in [*range(len(lines)), len(lines)]:
        if index < len(lines) and ranks[index] is not None and ranks[index][1] is Reason.BOLD:
            run.append(index)
            continue
        if index < len(lines) and not texts[index] and lines[index].is_text:
            continue
        if len(run) >= 3:
            yield from run
        run = []


def _series(
    signs: Sequence[tuple[_Sign, str]], ranks: Sequence[tuple[int, Reason] | None]
) -> Iterator[list[int]]:
    """Yield the lines numbered in one way between two headings of a higher kind."""
    open_series: dict[int, list[int]] = {}
    for index, rank in enumerate(ranks):
        if rank is None:
            continue
        for deeper in [one for one in open_series if one > rank[0]]:
            yield open_series.pop(deeper)
        if rank[1] is Reason.NUMBER:
            open_series.setdefault(rank[0], []).append(index)
    yield from open_series.values()


def _has_body(
    lines: Sequence[Line],
    texts: Sequence[str],
    signs: Sequence[tuple[_Sign, str]],
    ranks: Sequence[tuple[int, Reason] | None],
    index: int,
) -> bool:
    """Tell whether something of its own stands under a numbered line: text, a picture, or deeper headings."""
    for other in range(index + 1, len(lines)):
        if not lines[other].is_text:
            return True
        if not texts[other]:
            continue
        if signs[other][0] is signs[index][0]:
            return False
        rank, own = ranks[other], ranks[index]
        return rank is None or own is None or rank[0] > own[0]
    return False


def _title(
    lines: Sequence[Line],
    texts: Sequence[str],
    signs: Sequence[tuple[_Sign, str]],
    ranks: Sequence[tuple[int, Reason] | None],
) -> int | None:
    """Return the line that names the whole document: styled as its title, or its first line, larger or in the middle."""
    for index, line in enumerate(lines):
        if line.is_title and texts[index]:
            return index
    first = next((index for index, text in enumerate(texts) if text or not lines[index].is_text), None)
    if first is None or not lines[first].is_text or signs[first][0] is not _Sign.NONE:
        return None
    line, text = lines[first], texts[first]
    is_short = len(text) <= PLAIN_CHARACTERS_MAX + 6 and not text.endswith((*_ENDS_A_SENTENCE, ":"))
    if not is_short or _DATE.match(text) or not _WORD.search(text) or _LABEL.match(text):
        return None
    others = [rank[0] for index, rank in enumerate(ranks) if rank is not None and index != first]
    if line.style_level:
        # A first heading above all others is the name of the document; one among equals is not.
        return first if others and min(others) > line.style_level else None
    is_marked = line.is_bold or line.is_larger or line.is_centred or line.is_alone
    return first if is_marked and others else None
