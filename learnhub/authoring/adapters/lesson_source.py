"""Cut a lesson file into its blocks by the spans that the Markdown parser gives."""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from learnhub.authoring.rules.drafts.blocks import BlockKind, LessonSource, SourceBlock

# As the reader of lessons has it (catalogue.adapters.lesson_blocks): raw HTML is a block of its own there, too.
_MARKDOWN = MarkdownIt("js-default", {"html": True})
_FRONT = re.compile(r"\+\+\+\n(?:.*\n)*?\+\+\+(?=\n|\Z)")
_FENCES = {
    "quiz": BlockKind.QUIZ,
    "task": BlockKind.TASK,
    "warning": BlockKind.WARNING,
    "term": BlockKind.TERM,
}
_KINDS = {
    "bullet_list_open": BlockKind.POINTS,
    "ordered_list_open": BlockKind.STEPS,
    "table_open": BlockKind.TABLE,
    "blockquote_open": BlockKind.QUOTE,
}
_HEADINGS = {"h2": BlockKind.HEADING, "h3": BlockKind.SUBHEADING}


def read_source(text: str) -> LessonSource:
    """Return a lesson file in blocks; whatever it holds, the blocks give it back as it was.

    Carriage returns are foreign to the format and upset the parser's lines: a text with them is one block of kind OTHER.
    """
    if "\r" in text or "\0" in text:
        return LessonSource("", (SourceBlock(BlockKind.OTHER, text, ""),))
    blocks: list[SourceBlock] = []
    front = _FRONT.match(text)
    body = text[front.end() :] if front else text
    # What follows front matter begins with its line end, which belongs to the gap.
    lines = body.split("\n")
    if front:
        blocks.append(SourceBlock(BlockKind.HEAD, front[0], ""))
    spans = _spans(body, lines)
    lead = _joined(lines, 0, spans[0][1] if spans else len(lines))
    if front:
        blocks[0] = SourceBlock(BlockKind.HEAD, front[0], lead)
        lead = ""
    for index, (kind, start, end) in enumerate(spans):
        until = spans[index + 1][1] if index + 1 < len(spans) else len(lines)
        text_of_block = "\n".join(lines[start:end])
        whole = _joined(lines, start, until)
        blocks.append(SourceBlock(kind, text_of_block, whole[len(text_of_block) :]))
    return LessonSource(lead, tuple(blocks))


def _joined(lines: list[str], start: int, end: int) -> str:
    """Return lines with their line ends; the last line of a text has none."""
    joined = "\n".join(lines[start:end])
    return joined + "\n" if start < end < len(lines) else joined


def _spans(body: str, lines: list[str]) -> list[tuple[BlockKind, int, int]]:
    """Return (kind, first line, line after the last) of all blocks; lines that the parser passes over are blocks too, blank ones none."""
    found: list[tuple[BlockKind, int, int]] = []
    tokens = _MARKDOWN.parse(body)
    at = 0
    for index, token in enumerate(tokens):
        if token.level != 0 or token.map is None or token.nesting < 0:
            continue
        start, end = max(token.map[0], at), min(token.map[1], len(lines))
        found += _between(lines, at, start)
        while end > start and not lines[end - 1].strip():
            end -= 1
        if end > start:
            found.append((_kind(token, tokens[index + 1] if index + 1 < len(tokens) else None), start, end))
            at = end
    return [*found, *_between(lines, at, len(lines))]


def _between(lines: list[str], start: int, end: int) -> list[tuple[BlockKind, int, int]]:
    """Return what stands between two blocks and isn't blank: definitions of links, which make no token."""
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return [(BlockKind.OTHER, start, end)] if start < end else []


def _kind(token: Token, inside: Token | None) -> BlockKind:
    match token.type:
        case "heading_open" if token.markup.startswith("#"):
            return _HEADINGS.get(token.tag, BlockKind.OTHER)
        case "fence":
            return _FENCES.get(token.info.strip().partition(" ")[0], BlockKind.OTHER)
        case "paragraph_open":
            children = inside.children or [] if inside is not None else []
            is_picture = len(children) == 1 and children[0].type == "image"
            return BlockKind.PICTURE if is_picture else BlockKind.PARAGRAPH
        case known:
            return _KINDS.get(known, BlockKind.OTHER)
