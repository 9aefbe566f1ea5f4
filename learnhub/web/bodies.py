"""How much a request may send: a megabyte, or what a view that takes files has said."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

View = TypeVar("View", bound=Callable[..., Any])

_FIELDS_BYTES = 1024 * 1024


def takes_up_to(bytes_max: int) -> Callable[[View], View]:
    """Let a view be sent this much beside its ordinary fields; put it above the view's access mark."""

    def mark(view: View) -> View:
        view.learnhub_bytes_max = bytes_max  # type: ignore[attr-defined]
        return view

    return mark


def install(app: Flask) -> None:
    """Raise the limit before anything reads the form; after it is known who asks, so that nobody else sends much."""

    def raise_limit() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        bytes_max = getattr(view, "learnhub_bytes_max", 0)
        if bytes_max:
            request.max_content_length = bytes_max + _FIELDS_BYTES

    app.before_request(raise_limit)
