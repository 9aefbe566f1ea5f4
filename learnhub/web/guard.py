"""Forms of this site come from this site: visitors' by Origin and Sec-Fetch-Site, people's by a token too.

A visitor has no cookie that could be misused, so where a browser sends neither header the visitor's form is taken;
a signed-in person's form is not taken without its token in any case.
"""

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from flask import Flask, request
from flask.typing import ResponseReturnValue

from learnhub.web.access import SignedIn, person_or_none
from learnhub.web.page import page

TOKEN_FIELD = "form_token"  # noqa: S105  the name of a field, not a secret
TOKEN_HEADER = "X-Form-Token"  # noqa: S105  for scripts whose body is not a form
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_PASSWORD_FIELDS = frozenset({"password", "new_password"})
UNRESENT_FIELDS = frozenset({TOKEN_FIELD}) | _PASSWORD_FIELDS
_RESENT_CHARACTERS_MAX = 200_000


def form_token(person: SignedIn | None, *, is_once: bool = False) -> str:
    """Return a token for this person's forms, different at each call so that compression tells nothing of it.

    A visitor has none, and pages for visitors stay the same for all of them; is_once: a form that is one for a visitor too
    (web.once) gets one that proves nothing and only tells this form from the next.
    """
    if person is None:
        return f"v{secrets.token_hex(12)}" if is_once else ""
    nonce = f"{person.person_id}-{secrets.token_urlsafe(12)}"
    return f"{nonce}.{_signature(person, nonce)}"


def is_own_token(person: SignedIn, token: str) -> bool:
    """Tell whether the token was made for this sign-in."""
    nonce, _dot, signature = token.partition(".")
    return hmac.compare_digest(signature, _signature(person, nonce))


def is_anothers_token(person: SignedIn, token: str) -> bool:
    """Tell whether the token says that it was made for another person: of a page in another tab of a shared phone."""
    owner = token.partition("-")[0]
    return owner.isascii() and owner.isdecimal() and owner != str(person.person_id)


def is_token_of(person: SignedIn, token: str) -> bool:
    """Tell whether the token says that it was made for this person, in whatever sign-in."""
    return token.partition("-")[0] == str(person.person_id)


def typed_fields() -> list[tuple[str, str]]:
    """Return the fields of the posted form that may be sent again: no token, no password, at most 200 000 characters."""
    fields: list[tuple[str, str]] = []
    room = _RESENT_CHARACTERS_MAX
    for name, value in request.form.items(multi=True):
        room -= len(name) + len(value)
        if name in UNRESENT_FIELDS:
            continue
        if room < 0:
            break
        fields.append((name, value))
    return fields


def install(app: Flask) -> None:
    """Guard every request that may change something."""

    def check() -> ResponseReturnValue | None:
        if request.method in SAFE_METHODS or request.endpoint is None:
            return None
        if _comes_from_elsewhere():
            return page("web/foreign_form.html", 403)
        person = person_or_none()
        if person is None or is_own_token(person, _token_sent()):
            return None
        if is_anothers_token(person, _token_sent()):
            # What one person typed is never sent in the name of another.
            return page("web/other_person.html", 409)
        # The person signed out and in again in another tab, or the page is days old. Nothing typed is lost.
        asking = page(
            "web/confirm_again.html",
            409,
            action=request.full_path.rstrip("?"),
            fields=typed_fields(),
            lacks_password=any(request.form.get(name) for name in _PASSWORD_FIELDS),
        )
        if is_token_of(person, request.headers.get(TOKEN_HEADER, "")):
            # A script that holds what no form can carry, such as a recording, goes on with a token of this sign-in.
            asking.headers[TOKEN_HEADER] = form_token(person)
        return asking

    app.before_request(check)
    app.jinja_env.globals["form_token"] = lambda is_once=False: form_token(person_or_none(), is_once=is_once)
    app.jinja_env.globals["FORM_TOKEN_FIELD"] = TOKEN_FIELD


def _token_sent() -> str:
    return request.headers.get(TOKEN_HEADER) or request.form.get(TOKEN_FIELD, "")


def _signature(person: SignedIn, nonce: str) -> str:
    return hmac.new(person.form_secret, nonce.encode(), hashlib.sha256).hexdigest()


def _comes_from_elsewhere() -> bool:
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is not None:
        return fetch_site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin is not None:
        return urlsplit(origin).netloc != request.host
    return False
