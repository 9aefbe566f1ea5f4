"""Turn the cleaned HTML of lessons into XHTML, which EPUB asks for."""

from html.parser import HTMLParser
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

from learnhub.formats.rules.books import xml_text

_VOID = frozenset(["br", "img"])
# What serves a page in a browser and nothing in a book: boxes that scroll, pictures that load late.
_LEFT_OUT = frozenset(["loading", "tabindex", "role", "aria-labelledby", "data-column"])


def xhtml(html: str) -> Markup:
    """Return a fragment of the catalogue's lesson HTML as well-formed XHTML.

    html: cleaned by the catalogue, so that every element but br and img is closed.
    """
    writer = _Writer()
    writer.feed(html)
    writer.close()
    return Markup("".join(writer.written))  # noqa: S704  every part is escaped below


class _Writer(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = "".join(
            f" {name}={quoteattr(xml_text(value or ''))}" for name, value in attrs if name not in _LEFT_OUT
        )
        # A browser reads lang; a reading system reads xml:lang.
        told += "".join(f" xml:lang={quoteattr(value or '')}" for name, value in attrs if name == "lang")
        self.written.append(f"<{tag}{told}/>" if tag in _VOID else f"<{tag}{told}>")

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self.written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.written.append(escape(xml_text(data)))
