"""One form does one deed, however often its button is pressed: the later presses lead to where the first one led.

The key of a form is written in the same unit of work as its deed (`web.transaction`), so there is either both or neither (decision 0056).
"""

import hashlib
import time
from collections.abc import Callable, Iterator
from functools import wraps
from typing import IO, Any, TypeVar, cast

from flask import g, make_response, redirect, request
from flask.typing import ResponseReturnValue

from learnhub.web import sent_forms
from learnhub.web.guard import TOKEN_FIELD
from learnhub.web.page import page
from learnhub.web.site import FORM_KEY, site

View = TypeVar("View", bound=Callable[..., Any])

_DONE = 303
_CHUNK_BYTES = 1024 * 1024
_WAIT_SECONDS, _LOOK_EVERY_SECONDS = 3.0, 0.05


def once(view: View) -> View:
    """Let one form do its deed once; put it below the view's access mark.

    For views that lead on by a redirect (303) when the deed is done. Whatever else they answer (422, a fault) leaves the form
    free. A form that says something else than before is another form, also after the browser's back key, so nothing typed is lost.
    A form without a token (a visitor's, unless its post_form says is_once) is never held back.
    """

    @wraps(view)
    def only_once(*args: Any, **values: Any) -> ResponseReturnValue:
        if not request.form.get(TOKEN_FIELD):
            return cast(ResponseReturnValue, view(*args, **values))
        key = _key()
        setattr(g, FORM_KEY, key)
        is_done = is_other = False
        try:
            answer = make_response(view(*args, **values))
            is_done = answer.status_code == _DONE
        except sent_forms.SentBeforeError:
            is_other = True
        finally:
            is_written = g.pop(FORM_KEY, None) is None and not is_other
            if is_written and not is_done:
                with site().database.transaction() as session:
                    sent_forms.forget(session, key)
        if is_other:
            return _as_before(key)
        if is_written:
            with site().database.transaction() as session:
                sent_forms.lead_to(session, key, answer.location or "")
        return answer

    only_once.learnhub_once = True  # type: ignore[attr-defined]
    return cast(View, only_once)


def _key() -> str:
    told = hashlib.sha256()
    for part in _parts():
        told.update(hashlib.sha256(part).digest())  # so that no part runs into the next
    return told.hexdigest()


def _parts() -> Iterator[bytes]:
    """Yield what makes a form this form: its token, its address, all that was typed and chosen, and the files by content."""
    yield request.full_path.encode()
    for name, value in request.form.items(multi=True):
        yield name.encode(errors="surrogatepass")
        yield value.encode(errors="surrogatepass")
    for name, file in request.files.items(multi=True):
        yield name.encode(errors="surrogatepass")
        yield (file.filename or "").encode(errors="surrogatepass")
        yield _digest(file.stream)


def _digest(stream: IO[bytes]) -> bytes:
    told = hashlib.sha256()
    while chunk := stream.read(_CHUNK_BYTES):
        told.update(chunk)
    stream.seek(0)
    return told.digest()


def _as_before(key: str) -> ResponseReturnValue:
    """Lead to where the first press led; it may be getting its answer at this very moment."""
    until = time.monotonic() + _WAIT_SECONDS
    while True:
        with site().database.reading() as session:
            address = sent_forms.leads_to(session, key)
        if address:
            return redirect(address, _DONE)
        if time.monotonic() > until:
            return page("web/sent_before.html", 409)
        time.sleep(_LOOK_EVERY_SECONDS)
