"""Render a page inside the layout."""

from typing import Any

from flask import Flask, current_app, make_response, render_template, request
from flask.wrappers import Response

from learnhub.primitives.sentences import telling
from learnhub.web import words
from learnhub.web.access import person_or_none
from learnhub.web.chinese_parts import mark_chinese
from learnhub.web.kept_words import deed_told, known_again

_ADDRESS_CHARACTERS_MAX = 500


def page(template: str, status: int = 200, **values: Any) -> Response:
    """Render a page template; `form` is the page's form, whose errors the layout sums up."""
    values.setdefault("form", None)
    is_english = words.language() == words.ENGLISH
    with telling(words.in_english if is_english else None):
        text = render_template(template, **values)
    response = make_response(mark_chinese(text) if is_english else text, status)
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    return response


def install(app: Flask) -> None:
    """Give the layout what it shows on every page."""

    def layout_values() -> dict[str, Any]:
        current = current_app.extensions["learnhub"]
        person = person_or_none()
        return {
            "site": current.settings,
            "person": person,
            "navigation": current.parts.navigation(person),
            "html_attributes": current.parts.html_attributes(),
            "this_address": _address(),
            "language_tag": words.TAGS[words.language()],
            "other_language": words.other_language(),
            "is_demonstration": current.parts.is_demonstration(),
        }

    app.context_processor(layout_values)
    words.install(app)
    app.jinja_env.filters["kept"] = known_again
    app.jinja_env.filters["deed"] = deed_told


def _address() -> str | None:
    """Return the address that leads back to this page, or None where none does."""
    if request.method != "GET":
        return None
    address = request.full_path.rstrip("?")
    address = address if len(address) <= _ADDRESS_CHARACTERS_MAX else request.path
    return address if address.isprintable() and len(address) <= _ADDRESS_CHARACTERS_MAX else None
