"""What is read aloud of a page: the words of its main part, line by line, from its HTML."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

HTML_CHARACTERS_MAX = 500_000
DEPTH_MAX = 200

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
# Read by somebody else (a player), by nobody (scripts), or twice (pinyin over the word).
_SILENT = frozenset(
    {"script", "style", "template", "noscript", "svg", "audio", "video", "rt", "rp", "select", "textarea"}
)
_INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "cite",
        "code",
        "em",
        "i",
        "kbd",
        "mark",
        "ruby",
        "rb",
        "small",
        "span",
        "strong",
    }
    | {"sub", "sup", "time", "u", "wbr", "img", "q", "dfn", "data", "rt", "rp", "svg"}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CELLS = frozenset({"td", "th"})
_TYPED = frozenset({"text", "search", "tel", "number", "date", "time", "email", "url"})


@dataclass(frozen=True)
class Line:
    """One line that is read: a heading, a paragraph, an entry of a list, a row of a table."""

    text: str
    is_heading: bool = False


@dataclass(frozen=True)
class PageText:
    """The words of a page. title: of its h1; empty when the page has no main part."""

    title: str
    lines: tuple[Line, ...]


def page_text(html: str) -> PageText:
    """Return what is read aloud of a page: its <main>, without what is hidden, without players and scripts.

    Pictures are read by their descriptions, buttons as buttons, typed and chosen values after their labels (passwords
    never). Raises ValueError for more than 500 000 characters.
    """
    if len(html) > HTML_CHARACTERS_MAX:
        raise ValueError("the page is too long")
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_line()
    lines = tuple(reader.lines)
    return PageText(next((line.text for line in lines if line.is_heading), ""), lines)


@dataclass
class _Reader(HTMLParser):
    """Goes through the tags once. silent_depth: how many open elements lie around that aren't read."""

    lines: list[Line] = field(default_factory=list)
    _open: list[tuple[str, bool]] = field(default_factory=list)
    _words: str = ""
    _is_heading: bool = False
    _main_depth: int = 0
    _silent_depth: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        attributes = {name: value or "" for name, value in attrs}
        if tag not in _INLINE and tag not in _CELLS and self._is_read:
            self.end_line()
        if tag in _CELLS and self._is_read and self._words.strip():
            self._words = self._words.rstrip().rstrip("，") + "，"
        if tag in _VOID:
            if self._is_read and "hidden" not in attributes:
                self._void(tag, attributes)
            return
        is_silent = tag in _SILENT or "hidden" in attributes or attributes.get("aria-hidden") == "true"
        is_silent = is_silent or "data-unread" in attributes
        if len(self._open) < DEPTH_MAX:
            self._open.append((tag, is_silent))
            self._silent_depth += is_silent
            self._main_depth += tag == "main"
        if self._is_read:
            self._is_heading = self._is_heading or tag in _HEADINGS
            if tag == "button":
                self._words += "按钮："

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element of this name; what stands open within it is closed with it."""
        if tag not in {name for name, _ in self._open}:
            return
        if self._is_read and tag not in _INLINE and tag not in _CELLS:
            self.end_line()
        while self._open:
            name, was_silent = self._open.pop()
            self._silent_depth -= was_silent
            self._main_depth -= name == "main"
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        """Take words."""
        if self._is_read:
            self._words += data

    def end_line(self) -> None:
        """Put what was gathered into a line of its own."""
        text = " ".join(self._words.split()).rstrip("，")
        if text:
            self.lines.append(Line(text, self._is_heading))
        self._words, self._is_heading = "", False

    @property
    def _is_read(self) -> bool:
        return self._main_depth > 0 and self._silent_depth == 0

    def _void(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "img" and attributes.get("alt"):
            self._words += f"图：{attributes['alt']}。"
        elif tag == "input" and attributes.get("type") in {"radio", "checkbox"} and "checked" in attributes:
            self._words += "已选："
        elif tag == "input" and attributes.get("type", "text") in _TYPED and attributes.get("value"):
            self.lines.append(Line(f"已填：{attributes['value']}"))
