"""Collect what the program says and keep the catalogue of its English in step: translations/en/LC_MESSAGES/messages.po."""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from learnhub.settings import PROJECT_DIR
from learnhub.web.words import ENGLISH, SOURCE

_METHODS = [("learnhub/**.py", "python"), ("templates/**.html", "jinja2")]
_USED_AS = ((1, "c"), 2)
_KEYWORDS = {"_": None, "say": None, "_as": _USED_AS, "say_as": _USED_AS}
# No dates, no names, no line numbers: the file changes where words change, and nowhere else.
_HEADER = """msgid ""
msgstr ""
"Language: en\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


# What is said: its Chinese, and which of its uses is meant where it has several in English.
Message = tuple[str, str | None]


def collected(folder: Path = PROJECT_DIR) -> Iterator[tuple[Message, str]]:
    """Yield (message, file) for all that is said in the program and its templates, as often as it is said: _, say, _as, say_as."""
    for name, _line, message, _comments, use in extract_from_dir(
        folder, _METHODS, {"**.html": {"silent": "false"}}, keywords=_KEYWORDS
    ):
        yield (message if isinstance(message, str) else message[0], use), name


def read_catalogue(path: Path = SOURCE) -> Catalog:
    """Read a catalogue; an absent one is empty."""
    if not path.exists():
        return Catalog(locale=ENGLISH)
    with path.open("rb") as file:
        return read_po(file, locale=ENGLISH)


def merged(catalogue: Catalog, messages: set[Message]) -> Catalog:
    """Return a catalogue of exactly these messages, with the English that they have already."""
    result = Catalog(locale=ENGLISH)
    for message, use in sorted(messages, key=lambda one: (one[0], one[1] or "")):
        known = catalogue.get(message, use)
        result.add(message, known.string if known is not None else "", context=use)
    return result


def write_catalogue(catalogue: Catalog, path: Path = SOURCE) -> None:
    """Write a catalogue, one message after the other in the order of their Chinese."""
    text = io.BytesIO()
    for message in catalogue:
        message.flags.clear()
    write_po(text, catalogue, omit_header=True, sort_output=True, width=0, no_location=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_HEADER + text.getvalue().decode().strip() + "\n", encoding="utf-8")
