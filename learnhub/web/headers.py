"""Headers of every answer: request id, content policy, and what may be kept in a cache."""

import re

from flask import Flask, g, request
from flask.wrappers import Response

from learnhub.primitives import new_token
from learnhub.web.access import person_or_none

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


def install(app: Flask) -> None:
    """Give every request an id and every answer its headers."""

    def number_request() -> None:
        told = request.headers.get("X-Request-Id", "")
        g.request_id = told if _REQUEST_ID.fullmatch(told) else new_token(9)

    def complete(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", POLICY)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["X-Request-Id"] = g.get("request_id", "")
        if "Cache-Control" not in headers:
            # A page of a signed-in person must not come back by the 后退 key on a shared phone.
            headers["Cache-Control"] = "no-store" if person_or_none() else "no-cache"
        return response

    app.before_request(number_request)
    app.after_request(complete)
