"""docs/registers.md names pages, exports and tests that are there."""

import re
from dataclasses import dataclass

import pytest

from learnhub.settings import PROJECT_DIR

_STATES = ("stands", "in part", "not yet", "out")
_NAMED = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Row:
    """One row of the tables."""

    what: str
    text: str
    state: str
    page: str
    export: str
    test: str
    told: str


def rows() -> list[Row]:
    lines = (PROJECT_DIR / "docs" / "registers.md").read_text(encoding="utf-8").splitlines()
    cells = [
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines if line[:2] == "| "
    ]
    return [Row(*row) for row in cells if row[0] != "What"]


ROUTES = frozenset(
    " ".join(line.split(" · ")[0].split(" ")[1:])
    for line in (PROJECT_DIR / "tests" / "house" / "routes.txt").read_text(encoding="utf-8").splitlines()
)


def faults(row: Row) -> list[str]:
    found = []
    if row.state not in _STATES or not re.fullmatch(r"S\d( S\d)*", row.text):
        found.append("its state or its text is none")
    pages, tests = _NAMED.findall(row.page), _NAMED.findall(row.test)
    found += [f"no page {page}" for page in pages if page not in ROUTES]
    found += [f"no test {test}" for test in tests if not (PROJECT_DIR / test).exists()]
    found += [f"no export {one}" for one in _NAMED.findall(row.export) if one[0] == "/" and one not in ROUTES]
    if row.state in {"stands", "in part"} and not (pages and tests):
        found.append("names no page or no test")
    if row.state in {"not yet", "out"} and (pages or tests):
        found.append("names a page or a test of what isn't there")
    if row.state in {"in part", "out"} and len(row.told) < 10:
        found.append("doesn't say what is missing, or why")
    return found


def test_every_row_names_pages_exports_and_tests_that_are_there() -> None:
    known = rows()
    assert len(known) > 60
    assert len({row.what for row in known}) == len(known)
    assert [f"{row.what}: {fault}" for row in known for fault in faults(row)] == []


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (Row("x", "S1", "stands", "`/nowhere`", "", "`tests/quota`", ""), "no page /nowhere"),
        (Row("x", "S1", "stands", "`/bases`", "`/bases.doc`", "`tests/quota`", ""), "no export /bases.doc"),
        (Row("x", "S1", "stands", "`/bases`", "", "`tests/nothing.py`", ""), "no test tests/nothing.py"),
        (Row("x", "S1", "stands", "`/bases`", "", "", ""), "names no page or no test"),
        (Row("x", "S1", "out", "", "", "", ""), "doesn't say what is missing, or why"),
        (Row("x", "S9x", "stands", "`/bases`", "", "`tests/quota`", ""), "its state or its text is none"),
        (Row("x", "S1", "not yet", "`/bases`", "", "", ""), "names a page or a test of what isn't there"),
    ],
)
def test_each_fault_is_found(row: Row, fault: str) -> None:
    assert fault in faults(row)
