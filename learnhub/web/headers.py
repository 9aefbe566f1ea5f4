"""Headers of every answer: request id, content policy, and what may be kept in a cache."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from flask.wrappers import Response

from learnhub.primitives import new_token
from learnhub.web.access import person_or_none

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
# A page with a camera may also play what the browser itself still holds: a signer looks at a take before it is sent.
UNSENT_POLICY = f"{POLICY}; media-src 'self' blob:"
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


View = TypeVar("View", bound=Callable[..., Any])


def plays_unsent(view: View) -> View:
    """Let the page of a view play a recording that has not been sent yet; put it above the view's access mark."""
    view.learnhub_policy = UNSENT_POLICY  # type: ignore[attr-defined]
    return view


def install(app: Flask) -> None:
    """Give every request an id and every answer its headers."""

    def number_request() -> None:
        told = request.headers.get("X-Request-Id", "")
        g.request_id = told if _REQUEST_ID.fullmatch(told) else new_token(9)

    def complete(response: Response) -> Response:
        headers = response.headers
        view = current_app.view_functions.get(request.endpoint or "")
        headers.setdefault("Content-Security-Policy", getattr(view, "learnhub_policy", POLICY))
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["X-Request-Id"] = g.get("request_id", "")
        if "Cache-Control" not in headers:
            # A page of a signed-in person must not come back by the 后退 key on a shared phone, nor what a visitor had typed,
            # nor what somebody had typed whose sign-in has ended meanwhile.
            is_somebodys = person_or_none() is not None or request.method not in {"GET", "HEAD"}
            headers["Cache-Control"] = "no-store" if is_somebodys else "no-cache"
        return response

    app.before_request(number_request)
    app.after_request(complete)
