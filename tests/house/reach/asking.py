"""Ask every route as every kind of person, each time of the same site, and write down what came of it."""

from collections.abc import Mapping

from flask.testing import FlaskClient
from werkzeug.routing import Rule

from learnhub.accounts.views.recognition import COOKIE
from learnhub.web.guard import TOKEN_HEADER
from tests.house.reach.addresses import address_of
from tests.house.reach.furnished import HATS, PEOPLE, Furnished
from tests.visit import Clients

_SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
FORBIDDEN, ASKED_TO_SIGN_IN = "403", "sign-in"


class Asking:
    """The browsers of all people of the site."""

    def __init__(self, site: Furnished) -> None:
        self._site = site
        self._clients = Clients(site.app, looks=False)
        self._tokens: dict[str, str] = {}
        self._cookies: dict[str, str] = {}
        for name in (*PEOPLE, *HATS):  # signed in before the first point of return
            client = self._clients.of(site.people[name])
            self._tokens[name] = self._clients.token(client)
            cookie = client.get_cookie(COOKIE)
            self._cookies[name] = cookie.value if cookie is not None else ""

    def outcome(self, method: str, rule: Rule, person: str, without: str = "") -> str:
        """Return the status of an answer, "sign-in" where the visitor is asked to sign in; what was done is undone.

        without: an argument of the address that names a thing that isn't there.
        """
        headers = _SAME_ORIGIN | ({TOKEN_HEADER: self._tokens[person]} if self._tokens[person] else {})
        undo = self._site.connection.begin_nested()
        try:
            answer = self._browser(person).open(
                address_of(rule, self._site.things, without), method=method, headers=headers
            )
            is_asked = (
                answer.status_code in {303, 401}
                and person == "visitor"
                and (answer.status_code == 401 or answer.headers.get("Location", "").startswith("/sign-in"))
            )
            answer.close()
            return ASKED_TO_SIGN_IN if is_asked else str(answer.status_code)
        finally:
            undo.rollback()

    def _browser(self, person: str) -> FlaskClient:
        """Return a browser that knows the sign-in and nothing else: an answer before may have ended it."""
        client = self._site.app.test_client()
        if self._cookies[person]:
            client.set_cookie(COOKIE, self._cookies[person])
        return client


def line(method: str, rule: Rule, outcomes: Mapping[str, str]) -> str:
    """Return one line of the table: "GET /base · 200 manager · 404 other-manager"; whoever isn't named is refused."""
    told: dict[str, list[str]] = {}
    for person in PEOPLE:
        if outcomes[person] not in {FORBIDDEN, ASKED_TO_SIGN_IN}:
            told.setdefault(outcomes[person], []).append(person)
    groups = [
        f"{status} {'everybody' if len(people) == len(PEOPLE) else ' '.join(people)}"
        for status, people in sorted(told.items())
    ]
    return " · ".join([f"{method} {rule.rule}", *(groups or ["nobody"])])


def told_in(text: str) -> dict[str, dict[str, str]]:
    """Return what a table says: "GET /base" → person → status; whoever isn't named is left out."""
    found = {}
    for row in text.splitlines():
        if not row or row.startswith("#"):
            continue
        route, *groups = row.split(" · ")
        found[route] = {
            person: status
            for status, people in (group.split(" ", 1) for group in groups if group != "nobody")
            for person in (PEOPLE if people == "everybody" else people.split(" "))
        }
    return found
