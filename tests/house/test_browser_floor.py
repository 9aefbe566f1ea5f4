"""Style sheets and scripts keep to the browser floor of docs/decisions: Chromium 80, the WebView of an Android phone of 2020."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import tinycss2

STATIC = Path(__file__).resolve().parents[2] / "static"
STYLES = sorted((STATIC / "css").rglob("*.css"))
SCRIPTS = sorted((STATIC / "js").rglob("*.js"))


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


AT_RULES = {"media"}
PSEUDO = {
    "hover", "focus", "active", "root", "before", "after", "last-child", "first-child", "empty", "checked", "not", "cue", "lang",
    "-webkit-progress-bar", "-webkit-progress-value", "-moz-progress-bar",
}  # fmt: skip
# Later than the floor and harmless: an older phone drops the rule, and player-words.js asks before it uses it.
PSEUDO_ENHANCEMENTS = {"highlight"}  # Chrome 105; before it the sentence alone is marked, not its word
# Chrome 86: only to take a ring away from those who don't need it; where it is unknown the ring stays.
PSEUDO_INSIDE_NOT = {"focus-visible"}
MEDIA_FEATURES = {
    "min-width", "max-width", "prefers-color-scheme", "prefers-reduced-motion",
    "forced-colors",  # Chrome 89; before it Windows had no forced colours in Chromium
}  # fmt: skip
UNITS = {"rem", "em", "%", "px", "fr", "deg", ""}
FUNCTIONS = {
    "var", "calc", "min", "max", "url", "attr", "counter", "rect", "repeat", "minmax", "translate", "translatey",
    "rotate", "scale",
}  # fmt: skip
# Later than the floor and dropped there without harm: property → what a phone of 2020 shows instead.
ENHANCEMENTS = {
    "text-spacing-trim": "punctuation keeps its full width",
    "text-autospace": "no thin space beside Latin letters",
    "text-wrap": "a paragraph may end in a line of one character",
    "accent-color": "radio buttons and checkboxes in the browser's own blue",
    "color-scheme": "native controls stay light in dark themes",
    "text-decoration-thickness": "underlines of one thickness",
    "text-underline-offset": "underlines closer to the characters",
    "text-size-adjust": "the -webkit- name beside it works",
    "appearance": "the -webkit- name beside it works",
    "user-select": "the -webkit- name beside it works",
}
PROPERTIES = _words(
    """
    align-items align-self background-color border border-bottom border-bottom-color border-bottom-width border-collapse
    border-color border-left border-left-color border-right border-radius border-style border-top border-width bottom
    box-shadow box-sizing clip color content counter-increment counter-reset cursor display fill flex flex-basis
    flex-direction flex-wrap font font-family font-size font-style font-variant-numeric font-weight gap
    grid-template-columns height justify-content left letter-spacing line-break line-height list-style margin margin-bottom
    margin-left margin-right margin-top max-height max-width min-height min-width outline outline-color outline-offset overflow
    overflow-wrap overflow-x padding padding-bottom padding-left padding-right padding-top pointer-events position resize
    right scroll-behavior stroke stroke-linecap stroke-linejoin stroke-width text-align text-decoration top transform
    vertical-align white-space width z-index -webkit-appearance -webkit-text-size-adjust -webkit-user-select
    """
)
_LATER_SYNTAX = {
    r"\?\?=|\|\|=|&&=": "logical assignment (Chrome 85)",
    r"#[a-zA-Z_]\w*\s*\(": "private methods (84)",
    r"\bstatic\s*\{": "static blocks (94)",
    r"^(?!\s)(?:const|let|var)?[^\n(]*\bawait\b": "await at the top of a module (89)",  # inside, it is indented
    r"\bimport\s*\([^)]*,|\bwith\s*\{\s*type": "import attributes (123)",
    r"\busing\s+\w": "using declarations",
}
_LATER_NAMES = _words(
    "replaceAll at findLast findLastIndex toSorted toReversed toSpliced hasOwn structuredClone groupBy any "
    "WeakRef FinalizationRegistry replaceChildren requestVideoFrameCallback showModal showPopover showPicker "
    "ResizeObserverEntry scrollend inert isSubsetOf withResolvers checkVisibility"
)


def css_faults(text: str) -> Iterator[str]:
    """Yield what a style sheet uses beyond the floor."""
    yield from _in_rules(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True))


def _in_rules(rules: list[tinycss2.ast.Node]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "error":
            yield f"line {rule.source_line}: {rule.message}"
        elif rule.type == "at-rule":
            if rule.lower_at_keyword not in AT_RULES:
                yield f"@{rule.lower_at_keyword}"
                continue
            prelude = tinycss2.serialize(rule.prelude)
            if re.search(r"[<>]", prelude):
                yield f"range syntax in @media {prelude}"
            asked = re.findall(r"\(\s*([\w-]+)", prelude)
            yield from (f"media feature {name}" for name in asked if name not in MEDIA_FEATURES)
            yield from _in_rules(
                tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            )
        elif rule.type == "qualified-rule":
            yield from _in_selector(tinycss2.serialize(rule.prelude))
            yield from _in_block(rule)


def _in_selector(selector: str) -> Iterator[str]:
    inner = " ".join(re.findall(r":not\(([^)]*)\)", selector))
    outer = re.sub(r":not\([^)]*\)", ":not", selector)
    yield from (
        f":{name} in {selector}"
        for name in re.findall(r":([\w-]+)", outer)
        if name not in PSEUDO | PSEUDO_ENHANCEMENTS
    )
    yield from (
        f":{name} in {selector}"
        for name in re.findall(r":([\w-]+)", inner)
        if name not in PSEUDO | PSEUDO_INSIDE_NOT
    )
    if "," in inner or "&" in selector:
        yield f"a list in :not, or nesting, in {selector}"


def _in_block(rule: tinycss2.ast.QualifiedRule) -> Iterator[str]:
    content = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    told = {item.name: item for item in content if item.type == "declaration"}
    for item in content:
        if item.type != "declaration":
            yield f"nesting or broken declaration in {tinycss2.serialize(rule.prelude)}"
        elif not item.name.startswith("--"):
            if item.name not in PROPERTIES and item.name not in ENHANCEMENTS:
                yield f"property {item.name}"
            yield from _in_value(item.value)
    if "position" in told and "sticky" in tinycss2.serialize(told["position"].value):
        yield "a sticky bar covers what is read at 400 % zoom"
    display = tinycss2.serialize(told["display"].value).strip() if "display" in told else ""
    if "gap" in told and display != "grid":
        yield f"gap outside of a grid (Chrome 84) in {tinycss2.serialize(rule.prelude)}"


def _in_value(value: list[tinycss2.ast.Node]) -> Iterator[str]:
    for part in value:
        if part.type == "dimension" and part.lower_unit not in UNITS:
            yield f"unit {part.unit}"
        if part.type == "dimension" and part.lower_unit == "px" and abs(part.value) > 8:
            yield f"{part.representation}px: sizes are in rem"
        if part.type == "function":
            if part.lower_name not in FUNCTIONS:
                yield f"function {part.name}()"
            yield from _in_value(part.arguments)


def without_texts(script: str) -> str:
    """Return a script without comments, strings and regular expressions; what template strings compute stays."""
    pattern = re.compile(
        r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|(?<=[(=,:])\s*/(?![*/])(?:\\.|[^/\\\n])+/[a-z]*",
        re.S,
    )
    return re.sub(r"`[^`$]*`|`|\$\{", " ", pattern.sub(" ", script))


def js_faults(text: str) -> Iterator[str]:
    """Yield what a script uses beyond the floor, and what the house forbids."""
    bare = without_texts(text)
    for pattern, words in _LATER_SYNTAX.items():
        if re.search(pattern, bare, re.M):
            yield words
    yield from (
        f".{name}"
        for name in _LATER_NAMES
        if re.search(rf"(?:\.|\bnew )\s*{name}\b|\b{name}\(", bare)
        and not re.search(rf"\bif \([\w.]+\.{name}\) \{{", bare)  # asked for first: older ones do without
    )
    yield from (
        f"{name}()" for name in ("eval", "alert", "confirm", "prompt") if re.search(rf"\b{name}\(", bare)
    )
    yield from (
        f".{name} writes HTML" for name in ("innerHTML", "outerHTML", "insertAdjacentHTML") if name in bare
    )
    yield from (
        f"import of {target!r}"
        for target in re.findall(r"(?:from|import)\s*\(?\s*\"([^\"]+)\"", text)
        if not target.startswith("./")
    )


@pytest.mark.parametrize("path", STYLES, ids=lambda p: p.stem)
def test_style_sheets_keep_to_the_floor(path: Path) -> None:
    assert list(css_faults(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.stem)
def test_scripts_keep_to_the_floor(path: Path) -> None:
    assert list(js_faults(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "planted",
    [
        "@layer base { a { color: red } }",
        "@container (min-width: 3rem) { a { color: red } }",
        "@media (width >= 40em) { a { color: red } }",
        "a:has(b) { color: red }",
        "a:is(b) { color: red }",
        "a:focus-visible { outline: 0 }",
        "a:not(.b, .c) { color: red }",
        ".a { &:hover { color: red } }",
        ".a { .b { color: red } }",
        ".a { display: flex; gap: 1rem }",
        ".a { inset: 0 }",
        ".a { aspect-ratio: 1 }",
        ".a { height: 100dvh }",
        ".a { width: 300px }",
        ".a { width: clamp(1rem, 2rem, 3rem) }",
        ".a { color: oklch(50% 0 0) }",
        ".a { position: sticky }",
    ],
)
def test_a_planted_rule_beyond_the_floor_is_found(planted: str) -> None:
    assert list(css_faults(planted)) != []


@pytest.mark.parametrize(
    "planted",
    [
        "a ??= 1",
        "const x = await load();",
        "class A { #hidden() { return 1 } }",
        "class A { static { go() } }",
        "list.at(-1)",
        "text.replaceAll('a', 'b')",
        "new WeakRef(a)",
        "structuredClone(a)",
        "element.innerHTML = text",
        'import { a } from "https://elsewhere.example/a.js"',
        "const t = `${list.at(-1)}`",
        "media.requestVideoFrameCallback(watch)",
    ],
)
def test_a_planted_script_beyond_the_floor_is_found(planted: str) -> None:
    assert list(js_faults(planted)) != []


def test_what_is_asked_for_first_is_no_fault() -> None:
    assert (
        list(
            js_faults("if (media.requestVideoFrameCallback) {\n  media.requestVideoFrameCallback(watch);\n}")
        )
        == []
    )


def test_words_in_comments_and_strings_are_no_faults() -> None:
    assert list(js_faults('// list.at(-1)\nconst a = "x ??= 1 and innerHTML";\nconst b = f(/a\\/"/g);')) == []


def test_every_enhancement_is_used() -> None:
    all_styles = "\n".join(path.read_text(encoding="utf-8") for path in STYLES)
    assert [name for name in ENHANCEMENTS if not re.search(rf"(?<![\w-]){name}:", all_styles)] == []
