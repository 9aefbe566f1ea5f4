"""The long judges can be run part by part: each is named where it is started, and where people plan a run."""

import re

from learnhub.settings import PROJECT_DIR


def test_every_judge_can_be_asked_for_by_its_name_and_is_told_with_its_minutes() -> None:
    judges = {path.stem.removeprefix("test_") for path in (PROJECT_DIR / "tests" / "judge").glob("test_*.py")}
    makefile = (PROJECT_DIR / "Makefile").read_text(encoding="utf-8")
    [named] = re.findall(r"^JUDGE \?= (.+)$", makefile, re.MULTILINE)
    told = re.findall(
        r"^\| `(\w+)` \|.*\|.*\d.*\|$",
        (PROJECT_DIR / "docs" / "running.md").read_text(encoding="utf-8").partition("## Outside judges")[2],
        re.MULTILINE,
    )
    assert set(named.split()) == judges
    assert set(told) == judges
