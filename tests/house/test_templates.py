"""Templates: pages come from views, stand in the layout, and take their parts from components."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
PAGES = sorted(
    p
    for p in TEMPLATES.rglob("*.html")
    if p.parent.name not in {"components", "layouts"} and not p.stem.startswith("_")
)
# What only a component or the layout may write.
MARKUP = re.compile(r"<(?:form|table|fieldset|textarea|select|audio|video|progress|details)\b")
# Pages that may write a form or field by hand, each with its reason.
EXCEPTIONS = {
    "web/confirm_again.html": "sends hidden fields on as they came",
    "pages/site_statement.html": "asks by GET for a number and has no WTForms form",
}
PROGRAM = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "learnhub").rglob("*.py"))


TEXTS = {path: path.read_text(encoding="utf-8") for path in PAGES}


def name(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def test_pages_fill_the_layouts_blocks() -> None:
    for path, text in TEXTS.items():
        if '{% extends "layouts/base.html" %}' not in text:
            assert re.search(r'{% extends "([^"]+)" %}', text), f"{name(path)} stands in no layout"
            continue
        assert "{% block title %}" in text, name(path)
        assert "{% block content %}" in text, name(path)
        assert "<h1" not in text, f"{name(path)}: the layout writes the h1 from the title"


def test_pages_are_shown_by_a_view_or_are_what_another_extends() -> None:
    shown = set(re.findall(r'"([a-z_/]+\.html)"', "\n".join([PROGRAM, *TEXTS.values()])))
    assert [name(path) for path in PAGES if name(path) not in shown] == []


def test_pages_take_their_parts_from_components() -> None:
    found = {
        name(path): written
        for path, text in TEXTS.items()
        if name(path) not in EXCEPTIONS and (written := MARKUP.findall(text))
    }
    assert found == {}


def test_exceptions_are_still_needed() -> None:
    for exception in EXCEPTIONS:
        text = (TEMPLATES / exception).read_text(encoding="utf-8")
        assert MARKUP.search(text) or "<input" in text, exception


# Examples may show what somebody typed, which is no message.
WORDED = sorted(p for p in TEMPLATES.rglob("*.html") if not p.stem.endswith(".examples"))


def test_chinese_words_stand_in_messages() -> None:
    found = {}
    for path in WORDED:
        text = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.S)
        text = re.sub(
            r"\b(?:_|_as|gettext|ngettext|dateformat|datetimeformat)\((?:[^()]|\([^()]*\))*\)", "", text
        )
        if lines := re.findall(r"[^\n]*[\u4e00-\u9fff][^\n]*", text):
            found[name(path)] = lines
    assert found == {}
