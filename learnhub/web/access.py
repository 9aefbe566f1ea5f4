"""Who is asking, and which views they may reach; a view that says nothing is reached by nobody."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import UserMixin, current_user

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Grant:
    """A role held today, for one base, one region, or the whole site (both None)."""

    role: str
    base_id: int | None = None
    region_code: str | None = None


@dataclass(frozen=True)
class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login is untyped
    """The person behind this request, as plain values read once.

    session_key: identifies the sign-in in logs and lists; it is not the cookie.
    form_secret: makes this sign-in's form tokens.
    is_confirmed: an own secret was given; false after a code that somebody else knows.
    """

    person_id: int
    nickname: str
    grants: tuple[Grant, ...] = ()
    session_key: int = 0
    form_secret: bytes = field(default=b"", repr=False)
    is_confirmed: bool = True

    def get_id(self) -> str:
        """Return the id that Flask-Login asks for."""
        return str(self.person_id)

    def has_role(self, *roles: str) -> bool:
        """Tell whether one of the roles is held in any scope."""
        return any(grant.role in roles for grant in self.grants)


@dataclass(frozen=True)
class Access:
    """Who may reach a view: everybody, anybody signed in, or holders of one of the roles."""

    roles: frozenset[str] | None
    needs_person: bool
    reason: str = ""


def public(reason: str) -> Callable[[View], View]:
    """Open a view to everybody, saying why."""
    return _mark(Access(roles=None, needs_person=False, reason=reason))


def signed_in(view: View) -> View:
    """Open a view to anybody who has signed in."""
    return _mark(Access(roles=None, needs_person=True))(view)


def requires(*roles: str) -> Callable[[View], View]:
    """Open a view to people who hold one of the roles in some scope; the service checks the scope."""
    if not roles:
        raise ValueError("requires() needs a role; use signed_in for anybody")
    return _mark(Access(roles=frozenset(roles), needs_person=True))


def by_own_secret(view: View) -> View:
    """Let nobody in who signed in by a code that somebody else knows, before an own secret is given; put it above the view's access mark."""
    view.learnhub_by_own_secret = True  # type: ignore[attr-defined]
    return view


def access_of(view: Callable[..., Any]) -> Access | None:
    """Return what a view has declared, or None when it has declared nothing."""
    return cast(Access | None, getattr(view, "learnhub_access", None))


def person_or_none() -> SignedIn | None:
    """Return the person behind this request, or None for a visitor."""
    # Flask-Login's proxy means nobody once the request is over: hand out what is behind it.
    return cast(SignedIn, current_user._get_current_object()) if current_user.is_authenticated else None


def current_person() -> SignedIn:
    """Return the person behind this request; for views that need one."""
    person = person_or_none()
    if person is None:
        raise RuntimeError("no person is signed in; the view must be marked requires or signed_in")
    return person


def enforce(
    app: Flask,
    ask_to_sign_in: Callable[[], ResponseReturnValue],
    ask_for_own_secret: Callable[[], ResponseReturnValue],
) -> None:
    """Check every request against what its view declared."""

    def check() -> ResponseReturnValue | None:
        if request.endpoint is None:
            return None  # no such address: the 404 page answers
        view = current_app.view_functions[request.endpoint]
        access = access_of(view)
        if access is None:
            raise RuntimeError(f"{request.endpoint} declares neither public, signed_in nor requires")
        if not access.needs_person:
            return None
        person = person_or_none()
        if person is None:
            return ask_to_sign_in()
        if access.roles is not None and not person.has_role(*access.roles):
            abort(403)
        if not person.is_confirmed and getattr(view, "learnhub_by_own_secret", False):
            return ask_for_own_secret()
        return None

    app.before_request(check)


def _mark(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.learnhub_access = access  # type: ignore[attr-defined]
        return view

    return mark
