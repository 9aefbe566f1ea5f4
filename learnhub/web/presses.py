"""One form does one deed, however often its button is pressed: the later presses lead to where the first one led.

The key of a form is written in the same unit of work as its deed (`web.transaction`), so there is either both or neither (decision 0056).
"""

import hashlib
import hmac
import secrets
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import IO, Any, TypeVar, cast

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import g, make_response, redirect, request
from flask.typing import ResponseReturnValue

from learnhub.web import sent_forms
from learnhub.web.guard import TOKEN_FIELD
from learnhub.web.page import page
from learnhub.web.site import FORM_KEY, site

View = TypeVar("View", bound=Callable[..., Any])

_LED_ON, _SHOWN = 303, 200
_CHUNK_BYTES = 1024 * 1024
_NONCE_BYTES = 12
_HTML = "text/html; charset=utf-8"
_WAIT_SECONDS, _LOOK_EVERY_SECONDS = 3.0, 0.05


def once(view: View) -> View:
    """Let one form do its deed once; put it below the view's access mark.

    For views that lead on by a redirect (303) when the deed is done. Whatever else they answer (422, a fault) leaves the form
    free. A form that says something else than before is another form, also after the browser's back key, so nothing typed is lost.
    A form without a token (a visitor's, unless its post_form says is_once) is never held back.
    """
    return _only_once(view, frozenset({_LED_ON}))


def shown_once(view: View) -> View:
    """Let one form do its deed once, and answer its later presses with the very page that the first was answered with.

    For views that show a code which stands nowhere else: a hand that presses twice sees the page of the second press alone. The page
    (200; a redirect counts as well) is kept for a day, sealed by what the form said, so that only who sends that form again can read it.
    """
    return _only_once(view, frozenset({_LED_ON, _SHOWN}))


@dataclass(frozen=True)
class _Form:
    """What a form is known by. key: stands in its row. secret: 32 bytes that stand nowhere and seal the page that was shown."""

    key: str
    secret: bytes


def _only_once(view: View, done: frozenset[int]) -> View:
    @wraps(view)
    def only_once(*args: Any, **values: Any) -> ResponseReturnValue:
        if not request.form.get(TOKEN_FIELD):
            return cast(ResponseReturnValue, view(*args, **values))
        form = _form()
        # Before the view looks: what could be chosen at first may be gone by the deed itself.
        if _is_answered(form):
            return _as_before(form)
        setattr(g, FORM_KEY, form.key)
        is_done = is_other = False
        try:
            answer = make_response(view(*args, **values))
            is_done = answer.status_code in done
        except sent_forms.SentBeforeError:
            is_other = True
        finally:
            is_written = g.pop(FORM_KEY, None) is None and not is_other
            if is_written and not is_done:
                with site().database.transaction() as session:
                    sent_forms.forget(session, form.key)
        if is_other:
            return _as_before(form)
        if is_written and is_done:
            with site().database.transaction() as session:
                if answer.status_code == _SHOWN:
                    sent_forms.show(session, form.key, _sealed(form.secret, answer.get_data()))
                else:
                    sent_forms.lead_to(session, form.key, answer.location or "")
        return answer

    only_once.learnhub_once = True  # type: ignore[attr-defined]
    return cast(View, only_once)


def _form() -> _Form:
    told = hashlib.sha256()
    for part in _parts():
        told.update(hashlib.sha256(part).digest())  # so that no part runs into the next
    said = told.digest()
    return _Form(hmac.digest(said, b"key", "sha256").hex(), hmac.digest(said, b"secret", "sha256"))


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


def _is_answered(form: _Form) -> bool:
    with site().database.reading() as session:
        return sent_forms.answer(session, form.key) is not None


def _sealed(secret: bytes, shown: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(secret).encrypt(nonce, zlib.compress(shown), None)


def _opened(secret: bytes, sealed: bytes) -> bytes:
    return zlib.decompress(AESGCM(secret).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None))


def _as_before(form: _Form) -> ResponseReturnValue:
    """Answer as the first press was answered; it may be getting its answer at this very moment."""
    until = time.monotonic() + _WAIT_SECONDS
    while True:
        with site().database.reading() as session:
            first = sent_forms.answer(session, form.key)
        if first and first.leads_to:
            return redirect(first.leads_to, _LED_ON)
        if first and first.shown:
            return make_response(_opened(form.secret, first.shown), _SHOWN, {"Content-Type": _HTML})
        if time.monotonic() > until:
            return page("web/sent_before.html", 409)
        time.sleep(_LOOK_EVERY_SECONDS)
