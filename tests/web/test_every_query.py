"""No address of the site falls over what stands behind its question mark: U+0000, bytes that are no text, halves of a sign."""

from collections.abc import Sequence

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.carried import Carried, pack, unpack
from learnhub.accounts.rules.roles import Holding
from learnhub.db import Database
from tests.people import BASE_ID, BASE_REGION, Someone, make_person
from tests.visit import Clients

_NAMES = ("q", "page", "since", "done", "as", "region", "key", "code", "next", "person", "category", "slug")
UNKEEPABLE = "&".join(f"{name}=%00" for name in _NAMES)
NO_TEXT = "&".join(f"{name}=%ED%A0%80%FF" for name in _NAMES)


@pytest.fixture
def everybody(database: Database) -> Someone:
    """Somebody who holds every role, so that no address stops at its door."""
    of_base = (Role.TRAINEE, Role.INSTRUCTOR, Role.BASE_MANAGER)
    return make_person(
        database,
        "万能钥匙",
        *(
            Holding(role, BASE_ID if role in of_base else None, BASE_REGION)
            for role in Role
            if role is not Role.ADMIN
        ),
        Holding(Role.ADMIN),
    )


def addresses(app: Flask) -> list[str]:
    """Return one address for each route that is opened, in order; what it names need not be there."""
    found = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: one.rule):
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            built = rule.build({name: _value(rule, name) for name in rule.arguments}, append_unknown=False)
            assert built is not None, rule.rule
            found.append(built[1])
    return found


def _value(rule: Rule, name: str) -> int | str:
    converter = rule._converters[name]
    if isinstance(converter, IntegerConverter):
        return 1
    words = getattr(converter, "items", None) or getattr(converter, "_items", None)
    return str(sorted(words)[0]) if words else "x" * 16


def faults(clients: Clients, person: Someone, asked: Sequence[str], query: str) -> list[str]:
    clients.app.config["PROPAGATE_EXCEPTIONS"] = False
    client = clients.of(person)
    found = [(address, client.get(f"{address}?{query}").status_code) for address in asked]
    clients.app.config["PROPAGATE_EXCEPTIONS"] = True
    if query == UNKEEPABLE:  # refused before any page looks at it, but where people ask in their own words
        asks_anything = {
            rule.rule
            for rule in clients.app.url_map.iter_rules()
            if hasattr(clients.app.view_functions[rule.endpoint], "learnhub_asks_anything")
        }
        assert {"/courses", "/search"} <= asks_anything
        return [
            f"{address}: {status}"
            for address, status in found
            if status not in {303, 400, 404} | ({200} if address in asks_anything else set())
        ]
    return [f"{address}: {status}" for address, status in found if status >= 500]


def test_a_sample_of_addresses_takes_any_query(clients: Clients, everybody: Someone) -> None:
    """A hundred and twentieth of them; make soak asks all."""
    asked = addresses(clients.app)
    assert len(asked) > 200
    assert faults(clients, everybody, asked[3::120], UNKEEPABLE) == []
    assert faults(clients, everybody, asked[5::120], NO_TEXT) == []


@pytest.mark.soak
@pytest.mark.parametrize("query", [UNKEEPABLE, NO_TEXT], ids=["nul", "no text"])
def test_every_address_takes_any_query(clients: Clients, everybody: Someone, query: str) -> None:
    assert faults(clients, everybody, addresses(clients.app), query) == []


@pytest.mark.parametrize("sign", ["\0", "\ud800"])
def test_what_is_carried_through_a_sign_in_holds_no_sign_that_a_page_cannot_write(sign: str) -> None:
    for name, value in (("words", f"好{sign}"), (f"words{sign}", "好")):
        assert unpack(pack(Carried("/me", ((name, value),))).replace(sign, f"\\u{ord(sign):04x}")) is None
    assert unpack(pack(Carried("/me", (("words", "好😀\n"),)))) is not None
