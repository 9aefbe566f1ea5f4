"""Turn Markdown into blocks: what a lesson may hold is taken, everything else is a finding."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from learnhub.catalogue.rules.findings import Finding
from learnhub.catalogue.rules.text import (
    Block,
    Line,
    Listing,
    Paragraph,
    Picture,
    Quote,
    Run,
    Sentence,
    Subheading,
    Table,
)
from learnhub.language.sentences import split
from learnhub.primitives import say

LIST_DEPTH_MAX = 3
_PICTURE_PATH = re.compile(r"media/[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.(?:svg|png|jpg|jpeg)")
_LINK = re.compile(r"(?:https?://[^\s/]+|tel:\+?[0-9-]+$|/(?!/)|#)")
_SOFT_BREAK = "\r"  # can't stand in a lesson itself: files with carriage returns are refused
_FOOTNOTE = re.compile(r"\[\^[^\]]+\]")

# html is switched on so that raw HTML shows itself as tokens of its own and can be named; nothing here is rendered
# by markdown-it, and HTML tokens never become blocks.
_MARKDOWN = MarkdownIt("js-default", {"html": True})


@dataclass
class Reading:
    """One file while it is read: its findings, its pictures, and the numbers given to sentences so far.

    pictures: the paths that exist, None where nobody knows yet.
    """

    path: str
    pictures: Collection[str] | None = None
    findings: list[Finding] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    picture_lines: list[tuple[int, str]] = field(default_factory=list)

    def find(self, line: int, sentence: str) -> None:
        """Note a finding."""
        self.findings.append(Finding(self.path, line, sentence))

    def line_of_text(self, text: str, prefix: str = "s") -> Line:
        """Cut plain text into numbered sentences."""
        return self.line_of_runs([Run(text)], prefix)

    def line_of_runs(self, runs: Sequence[Run], prefix: str = "s") -> Line:
        """Cut dressed text into numbered sentences; ids are prefix-1, prefix-2 … through the whole lesson."""
        plain = "".join(run.text for run in runs)
        spans = split(plain)
        sentences = []
        for index, span in enumerate(spans):
            end = spans[index + 1].start if index + 1 < len(spans) else len(plain)
            sentences.append(Sentence(self._next(prefix), span.of(plain), tuple(_cut(runs, span.start, end))))
        return Line(tuple(sentences))

    def picture(self, node: SyntaxTreeNode, line: int, prefix: str = "s") -> Picture:
        """Take a picture, numbered as the sentence that describes it."""
        path = str(node.attrs.get("src", ""))
        description = "".join(_plain(child) for child in node.children).strip()
        if not description:
            self.find(
                line, say("图片 %(path)s 没有说明，请在方括号里写一句话，说出这张图教什么。", path=path)
            )
        if node.attrs.get("title"):
            self.find(
                line, say("图片 %(path)s 的地址后面不要写引号里的标题，请把话写进方括号的说明。", path=path)
            )
        if not _PICTURE_PATH.fullmatch(path):
            self.find(
                line,
                say(
                    "图片地址“%(path)s”请写成 media/名字.svg（也可以是 .png 或 .jpg），名字只用小写字母、数字和连字符。",
                    path=path,
                ),
            )
        elif self.pictures is not None and path not in self.pictures:
            self.find(line, say("找不到图片 lessons/%(path)s，请把文件放进去，或者改正名字。", path=path))
        self.picture_lines.append((line, path))
        spoken = f"图：{description}"
        return Picture(path, description, Sentence(self._next(prefix), spoken, (Run(spoken),)))

    def _next(self, prefix: str) -> str:
        self.numbers[prefix] = self.numbers.get(prefix, 0) + 1
        return f"{prefix}-{self.numbers[prefix]}"


def tree_of(markdown: str) -> SyntaxTreeNode:
    """Parse Markdown into a tree."""
    return SyntaxTreeNode(_MARKDOWN.parse(markdown))


def first_line(node: SyntaxTreeNode, offset: int) -> int:
    """Return the line in the file on which a block begins; offset: lines of the file before this Markdown."""
    return offset + (node.map[0] if node.map else 0) + 1


def blocks_of(
    nodes: Sequence[SyntaxTreeNode],
    reading: Reading,
    offset: int,
    *,
    caption: str,
    depth: int = 0,
    prefix: str = "s",
) -> tuple[Block, ...]:
    """Take paragraphs, lists, tables, quotes and pictures; findings for the rest.

    caption: names a table that stands here. Headings are taken only at level 3 and where depth is 0.
    """
    taken: list[Block] = []
    for node in nodes:
        line = first_line(node, offset)
        match node.type:
            case "paragraph":
                block = _paragraph(node, reading, offset, prefix)
                if block is not None:
                    taken.append(block)
            case "heading" if node.tag == "h3" and depth == 0:
                taken.append(Subheading(heading_line(node, reading, offset)))
                caption = taken[-1].line.text if isinstance(taken[-1], Subheading) else caption
            case "heading":
                reading.find(line, say("这里不能放标题，只有正文可以用 ## 和 ###。"))
            case "bullet_list" | "ordered_list":
                listing = _listing(node, reading, offset, caption, depth, prefix)
                if listing is not None:
                    taken.append(listing)
            case "table":
                taken.append(_table(node, reading, offset, caption, prefix))
            case "blockquote":
                if depth >= LIST_DEPTH_MAX:
                    reading.find(line, say("引文套得太深，请拆开写。"))
                else:
                    inner = blocks_of(
                        node.children, reading, offset, caption=caption, depth=depth + 1, prefix=prefix
                    )
                    taken.append(Quote(inner))
            case "code_block":
                reading.find(line, say("这一段行首空了四格，会变成代码，请删掉行首的空格。"))
            case "fence":
                reading.find(line, say("这里不能放围栏块，请把它移到正文里。"))
            case "html_block":
                reading.find(line, say("不能写 HTML，请改用 Markdown。"))
            case "hr":
                reading.find(line, say("不要画分隔线，请用 ## 标题分节。"))
            case other:
                reading.find(line, say("不认识这种写法（%(other)s），请改成普通段落。", other=other))
    return tuple(taken)


def heading_line(node: SyntaxTreeNode, reading: Reading, offset: int) -> Line:
    """Take the text of a heading; findings for an empty one, a picture in it, or underlined style."""
    line = first_line(node, offset)
    if node.markup in {"-", "="}:
        reading.find(line + 1, say("上一行会因为这条横线变成标题，请在中间空一行，或者用 ## 写标题。"))
    runs = _inline_runs(node, reading, offset)
    found = reading.line_of_runs(runs)
    if not found.sentences:
        reading.find(line, say("标题是空的，请写上标题，或者删掉这一行。"))
    return found


def lone_picture(node: SyntaxTreeNode) -> SyntaxTreeNode | None:
    """Return the picture of a paragraph that holds nothing else."""
    inline = node.children[0].children if node.type == "paragraph" and node.children else []
    return inline[0] if len(inline) == 1 and inline[0].type == "image" else None


def _paragraph(
    node: SyntaxTreeNode, reading: Reading, offset: int, prefix: str
) -> Paragraph | Picture | None:
    picture = lone_picture(node)
    if picture is not None:
        return reading.picture(picture, first_line(node, offset), prefix)
    runs = _inline_runs(node, reading, offset)
    line = reading.line_of_runs(runs, prefix)
    return Paragraph(line) if line.sentences else None


def _listing(
    node: SyntaxTreeNode, reading: Reading, offset: int, caption: str, depth: int, prefix: str
) -> Listing | None:
    line = first_line(node, offset)
    if depth >= LIST_DEPTH_MAX:
        reading.find(
            line, say("列表最多套 %(list_depth_max)s 层，请拆成几个列表。", list_depth_max=LIST_DEPTH_MAX)
        )
        return None
    items = []
    for item in node.children:
        found_before = len(reading.findings)
        blocks = blocks_of(item.children, reading, offset, caption=caption, depth=depth + 1, prefix=prefix)
        if not blocks and len(reading.findings) == found_before:
            reading.find(first_line(item, offset), say("这一项是空的，请写上内容，或者删掉它。"))
        items.append(blocks)
    start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    return Listing(tuple(items), start)


def _table(node: SyntaxTreeNode, reading: Reading, offset: int, caption: str, prefix: str) -> Table:
    rows: list[tuple[Line, ...]] = []
    for part in node.children:
        for row in part.children:
            cells = tuple(
                reading.line_of_runs(
                    _inline_runs(cell, reading, offset, line=first_line(row, offset)), prefix
                )
                for cell in row.children
            )
            rows.append(cells)
    line = first_line(node, offset)
    if any(not cell.sentences for cell in rows[0]):
        reading.find(line, say("表头有空格子，请给每一列写上名字。"))
    if len(rows) == 1:
        reading.find(line, say("这张表只有表头，请补上内容，或者改成普通段落。"))
    return Table(caption, rows[0], tuple(rows[1:]))


def inline_runs(nodes: Sequence[SyntaxTreeNode], reading: Reading, line: int) -> list[Run]:
    """Take the dressed text of inline nodes that begin on a line; findings for what may not stand there."""
    return _joined(list(_runs(nodes, reading, line)))


def _inline_runs(node: SyntaxTreeNode, reading: Reading, offset: int, line: int | None = None) -> list[Run]:
    inline = node.children[0] if node.children else None
    if inline is None:
        return []
    return inline_runs(inline.children, reading, line or first_line(node, offset))


def _runs(
    nodes: Sequence[SyntaxTreeNode],
    reading: Reading,
    line: int,
    *,
    is_strong: bool = False,
    href: str = "",
) -> Iterator[Run]:
    for node in nodes:
        match node.type:
            case "text" | "text_special":
                if _FOOTNOTE.search(node.content):
                    reading.find(line, say("不能用脚注，请把这句话写进正文。"))
                yield Run(node.content, is_strong, href=href)
            case "softbreak":
                yield Run(_SOFT_BREAK, is_strong, href=href)
            case "hardbreak":
                yield Run("\n", is_strong, href=href)
            case "strong":
                yield from _runs(node.children, reading, line, is_strong=True, href=href)
            case "code_inline":
                yield Run(node.content, is_strong, is_code=True, href=href)
            case "link":
                yield from _link(node, reading, line, is_strong)
            case "em":
                reading.find(line, say("不要用斜体，中文斜体难认；要强调请用两个星号加粗。"))
                yield from _runs(node.children, reading, line, is_strong=is_strong, href=href)
            case "s":
                reading.find(line, say("不要用删除线，听不出来；请直接改正文字。"))
                yield from _runs(node.children, reading, line, is_strong=is_strong, href=href)
            case "image":
                reading.find(line, say("图片要单独成一段，前后各空一行。"))
            case "html_inline":
                reading.find(line, say("不能写 HTML，请改用 Markdown。"))
            case other:
                reading.find(line, say("不认识这种写法（%(other)s），请改成普通文字。", other=other))
        line += sum(1 for inner in node.walk() if inner.type in {"softbreak", "hardbreak"})


def _link(node: SyntaxTreeNode, reading: Reading, line: int, is_strong: bool) -> Iterator[Run]:
    href = str(node.attrs.get("href", ""))
    words = "".join(_plain(child) for child in node.children).strip()
    if not words or words == href or node.markup == "autolink":
        reading.find(line, say("这个链接没有文字，请写成 [去哪里](网址)，让人听得出它通向哪里。"))
    if not _LINK.match(href):
        reading.find(
            line, say("链接“%(href)s”请写成 https:// 开头的网址，或者本站里以 / 开头的地址。", href=href)
        )
    yield from _runs(node.children, reading, line, is_strong=is_strong, href=href)


def _plain(node: SyntaxTreeNode) -> str:
    if node.type in {"softbreak", "hardbreak"}:
        return ""
    return node.content if not node.children else "".join(_plain(child) for child in node.children)


def _joined(runs: Sequence[Run]) -> list[Run]:
    """Turn line ends inside a paragraph into nothing between Chinese characters, into a blank between Latin ones."""
    joined: list[Run] = []
    for index, run in enumerate(runs):
        if run.text == _SOFT_BREAK:
            before = joined[-1].text[-1:] if joined else ""
            after = runs[index + 1].text[:1] if index + 1 < len(runs) else ""
            if not (before.isascii() and before.isalnum() and after.isascii() and after.isalnum()):
                continue
            run = Run(" ", run.is_strong, run.is_code, run.href)
        if run.text:
            joined.append(run)
    return joined


def _cut(runs: Sequence[Run], start: int, end: int) -> Iterator[Run]:
    position = 0
    for run in runs:
        piece = run.text[max(start - position, 0) : max(end - position, 0)]
        position += len(run.text)
        if piece:
            yield Run(piece, run.is_strong, run.is_code, run.href)
