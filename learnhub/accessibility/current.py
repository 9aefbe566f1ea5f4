"""The access profile of the present request: from the account of a person, from the cookie of a visitor."""

from collections.abc import Mapping
from typing import cast

from flask import Flask, g, request
from flask.wrappers import Response

from learnhub.accessibility import service
from learnhub.accessibility.rules import AccessProfile, decode, encode, html_attributes
from learnhub.primitives import instant_now
from learnhub.web import person_or_none, reading, settings, transaction

COOKIE = "access"
_YEAR_SECONDS = 31_536_000


def current_profile() -> AccessProfile:
    """Return the profile that holds for this request; reads the database at most once."""
    if "access_profile" not in g:
        g.access_profile = _load()
    return cast(AccessProfile, g.access_profile)


def current_html_attributes() -> Mapping[str, str]:
    """Return the attributes of <html> for this request: app.py hands it to the layout."""
    return html_attributes(current_profile())


def remember(response: Response, profile: AccessProfile) -> Response:
    """Give the browser the profile, for a year; "" takes it away."""
    response.set_cookie(
        COOKIE,
        encode(profile),
        max_age=_YEAR_SECONDS if encode(profile) else 0,
        secure=settings().secure_cookies,
        httponly=True,
        samesite="Lax",
    )
    return response


def install(app: Flask) -> None:
    """Take a visitor's profile over into the account, on the first page after signing in.

    It is done when the answer is ready, so that no unit of work of a view is open, and once: the account has a profile then.
    """

    def adopt(response: Response) -> Response:
        if g.get("access_adoption") is not None and (person := person_or_none()) is not None:
            with transaction() as session:
                service.adopt(session, person.person_id, g.access_adoption, now=instant_now())
        return response

    app.after_request(adopt)


def _load() -> AccessProfile:
    visitor = decode(request.cookies.get(COOKIE))
    person = person_or_none()
    if person is None:
        return visitor
    with reading() as session:
        own = service.profile_or_none(session, person.person_id)
    if own is not None:
        return own
    if visitor != AccessProfile():
        g.access_adoption = visitor
    return visitor
