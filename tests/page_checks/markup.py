"""Markup: valid HTML, ids, references, nothing inline, nothing from elsewhere."""

import re
from collections.abc import Iterator

from tests.page_checks.document import Document


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SVG = "{http://www.w3.org/2000/svg}"
_GLOBAL = _names("id class lang dir hidden tabindex title role translate")
_BY_TAG = {
    tag: _names(names)
    for tag, names in {
        "a": "href hreflang download rel type aria-current",
        "audio": "src controls preload loop muted",
        "button": "type name value disabled form formaction formnovalidate",
        "col": "span",
        "data": "value",
        "details": "open name",
        "fieldset": "disabled form",
        "form": "action method enctype novalidate autocomplete accept-charset",
        "html": "",
        "iframe": "src sandbox allow width height loading allowfullscreen",
        "img": "src srcset sizes alt width height loading decoding",
        "input": "type name value checked required disabled readonly min max step minlength maxlength pattern "
        "autocomplete autocapitalize inputmode enterkeyhint accept capture multiple size form spellcheck list dirname",
        "label": "for",
        "li": "value",
        "link": "rel href type media sizes as crossorigin",
        "meta": "charset name content",
        "meter": "value min max low high optimum",
        "ol": "start reversed type",
        "optgroup": "label disabled",
        "option": "value selected disabled label",
        "output": "for name form",
        "progress": "value max",
        "q": "cite",
        "script": "src type defer async",
        "select": "name multiple required disabled size autocomplete form",
        "source": "src type srcset media sizes",
        "td": "colspan rowspan headers",
        "textarea": "name rows cols required disabled readonly maxlength minlength autocomplete spellcheck "
        "wrap form inputmode autocapitalize dirname",
        "th": "colspan rowspan headers scope abbr",
        "time": "datetime",
        "track": "kind src srclang label default",
        "video": "src controls preload poster width height loop muted playsinline",
    }.items()
}
_PLAIN = _names(
    "abbr address article aside b bdi bdo blockquote body br caption cite code colgroup dd del dfn dialog div dl dt em "
    "figcaption figure footer h1 h2 h3 h4 h5 h6 head header hr ins kbd legend main mark nav noscript p pre rp rt ruby s "
    "samp search section small span strong sub summary sup table template tbody tfoot thead title tr ul var wbr"
)
_BARE_PARENTS = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd", "div"},
    "tr": {"td", "th"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tfoot": {"tr"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot", "tr"},
    "select": {"option", "optgroup"},
    "optgroup": {"option"},
}
_NEEDED_PARENTS = {
    "li": {"ul", "ol"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "legend": {"fieldset"},
    "figcaption": {"figure"},
    "summary": {"details"},
    "option": {"select", "optgroup", "datalist"},
    "caption": {"table"},
    "source": {"audio", "video", "picture"},
    "track": {"audio", "video"},
    "rt": {"ruby"},
}
_BLOCKS = _names(
    "address article aside blockquote details dialog div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr main "
    "nav ol p pre section table ul"
)
_PHRASING_ONLY = _names("p h1 h2 h3 h4 h5 h6 span strong em small button label dt")
_INTERACTIVE = _names("a button input select textarea details label iframe audio video")
_REFERENCES = (
    "for",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-details",
    "headers",
    "form",
    "list",
)
_ARIA = _names(
    "aria-label aria-labelledby aria-describedby aria-details aria-controls aria-hidden aria-live aria-atomic aria-busy "
    "aria-current aria-expanded aria-pressed aria-invalid aria-disabled aria-valuenow aria-valuemin aria-valuemax "
    "aria-valuetext aria-keyshortcuts aria-required"
)
_ROLES = _names("alert status group region img list radiogroup log toolbar")
_LEFTOVERS = re.compile(r"\{\{|\{%|%\(\w+\)|\bNone\b|\bUndefined\b|&(?:amp|lt|gt|quot|nbsp);|<[a-z/]")
_FORBIDDEN_WORDS = ("智残", "残疾人士", "聋哑", "健全人", "正常人")


def html_is_valid(document: Document) -> Iterator[str]:
    """A parser finds no error."""
    for (line, column), code, _values in document.parse_errors:
        yield f"line {line}, column {column}: {code}"


def elements_and_attributes_are_known(document: Document) -> Iterator[str]:
    """Every element and attribute is HTML's own; data-* is free, ARIA and roles are a short list."""
    for element in document.elements:
        tag = str(element.tag)
        if tag.startswith(_SVG):
            continue
        if tag not in _BY_TAG and tag not in _PLAIN:
            yield f"<{tag}> is not an element we use"
        for name in element.attrib:
            if str(name).startswith("aria-"):
                if name not in _ARIA:
                    yield f"<{tag} {name}> is not an ARIA attribute we use"
            elif not (str(name).startswith("data-") or name in _GLOBAL or name in _BY_TAG.get(tag, ())):
                yield f"<{tag} {name}> is not an attribute of this element"
        if (role := element.get("role")) is not None and role not in _ROLES:
            yield f'role="{role}" is not a role we use'


def children_are_allowed(document: Document) -> Iterator[str]:
    """Lists hold items, tables rows, paragraphs no blocks; what can be pressed holds nothing that can be pressed."""
    for element in document.elements:
        tag = str(element.tag)
        children = [str(c.tag) for c in element if isinstance(c.tag, str)]
        if allowed := _BARE_PARENTS.get(tag):
            yield from (f"<{child}> directly in <{tag}>" for child in children if child not in allowed)
            if (
                tag not in {"select", "optgroup"}
                and "".join([element.text or "", *(c.tail or "" for c in element)]).strip()
            ):
                yield f"text directly in <{tag}>"
        if (needed := _NEEDED_PARENTS.get(tag)) and not any(
            e.tag in needed for e in list(document.ancestors(element))[:1]
        ):
            yield f"<{tag}> outside of {sorted(needed)}"
        if tag in _PHRASING_ONLY:
            yield from (f"block <{child}> in <{tag}>" for child in children if child in _BLOCKS)
        if tag in {"a", "button", "summary"}:
            yield from (
                f"<{inner.tag}> inside <{tag}>"
                for inner in element.iter()
                if inner is not element and (inner.tag in _INTERACTIVE or inner.get("tabindex") is not None)
            )
        if tag == "fieldset" and children[:1] != ["legend"]:
            yield "<fieldset> doesn't begin with <legend>"
        if tag == "details" and children[:1] != ["summary"]:
            yield "<details> doesn't begin with <summary>"
        if tag in {"ul", "ol", "dl"} and not children:
            yield f"empty <{tag}>"
        if tag == "form" and document.inside(element, "form"):
            yield "<form> inside <form>"


def ids_are_unique(document: Document) -> Iterator[str]:
    """No id stands twice, is empty or holds a blank."""
    seen: set[str] = set()
    for element in document.elements:
        own_id = element.get("id")
        if own_id is None:
            continue
        if own_id in seen:
            yield f"id {own_id!r} stands twice"
        if not own_id or own_id != "".join(own_id.split()):
            yield f"id {own_id!r} is empty or holds a blank"
        seen.add(own_id)


def references_resolve(document: Document) -> Iterator[str]:
    """Every id that is named exists: labels, descriptions, table headers, links within the page."""
    for element in document.elements:
        for attribute in _REFERENCES:
            for named in (element.get(attribute) or "").split():
                if named not in document.by_id:
                    yield f"{attribute} names {named!r}, which is not on the page"
        href = element.get("href", "")
        if href.startswith("#") and href[1:] not in document.by_id:
            yield f"link to {href!r}, which is not on the page"


def nothing_is_inline(document: Document) -> Iterator[str]:
    """No style, script or handler stands in the page: the content policy would drop it."""
    for element in document.elements:
        yield from (
            f"<{element.tag} {name}>"
            for name in element.attrib
            if str(name).startswith("on") or name == "style"
        )
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            yield f"inline <{element.tag}>"
        for name in ("href", "src", "action", "formaction"):
            if (element.get(name) or "").strip().lower().startswith(("javascript:", "data:")):
                yield f"{name}={element.get(name)!r}"


def nothing_comes_from_elsewhere(document: Document) -> Iterator[str]:
    """The page loads and posts to its own host alone; nothing plays or loads by itself."""
    for element in document.elements:
        loaded = [element.get(n) for n in ("src", "srcset", "poster", "action", "formaction", "data")]
        if element.tag == "link":
            loaded.append(element.get("href"))
        yield from (
            f"<{element.tag}> loads {a!r}" for a in loaded if a and re.match(r"(?:[a-z]+:)?//", a, re.I)
        )
        if element.tag in {"audio", "video"}:
            if element.get("autoplay") is not None:
                yield f"<{element.tag}> plays by itself"
            if element.get("preload") != "none":
                yield f'<{element.tag}> without preload="none" loads by itself'


def words_are_finished(document: Document) -> Iterator[str]:
    """No template leftovers, no doubly escaped text, no words that hurt."""
    body = next(iter(document.all("body")), document.root)
    words = document.words(body)
    for found in _LEFTOVERS.finditer(words):
        # An English page may say "None"; that nothing was left over is seen on the same page in Chinese.
        if found[0] != "None" or document.root.get("lang") != "en-GB":
            yield f"leftover {words[max(0, found.start() - 20) : found.end() + 20]!r}"
    yield from (f"the word {word}" for word in _FORBIDDEN_WORDS if word in words)


CHECKS = (
    html_is_valid,
    elements_and_attributes_are_known,
    children_are_allowed,
    ids_are_unique,
    references_resolve,
    nothing_is_inline,
    nothing_comes_from_elsewhere,
    words_are_finished,
)
