"""Who reaches what: reach.txt says for each route which people of which base and region are let in, and every guard is proven.

A person who isn't named in a line is refused: 403, and the visitor is asked to sign in. 404 means that it is not there for them: whoever
has the role, and not this base, region, class or thing. 400 and 422 of an owner: an empty form is asked of, nothing more.
APPROVE=1 writes the table anew; read every changed line as somebody would who wants to see what isn't theirs.
"""

import os
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from learnhub.ops.adapters.migration import migrate
from learnhub.primitives import instant_now
from learnhub.settings import PROJECT_DIR
from learnhub.web.access import Access, access_of
from tests.house.reach.addresses import routes
from tests.house.reach.asking import Asking, line, told_in
from tests.house.reach.cells import (
    Cell,
    cells_with_two_roles,
    cells_without,
    expected,
    more_than_each,
    table_cells,
)
from tests.house.reach.elsewhere import proofs
from tests.house.reach.furnished import PEOPLE, ROLES, Furnished, furnished_site
from tests.house.reach.guards import guards

TABLE = Path(__file__).parent.parent / "reach.txt"
UNPROVEN = Path(__file__).parent.parent / "reach-unproven.txt"


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    """The site of this module, on SQLite always: which engine keeps the rows has no say in who may see them."""
    folder = tmp_path_factory.mktemp("reach")
    template = folder / "template.db"
    migrate(f"sqlite:///{template}", copies=folder, now=instant_now())
    with furnished_site(template, folder) as site:
        yield site


@pytest.fixture(scope="module")
def table() -> dict[str, dict[str, str]]:
    return told_in(TABLE.read_text(encoding="utf-8"))


def _access(app: Flask, endpoint: str) -> Access:
    access = access_of(app.view_functions[endpoint])
    assert access is not None
    return access


@pytest.mark.slow
def test_the_table_names_every_route_and_nobody_without_the_role(
    furnished: Furnished, table: dict[str, dict[str, str]]
) -> None:
    asked = routes(furnished.app)
    assert {f"{method} {rule.rule}" for method, rule in asked} == table.keys(), "write it anew with APPROVE=1"
    wrong = []
    for method, rule in asked:
        access = _access(furnished.app, rule.endpoint)
        for person in table[f"{method} {rule.rule}"]:
            has_role = access.roles is None or ROLES[person] in access.roles
            if access.needs_person and (person == "visitor" or not has_role):
                wrong.append(f"{method} {rule.rule}: {person}")
    assert not wrong


@pytest.mark.slow
def test_neighbours_and_owners_get_what_the_table_says(
    furnished: Furnished, table: dict[str, dict[str, str]]
) -> None:
    """A twelfth of the routes that name somebody's thing, for whoever has the role; make soak asks everybody everything."""
    asking, wrong = Asking(furnished), []
    theirs = [
        (method, rule)
        for method, rule in routes(furnished.app)
        if rule.arguments and _access(furnished.app, rule.endpoint).needs_person
    ]
    assert len(theirs) > 200
    for method, rule in theirs[3::12]:
        route = f"{method} {rule.rule}"
        for person, status in table[route].items():
            if (found := asking.outcome(method, rule, person)) != status:
                wrong.append(f"{route}: {person} got {found}, not {status}")
    assert not wrong


@pytest.mark.soak
def test_every_cell_is_as_the_table_says(furnished: Furnished) -> None:
    asking = Asking(furnished)
    rows = [
        line(method, rule, {person: asking.outcome(method, rule, person) for person in PEOPLE})
        for method, rule in routes(furnished.app)
    ]
    if os.environ.get("APPROVE"):
        TABLE.write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert rows == TABLE.read_text(encoding="utf-8").splitlines()


@pytest.mark.soak
def test_a_guard_of_a_role_that_is_taken_away_is_noticed(
    furnished: Furnished, table: dict[str, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each @requires and @signed_in in turn lets everybody in: somebody who was refused no longer is."""
    asking, unnoticed = Asking(furnished), []
    for method, rule in routes(furnished.app):
        route = f"{method} {rule.rule}"
        view = furnished.app.view_functions[rule.endpoint]
        access = _access(furnished.app, rule.endpoint)
        if not access.needs_person:
            continue
        open_to_all = Access(roles=None, needs_person=access.roles is not None, reason="taken away")
        monkeypatch.setattr(view, "learnhub_access", open_to_all)
        suspects = [name for name in PEOPLE if name not in table[route]]
        if access.roles is not None:
            suspects.remove("visitor")
        furnished.app.config["PROPAGATE_EXCEPTIONS"] = False  # a view without its guard may well fall over
        if all(asking.outcome(method, rule, one) == expected(table, route, one) for one in suspects):
            unnoticed.append(route)
        furnished.app.config["PROPAGATE_EXCEPTIONS"] = True
        monkeypatch.setattr(view, "learnhub_access", access)
    assert not unnoticed


def test_two_roles_open_no_more_than_each_of_them(
    furnished: Furnished, table: dict[str, dict[str, str]]
) -> None:
    """An eightieth of the cells of people with a role here and another one there; make soak asks all."""
    _ask_two_roles(furnished, table, cells_with_two_roles(furnished.app)[7::80])


@pytest.mark.soak
def test_two_roles_open_no_more_than_each_of_them_anywhere(
    furnished: Furnished, table: dict[str, dict[str, str]]
) -> None:
    _ask_two_roles(furnished, table, cells_with_two_roles(furnished.app))


def _ask_two_roles(furnished: Furnished, table: dict[str, dict[str, str]], cells: list[Cell]) -> None:
    asking = Asking(furnished)
    assert cells
    found = [(cell, asking.outcome(cell.method, cell.rule, cell.person)) for cell in cells]
    assert [(cell.name, status) for cell, status in found if more_than_each(cell, status, table)] == []


@pytest.mark.soak
def test_a_guard_of_a_thing_that_is_taken_away_is_noticed(
    furnished: Furnished, table: dict[str, dict[str, str]]
) -> None:
    """Each condition before a 404 or 403 of views and services in turn: some cell changes, or another test proves it, or a reason is listed."""
    asking = Asking(furnished)
    furnished.app.config["PROPAGATE_EXCEPTIONS"] = False  # a view without its guard may well fall over
    cells = [
        *table_cells(furnished.app, table),
        *cells_with_two_roles(furnished.app),
        *cells_without(furnished, table),
    ]
    runs: dict[types.CodeType, list[tuple[Cell, str]]] = {}
    for cell in cells:
        status, codes = _codes_run(asking, cell)
        for code in codes:
            runs.setdefault(code, []).append((cell, status))
    told = dict(line.split(" · ", 1) for line in UNPROVEN.read_text(encoding="utf-8").splitlines())
    unproven, elsewhere = [], proofs()
    for guard in guards():
        with guard.taken_away():
            if guard.name not in elsewhere and not any(
                asking.outcome(cell.method, cell.rule, cell.person, cell.without) != status
                for cell, status in runs.get(guard.code, [])
            ):
                unproven.append(guard.name)
    furnished.app.config["PROPAGATE_EXCEPTIONS"] = True
    if os.environ.get("APPROVE"):
        UNPROVEN.write_text(
            "".join(f"{name} · {told.get(name, '')}\n" for name in sorted(unproven)), encoding="utf-8"
        )
    assert sorted(unproven) == sorted(told)


@pytest.mark.soak
def test_a_guard_that_no_cell_proves_is_proven_by_the_test_that_is_named_for_it() -> None:
    """In a run of its own, each of these tests once without its guard: it fails."""
    tests = sorted(set(proofs().values()))
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.house.reach.elsewhere", "--engines=sqlite", *tests],
        cwd=PROJECT_DIR, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert f"noticed: {len(proofs())}" in run.stdout.splitlines()[-3:], run.stdout[-3000:]


def _codes_run(asking: Asking, cell: Cell) -> tuple[str, set[types.CodeType]]:
    """Return what came of a cell, and the functions of the program that it ran."""
    seen: set[types.CodeType] = set()

    def note(frame: types.FrameType, event: str, _argument: object) -> None:
        if event == "call" and "/learnhub/" in frame.f_code.co_filename:
            seen.add(frame.f_code)

    sys.setprofile(note)
    try:
        return asking.outcome(cell.method, cell.rule, cell.person, cell.without), seen
    finally:
        sys.setprofile(None)
