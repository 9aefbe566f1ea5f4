"""docs/atag.md names each criterion of ATAG 2.0 of levels A and AA once, with tests and places that exist."""

import ast
import re
from functools import cache

import pytest

from learnhub.app import create_app
from learnhub.db import Database
from learnhub.settings import PROJECT_DIR, Settings

PAGE = PROJECT_DIR / "docs" / "atag.md"
_ROW = re.compile(
    r"^\| ([AB]\.\d\.\d\.\d) \| (.+?) \| (.+?) \| (yes|no|does not apply) \| (.+?) \| (.+?) \|$", re.MULTILINE
)
# Source: ATAG 2.0, W3C Recommendation of 24 September 2015: all success criteria but the eleven of level AAA alone.
# "WCAG": the level is that of the WCAG criterion that is met.
LEVELS = {
    "A": "A.1.2.2 A.2.1.1 A.2.1.2 A.2.2.1 A.3.1.1 A.3.1.2 A.3.2.1 A.3.2.2 A.3.2.3 A.3.3.1 A.3.6.1 A.3.7.1 A.4.1.1 A.4.1.2"
    " A.4.2.1 B.1.2.3 B.1.2.4 B.2.3.2 B.3.1.2 B.3.1.3 B.4.1.1 B.4.1.2 B.4.2.2",
    "AA": "A.2.2.2 A.3.1.3 A.3.4.1 A.3.5.1 A.3.6.2 A.3.6.3 A.4.2.2 B.2.4.2 B.2.4.3 B.2.5.1 B.2.5.2 B.3.1.4 B.3.1.5 B.4.1.3"
    " B.4.1.4",
    "A, AA": "A.1.2.1",
    "WCAG": "A.1.1.1 B.1.1.1 B.1.1.2 B.1.2.1 B.1.2.2 B.2.1.1 B.2.2.1 B.2.2.2 B.2.3.1 B.2.4.1 B.3.1.1 B.3.2.1 B.4.2.1",
}
ROWS = _ROW.findall(PAGE.read_text(encoding="utf-8"))


@cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((PROJECT_DIR / path).read_text(encoding="utf-8"))
    return frozenset(one.name for one in tree.body if isinstance(one, ast.FunctionDef))


@cache
def endpoints() -> frozenset[str]:
    return frozenset(create_app(Settings(log_files=False), Database("sqlite://")).view_functions)


def test_each_criterion_stands_there_once_with_its_level() -> None:
    told = [(number, level) for number, level, *_ in ROWS]
    known = [(number, level) for level, numbers in LEVELS.items() for number in numbers.split()]
    assert sorted(told) == sorted(known)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_what_is_named_exists(row: tuple[str, ...]) -> None:
    _number, _level, _asks, met, where, tests = row
    places = [one for one in re.findall(r"`([^`]+)`", where) if not one.startswith("/")]
    for place in places:
        exists = (PROJECT_DIR / place).exists() if "/" in place else place in endpoints()
        assert exists, f"{place} is neither a file nor an endpoint"
    named = re.findall(r"`(tests/[^`]+\.py)::(test_[a-z0-9_]+)`", tests)
    assert len(named) == tests.count("`") // 2, f"not the name of a test: {tests}"
    for path, test in named:
        assert test in functions_of(path), f"{path} has no {test}"
    if met == "yes":
        assert places, "where it is met isn't said"
        assert named, "no test shows it"
    else:
        assert len(where) > 20, "why it isn't met, or doesn't apply, isn't said"
