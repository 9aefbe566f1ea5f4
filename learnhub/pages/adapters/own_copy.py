"""Write a copy of somebody's data: a zip with a page to read and the same as JSON."""

import html
import io
import json
import os
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

Row = Mapping[str, str | int | None]
Sections = Mapping[str, Sequence[Row]]

_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title></head>
<body>
<main>
<h1>{title}</h1>
<p>{intro}</p>
{sections}
</main>
</body>
</html>
"""


def zip_of(title: str, intro: str, sections: Sections) -> bytes:
    """Return the copy: 我的资料.html, which any browser or screen reader opens without a network, and 我的资料.json."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("我的资料.html", page_of(title, intro, sections))
        file.writestr("我的资料.json", json.dumps(sections, ensure_ascii=False, indent=1))
    return buffer.getvalue()


def page_of(title: str, intro: str, sections: Sections) -> str:
    """Return the page: one heading for each section, one list for each row; nothing but text."""
    parts = []
    for name, rows in sections.items():
        parts.append(f"<h2>{html.escape(name)}</h2>")
        if not rows:
            parts.append("<p>没有。</p>")
        for row in rows:
            told = "".join(
                f"<dt>{html.escape(term)}</dt><dd>{html.escape('没有' if value is None or value == '' else str(value))}</dd>"
                for term, value in row.items()
            )
            parts.append(f"<dl>{told}</dl>")
    return _PAGE.format(title=html.escape(title), intro=html.escape(intro), sections="\n".join(parts))


def keep_private(folder: Path, name: str, content: bytes) -> None:
    """Write a file that only the program's own user can read, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = folder / f"{name}.part"
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(folder / name)
