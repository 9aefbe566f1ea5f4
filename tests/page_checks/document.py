"""A parsed page, with the questions that checks ask of it."""

from collections.abc import Callable, Iterator
from functools import cached_property
from xml.etree.ElementTree import Element

import html5lib

_TREE = html5lib.getTreeBuilder("etree")
_UNSEEN = frozenset({"script", "style", "template", "head", "title", "rp", "rt"})
UNLABELLED_INPUTS = frozenset({"hidden", "submit", "button", "reset", "image"})


def _is_silent(element: Element) -> bool:
    return element.get("aria-hidden") == "true"


def _is_unseen(element: Element) -> bool:
    return "visually-hidden" in (element.get("class") or "").split()


class Document:
    """A page as a browser builds it: elements in reading order, with parents, ids and names."""

    def __init__(self, text: str) -> None:
        parser = html5lib.HTMLParser(tree=_TREE, namespaceHTMLElements=False)
        self.text = text
        self.root: Element = parser.parse(text)
        self.parse_errors: list[tuple[tuple[int, int], str, dict[str, object]]] = parser.errors
        # html5lib names an SVG element {namespace}path; comments have a function as their tag.
        self.elements = [e for e in self.root.iter() if isinstance(e.tag, str)]
        self._parents = {child: parent for parent in self.elements for child in parent}

    @cached_property
    def by_id(self) -> dict[str, Element]:
        """Return the first element of each id."""
        found: dict[str, Element] = {}
        for element in self.elements:
            found.setdefault(element.get("id", ""), element)
        found.pop("", None)
        return found

    def all(self, *tags: str) -> list[Element]:
        """Return the elements of these tags, in reading order."""
        return [e for e in self.elements if e.tag in tags]

    def ancestors(self, element: Element) -> Iterator[Element]:
        """Yield the parent, its parent, and so on."""
        while (above := self._parents.get(element)) is not None:
            yield above
            element = above

    def inside(self, element: Element, *tags: str) -> bool:
        """Tell whether an ancestor has one of these tags."""
        return any(above.tag in tags for above in self.ancestors(element))

    def is_hidden(self, element: Element) -> bool:
        """Tell whether the element or an ancestor is hidden from everybody or from screen readers."""
        return any(
            e.get("aria-hidden") == "true" or e.get("hidden") is not None or e.tag in {"template", "head"}
            for e in (element, *self.ancestors(element))
        )

    def words(self, element: Element) -> str:
        """Return the text that is heard, with pictures' descriptions, without what is hidden from readers; blanks folded."""
        return " ".join("".join(self._pieces(element, _is_silent)).split())

    def seen(self, element: Element) -> str:
        """Return the text that is seen: with what is hidden from screen readers, without what is there for them alone."""
        return " ".join("".join(self._pieces(element, _is_unseen)).split())

    def _pieces(self, element: Element, leaves_out: Callable[[Element], bool]) -> Iterator[str]:
        if not isinstance(element.tag, str) or element.tag in _UNSEEN or element.get("hidden") is not None:
            return
        if leaves_out(element):
            return
        if element.tag == "img":
            yield element.get("alt", "")
        yield element.text or ""
        for child in element:
            yield from self._pieces(child, leaves_out)
            yield child.tail or ""

    def referenced(self, element: Element, attribute: str) -> list[Element]:
        """Return the elements whose ids the attribute lists, as far as they exist."""
        return [self.by_id[i] for i in (element.get(attribute) or "").split() if i in self.by_id]

    def labels(self, control: Element) -> list[Element]:
        """Return the label elements of a control: those that name its id, and the one around it."""
        own_id = control.get("id")
        named = [e for e in self.all("label") if own_id and e.get("for") == own_id]
        return named + [e for e in self.ancestors(control) if e.tag == "label" and e not in named]

    def name(self, element: Element) -> str:
        """Return the accessible name: aria-labelledby, aria-label, label, legend, caption, own words."""
        if labelled := self.referenced(element, "aria-labelledby"):
            return " ".join(self.words(e) for e in labelled).strip()
        if label := (element.get("aria-label") or "").strip():
            return label
        if element.tag in {"input", "select", "textarea"} and element.get("type") not in UNLABELLED_INPUTS:
            return " ".join(self.words(e) for e in self.labels(element)).strip()
        if element.tag == "input":
            return (element.get("value") or element.get("alt") or "").strip()
        opening = {"fieldset": "legend", "table": "caption", "details": "summary"}.get(str(element.tag))
        if opening:
            return next((self.words(e) for e in element if e.tag == opening), "")
        return self.words(element)

    @cached_property
    def stops(self) -> list[Element]:
        """Return what the Tab key reaches, in order; a group of radio buttons is one stop."""
        found: list[Element] = []
        groups: set[tuple[int, str]] = set()
        for element in self.elements:
            if not self._is_stop(element):
                continue
            if element.tag == "input" and element.get("type") == "radio":
                form = next((id(e) for e in self.ancestors(element) if e.tag == "form"), 0)
                if (group := (form, element.get("name", ""))) in groups:
                    continue
                groups.add(group)
            found.append(element)
        return found

    def _is_stop(self, element: Element) -> bool:
        if any(
            e.get("hidden") is not None or e.tag == "template" for e in (element, *self.ancestors(element))
        ):
            return False
        if element.get("disabled") is not None or element.get("tabindex") == "-1":
            return False
        if any(
            e.tag == "details" and e.get("open") is None and element.tag != "summary"
            for e in self.ancestors(element)
        ):
            return False
        if element.get("tabindex") == "0":
            return True
        if element.tag == "a":
            return element.get("href") is not None
        if element.tag in {"audio", "video"}:
            return element.get("controls") is not None
        if element.tag == "input":
            return element.get("type") != "hidden"
        return element.tag in {"button", "select", "textarea", "summary", "iframe"}
