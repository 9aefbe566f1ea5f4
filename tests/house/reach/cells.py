"""Cells beyond the table: an address that names a thing that isn't there, and people with two roles in two places."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

from learnhub.web.access import Access, access_of
from tests.house.reach.addresses import address_of, routes
from tests.house.reach.asking import ASKED_TO_SIGN_IN, FORBIDDEN
from tests.house.reach.furnished import HATS, ROLES, Furnished

# Both pages are about a person whom one role may see; what the other gives or takes there is held to its own region by the service
# (tests/accounts/test_office_reach.py).
_BY_SERVICE = ("/office/people/<int:person_id>/roles/",)
_INCOMPLETE = "400"  # an empty form, refused after the class or claim was shown
LET_IN = frozenset({"200", "303", "400", "409", "413", "415", "422", "429"})


@dataclass(frozen=True)
class Cell:
    """One question: a method of a route, by a person. without: the argument that names a thing that isn't there, or ""."""

    method: str
    rule: Rule
    person: str
    without: str = ""

    @property
    def name(self) -> str:
        """Return the cell as a reader finds it."""
        missing = f" without {self.without}" if self.without else ""
        return f"{self.method} {self.rule.rule}: {self.person}{missing}"


def table_cells(app: Flask, table: Mapping[str, Mapping[str, str]]) -> list[Cell]:
    """Return the cells of the table whose route names a thing and whose person isn't refused for the role."""
    return [
        Cell(method, rule, person)
        for method, rule in routes(app)
        if rule.arguments
        for person in table.get(f"{method} {rule.rule}", {})
        if person != "visitor"
    ]


def cells_with_two_roles(app: Flask) -> list[Cell]:
    """Return a cell for everybody with two roles on every route that one of the roles may ask."""
    found = []
    for method, rule in routes(app):
        access = access_of(app.view_functions[rule.endpoint])
        if rule.arguments and access is not None and access.needs_person:
            found += [Cell(method, rule, hat) for hat in HATS if _has_role(access, hat)]
    return found


def cells_without(site: Furnished, table: Mapping[str, Mapping[str, str]]) -> list[Cell]:
    """Return for each argument of each route a cell in which it names nothing, asked by somebody who is let in otherwise."""
    found = []
    for method, rule in routes(site.app):
        let_in = [
            person for person, status in table.get(f"{method} {rule.rule}", {}).items() if status in LET_IN
        ]
        person = next((one for one in let_in if one != "visitor"), None)
        if person is None:
            continue
        found += [
            Cell(method, rule, person, name)
            for name in sorted(rule.arguments)
            if address_of(rule, site.things, name)
        ]
    return found


def more_than_each(cell: Cell, status: str, table: Mapping[str, Mapping[str, str]]) -> bool:
    """Tell whether somebody with two roles is let in where neither role by itself is; routes that the table lacks are another test's."""
    told = table.get(f"{cell.method} {cell.rule.rule}")
    if cell.rule.rule.startswith(_BY_SERVICE) or status == _INCOMPLETE:
        return False
    return (
        told is not None
        and status in LET_IN
        and not any(told.get(one, FORBIDDEN) in LET_IN for one in HATS[cell.person])
    )


def expected(table: Mapping[str, Mapping[str, str]], route: str, person: str) -> str:
    """Return what the table says for a person."""
    return table[route].get(person, ASKED_TO_SIGN_IN if person == "visitor" else FORBIDDEN)


def _has_role(access: Access, hat: str) -> bool:
    return access.roles is None or any(ROLES[one] in access.roles for one in HATS[hat])
