"""Structure: title, headings, landmarks, language, tables, weight."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tests.page_checks.document import Document

HTML_BYTES_MAX = 30 * 1024
HTML_BYTES_MAX_WITH_PINYIN = 60 * 1024
ERROR_PREFIX = re.compile("错误：|Error: ?")
_HAN = re.compile(r"[\u3400-\u9fff]")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def one_heading_begins_the_title(document: Document) -> Iterator[str]:
    """There is one h1; the title begins with its words, after 错误： on a page that reports errors."""
    headings = [document.words(e) for e in document.all("h1")]
    titles = [" ".join("".join(e.itertext()).split()) for e in document.root.iter("title")][:1]
    if len(headings) != 1 or not headings[0]:
        yield f"{len(headings)} h1, it should be one with words"
        return
    title = ERROR_PREFIX.sub("", titles[0], count=1) if titles else ""
    if not title.startswith(headings[0]):
        yield f"title {titles} doesn't begin with {headings[0]!r}"
    elif title == headings[0]:
        yield "the title doesn't name the site"


def headings_are_in_order(document: Document) -> Iterator[str]:
    """No level is skipped on the way down, nothing stands before the h1, no heading is empty."""
    before = 0
    for heading in document.all(*_HEADINGS):
        level = int(str(heading.tag)[1])
        if document.is_hidden(heading):
            continue
        if level > before + 1:
            yield f"<{heading.tag}> {document.words(heading)!r} after level {before}"
        if not document.words(heading):
            yield f"empty <{heading.tag}>"
        before = level


def language_is_told(document: Document) -> Iterator[str]:
    """The page is in zh-CN or en-GB; in an English page whatever is Chinese says so; no lang attribute is empty."""
    if document.root.get("lang") not in {"zh-CN", "en-GB"}:
        yield f"html lang={document.root.get('lang')!r}"
    if document.root.get("lang") == "en-GB":
        yield from _unmarked_chinese(document.root, is_chinese=False)
    yield from (f'<{e.tag} lang="">' for e in document.elements if e.get("lang") == "")


def _unmarked_chinese(element: Element, *, is_chinese: bool) -> Iterator[str]:
    """Yield the Chinese texts of an element that stand in no language of their own. Source: WCAG 2.2, 3.1.2."""
    if element.tag in {"script", "style"}:
        return
    is_chinese = element.get("lang", "zh" if is_chinese else "en").startswith("zh")
    # No part of these can be marked by itself.
    if (
        not is_chinese
        and element.tag not in {"title", "option", "textarea"}
        and _HAN.search(element.text or "")
    ):
        yield f"Chinese in <{element.tag}> without lang: {(element.text or '').strip()[:40]}"
    for child in element:
        if isinstance(child.tag, str):
            yield from _unmarked_chinese(child, is_chinese=is_chinese)
        if not is_chinese and _HAN.search(child.tail or ""):
            yield f"Chinese in <{element.tag}> without lang: {(child.tail or '').strip()[:40]}"


def head_is_complete(document: Document) -> Iterator[str]:
    """Characters are UTF-8, the width is the device's, and nobody is kept from zooming."""
    metas = document.all("meta")
    if not any((e.get("charset") or "").lower() == "utf-8" for e in metas):
        yield "no <meta charset=utf-8>"
    viewport = next((e.get("content", "") for e in metas if e.get("name") == "viewport"), None)
    if viewport is None or "width=device-width" not in viewport:
        yield "no viewport of the device's width"
    elif "maximum-scale" in viewport or "user-scalable" in viewport:
        yield "the viewport keeps people from zooming"
    if any((e.get("http-equiv") or "").lower() == "refresh" for e in metas):
        yield "the page reloads by itself"


def landmarks_are_there(document: Document) -> Iterator[str]:
    """One header, main and footer; every nav has a name of its own; all content stands in a landmark."""
    body = next(iter(document.all("body")), None)
    if body is None:
        yield "no body"
        return
    for tag in ("header", "main", "footer"):
        outer = [
            e
            for e in document.all(tag)
            if not document.inside(e, "main", "article", "section", "nav", "aside")
        ]
        if len(outer) != 1:
            yield f"{len(outer)} <{tag}> landmarks"
    names = [
        document.name(e) if e.get("aria-label") or e.get("aria-labelledby") else ""
        for e in document.all("nav")
    ]
    if "" in names:
        yield "a <nav> without a name"
    yield from (f"two <nav> named {n!r}" for n in {n for n in names if n and names.count(n) > 1})
    for child in body:
        if not isinstance(child.tag, str) or child.tag in {
            "header",
            "main",
            "footer",
            "nav",
            "aside",
            "script",
        }:
            continue
        if child.tag == "a" and child.get("href") == "#main":
            continue
        if document.words(child):
            yield f"<{child.tag}> with words stands outside of the landmarks"


def skip_link_comes_first(document: Document) -> Iterator[str]:
    """The first stop of the Tab key leads to main, which can take the focus."""
    first = next(iter(document.stops), None)
    if first is None or first.get("href") != "#main" or not document.words(first):
        yield "the first stop is no link to #main"
    main = document.by_id.get("main")
    if main is None or main.tag != "main" or main.get("tabindex") != "-1":
        yield 'there is no <main id="main" tabindex="-1">'


def tables_can_be_read(document: Document) -> Iterator[str]:
    """Every table has a caption and header cells, and stands in a named box that the keyboard can scroll."""
    for table in document.all("table"):
        name = document.name(table)
        if not name:
            yield "a table without a caption"
        heads = list(table.iter("th"))
        if not heads:
            yield f"table {name!r} without header cells"
        yield from (
            f"a header cell without scope in {name!r}"
            for e in heads
            if e.get("scope") not in {"col", "row", "colgroup", "rowgroup"}
        )
        box = next((e for e in document.ancestors(table) if e.get("tabindex") == "0"), None)
        if (
            box is None
            or box.get("role") not in {"region", "group"}
            or not (box.get("aria-label") or box.get("aria-labelledby"))
        ):
            yield f"table {name!r} is in no named box that the keyboard can scroll"


def page_is_light(document: Document) -> Iterator[str]:
    """HTML stays under 30 KB, under 60 KB with pinyin over the text."""
    allowed = HTML_BYTES_MAX_WITH_PINYIN if document.all("ruby") else HTML_BYTES_MAX
    size = len(document.text.encode())
    if size > allowed:
        yield f"{size} bytes of HTML, allowed are {allowed}"


CHECKS = (
    one_heading_begins_the_title,
    headings_are_in_order,
    language_is_told,
    head_is_complete,
    landmarks_are_there,
    skip_link_comes_first,
    tables_can_be_read,
    page_is_light,
)
