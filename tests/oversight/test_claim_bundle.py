"""The evidence bundle of a claim: lines, steps, rolls and every record behind it, checked by the program inside it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from learnhub.db import Database
from learnhub.oversight.adapters import verify as verifier
from learnhub.settings import Settings
from learnhub.subsidy.models import Claim
from learnhub.subsidy.rules.claims import StepKind
from tests.oversight.test_bundle import checked, unpack
from tests.people import Someone
from tests.subsidy.claiming import Office, approve_rolls, colleague
from tests.subsidy.made import seal, train

Change = Callable[[Any], None]


@pytest.fixture
def folder(
    app: Flask,
    database: Database,
    settings: Settings,
    trainee: Someone,
    instructor: Someone,
    base_manager: Someone,
    officer: Someone,
    tmp_path: Path,
) -> Path:
    """The unpacked bundle of a claim that two officers have reviewed."""
    made, office = train(database, trainee, instructor), Office.of(database, settings)
    with database.transaction() as session:
        approve_rolls(session, made, base_manager)
    office.give_account(made, base_manager)
    claim = office.claim(made, base_manager)
    assert isinstance(claim, Claim), claim
    for kind, by in (
        (StepKind.SUBMITTED, base_manager),
        (StepKind.FIRST_REVIEWED, officer),
        (StepKind.SECOND_REVIEWED, colleague(database)),
    ):
        office.step(claim.id, by, kind)
    seal(database)
    target = tmp_path / "claim.zip"
    done = app.test_cli_runner().invoke(args=["audit", "bundle", "--claim", str(claim.id), str(target)])
    assert done.exit_code == 0, done.output
    assert done.output.startswith(f"audit: bundle of claim {claim.id}, ")
    return unpack(target.read_bytes(), tmp_path / "unpacked")


def _changed(folder: Path, name: str, change: Change) -> None:
    path = folder / name
    value = json.loads(path.read_text(encoding="utf-8"))
    change(value)
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def _two_lines(claims: Any) -> None:
    claims[0]["lines"][0]["amount_fen"] += 100
    claims[0]["lines"][0]["held_for"] = ""


def _one_pair_of_eyes(claims: Any) -> None:
    claims[0]["steps"][3]["by"] = claims[0]["steps"][2]["by"]


def _no_roll(chains: Any) -> None:
    chain = next(one for one in chains if one[0]["subject"].startswith("class:"))
    approved = next(row for row in chain if row["kind"] == "roll.approved")
    approved["payload"] = approved["salt"] = None


CHANGES: tuple[tuple[str, Change, str], ...] = (
    ("claims.json", _two_lines, "申请的各行或者合计与证据链里的不同。"),
    ("claims.json", _two_lines, "记录里是 45000 分，申请里是 45100 分。"),
    ("claims.json", lambda claims: claims[0]["steps"].pop(), "办理步骤与证据链里的不同。"),
    (
        "claims.json",
        lambda claims: claims[0]["steps"][1]["said"].update(reason="后来加的话"),
        "办理步骤与证据链里的不同。",
    ),
    ("claims.json", _one_pair_of_eyes, "该由不同的人办的步骤，由同一个人办了。"),
    ("chains.json", _no_roll, "有点名没有由别人核准。"),
)


def test_a_claim_proves_itself_and_each_change_to_it_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, lines = checked(folder)
    assert (code, lines[-1]) == (0, "核对完毕，全部相符。"), lines
    assert any(line.startswith("补贴申请 massage-1：") and "450.00 元" in line for line in lines), lines
    for name, change, sentence in CHANGES:
        kept = (folder / name).read_bytes()
        _changed(folder, name, change)
        capsys.readouterr()
        assert verifier.Check(folder).run("", None) == 1
        assert sentence in capsys.readouterr().out, sentence
        (folder / name).write_bytes(kept)
