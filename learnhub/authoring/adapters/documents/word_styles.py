"""What a Word file says of its styles and of the numbers that Word counts by itself."""

import re
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_TITLE_NAMES = {"title", "标题", "文档标题"}
_BASED_ON_MAX = 20
_USUAL_HALF_POINTS = 21
# Formats that Chinese writers number the parts of a document with; points and plain digits stay lists.
_CHINESE = {
    "chineseCounting", "chineseCountingThousand", "chineseLegalSimplified", "ideographDigital", "japaneseCounting",
    "taiwaneseCounting", "taiwaneseCountingThousand", "koreanDigital2",
}  # fmt: skip
_DIGITS = "〇一二三四五六七八九"
_PLACE = re.compile(r"%([1-9])")
_CHAPTER = re.compile(r"第%\d[章节篇编课讲单部]|(?:项目|任务|模块|单元|专题)%\d")


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style. outline: level of headings from 1, 0 for none. list_reference: numbering id and level."""

    outline: int = 0
    is_title: bool = False
    is_bold: bool = False
    half_points: int = _USUAL_HALF_POINTS
    alignment: str = ""
    list_reference: tuple[str, int] | None = None


class Styles:
    """word/styles.xml."""

    def __init__(self, part: bytes | None) -> None:
        self._nodes: dict[str, Any] = {}
        self._default = ""
        self._known: dict[str, Style] = {}
        self._usual = _USUAL_HALF_POINTS
        if part is None:
            return
        root = _parsed(part)
        told = root.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr/{_W}sz")
        self._usual = _number(told.get(f"{_W}val")) or 20 if told is not None else 20
        for node in root.iter(f"{_W}style"):
            identifier = node.get(f"{_W}styleId") or ""
            if node.get(f"{_W}type") == "paragraph" and identifier:
                self._nodes[identifier] = node
                if node.get(f"{_W}default") in {"1", "true"}:
                    self._default = identifier

    def of(self, identifier: str) -> Style:
        """Return a style with what it takes over from those it is based on."""
        wanted = identifier or self._default
        if wanted not in self._known:
            self._known[wanted] = self._resolve(wanted, _BASED_ON_MAX)
        return self._known[wanted]

    def _resolve(self, identifier: str, left: int) -> Style:
        node = self._nodes.get(identifier)
        if node is None or left == 0:
            return Style(half_points=self._usual)
        based_on = node.find(f"{_W}basedOn")
        style = (
            self._resolve(based_on.get(f"{_W}val") or "", left - 1)
            if based_on is not None
            else Style(half_points=self._usual)
        )
        name = node.find(f"{_W}name")
        words = (name.get(f"{_W}val") or "").strip().lower() if name is not None else ""
        if match := _HEADING_NAME.fullmatch(words):
            style = replace(style, outline=int(match[1]))
        elif words in _TITLE_NAMES:
            style = replace(style, is_title=True)
        outline = node.find(f"{_W}pPr/{_W}outlineLvl")
        if outline is not None and (level := outline.get(f"{_W}val") or "").isdigit():
            style = replace(style, outline=int(level) + 1 if int(level) < 9 else 0)
        bold = node.find(f"{_W}rPr/{_W}b")
        if bold is not None:
            style = replace(style, is_bold=bold.get(f"{_W}val") not in {"0", "false", "off"})
        size = node.find(f"{_W}rPr/{_W}sz")
        if size is not None and (told := _number(size.get(f"{_W}val"))):
            style = replace(style, half_points=told)
        alignment = node.find(f"{_W}pPr/{_W}jc")
        if alignment is not None:
            style = replace(style, alignment=alignment.get(f"{_W}val") or "")
        counted = node.find(f"{_W}pPr/{_W}numPr")
        if counted is not None:
            number, level_node = counted.find(f"{_W}numId"), counted.find(f"{_W}ilvl")
            if number is not None:
                level_told = _number(level_node.get(f"{_W}val")) if level_node is not None else 0
                style = replace(style, list_reference=(number.get(f"{_W}val") or "", level_told))
        return style


@dataclass(frozen=True, slots=True)
class _Level:
    sign: str
    form: str
    start: int


class Numbering:
    """word/numbering.xml, and how far each list has counted."""

    def __init__(self, part: bytes | None) -> None:
        self._levels: dict[tuple[str, int], _Level] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[tuple[str, int], int] = {}
        if part is None:
            return
        root = _parsed(part)
        for node in root.iter(f"{_W}abstractNum"):
            for level in node.iter(f"{_W}lvl"):
                key = (node.get(f"{_W}abstractNumId") or "", _number(level.get(f"{_W}ilvl")))
                start = _number(_told(level, "start")) if _told(level, "start") else 1
                self._levels[key] = _Level(_told(level, "lvlText"), _told(level, "numFmt"), start)
        for node in root.iter(f"{_W}num"):
            abstract = node.find(f"{_W}abstractNumId")
            if abstract is not None:
                self._abstract[node.get(f"{_W}numId") or ""] = abstract.get(f"{_W}val") or ""

    def next_sign(self, number_id: str, level: int) -> str | None:
        """Count on and return the number as it is shown, or None where it is that of an ordinary list."""
        abstract = self._abstract.get(number_id, "")
        found = self._levels.get((abstract, level))
        if found is None:
            return None
        self._counts[abstract, level] = self._counts.get((abstract, level), found.start - 1) + 1
        for deeper in [key for key in self._counts if key[0] == abstract and key[1] > level]:
            del self._counts[deeper]
        if found.form not in _CHINESE and not _CHAPTER.search(found.sign):
            return None

        def shown(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            of_place = self._levels.get((abstract, place), found)
            count = self._counts.get((abstract, place), of_place.start)
            return chinese_number(count) if of_place.form in _CHINESE else str(count)

        return _PLACE.sub(shown, found.sign) + ("" if found.sign.endswith(("、", "）", ")", ".")) else " ")


def chinese_number(count: int) -> str:
    """Return 1…99 as Chinese writers number parts; larger ones digit by digit."""
    if 0 < count < 100:
        tens, ones = divmod(count, 10)
        head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
        return head + (_DIGITS[ones] if ones else "")
    return "".join(_DIGITS[int(digit)] for digit in str(max(count, 0)))


def _parsed(part: bytes) -> Any:
    return etree.fromstring(
        part, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    )


def _told(node: Any, name: str) -> str:
    child = node.find(f"{_W}{name}")
    return (child.get(f"{_W}val") or "") if child is not None else ""


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 0
