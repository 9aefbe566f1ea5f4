"""Keep which pages a run of the browser's judges found sound, for the site to tell of itself (`make survey`; docs/conformance.md).

Whenever SURVEY_KEPT names a file, it is written there. Runs over the same program add to each other; a changed
program begins anew.
"""

import os
import re
import subprocess
from pathlib import Path

import pytest

from learnhub.pages.adapters.survey_file import program_digest, survey_or_none, written
from learnhub.pages.rules.conformance import Survey
from learnhub.primitives import today
from learnhub.settings import PROJECT_DIR

_PAGE = re.compile(r"tests/journeys/test_every_page\.py::test_a_page_is_light_sound_and_reachable\[(.+)\]")


class KeptSurvey:
    """Collects what became of each page."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.outcomes: dict[str, bool] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a page as sound when its test passed, as faulty when any part of it failed."""
        found = _PAGE.fullmatch(report.nodeid)
        if found and (report.when == "call" or report.failed):
            self.outcomes[found[1]] = report.passed and self.outcomes.get(found[1], True)

    def pytest_sessionfinish(self) -> None:
        """Write what was found, with what earlier runs over the same program found of other pages."""
        if not self.outcomes:
            return
        digest = program_digest(PROJECT_DIR)
        before = survey_or_none(self.target)
        kept = {} if before is None or before.digest != digest else _outcomes(before)
        self.target.parent.mkdir(parents=True, exist_ok=True)
        survey = survey_of({**kept, **self.outcomes}, digest)
        self.target.write_text(written(survey), encoding="utf-8")


def survey_of(outcomes: dict[str, bool], digest: str) -> Survey:
    """Return what was found as the file has it."""
    from tests.browser import AXE, THEMES
    from tests.journeys.journey_pages import PAGES
    from tests.journeys.judges import NARROW

    return Survey(
        digest=digest,
        measured_on=today(),
        engine=AXE.parent.name,
        browser=_browser(),
        themes=THEMES,
        widths=(1280, NARROW),
        pages=len(PAGES),
        sound=tuple(name for name, is_sound in outcomes.items() if is_sound),
        faulty=tuple(name for name, is_sound in outcomes.items() if not is_sound),
    )


def pytest_configure(config: pytest.Config) -> None:
    """Listen, where SURVEY_KEPT names a file, in the process that gathers the outcomes of all others."""
    target = os.environ.get("SURVEY_KEPT", "")
    if target and not hasattr(config, "workerinput"):
        config.pluginmanager.register(KeptSurvey(PROJECT_DIR / target), "kept-survey")


def _outcomes(survey: Survey) -> dict[str, bool]:
    return {**dict.fromkeys(survey.sound, True), **dict.fromkeys(survey.faulty, False)}


def _browser() -> str:
    from tests.browser import chromium_program

    program = chromium_program()
    if program is None:
        return "Chromium"
    told = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30, check=False)
    return " ".join(told.stdout.split()[:2]) or "Chromium"
