"""The only way tests open pages: every page that comes back is held to all page checks, once for both engines.

`visit` opens, `submit` posts. Both take an endpoint with its values (or an address that begins with "/"), assert the status, and
return a Page. A redirect is asserted with its target; `page.follow()` then visits it as the same person.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from learnhub.accounts.views.recognition import COOKIE
from learnhub.web import SignedIn, person_or_none
from learnhub.web.access import access_of
from learnhub.web.guard import TOKEN_FIELD, form_token
from tests.page_checks import faults
from tests.page_checks.document import Document

_SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
_TOKEN = re.compile(rf'(?<=name="{TOKEN_FIELD}" value=")[^"]+')
_NOBODYS = frozenset({"pronunciation.sound"})  # one word, spoken by the machine
_SOUND: set[int] = set()  # texts of pages without a fault


class Page:
    """An answer that passed its checks."""

    def __init__(self, response: TestResponse, follow: Callable[[str], "Page"]) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.content = response.get_data()
        response.close()  # a file that was sent is open until then
        self._follow = follow

    @property
    def text(self) -> str:
        """Return the body as text."""
        return self.content.decode("utf-8")

    @property
    def is_html(self) -> bool:
        """Tell whether the answer is a page and not a file, a redirect or JSON."""
        return self.headers.get("Content-Type", "").startswith("text/html") and not 300 <= self.status < 400

    @cached_property
    def document(self) -> Document:
        """Return the parsed page."""
        return Document(self.text)

    @property
    def location(self) -> str:
        """Return the target of a redirect."""
        return self.headers["Location"]

    def follow(self) -> "Page":
        """Visit the target of a redirect as the same person."""
        return self._follow(self.location)

    @property
    def heading(self) -> str:
        """Return the words of the h1."""
        return self.document.words(self.document.all("h1")[0])

    @property
    def words(self) -> str:
        """Return the words of main as a screen reader says them, blanks folded."""
        return self.document.words(self.document.by_id["main"])

    @property
    def seen(self) -> str:
        """Return the words of main as the eye sees them: 450.00 元 where the ear hears 450 元整."""
        return self.document.seen(self.document.by_id["main"])

    @property
    def links(self) -> dict[str, str]:
        """Return all links: words → address."""
        return {self.document.name(e): e.get("href", "") for e in self.document.all("a")}

    @property
    def buttons(self) -> list[str]:
        """Return the words of all buttons, in order."""
        return [self.document.name(e) for e in self.document.all("button")]

    @property
    def fields(self) -> dict[str, str]:
        """Return label → present value of the fields that are typed or chosen from a list."""
        found = {}
        for control in self.document.all("input", "select", "textarea"):
            if control.get("type") not in {"hidden", "radio", "checkbox", "file"}:
                found[self.document.name(control)] = _value(control)
        return found

    @property
    def chosen(self) -> list[str]:
        """Return the labels of the radio buttons and checkboxes that are chosen, in order."""
        return [
            self.document.name(e)
            for e in self.document.all("input")
            if e.get("type") in {"radio", "checkbox"} and e.get("checked") is not None
        ]

    @property
    def errors(self) -> list[str]:
        """Return the sentences of the error summary; empty when there is none."""
        summary = self.document.by_id.get("error-summary")
        return [self.document.words(e) for e in summary.iter("li")] if summary is not None else []

    def rows(self, caption: str) -> list[list[str]]:
        """Return the body rows of the table whose caption begins with these words, as texts of their cells."""
        tables = [t for t in self.document.all("table") if self.document.name(t).startswith(caption)]
        assert tables, (
            f"no table {caption!r}; there are {[self.document.name(t) for t in self.document.all('table')]}"
        )
        return [
            [self.document.words(cell) for cell in row if cell.tag in {"td", "th"}]
            for body in tables[0].iter("tbody")
            for row in body.iter("tr")
        ]

    def stops_to(self, words: str) -> int:
        """Return how many presses of Tab lead from the h1 to what is called so, opening no details."""
        heading = self.document.elements.index(self.document.all("h1")[0])
        after = [e for e in self.document.stops if self.document.elements.index(e) > heading]
        names = [self.document.name(e) for e in after]
        assert words in names, f"{words!r} is none of {names}"
        return names.index(words) + 1


class Visit(Protocol):
    """Open a page."""

    def __call__(
        self,
        endpoint: str,
        person: Any = None,
        status: int = 200,
        *,
        target: str | re.Pattern[str] | None = None,
        **values: Any,
    ) -> Page: ...


class Submit(Protocol):
    """Post a form. A field's value is a text, a list of texts, or (stream, file name)."""

    def __call__(
        self,
        endpoint: str,
        fields: Mapping[str, Any] | None = None,
        person: Any = None,
        status: int = 303,
        *,
        target: str | re.Pattern[str] | None = None,
        **values: Any,
    ) -> Page: ...


class Clients:
    """One browser for each person, signed in, and one for the visitor (None).

    looks: hold pages to the page checks. Which engine keeps the rows can't be seen in a page's markup, and parsing it takes longer
    than making it: a test that runs on both engines looks on the first.
    """

    def __init__(self, app: Flask, *, looks: bool = True) -> None:
        self.app = app
        self._looks = looks
        self._clients: dict[int | None, FlaskClient] = {}
        self._signed_in: dict[str, SignedIn] = {}  # by their sign-in: asking takes a request

    def of(self, person: Any) -> FlaskClient:
        key = None if person is None else person.person_id
        if key not in self._clients:
            client = self.app.test_client()
            if person is not None:
                from tests.people import sign_in

                sign_in(client, person)
            self._clients[key] = client
        return self._clients[key]

    def address(self, endpoint: str, values: Mapping[str, Any]) -> str:
        if endpoint.startswith("/"):
            return endpoint
        with self.app.test_request_context():
            return self.app.url_for(endpoint, **values)

    def token(self, client: FlaskClient) -> str:
        """Return the token of a form that is shown anew: another one for each call."""
        cookie = client.get_cookie(COOKIE)
        if cookie is None:
            return ""
        if cookie.value not in self._signed_in:
            with client:
                client.get("/healthz")
                person = person_or_none()
            if person is None:  # the sign-in has ended
                return ""
            self._signed_in[cookie.value] = person
        return form_token(self._signed_in[cookie.value])

    def answer(
        self, client: FlaskClient, response: TestResponse, status: int, target: str | re.Pattern[str] | None
    ) -> Page:
        def follow(address: str) -> Page:
            return self.answer(client, client.get(address, headers=_SAME_ORIGIN), 200, None)

        page = Page(response, follow)
        told = f"{response.request.method} {response.request.path}"
        assert not self._is_left_behind(response), f"{told} stays in the browser for whoever comes next"
        found = _faults_once(page) if page.is_html and self._looks else []
        if page.status != status:
            said = (
                page.errors or page.words[:300]
                if page.is_html and not found
                else page.location
                if "Location" in page.headers
                else page.text[:300]
            )
            raise AssertionError(f"{told} answered {page.status}, not {status}: {said}")
        assert not found, told + " has faults:\n" + "\n".join(found)
        if 300 <= status < 400:
            assert target is not None, f"name the target of {told}: target={page.location!r}"
            is_there = (
                target.fullmatch(page.location) if isinstance(target, re.Pattern) else page.location == target
            )
            assert is_there, f"{told} leads to {page.location!r}, not to {target!r}"
        if status == 422:
            assert page.errors, f"{told} answered 422 without an error summary"
        return page

    def _is_left_behind(self, response: TestResponse) -> bool:
        """Tell whether a shared phone shows the answer again without asking who is there now."""
        kept = response.headers.get("Cache-Control", "")
        if response.status_code not in {200, 206} or "no-store" in kept or "no-cache" in kept:
            return False
        asked = response.request
        endpoint, _values = self.app.url_map.bind("").match(asked.path, method=asked.method)
        access = access_of(self.app.view_functions[endpoint])
        return access is not None and access.needs_person and endpoint not in _NOBODYS


@pytest.fixture
def clients(app: Flask, request: pytest.FixtureRequest) -> Clients:
    """The browsers behind visit and submit, for tests that must look at cookies."""
    first = request.config.getoption("--engines").split(",")[0]
    engine = (
        request.node.callspec.params.get("engine_name", first) if hasattr(request.node, "callspec") else first
    )
    return Clients(app, looks=engine == first)


@pytest.fixture
def visit(clients: Clients) -> Visit:
    """Open a page as a person (None: a visitor) and check all of it."""

    def go(
        endpoint: str,
        person: Any = None,
        status: int = 200,
        *,
        target: str | re.Pattern[str] | None = None,
        **values: Any,
    ) -> Page:
        client = clients.of(person)
        response = client.get(clients.address(endpoint, values), headers=_SAME_ORIGIN)
        return clients.answer(client, response, status, target)

    return go


@pytest.fixture
def submit(clients: Clients) -> Submit:
    """Post a form as a person, with the token of that person's sign-in, and check the answer."""

    def send(
        endpoint: str,
        fields: Mapping[str, Any] | None = None,
        person: Any = None,
        status: int = 303,
        *,
        target: str | re.Pattern[str] | None = None,
        **values: Any,
    ) -> Page:
        client = clients.of(person)
        posted = {TOKEN_FIELD: clients.token(client), **(fields or {})}
        response = client.post(clients.address(endpoint, values), data=posted, headers=_SAME_ORIGIN)
        return clients.answer(client, response, status, target)

    return send


def _faults_once(page: Page) -> list[str]:
    """Return the faults of a page; one that was found sound before, but for its tokens, is not looked at again."""
    known = hash(_TOKEN.sub("", page.text))
    if known in _SOUND:
        return []
    found = list(faults(page.document))
    if not found:
        _SOUND.add(known)
    return found


def _value(control: Element) -> str:
    if control.tag == "select":
        options: Sequence[Element] = list(control.iter("option"))
        chosen: Iterable[Element] = [o for o in options if o.get("selected") is not None] or options[:1]
        return ", ".join("".join(o.itertext()).strip() for o in chosen)
    return (control.text or "") if control.tag == "textarea" else control.get("value", "")
