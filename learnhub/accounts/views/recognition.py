"""Who is behind a request: our own cookie, read once, behind Flask-Login."""

from flask import Flask, Request, g, request
from flask.wrappers import Response
from flask_login import LoginManager

from learnhub.accounts.service import sign_ins
from learnhub.primitives import instant_now
from learnhub.web import Grant, SignedIn, reading, settings, transaction

COOKIE = "sign_in"
# The cookie outlives its sign-in a little: somebody who comes back too late is then known not to be a stranger,
# and what was typed goes on only under the same account.
_COOKIE_DAYS_BEYOND = 30
_DAY_SECONDS = 86_400


def install(app: Flask) -> None:
    """Let Flask-Login read who is signed in from our own table."""
    login = LoginManager(app)
    # Flask-Login would try to read a cookie of this name with a secret key that this site doesn't have.
    app.config["REMEMBER_COOKIE_NAME"] = ""

    @login.request_loader  # type: ignore[untyped-decorator]
    def load(_request: Request) -> SignedIn | None:
        return person_of_token(request.cookies.get(COOKIE, ""))


def person_of_token(token: str) -> SignedIn | None:
    """Return the person who holds a token; remembers at most hourly that it was used."""
    if not token:
        return None
    now = instant_now()
    with reading() as session:
        found = sign_ins.recognise(session, token, now=now)
    if found is None:
        return None
    if found.is_seen_stale:
        with transaction() as session:
            sign_ins.note_seen(session, found.sign_in_id, now=now)
    return SignedIn(
        person_id=found.person_id,
        nickname=found.nickname,
        grants=tuple(Grant(h.role, h.base_id, h.region_code) for h in found.holdings),
        session_key=found.sign_in_id,
        form_secret=found.form_secret,
        is_confirmed=found.is_confirmed,
    )


def remember(response: Response, token: str) -> Response:
    """Give the browser its token. The answer is kept in no cache."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=(settings().session_days + _COOKIE_DAYS_BEYOND) * _DAY_SECONDS,
        secure=settings().secure_cookies,
        httponly=True,
        samesite="Lax",
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def forget(response: Response) -> Response:
    """Take the token from the browser."""
    response.delete_cookie(COOKIE, secure=settings().secure_cookies, httponly=True, samesite="Lax")
    response.headers["Cache-Control"] = "no-store"
    return response


def become(token: str) -> None:
    """Let the rest of this request be the person's who has just signed in: its page makes the new form tokens."""
    g._login_user = person_of_token(token)  # where Flask-Login keeps whom it has loaded
