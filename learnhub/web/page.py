"""Render a page inside the layout."""

from typing import Any

from flask import Flask, current_app, g, make_response, render_template
from flask.wrappers import Response
from flask_babel import get_translations

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
    # Flask-Babel looks its translations up for each sentence; once a request saves a tenth to a fifth of a page's time.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of the i18n extension, untyped
        lambda sentence: _translations().ugettext(sentence),
        lambda one, many, count: _translations().ungettext(one, many, count),
        newstyle=True,
    )


def _translations() -> Any:
    if "translations" not in g:
        g.translations = get_translations()
    return g.translations
