"""Turn the HTML that mammoth and markdown-it make into pieces; of everything else in it only the words are kept."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree, html

from learnhub.authoring.adapters.documents.found import Found, lost, picture, text
from learnhub.authoring.adapters.documents.pictures import UnfitPicture
from learnhub.authoring.rules.importing import plain_markdown as md
from learnhub.authoring.rules.importing.headings import Line
from learnhub.authoring.rules.importing.losses import loss_mark, losses_in
from learnhub.authoring.rules.importing.plan import ImportFault
from learnhub.primitives import say

DEPTH_MAX = 60
LIST_DEPTH_MAX = 3
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BLOCKS = {
    "p",
    "ul",
    "ol",
    "li",
    "table",
    "blockquote",
    "pre",
    "div",
    "section",
    "article",
    "hr",
    "dl",
    "dt",
    "dd",
    *_HEADINGS,
}
_FOREIGN = {
    "script", "style", "iframe", "object", "embed", "form", "input", "button", "select", "textarea", "video", "audio",
    "canvas", "svg", "math", "template", "noscript", "link", "meta", "base", "frame", "frameset",
}  # fmt: skip
_NOTE_REFERENCE = ("#footnote-ref-", "#endnote-ref-")
_NOTE = ("#footnote-", "#endnote-")

_END_BREAKS = re.compile(r"(?:\\\n\s*)+\Z")

TakePicture = Callable[[str, str], str]


@dataclass
class Inline:
    """The words of one paragraph while they are read. asides: pictures and losses that stand after it."""

    markdown: str = ""
    words: str = ""
    plain_words: str = ""
    asides: list[Found] = field(default_factory=list)

    @property
    def is_bold(self) -> bool:
        """Tell whether all of its words are in bold."""
        return bool(self.words.strip()) and not self.plain_words.strip()


class HtmlReading:
    """One document while it is read.

    take_picture: (src, description) → path, or UnfitPicture. shapes: id of an anchor in a paragraph → what is known of its shape.
    """

    def __init__(self, take_picture: TakePicture, shapes: Mapping[str, Line] | None = None) -> None:
        self.take_picture = take_picture
        self.shapes = shapes or {}
        self.notes: list[str] = []
        self.footnotes: dict[str, str] = {}

    def read(self, source: str) -> list[Found]:
        """Return the pieces of an HTML fragment, in order. ImportFault where it is nested too deep."""
        if not source.strip():
            return []
        try:
            root = html.fragment_fromstring(source, create_parent="div")
        except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
            raise ImportFault(say("这份文件的内容读不出来，请另存一份再试。")) from error
        for listed in root.xpath("//li[starts-with(@id, 'footnote-') or starts-with(@id, 'endnote-')]"):
            self.footnotes["#" + listed.get("id")] = " ".join(self._inline(listed, 0).words.split())
            parent = listed.getparent()
            parent.remove(listed)
            if len(parent) == 0 and parent.getparent() is not None:
                parent.getparent().remove(parent)
        return list(self._blocks(root, 0))

    def _blocks(self, parent: html.HtmlElement, depth: int) -> Iterator[Found]:
        if depth > DEPTH_MAX:
            raise ImportFault(say("这份文件一层套一层，套得太深，读不了。请把表格和列表拆开，再导入。"))
        loose = Inline()

        def flush() -> Iterator[Found]:
            nonlocal loose
            done, loose = loose, Inline()
            yield from _paragraph(done, Line(done.words, is_bold=done.is_bold))

        self._say(loose, parent.text or "", is_strong=False)
        for child in parent:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag in _BLOCKS:
                yield from flush()
                yield from self._block(child, tag, depth)
            elif tag:
                self._inline_child(loose, child, tag, depth, is_strong=False)
            self._say(loose, child.tail or "", is_strong=False)
        yield from flush()

    def _block(self, node: html.HtmlElement, tag: str, depth: int) -> Iterator[Found]:
        if tag == "p" or tag in _HEADINGS or tag in {"dt", "dd"}:
            said = self._inline(node, depth)
            yield from _paragraph(said, self._shape(node, tag, said))
        elif tag in {"ul", "ol"}:
            yield from self._listing(node, depth)
        elif tag == "table":
            yield from self._table(node, depth)
        elif tag == "blockquote":
            for one in self._blocks(node, depth + 1):
                quoted = "\n".join(f"> {line}".rstrip() for line in one.piece.markdown.split("\n"))
                is_text = one.piece.markdown and not one.piece.picture
                yield text(quoted, one.piece.words) if is_text else one
        elif tag == "pre":
            lines = [line for line in node.text_content().split("\n") if line.strip()]
            code = "\\\n".join(md.paragraph(md.escaped(line)) for line in lines)
            yield text(code, "\n".join(lines))
        elif tag != "hr":
            yield from self._blocks(node, depth + 1)

    def _shape(self, node: html.HtmlElement, tag: str, said: Inline) -> Line:
        known = next(
            (self.shapes[a.get("id")] for a in node.iter("a") if a.get("id", "") in self.shapes), None
        )
        if known is not None:
            return replace(known, text=said.words)
        return Line(said.words, style_level=_HEADINGS.get(tag, 0), is_bold=said.is_bold)

    def _listing(self, node: html.HtmlElement, depth: int) -> Iterator[Found]:
        items: list[tuple[int, int | None, str]] = []
        words: list[str] = []
        asides: list[Found] = []
        self._items(node, 0, depth, items, words, asides)
        if items:
            yield text(md.listing(items), "\n".join(words))
        yield from asides

    def _items(
        self,
        node: html.HtmlElement,
        level: int,
        depth: int,
        items: list[tuple[int, int | None, str]],
        words: list[str],
        asides: list[Found],
    ) -> None:
        if depth > DEPTH_MAX:
            raise ImportFault(say("这份文件里的列表套得太深，读不了。请拆成几个列表，再导入。"))
        number = _start(node) if node.tag == "ol" else None
        for item in node:
            if item.tag in {"ul", "ol"}:
                self._items(item, level + 1, depth + 1, items, words, asides)
                continue
            if not isinstance(item.tag, str):
                continue
            nested = [child for child in item if child.tag in {"ul", "ol"}]
            for child in nested:
                tail = child.tail or ""
                item.remove(child)
                if tail.strip():
                    (item[-1] if len(item) else item).tail = tail
            said = self._inline(item, depth)
            if said.words.strip():
                items.append((min(level, LIST_DEPTH_MAX - 1), number, said.markdown))
                words.append(said.words)
                number = number + 1 if number is not None else None
            asides.extend(said.asides)
            for child in nested:
                self._items(child, level + 1, depth + 1, items, words, asides)

    def _table(self, node: html.HtmlElement, depth: int) -> Iterator[Found]:
        rows: list[list[str]] = []
        words: list[str] = []
        asides: list[Found] = []
        is_merged = False
        for row in node.iter("tr"):
            if next(row.iterancestors("table"), node) is not node:
                continue
            cells: list[str] = []
            for cell in row:
                if cell.tag not in {"td", "th"}:
                    continue
                if any(True for _ in cell.iter("table")):
                    asides.append(lost("表格里面的表格，文字已经放进格子里"))
                said = self._inline(cell, depth + 1)
                asides.extend(said.asides)
                words.append(said.words)
                cells.append(" ".join(said.markdown.replace("\\\n", " ").split()))
                span = min(_count(cell.get("colspan")), 30)
                is_merged |= span > 1 or _count(cell.get("rowspan")) > 1
                cells.extend([""] * (span - 1))
            if any(cells):
                rows.append(cells)
        if is_merged:
            self.notes.append("有的表格里有合并的格子，已经拆开，空格子请检查。")
        if len(rows) < 2 or max(len(row) for row in rows) < 2:
            # A frame around some words is no table: nobody wants to hear columns there.
            for cells in rows:
                for cell in cells:
                    if cell:
                        yield text(md.paragraph(cell), cell)
        else:
            yield text(md.table(rows), "\n".join(words))
        yield from asides

    def _inline(self, node: html.HtmlElement, depth: int) -> Inline:
        said = Inline()
        self._inline_into(said, node, depth, is_strong=False)
        return said

    def _inline_into(self, said: Inline, node: html.HtmlElement, depth: int, *, is_strong: bool) -> None:
        if depth > DEPTH_MAX:
            raise ImportFault(say("这份文件一层套一层，套得太深，读不了。请把格式清掉一些，再导入。"))
        self._say(said, node.text or "", is_strong=is_strong)
        for child in node:
            if isinstance(child.tag, str):
                self._inline_child(said, child, child.tag, depth, is_strong=is_strong)
            self._say(said, child.tail or "", is_strong=is_strong)

    def _inline_child(
        self, said: Inline, child: html.HtmlElement, tag: str, depth: int, *, is_strong: bool
    ) -> None:
        if tag == "br":
            said.markdown += "\\\n"
            said.words += "\n"
        elif tag == "img":
            said.asides.append(self._picture(child))
        elif tag in _FOREIGN:
            mark = loss_mark("网页代码")
            self._say(said, mark, is_strong=is_strong)
        elif tag in {"strong", "b"}:
            inner = Inline()
            self._inline_into(inner, child, depth + 1, is_strong=True)
            said.markdown += inner.markdown if is_strong else md.strong(inner.markdown)
            _add(said, inner)
        elif tag == "a":
            self._anchor(said, child, depth, is_strong=is_strong)
        elif tag in {"sup", "sub"}:
            inner = Inline()
            self._inline_into(inner, child, depth + 1, is_strong=is_strong)
            if losses_in(inner.words) or "（注：" in inner.words or inner.asides:
                said.markdown += inner.markdown
                _add(said, inner)
            else:
                small = md.raised(inner.words) if tag == "sup" else md.lowered(inner.words)
                self._say(said, small, is_strong=is_strong)
        else:
            if tag in {"s", "del", "strike"} and child.text_content().strip():
                self.notes.append("画了删除线的字照样带进来了，不要的请删掉。")
            is_block = tag in _BLOCKS
            if is_block and said.words and not said.words[-1:].isspace():
                self._say(said, " ", is_strong=is_strong)
            self._inline_into(said, child, depth + 1, is_strong=is_strong)

    def _anchor(self, said: Inline, child: html.HtmlElement, depth: int, *, is_strong: bool) -> None:
        address = child.get("href", "")
        if address.startswith(_NOTE_REFERENCE):
            return
        if address.startswith(_NOTE):
            if note := self.footnotes.get(address, ""):
                self.notes.append("脚注和尾注放进了正文的括号里：听的人不用跳来跳去。")
                self._say(said, f"（注：{note}）", is_strong=is_strong)
            return
        inner = Inline()
        self._inline_into(inner, child, depth + 1, is_strong=is_strong)
        made = md.link(inner.markdown, inner.words, address) if address else None
        if address and made is None and not address.startswith("#") and inner.words.strip() != address:
            self.notes.append("有的链接不是网址，只留下了文字。")
        said.markdown += made or inner.markdown
        _add(said, inner)

    def _picture(self, node: html.HtmlElement) -> Found:
        description = node.get("alt") or ""
        try:
            return picture(self.take_picture(node.get("src") or "", description), description)
        except UnfitPicture as unfit:
            told = f"（{' '.join(description.split())[:30]}）" if description.strip() else ""
            return lost(f"{unfit}{told}")

    def _say(self, said: Inline, words: str, *, is_strong: bool) -> None:
        folded = words.replace("\n", " ").replace("\r", " ")
        if not folded or (not folded.strip() and not said.words):
            return
        said.markdown += md.escaped(folded)
        said.words += folded
        if not is_strong:
            said.plain_words += folded


def _add(said: Inline, inner: Inline) -> None:
    said.words += inner.words
    said.plain_words += inner.plain_words
    said.asides.extend(inner.asides)


def _paragraph(said: Inline, line: Line) -> Iterator[Found]:
    words = "\n".join(" ".join(part.split()) for part in said.words.split("\n")).strip()
    if words or not said.asides:
        markdown = md.paragraph(_END_BREAKS.sub("", said.markdown)) if words else ""
        yield text(markdown, words, replace(line, text=said.words.strip("\n ")))
    yield from said.asides


def _start(node: html.HtmlElement) -> int:
    return _count(node.get("start"))


def _count(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 6 else 1
