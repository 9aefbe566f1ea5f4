"""What a request may send: a megabyte, or what a view that takes files has said, and no text that no table can keep."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request

View = TypeVar("View", bound=Callable[..., Any])

_FIELDS_BYTES = 1024 * 1024
_ID_MAX = 2**31 - 1
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def takes_up_to(bytes_max: int) -> Callable[[View], View]:
    """Let a view be sent this much beside its ordinary fields; put it above the view's access mark."""

    def mark(view: View) -> View:
        view.learnhub_bytes_max = bytes_max  # type: ignore[attr-defined]
        return view

    return mark


def asks_anything(view: View) -> View:
    """Let a view be asked with any text behind the question mark, because it keeps none of it; put it above the view's access mark."""
    view.learnhub_asks_anything = True  # type: ignore[attr-defined]
    return view


def install(app: Flask) -> None:
    """Raise the limit before anything reads the form; after it is known who asks, so that nobody else sends much."""

    def raise_limit() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        bytes_max = getattr(view, "learnhub_bytes_max", 0)
        if bytes_max:
            request.max_content_length = bytes_max + _FIELDS_BYTES

    def refuse_unkeepable() -> None:
        # Nobody types U+0000, PostgreSQL keeps no text with it, and no id is larger: answered here once, not by a fault in each table.
        numbers = (value for value in (request.view_args or {}).values() if isinstance(value, int))
        if "\0" in request.path or any(number > _ID_MAX for number in numbers):
            abort(404)
        view = current_app.view_functions.get(request.endpoint or "")
        if not hasattr(view, "learnhub_asks_anything") and any("\0" in text for text in _fields()):
            abort(400)

    app.before_request(raise_limit)
    app.before_request(refuse_unkeepable)


def _fields() -> Iterator[str]:
    yield from (text for pair in request.args.items(multi=True) for text in pair)
    if request.mimetype in _FORMS:
        yield from (text for pair in request.form.items(multi=True) for text in pair)
        yield from (file.filename or "" for file in request.files.values())
