"""Convert plain text and Markdown."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from markdown_it import MarkdownIt

from learnhub.authoring.adapters.documents.found import Found, imported, text
from learnhub.authoring.adapters.documents.html_pieces import HtmlReading
from learnhub.authoring.adapters.documents.pictures import UnfitPicture
from learnhub.authoring.rules.importing import plain_markdown as md
from learnhub.authoring.rules.importing.headings import Line
from learnhub.authoring.rules.importing.plan import Imported, ImportFault
from learnhub.primitives import say

TEXT_BYTES_MAX = 3_000_000
BRACKETS_MAX = 4_000  # the parser's time grows with the square of open ones
_KNOWN_FENCES = {"quiz", "task", "warning", "term"}
_ENDS = tuple("。！？；：!?;:…”’）)】》")
_WRAPPED_WIDTH = range(24, 81)
_FRONT = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n|\A---\n(.*?)\n(?:---|\.\.\.)\n", re.DOTALL)
_TITLE = re.compile(r"(?m)^title\s*[=:]\s*[\"']?(.{1,80}?)[\"']?\s*$")
_MARKDOWN = MarkdownIt("js-default", {"html": True})


def decoded(content: bytes, what: str) -> str:
    """Return the text of a file in UTF-8, UTF-16 with its mark, or GB 18030; line ends are LF, signs nobody sees are gone.

    what: its name in the sentence. ImportFault for what is too large or no text.
    """
    if len(content) > TEXT_BYTES_MAX:
        raise ImportFault(
            say(
                "%(what)s太大，文字最多 %(megabytes)s MB。请分成几份，再导入。",
                what=what,
                megabytes=TEXT_BYTES_MAX // 1_000_000,
            )
        )
    found = _decoded_or_none(content)
    if found is None:
        raise ImportFault(
            say("%(what)s里不是文字，或者编码认不出来。请用记事本打开，另存为 UTF-8，再导入。", what=what)
        )
    lines = found.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    return "".join(
        sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs", "Co", "Cf"}
    )


def _decoded_or_none(content: bytes) -> str | None:
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    if b"\0" in content and encodings[0] != "utf-16":
        return None
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def convert_text(content: bytes) -> Imported:
    """Return the pieces of a plain text: a line is a paragraph, unless lines were cut at a width."""
    found = []
    lines = _unwrapped(decoded(content, "这个文本文件").split("\n"))
    for index, line in enumerate(lines):
        words = " ".join(line.split())
        if not words:
            continue
        is_alone = (index == 0 or not lines[index - 1].strip()) and (
            index + 1 < len(lines) and not lines[index + 1].strip()
        )
        found.append(
            text(md.paragraph(md.escaped(words)), words, Line(line.strip(), is_alone=is_alone or index == 0))
        )
    return imported(found, {}, [])


def _unwrapped(lines: list[str]) -> list[str]:
    """Join lines that a program cut at a width; lines that end a sentence, or are much shorter, end a paragraph."""
    widths = sorted(_width(line) for line in lines if line.strip())
    widest = widths[int(len(widths) * 0.95)] if widths else 0
    is_wrapped = widest in _WRAPPED_WIDTH and sum(width >= widest - 4 for width in widths) * 2 > len(widths)
    if not is_wrapped:
        return lines
    joined: list[str] = []
    is_open = False
    for line in lines:
        if is_open and line.strip() and not line.startswith(("　", "  ", "\t")):
            joined[-1] += line.strip()
        else:
            joined.append(line)
        is_open = bool(line.strip()) and _width(line) >= widest - 4 and not line.rstrip().endswith(_ENDS)
    return joined


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)


def convert_markdown(content: bytes, take_picture: Callable[[str], str] | None = None) -> Imported:
    """Return the pieces of a Markdown file; the blocks that lessons know (quiz, task, warning, term) stay as they are.

    take_picture: address in the file → path, for pictures that came along; UnfitPicture where there is none.
    """
    source = decoded(content, "这个 Markdown 文件")
    if source.count("[") > BRACKETS_MAX:
        raise ImportFault(say("这个 Markdown 文件里的方括号太多，读不了。请分成几份，再导入。"))
    front = _FRONT.match(source)
    told = _TITLE.search(front[1] or front[2] or "") if front else None
    body = source[front.end() :] if front else source

    def taken(address: str, _: str) -> str:
        if take_picture is None:
            raise UnfitPicture("图片：没有跟着文件一起来，请把图片和文件放进一个文件夹，压缩成 zip 再导入")
        return take_picture(address)

    reading = HtmlReading(taken)
    found: list[Found] = []
    waiting: list[Any] = []

    def flush() -> None:
        found.extend(reading.read(_MARKDOWN.renderer.render(waiting, _MARKDOWN.options, {})))
        waiting.clear()

    for token in _MARKDOWN.parse(body):
        kind = token.info.split(maxsplit=1)[0] if token.info.strip() else ""
        if token.type == "fence" and token.level == 0 and kind in _KNOWN_FENCES:
            flush()
            mark = token.markup if len(token.markup) >= 3 and set(token.markup) == {"`"} else "```"
            # Counted by what is said in it, so that lessons with questions aren't taken for longer than they read.
            found.append(text(f"{mark}{token.info.strip()}\n{token.content.rstrip()}\n{mark}", ""))
        else:
            waiting.append(token)
    flush()
    return imported(found, {}, reading.notes, title=told[1] if told else "")
