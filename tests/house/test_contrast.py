"""Colours that may meet are written in tokens.css; each pair has its contrast in every theme, and components keep to the pairs."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import tinycss2

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")
PAIRS = re.findall(r"/\* (pair3?): (--[\w-]+) on (--[\w-]+) \*/", TOKENS)
NEEDED = {"pair": 7.0, "pair3": 3.0}
THEMES = ("light", "dark", "yellow-on-black", "black-on-white")
# Drawn things that nobody reads: their colour need not stand in a text pair.
DRAWN = {"--colour-line", "--colour-border"}


def declared(text: str) -> dict[str, dict[str, str]]:
    """Return the custom properties of each selector: {":root": …, '[data-theme="dark"]': …, "@dark": …}."""
    found: dict[str, dict[str, str]] = {}

    def take(rules: list[tinycss2.ast.Node], prefix: str) -> None:
        for rule in rules:
            if rule.type == "at-rule" and rule.content:
                if "prefers-color-scheme" in tinycss2.serialize(rule.prelude):
                    take(
                        tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True),
                        "@dark",
                    )
            elif rule.type == "qualified-rule":
                name = prefix or tinycss2.serialize(rule.prelude).strip()
                for item in tinycss2.parse_blocks_contents(
                    rule.content, skip_comments=True, skip_whitespace=True
                ):
                    if item.type == "declaration" and item.name.startswith("--"):
                        found.setdefault(name, {})[item.name] = tinycss2.serialize(item.value).strip()

    take(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True), "")
    return found


BLOCKS = declared(TOKENS)


def colour(theme: str, name: str) -> tuple[float, float, float]:
    """Return a token's colour in a theme, each part from 0 to 1."""
    values = {**BLOCKS[":root"], **BLOCKS[f'[data-theme="{theme}"]']}
    value = values[name]
    while value.startswith("var("):
        value = values[value[4:-1]]
    assert re.fullmatch(r"#[0-9a-f]{6}", value), f"{name} is {value!r}"
    return tuple(int(value[n : n + 2], 16) / 255 for n in (1, 3, 5))  # type: ignore[return-value]


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """Return the contrast of two colours. Source: WCAG 2.2, definition of contrast ratio."""

    def luminance(parts: tuple[float, float, float]) -> float:
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_as_defined() -> None:
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast((0x77 / 255,) * 3, (1, 1, 1)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_every_pair_has_its_contrast(theme: str) -> None:
    assert len(PAIRS) > 30
    short = [
        f"{front} on {ground}: {measured:.2f}, needed {NEEDED[kind]}"
        for kind, front, ground in PAIRS
        if (measured := contrast(colour(theme, front), colour(theme, ground))) < NEEDED[kind]
    ]
    assert short == []


def test_every_theme_gives_every_meaning_a_colour() -> None:
    meanings = {name for name in BLOCKS[":root"] if name.startswith("--colour-")}
    for theme in THEMES:
        assert set(BLOCKS[f'[data-theme="{theme}"]']) == meanings, theme


def test_a_device_that_prefers_dark_gets_the_dark_theme() -> None:
    assert BLOCKS["@dark"] == BLOCKS['[data-theme="dark"]']


def test_a_device_without_wishes_gets_the_light_theme() -> None:
    light = BLOCKS['[data-theme="light"]']
    assert {name: BLOCKS[":root"][name] for name in light} == light


def _rules(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    def walk(rules: list[tinycss2.ast.Node]) -> Iterator[tuple[str, dict[str, str]]]:
        for rule in rules:
            if rule.type == "at-rule" and rule.content and rule.lower_at_keyword == "media":
                yield from walk(
                    tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                )
            elif rule.type == "qualified-rule":
                content = tinycss2.parse_blocks_contents(
                    rule.content, skip_comments=True, skip_whitespace=True
                )
                told = {
                    d.name: tinycss2.serialize(d.value).strip() for d in content if d.type == "declaration"
                }
                yield tinycss2.serialize(rule.prelude).strip(), told

    yield from walk(
        tinycss2.parse_stylesheet(path.read_text(encoding="utf-8"), skip_comments=True, skip_whitespace=True)
    )


FILES = sorted(p for p in CSS.rglob("*.css") if p.name != "tokens.css")


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_components_keep_to_the_written_pairs(path: Path) -> None:
    written = {(front, ground) for _kind, front, ground in PAIRS}
    for selector, told in _rules(path):
        front = re.findall(r"var\((--[\w-]+)\)", told.get("color", ""))
        ground = re.findall(r"var\((--[\w-]+)\)", told.get("background-color", ""))
        if front and ground and not {*front, *ground} & DRAWN:
            assert (front[0], ground[0]) in written, (
                f"{path.name} {selector}: {front[0]} on {ground[0]} is no written pair"
            )


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_components_use_meanings_and_never_a_colour_of_their_own(path: Path) -> None:
    palette = {name for name, value in BLOCKS[":root"].items() if value.startswith("#")}
    for selector, told in _rules(path):
        for name, value in told.items():
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", value), (
                f"{path.name} {selector} {name}: {value}"
            )
            assert not palette & set(re.findall(r"--[\w-]+", value)), (
                f"{path.name} {selector} uses the palette: {value}"
            )


def test_a_pair_that_falls_short_is_found() -> None:
    assert contrast(colour("light", "--colour-border"), colour("light", "--colour-page")) < NEEDED["pair"]
