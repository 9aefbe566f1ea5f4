"""Take away the guards that no cell of the table proves, each while the test runs that proves it.

A plugin of pytest for a run of its own (test_reach.py starts it): `-p tests.house.reach.elsewhere`. A guard that no test of its line
notices is written to the terminal as "not noticed: <guard>".
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.house.reach.guards import Guard, guards

ELSEWHERE = Path(__file__).parent.parent / "reach-elsewhere.txt"


def proofs() -> dict[str, str]:
    """Return what reach-elsewhere.txt says: the name of a guard → the test that fails without it."""
    lines = ELSEWHERE.read_text(encoding="utf-8").splitlines()
    return {guard: test for test, guard in (line.split(" · ", 1) for line in lines)}


class Proving:
    """One run of the tests that are named, each without its guard."""

    def __init__(self) -> None:
        told = proofs()
        self._guards: dict[str, list[Guard]] = {}
        for guard in guards():
            if guard.name in told:
                self._guards.setdefault(told[guard.name], []).append(guard)
        self.unnoticed = set(told)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        for guard in self._guards.get(item.nodeid.partition("[")[0], []):
            self._now = guard
            reports = runtestprotocol(item, log=False, nextitem=nextitem)
            if any(report.when == "call" and report.failed for report in reports):
                self.unnoticed.discard(guard.name)
        return True

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_call(self) -> Iterator[None]:
        with self._now.taken_away():
            yield


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begin once everything is loaded."""
    session.config.pluginmanager.register(Proving(), "proving")


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Tell what nobody noticed."""
    proving = config.pluginmanager.get_plugin("proving")
    assert isinstance(proving, Proving)
    for name in sorted(proving.unnoticed):
        terminalreporter.write_line(f"not noticed: {name}")
    terminalreporter.write_line(f"noticed: {len(proofs()) - len(proving.unnoticed)}")
