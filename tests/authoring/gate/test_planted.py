"""Every planted fault is found, with its clause, its place, whom it hurts and what to do; its clean twin isn't."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from learnhub.authoring.rules.gate.findings import FirstStep
from learnhub.authoring.rules.gate.table import BLOCKING_CODES, RULES
from tests.authoring.gate.gated import LESSON, files, found, report

PLANTED: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("planted.toml").read_text("utf-8"))[
    "fault"
]
# Found beside a lesson's text: their faults are planted in test_beside_the_text.py.
BESIDE = {
    *("video-without-captions", "captions-too-fast", "captions-with-gap", "video-undeclared"),
    *("video-without-description", "flashes-undeclared", "video-flashes", "people-undeclared"),
    *("sign-missing", "sign-overdue", "easy-read-missing", "recording-outdated", "recording-without-cues"),
    *("recording-times-guessed", "test-asks-the-same"),
}


def _name(fault: dict[str, Any]) -> str:
    return f"{fault['code']}-{PLANTED.index(fault)}"


def _spoilt(fault: dict[str, Any], *, clean: bool = False) -> dict[str, bytes]:
    options: dict[str, Any] = {}
    if "summary" in fault:
        options["summary"] = fault["clean_summary" if clean else "summary"]
    if "course" in fault and not clean:
        options["course"] = tuple(fault["course"])
    return files(fault["clean" if clean else "put"], **options)


def _line(content: bytes, at: str, nth: int = 1) -> int:
    lines = content.decode().split("\n")
    return [number for number, line in enumerate(lines, start=1) if at in line][nth - 1]


def test_the_course_they_are_planted_in_is_clean() -> None:
    told = report(files())
    assert told.findings == ()
    assert told.form == ()


@pytest.mark.parametrize("fault", PLANTED, ids=_name)
def test_a_planted_fault_is_found_at_its_place(fault: dict[str, Any]) -> None:
    content = _spoilt(fault)
    path = fault.get("file", LESSON)
    line = _line(content[path], fault["at"], fault.get("nth", 1)) - fault.get("up", 0)
    assert (path, line) in [(finding.path, finding.line) for finding in found(content, fault["code"])]


@pytest.mark.parametrize("fault", PLANTED, ids=_name)
def test_its_clean_twin_is_not_found(fault: dict[str, Any]) -> None:
    told = report(_spoilt(fault, clean=True)).findings
    assert fault["code"] not in {finding.code for finding in told}
    assert [finding for finding in told if finding.code in BLOCKING_CODES] == []


def test_every_rule_has_a_planted_fault() -> None:
    assert {fault["code"] for fault in PLANTED} | BESIDE == RULES.keys()
    assert len(PLANTED) >= 60


def test_nine_rules_block_and_all_others_advise() -> None:
    assert len(BLOCKING_CODES) == 9
    assert len(RULES) - 9 >= 22


@pytest.mark.parametrize("code", RULES)
def test_a_rule_says_its_clause_whom_it_hurts_and_what_to_do(code: str) -> None:
    rule = RULES[code]
    assert rule.title
    assert rule.clause
    assert rule.whom.endswith("。")
    assert rule.remedy.endswith("。")
    assert rule.first_step is None or rule.first_step in FirstStep
