"""Write words as Markdown that says exactly these words: nothing of a document becomes a sign by accident."""

import re
from collections.abc import Sequence

# What opens, closes or escapes something anywhere in a line. & only where it would be read as an entity.
_ANYWHERE = re.compile(r"[\\`*_\[\]<>~|]|&(?=#?[A-Za-z0-9]+;)|!(?=\[)")
_LINE_START = re.compile(r"(?m)^(?:(#{1,6})(?=\s|$)|([-+=])|(\d{1,9})([.)]))")
_BLANKS = re.compile(r"[^\S\n]+")
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_LINK = re.compile(r"https?://[^\s<>()\\\"']{3,500}|tel:\+?[0-9-]{3,20}")


def escaped(text: str) -> str:
    """Return words as Markdown, for one line of a paragraph, cell, item or heading; blanks are folded."""
    return _ANYWHERE.sub(lambda match: "\\" + match[0], _BLANKS.sub(" ", text))


def paragraph(inline: str) -> str:
    """Return one paragraph from inline Markdown: no line of it opens a list, a heading or a rule."""
    lines = [line.strip() for line in inline.strip().split("\n")]
    return "\n".join(_LINE_START.sub(_kept_from_opening, line) for line in lines if line)


def _kept_from_opening(match: re.Match[str]) -> str:
    if match[3]:
        return f"{match[3]}\\{match[4]}"
    return "\\" + match[0]


def strong(inline: str) -> str:
    """Return inline Markdown in bold; as it is where bold could not be told from the words around it."""
    core = inline.strip()
    if not core:
        return inline
    before, after = inline[: len(inline) - len(inline.lstrip())], inline[len(inline.rstrip()) :]
    return f"{before}**{core}**{after}"


def link(inline: str, words: str, address: str) -> str | None:
    """Return a link that lessons may hold, or None where its address or its words aren't fit for one."""
    target = address.strip()
    if not _LINK.fullmatch(target) or not words.strip() or words.strip() == target:
        return None
    return f"[{inline.strip()}]({target})"


def raised(text: str) -> str:
    """Return small raised signs as characters where all of them exist: m2 → m²; else as they are."""
    return text.translate(_RAISED) if all(ord(sign) in _RAISED for sign in text) else text


def lowered(text: str) -> str:
    """Return small lowered signs as characters where all of them exist: H2O → H₂O; else as they are."""
    return text.translate(_LOWERED) if all(ord(sign) in _LOWERED for sign in text) else text


def listing(items: Sequence[tuple[int, int | None, str]]) -> str:
    """Return a list. items: (depth from 0, number or None for a point, inline Markdown), in order."""
    lines: list[str] = []
    indents = [""]
    for depth, number, inline in items:
        depth = min(depth, len(indents) - 1)
        mark = f"{number}. " if number is not None else "- "
        indents[depth + 1 :] = [indents[depth] + " " * len(mark)]
        words = paragraph(inline).replace("\n", "\n" + indents[depth + 1])
        lines.append(f"{indents[depth]}{mark}{words}")
    return "\n".join(lines)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return a table whose first row is its head. rows: inline Markdown, at least two; short rows are filled up."""
    width = max(len(row) for row in rows)
    lines = []
    for row in rows:
        cells = [" ".join(cell.split("\n")).strip() for cell in row] + [""] * (width - len(row))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def picture(description: str, path: str) -> str:
    """Return a picture; a description may be empty, which the gate will ask for."""
    words = escaped(" ".join(description.split()))
    return f"![{words}]({path})"
