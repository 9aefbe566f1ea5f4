"""Render a page inside the layout."""

from typing import Any

from flask import Flask, current_app, make_response, render_template
from flask.wrappers import Response

from learnhub.web.access import person_or_none


def page(template: str, status: int = 200, **values: Any) -> Response:
    """Render a page template; `form` is the page's form, whose errors the layout sums up."""
    values.setdefault("form", None)
    response = make_response(render_template(template, **values), status)
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
            "is_demonstration": current.parts.is_demonstration(),
        }

    app.context_processor(layout_values)
