"""The courses that come with the product pass the gate: nothing blocks, and what is advised is true of them."""

from pathlib import Path

import pytest

from learnhub.authoring.adapters.course_folder import read_folder
from learnhub.authoring.rules.gate.run import blocking
from learnhub.authoring.service.gate.report import gate_report
from learnhub.settings import PROJECT_DIR
from tests.authoring.gate.gated import TODAY
from tests.catalogue.samples import rates

COURSES = sorted((PROJECT_DIR / "content" / "courses").iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("folder", COURSES, ids=lambda folder: folder.name)
def test_nothing_blocks_a_sample_course(folder: Path) -> None:
    told = gate_report(
        read_folder(folder, shown=""), shared_modules={"public-module"}, figures=rates(), today=TODAY
    )
    assert blocking(told.findings) == ()
    assert told.form == ()
