"""The site as somebody reads it in English, and what is still said to them in Chinese."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree.ElementTree import Element

import sqlalchemy as sa

from learnhub.ops.adapters.message_catalogue import read_catalogue
from learnhub.regions.service import region_names
from learnhub.web import Site
from learnhub.web.site import EXTENSION
from tests.journeys.region import Region
from tests.page_checks.document import Document

_CONTENT = {".md", ".toml", ".vtt", ".json", ".csv", ".txt"}
_SAYING = ("aria-label", "alt", "placeholder", "title", "label")
_HAN = re.compile(r"[\u3400-\u9fff]")
# Words of the program that stand in titles of the sample courses, too.
_IN_TITLES = {"盲人保健", "认识手机", "交给老师", "线上课", "线下实操"}
_TEXT_BYTES_MAX = 200_000
_TOLD_CHARACTERS_MIN = 3
_ASCII_MARKS = ".,:;%×+/()-"
_MARKS = "，。：；、？！“”‘’（）《》…—·"
_RUN = re.compile(rf"[\u3400-\u9fff](?:[\u3400-\u9fff0-9\s.,:%×+/()-]|[{_MARKS}])*")
_PIECE = re.compile(r"[\u3400-\u9fff]+")


@contextmanager
def told_in_english(region: Region) -> Iterator[None]:
    """Serve everybody's pages in English; nobody's access profile changes."""
    site: Site = region.app.extensions[EXTENSION]
    region.app.extensions[EXTENSION] = replace(site, parts=replace(site.parts, language=lambda: "en"))
    try:
        yield
    finally:
        region.app.extensions[EXTENSION] = site


@dataclass(frozen=True)
class OwnWords:
    """What is Chinese in its own right. text: of all rows and content files, without blanks. names: whole values among them.

    messages: what the program says and has English for.
    """

    text: str
    names: frozenset[str]
    messages: frozenset[str]


def own_words(region: Region) -> OwnWords:
    """Read every word that the rows and the content of a site hold."""
    values: set[str] = set()
    with region.database.reading() as session:
        tables = sa.MetaData()
        tables.reflect(session.get_bind())
        for table in tables.sorted_tables:
            for row in session.execute(sa.select(table)):
                values.update(_texts(list(row)))
    names = {_squeezed(value) for value in values}
    for path in sorted(region.settings.content_dir.rglob("*")):
        if path.suffix in _CONTENT:
            values.add(path.read_text(encoding="utf-8"))
    values.update(_texts_of_drafts(region.settings.instance_dir / "files"))
    names |= {_squeezed(name) for name in region_names(region.settings.content_dir).values()}
    names.add(region.settings.site_name)
    return OwnWords(
        "\n".join(_squeezed(value) for value in values) + "\n".join(names),
        frozenset(names),
        frozenset(
            str(one.id) for one in read_catalogue() if one.id and one.string and one.id not in _IN_TITLES
        ),
    )


def chinese_left(html: str, own: OwnWords, typed: str = "") -> list[str]:
    """Return what an English page says in Chinese that comes neither from rows nor from content: words of the program.

    typed: what the address of the page holds, which the page may say again.
    """
    with_typed = replace(own, text=f"{own.text}\n{_squeezed(typed)}") if typed else own
    return [
        found
        for text in _said(Document(html).root)
        for part in text.split(" - ")
        for found in _left(part, with_typed)
    ]


def _texts_of_drafts(files: Path) -> Iterator[str]:
    """Yield the lessons and course files that were written on the site: they lie among the stored files."""
    for path in files.rglob("*"):
        if path.is_file() and path.stat().st_size < _TEXT_BYTES_MAX:
            try:
                yield path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def _said(root: Element) -> Iterator[str]:
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in {"script", "style"}:
            continue
        yield element.text or ""
        yield from (element.get(name, "") for name in _SAYING)
        yield from (child.tail or "" for child in element)


def _left(text: str, own: OwnWords) -> Iterator[str]:
    if not _HAN.search(text):
        return
    # Shorter ones are everyday words, which stand in lessons too.
    if (
        len(text.strip()) >= _TOLD_CHARACTERS_MIN
        and text.strip() in own.messages
        and _squeezed(text) not in own.names
    ):
        yield text.strip()
        return
    for run in _RUN.findall(text):
        if _squeezed(run).strip(_MARKS + _ASCII_MARKS) in own.text:
            continue
        parts = [part for part in run.split() if _squeezed(part).strip(_MARKS + _ASCII_MARKS) not in own.text]
        if not all(_is_own(piece, own) for part in parts for piece in _PIECE.findall(part)):
            yield run.strip()


def _is_own(piece: str, own: OwnWords) -> bool:
    """Tell whether a piece without marks stands in the site's own words, or is made of several whole names of it."""
    if piece in own.text:
        return len(piece) < _TOLD_CHARACTERS_MIN or piece not in own.messages or piece in own.names
    reached = {0}
    for end in range(1, len(piece) + 1):
        if any(piece[start:end] in own.names for start in reached):
            reached.add(end)
    return len(piece) in reached


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts([name, inner])
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
