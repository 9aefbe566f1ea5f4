"""What services of people must know of a request: who acts, from where, with which keys; what was just done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import current_app, g, redirect, request, url_for
from flask.wrappers import Response
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import SiteKeys, site_keys
from learnhub.accounts.rules.roles import Holding, Role
from learnhub.audit.rules import Actor
from learnhub.web import SignedIn, current_person, settings

PLACES = "learnhub.places"
LEAVING = "learnhub.leaving"
DEVICE_COOKIE = "device"


@dataclass(frozen=True)
class BasePlace:
    """A training base as lists of people name it."""

    base_id: int
    name: str
    region_code: str


# Bases lie in a package above this one: app.py hands in how they are found.
FindPlaces = Callable[[Session], Sequence[BasePlace]]


def base_places(session: Session) -> Mapping[int, BasePlace]:
    """Return all training bases by id."""
    find = cast(FindPlaces, current_app.extensions[PLACES])
    return {place.base_id: place for place in find(session)}


def actor() -> Actor:
    """Return who acts in this request."""
    return Actor(current_person().person_id, request_id())


def request_id() -> str:
    """Return the number of this request."""
    return str(g.get("request_id", ""))


def keys() -> SiteKeys:
    """Return the site's keys."""
    return site_keys(settings())


# What a package above keeps in the browser for a person must go with the person: app.py hands in how.
Leave = Callable[[Response], Response]


def without_cookie(response: Response, name: str) -> Response:
    """Take a cookie from the browser."""
    response.delete_cookie(name, secure=settings().secure_cookies, httponly=True, samesite="Lax")
    return response


def left(response: Response) -> Response:
    """Take from the browser what belongs to whoever has just signed out."""
    for name in ("pictures", "chosen_pictures"):
        response = without_cookie(response, name)
    for leave in cast(Sequence[Leave], current_app.extensions[LEAVING]):
        response = leave(response)
    return response


def device_token() -> str:
    """Return the token of the device that this request came from; "" when it remembers nobody."""
    return request.cookies.get(DEVICE_COOKIE, "")


def visitor_address() -> str:
    """Return the IP address that this request came from."""
    return request.remote_addr or ""


def holdings_of(person: SignedIn) -> list[Holding]:
    """Return the roles of the person behind this request."""
    return [Holding(Role(g.role), g.base_id, g.region_code) for g in person.grants]


def done(sentences: Mapping[str, str]) -> str | None:
    """Return the sentence for what the redirect to this page says was done; None for nothing known."""
    return sentences.get(request.args.get("done", ""))


def to(endpoint: str, **values: Any) -> Response:
    """Answer a POST by sending the browser on to a page."""
    return to_address(url_for(endpoint, **values))


def to_address(address: str) -> Response:
    """Answer a POST by sending the browser on to an address of this site."""
    return cast(Response, redirect(address, 303))
