"""Look over a lesson file that may be half written: nothing is refused, every part comes with its line."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from markdown_it.tree import SyntaxTreeNode

from learnhub.catalogue.adapters.lesson_blocks import first_line, tree_of
from learnhub.catalogue.adapters.lesson_fences import Fence
from learnhub.catalogue.adapters.lesson_file import BRACKETS_MAX, FILE_BYTES_MAX, FRONT_MATTER_BYTES_MAX
from learnhub.catalogue.adapters.toml_text import TomlFault, line_of_key, read_toml
from learnhub.catalogue.rules.survey import (
    ChoicePart,
    HeadingPart,
    LessonSurvey,
    LinkPart,
    Part,
    PicturePart,
    QuestionPart,
    RawPart,
    TablePart,
    TaskPart,
    TermPart,
    TextKind,
    TextPart,
)
from learnhub.catalogue.rules.tasks import RUBRIC_KEYS, TaskWay
from learnhub.catalogue.rules.text import Edition

_MARK = re.compile(r"\[([^\]\s]?| )\](?: |$)")
_KEY = re.compile(r"([^：:]{1,6})[：:]\s*(.*)")
_MINUTES = re.compile(r"(\d{1,4}) ?分钟")
_RAW_BLOCKS = {"html_block": "html", "code_block": "code", "hr": "rule"}
_RAW_INLINE = {"html_inline": "html", "em": "italics", "s": "strike"}
_TEXT_KINDS = {"list_item": TextKind.ITEM, "blockquote": TextKind.QUOTE}


# Four courses at work at a time; a lesson takes 40 KB here.
@lru_cache(maxsize=160)
def survey_lesson(content: bytes, *, path: str) -> LessonSurvey | None:
    """Return the parts of a lesson file; None where it can't even be looked over (too large, not UTF-8, all brackets).

    Remembered: an author who mends one lesson of forty has the other thirty-nine looked at again as they were.
    """
    if len(content) > FILE_BYTES_MAX:
        return None
    try:
        source = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if source.count("[") > BRACKETS_MAX:
        return None
    lines = source.split("\n")
    end = lines.index("+++", 1) if lines[0] == "+++" and "+++" in lines[1:] else 0
    head = "\n".join(lines[1:end])
    offset = end + 1 if end else 0
    try:
        table = read_toml(head, bytes_max=FRONT_MATTER_BYTES_MAX)
    except TomlFault:
        table = {}  # named by whoever reads the file as a lesson
    words = {key: value for key, value in table.items() if isinstance(value, str)}
    parts = tuple(_parts(tree_of("\n".join(lines[offset:])).children, offset, TextKind.PARAGRAPH))
    return LessonSurvey(
        path=path,
        source=source,
        title=words.get("title", "").strip(),
        summary=words.get("summary", "").strip(),
        is_easy=words.get("edition") == Edition.EASY_READ.value,
        title_line=line_of_key(head, "title") + 1,
        summary_line=line_of_key(head, "summary") + 1,
        body_line=offset + 1,
        parts=parts,
    )


def _parts(nodes: Sequence[SyntaxTreeNode], offset: int, kind: TextKind) -> Iterator[Part]:
    for node in nodes:
        line = first_line(node, offset)
        match node.type:
            case "heading":
                yield HeadingPart(line, int(node.tag[1]), _words(node))
                yield from _inside(node, line)
            case "paragraph":
                yield from _text(node, line, kind)
            case "table":
                yield from _table(node, offset)
            case "fence":
                yield from _fence(node, offset)
            case raw if raw in _RAW_BLOCKS:
                yield RawPart(line, _RAW_BLOCKS[raw], node.content)
            case _:
                yield from _parts(node.children, offset, _TEXT_KINDS.get(node.type, kind))


def _text(node: SyntaxTreeNode, line: int, kind: TextKind) -> Iterator[Part]:
    text = _words(node)
    if text:
        strong = tuple(_words(each) for each in node.walk() if each.type == "strong")
        yield TextPart(line, kind, text, strong)
    yield from _inside(node, line)


def _inside(node: SyntaxTreeNode, line: int) -> Iterator[Part]:
    """Yield pictures, links and what may not stand in running text, each on its own line."""
    for each in node.walk():
        if each.type in {"softbreak", "hardbreak"}:
            line += 1
        elif each.type == "image":
            description = "".join(_words(child) for child in each.children).strip()
            yield PicturePart(line, str(each.attrs.get("src", "")), description)
        elif each.type == "link":
            yield LinkPart(line, str(each.attrs.get("href", "")), _words(each).strip())
        elif each.type in _RAW_INLINE:
            yield RawPart(line, _RAW_INLINE[each.type], each.content or _words(each))


def _table(node: SyntaxTreeNode, offset: int) -> Iterator[Part]:
    rows = [
        (first_line(row, offset), tuple(_words(cell) for cell in row.children), row)
        for part in node.children
        for row in part.children
    ]
    yield TablePart(first_line(node, offset), rows[0][1], tuple(cells for _, cells, _ in rows[1:]))
    for line, cells, row in rows:
        yield from (TextPart(line, TextKind.CELL, cell) for cell in cells if cell)
        yield from _inside(row, line)


def _fence(node: SyntaxTreeNode, offset: int) -> Iterator[Part]:
    fence = Fence.of(node, offset)
    match fence.kind:
        case "quiz":
            yield from _question(fence)
        case "term":
            keys, _, _ = _keys(fence)
            yield TermPart(fence.offset, keys.get("词", ""), keys.get("读音", ""), keys.get("意思", ""))
        case "task":
            keys, rest, used = _keys(fence)
            minutes = _MINUTES.fullmatch(keys.get("用时", ""))
            yield TaskPart(
                fence.offset,
                keys.get("题目", ""),
                int(minutes[1]) if minutes else None,
                keys.get("怎么交", "") == TaskWay.HANDED_IN.value,
            )
            yield from _rubric(fence, used)
            yield from _parts(tree_of(rest).children, fence.offset + used, TextKind.PARAGRAPH)
        case "warning":
            yield from _parts(tree_of(fence.content).children, fence.offset, TextKind.PARAGRAPH)
        case _:
            yield RawPart(fence.offset, "fence", fence.content)


def _rubric(fence: Fence, used: int) -> Iterator[Part]:
    """Yield what a task is looked at for, line by line: people hear it like the rest."""
    for number, line in enumerate(fence.content.split("\n")[:used], start=1):
        key = _KEY.fullmatch(line.strip())
        if key is not None and key[1] in RUBRIC_KEYS and key[2].strip():
            yield TextPart(fence.offset + number, TextKind.ITEM, key[2].strip())


def _question(fence: Fence) -> Iterator[Part]:
    prompt: list[str] = []
    choices: list[ChoicePart] = []
    inside: list[Part] = []
    for node in tree_of(fence.content).children:
        if node.type not in {"bullet_list", "ordered_list"}:
            prompt.append(_words(node))
            inside += _inside(node, first_line(node, fence.offset))
            continue
        for item in node.children:
            line = first_line(item, fence.offset)
            inside += _inside(item, line)
            told = "\n".join(_words(part) for part in item.children)
            mark = _MARK.match(told)
            answer, _, feedback = told[mark.end() if mark else 0 :].partition("\n")
            pictured = " ".join(
                each.description for each in _inside(item, line) if isinstance(each, PicturePart)
            )
            choices.append(
                ChoicePart(line, answer.strip() or pictured, feedback.strip(), mark[1] if mark else "")
            )
    yield QuestionPart(fence.offset, fence.name, "\n".join(prompt).strip(), tuple(choices))
    yield from inside


def _keys(fence: Fence) -> tuple[dict[str, str], str, int]:
    """Return the keys at the top, the text below them, and how many lines stand before it."""
    keys: dict[str, str] = {}
    lines = fence.content.split("\n")
    for number, line in enumerate(lines):
        if not line.strip():
            return keys, "\n".join(lines[number + 1 :]), number + 1
        match = _KEY.fullmatch(line.strip())
        if match is not None:
            keys.setdefault(match[1], match[2].strip())
    return keys, "", len(lines)


def _words(node: SyntaxTreeNode) -> str:
    """Return what is read of a node: pictures not, line ends kept."""
    if node.type == "image":
        return ""
    if node.type in {"softbreak", "hardbreak"}:
        return "\n"
    return node.content if not node.children else "".join(_words(child) for child in node.children)
