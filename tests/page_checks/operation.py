"""Operation: labels, links, pictures, focus, forms and their errors."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tests.page_checks.document import UNLABELLED_INPUTS, Document
from tests.page_checks.structure import ERROR_PREFIX

_EMPTY_WORDS = frozenset(
    {"点击这里", "点这里", "点击", "这里", "此处", "更多", "链接", "详情", "查看", "here", "more"}
)
_OWN_ROLES = {
    "nav": "navigation",
    "main": "main",
    "header": "banner",
    "footer": "contentinfo",
    "button": "button",
    "a": "link",
    "ul": "list",
    "ol": "list",
    "li": "listitem",
    "table": "table",
    "form": "form",
    "fieldset": "group",
    "img": "img",
    "progress": "progressbar",
}
_SVG = "{http://www.w3.org/2000/svg}svg"
_LONG_NUMBER = re.compile(r"\d{15,}")


def controls_have_labels(document: Document) -> Iterator[str]:
    """Every field has a label that is seen, every button words; nothing is said by a placeholder or a hover text."""
    for control in document.all("input", "select", "textarea", "button"):
        kind = control.get("type", "text")
        if control.tag == "input" and kind == "hidden":
            continue
        told = f"<{control.tag} name={control.get('name')!r}>"
        if not document.name(control):
            yield f"{told} without a name"
        if control.tag != "button" and kind not in UNLABELLED_INPUTS and not document.labels(control):
            yield f"{told} without a label"
        if control.get("placeholder") is not None:
            yield f"{told} with a placeholder"
        if kind in {"image", "reset"}:
            yield f"{told} of type {kind}"
        if (
            control.tag == "button"
            and document.inside(control, "form")
            and control.get("type") not in {None, "submit", "button"}
        ):
            yield f"{told} of type {kind}"
    yield from (
        f"title attribute on <{e.tag}>"
        for e in document.elements
        if e.get("title") is not None and e.tag != "iframe"
    )
    for label in document.all("label"):
        inner = [e for e in label.iter() if e.tag in {"input", "select", "textarea", "button"}]
        if len(inner) + (label.get("for") is not None) < 1 or len(inner) > 1:
            yield f"label {document.words(label)!r} belongs to {len(inner)} controls"


def choices_are_grouped(document: Document) -> Iterator[str]:
    """Radio buttons, and checkboxes of one name, stand in a fieldset whose legend asks the question."""
    names: dict[tuple[str, str], list[Element]] = {}
    for control in document.all("input"):
        if control.get("type") in {"radio", "checkbox"}:
            names.setdefault((control.get("type", ""), control.get("name", "")), []).append(control)
    for (kind, name), controls in names.items():
        if kind == "checkbox" and len(controls) == 1:
            continue
        for control in controls:
            around = next((e for e in document.ancestors(control) if e.tag == "fieldset"), None)
            if around is None or not document.name(around):
                yield f"{kind} {name!r} in no fieldset with a legend"
                break


def links_have_words(document: Document) -> Iterator[str]:
    """A link's words tell where it leads; the same words never lead to two places."""
    seen: dict[str, str] = {}
    for link in document.all("a"):
        href, words = link.get("href"), document.name(link)
        if href is None:
            yield f"<a> {words!r} without href"
            continue
        if not words or words in _EMPTY_WORDS:
            yield f"link to {href!r} says {words!r}"
        if (link.get("aria-label") or "").strip() and document.words(link) not in link.get("aria-label", ""):
            yield f"link {document.words(link)!r} has another name: {link.get('aria-label')!r}"
        if seen.setdefault(words, href) != href:
            yield f"the words {words!r} lead to {seen[words]!r} and to {href!r}"
        if _LONG_NUMBER.search(href):
            yield f"a long number in the address {_LONG_NUMBER.sub('…', href)!r}"
        if link.get("target") is not None:
            yield f"link {words!r} opens a window"


def pictures_have_alternatives(document: Document) -> Iterator[str]:
    """Pictures have a description or say that they need none; media have names."""
    for element in document.elements:
        if element.tag == "img":
            if element.get("alt") is None:
                yield f"picture {element.get('src')!r} without alt"
            if element.get("width") is None or element.get("height") is None:
                yield f"picture {element.get('src')!r} without width and height moves the page"
        if (
            element.tag == _SVG
            and element.get("aria-hidden") != "true"
            and not (element.get("role") == "img" and document.name(element))
        ):
            yield "svg that is neither hidden nor a picture with a name"
        if element.tag in {"audio", "video"} and not (
            element.get("aria-label") or element.get("aria-labelledby")
        ):
            yield f"<{element.tag}> without a name"
        if element.tag == "iframe" and not (element.get("title") or "").strip():
            yield "iframe without title"
        if (
            element.tag == "progress"
            and not document.is_hidden(element)
            and not (element.get("aria-label") or element.get("aria-labelledby") or document.labels(element))
        ):
            yield "progress without a name"


def focus_is_left_alone(document: Document) -> Iterator[str]:
    """The order of the page is the order of the keys; nothing grabs the focus or hides what has it."""
    for element in document.elements:
        index = element.get("tabindex")
        if index not in {None, "0", "-1"}:
            yield f"tabindex {index} on <{element.tag}>"
        yield from (
            f"{name} on <{element.tag}>"
            for name in ("autofocus", "accesskey")
            if element.get(name) is not None
        )
        if index == "0" and not (
            element.get("role") and (element.get("aria-label") or element.get("aria-labelledby"))
        ):
            yield f"<{element.tag}> can be focused but has no role or name"
    for stop in document.stops:
        if any(e.get("aria-hidden") == "true" for e in (stop, *document.ancestors(stop))):
            yield f"<{stop.tag}> can be focused but is hidden from screen readers"


def roles_add_something(document: Document) -> Iterator[str]:
    """No role repeats what the element says by itself."""
    for element in document.elements:
        if element.get("role") is not None and _OWN_ROLES.get(str(element.tag)) == element.get("role"):
            yield f"<{element.tag} role={element.get('role')}> says it twice"


def forms_are_ours(document: Document) -> Iterator[str]:
    """A form has an action and a button; one that changes something leaves checking to us and carries its token."""
    for form in document.all("form"):
        told = f"form {form.get('action')!r}"
        if not form.get("action"):
            yield "a form without action"
        inner = list(form.iter())
        if not any((e.tag == "button" and e.get("type", "submit") == "submit") for e in inner):
            yield f"{told} without a button that sends it"
        if (form.get("method") or "get").lower() == "post":
            if form.get("novalidate") is None:
                yield f"{told} without novalidate"
            if not any(e.tag == "input" and e.get("name") == "form_token" for e in inner):
                yield f"{told} without its token field: use the form component"
        files = any(e.tag == "input" and e.get("type") == "file" for e in inner)
        if files and form.get("enctype") != "multipart/form-data":
            yield f"{told} can't send its file"


def summary_equals_the_invalid_fields(document: Document) -> Iterator[str]:
    """The summary's links are the errors at the fields, in the same order and words, and each leads to its field."""
    summary = document.by_id.get("error-summary")
    at_fields = [e for e in document.elements if "field-error" in (e.get("class") or "").split()]
    title = next((" ".join(e.itertext()) for e in document.root.iter("title")), "")
    if bool(ERROR_PREFIX.match(title)) != (summary is not None):
        yield "the title says 错误： but there is no summary, or the other way round"
    if summary is None:
        yield from (f"error {document.words(e)!r} without a summary" for e in at_fields)
        yield from (
            f"invalid {e.get('name')!r} without a summary"
            for e in document.elements
            if e.get("aria-invalid") == "true"
        )
        return
    main = document.by_id.get("main")
    if main is None or summary not in list(main.iter()):
        yield "the summary stands outside of main"
    links = list(summary.iter("a"))
    if not document.words(summary) or not (links or list(summary.iter("li"))):
        yield "the summary says nothing"
    told = [document.words(e) for e in links]
    there = [ERROR_PREFIX.sub("", document.words(e), count=1).strip() for e in at_fields]
    if told != there:
        yield f"the summary says {told}, the fields say {there}"
    for link, error in zip(links, at_fields, strict=False):
        yield from _leads_to_its_field(document, link, error)
    for element in document.elements:
        if element.get("aria-invalid") == "true":
            described = document.referenced(element, "aria-describedby")
            if not any(e in at_fields for e in described):
                yield f"invalid {element.get('name')!r} is not described by an error"


def _leads_to_its_field(document: Document, link: Element, error: Element) -> Iterator[str]:
    field = document.by_id.get((link.get("href") or "#").removeprefix("#"))
    if field is None:
        return  # references_resolve says it
    if field.tag not in {"input", "select", "textarea"}:
        yield f"{document.words(link)!r} leads to <{field.tag}>, which is no field"
    own_id = error.get("id", "")
    chain = [field, *(e for e in document.ancestors(field) if e.tag == "fieldset")]
    if not own_id or not any(own_id in (e.get("aria-describedby") or "").split() for e in chain):
        yield f"the field of {document.words(link)!r} is not described by its error"


CHECKS = (
    controls_have_labels,
    choices_are_grouped,
    links_have_words,
    pictures_have_alternatives,
    focus_is_left_alone,
    roles_add_something,
    forms_are_ours,
    summary_equals_the_invalid_fields,
)
