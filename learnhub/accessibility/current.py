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
DEVICE_COOKIE = "access_device"
_YEAR_SECONDS = 31_536_000
_NOTHING = "-"  # a device without a choice of its own; decodes to the default as anything unreadable does


def current_profile() -> AccessProfile:
    """Return the profile that holds for this request; reads the database at most once."""
    if "access_profile" not in g:
        g.access_profile = _load()
    return cast(AccessProfile, g.access_profile)


def current_html_attributes() -> Mapping[str, str]:
    """Return the attributes of <html> for this request: app.py hands it to the layout."""
    return html_attributes(current_profile())


def current_language() -> str:
    """Return the language of this request's pages: app.py hands it to the layout."""
    return current_profile().language.value


def remember(response: Response, profile: AccessProfile) -> Response:
    """Give the browser the profile, for a year; "" takes it away.

    What a signed-in person chooses covers what the device had before: that is kept beside it, until the person signs out.
    """
    if person_or_none() is not None and DEVICE_COOKIE not in request.cookies:
        _keep(response, DEVICE_COOKIE, encode(decode(request.cookies.get(COOKIE))) or _NOTHING)
    return _keep(response, COOKIE, encode(profile))


def give_back(response: Response) -> Response:
    """Show the site again as the device had it before the person who has just signed out changed it."""
    if DEVICE_COOKIE not in request.cookies:
        return response
    _keep(response, COOKIE, encode(decode(request.cookies[DEVICE_COOKIE])))
    return _keep(response, DEVICE_COOKIE, "")


def _keep(response: Response, name: str, text: str) -> Response:
    response.set_cookie(
        name,
        text,
        max_age=_YEAR_SECONDS if text else 0,
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
