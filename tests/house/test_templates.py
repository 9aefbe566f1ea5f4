"""Templates: pages come from views, stand in the layout, and take their parts from components."""

import re
from pathlib import Path

import pytest

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


def name(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_fills_the_layouts_blocks(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if '{% extends "layouts/base.html" %}' not in text:
        extended = re.search(r'{% extends "([^"]+)" %}', text)
        assert extended, "a page stands in a layout"
        return
    assert "{% block title %}" in text
    assert "{% block content %}" in text
    assert "<h1" not in text, "the layout writes the h1 from the title"


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_is_shown_by_a_view(path: Path) -> None:
    assert f'"{name(path)}"' in PROGRAM or any(
        f'"{name(path)}"' in other.read_text(encoding="utf-8") for other in PAGES if other != path
    )


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_takes_its_parts_from_components(path: Path) -> None:
    if name(path) in EXCEPTIONS:
        return
    assert MARKUP.findall(path.read_text(encoding="utf-8")) == []


def test_exceptions_are_still_needed() -> None:
    for exception in EXCEPTIONS:
        text = (TEMPLATES / exception).read_text(encoding="utf-8")
        assert MARKUP.search(text) or "<input" in text, exception


# Examples may show what somebody typed, which is no message.
WORDED = sorted(p for p in TEMPLATES.rglob("*.html") if not p.stem.endswith(".examples"))


@pytest.mark.parametrize("path", WORDED, ids=name)
def test_chinese_words_stand_in_messages(path: Path) -> None:
    text = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.S)
    text = re.sub(
        r"\b(?:_|_as|gettext|ngettext|dateformat|datetimeformat)\((?:[^()]|\([^()]*\))*\)", "", text
    )
    assert re.findall(r"[^\n]*[\u4e00-\u9fff][^\n]*", text) == []
