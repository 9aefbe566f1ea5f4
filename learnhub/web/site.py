"""What one running site is made of: settings, database and the layout parts that higher packages hand in."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from flask import current_app, g
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.db import Database
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from learnhub.web import sent_forms
from learnhub.web.access import SignedIn

EXTENSION = "learnhub"
FORM_KEY = "key_of_the_form"  # set in g by web.once, until it is written
_OPEN = "open_reading"


@dataclass(frozen=True)
class NavItem:
    """One link of the main navigation."""

    endpoint: str
    words: str


@dataclass(frozen=True)
class LayoutParts:
    """What the layout needs from packages that lie above `web`; app.py fills it.

    navigation: links for this visitor, in order.
    html_attributes: attributes of <html> that carry the access profile (data-theme, data-text …).
    ask_to_sign_in: the answer to somebody who must sign in first; keeps what was typed.
    ask_for_own_secret: the answer to somebody who signed in by a code that another person knows.
    is_demonstration: whether every page must say that nothing here is real.
    language: which language this visitor has chosen, as web.words names them.
    """

    navigation: Callable[[SignedIn | None], Sequence[NavItem]]
    html_attributes: Callable[[], Mapping[str, str]]
    ask_to_sign_in: Callable[[], ResponseReturnValue]
    ask_for_own_secret: Callable[[], ResponseReturnValue]
    is_demonstration: Callable[[], bool] = lambda: False
    language: Callable[[], str] = lambda: "zh"


@dataclass(frozen=True)
class Site:
    """One running site."""

    settings: Settings
    database: Database
    parts: LayoutParts


def site() -> Site:
    """Return the site that this request or command belongs to."""
    return cast(Site, current_app.extensions[EXTENSION])


def settings() -> Settings:
    """Return the settings of the current site."""
    return site().settings


@contextmanager
def transaction() -> Iterator[Session]:
    """Open a unit of work that may write: commits on leaving, rolls back on any exception.

    The first unit of a view that is marked `once` holds the key of its form beside its deed.
    """
    g.pop(_OPEN, None)  # who reads from now on must see what is written
    key: str | None = g.pop(FORM_KEY, None)
    with site().database.transaction() as session:
        if key is not None:
            sent_forms.enter(session, key, now=instant_now())
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """Open a unit of work that sees one state of the database and can't write; inside an open one, go on with that one.

    So all that a page shows is of one moment, and what was read once isn't read again.
    """
    is_open: Session | None = g.get(_OPEN)
    if is_open is not None:
        yield is_open
        return
    with site().database.reading() as session:
        setattr(g, _OPEN, session)
        try:
            yield session
        finally:
            g.pop(_OPEN, None)
