"""The evidence bundle of a record, checked by the program inside it, as an auditor would."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.learning.models import Enrolment
from learnhub.oversight.adapters import verify as verifier
from learnhub.oversight.service.exports import Asked, bundle_zip_or_none
from learnhub.primitives import instant_now
from learnhub.settings import PROJECT_DIR
from learnhub.subsidy import service as subsidy
from learnhub.training.models import TrainingClass
from tests.people import Someone
from tests.subsidy.made import FIGURES, seal, train


def kept_record(database: Database, person: Someone, instructor: Someone) -> int:
    made = train(database, person, instructor)
    with database.transaction() as session:
        record = subsidy.calculate(
            session,
            enrolment=session.get_one(Enrolment, made.enrolment_id),
            training_class=session.get_one(TrainingClass, made.class_id),
            figures=FIGURES,
            now=instant_now(),
        )
    seal(database)
    return record.id


def made_bundle(database: Database, person: Someone, instructor: Someone) -> bytes:
    record_id = kept_record(database, person, instructor)
    with database.reading() as session:
        asked = Asked(record_id, "学习汇", PROJECT_DIR / "content" / "policy", instant_now())
        found = bundle_zip_or_none(session, asked, FIGURES)
    assert found is not None
    return found


def unpack(bundle: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        archive.extractall(folder)
    return folder


def checked(folder: Path, *arguments: str) -> tuple[int, list[str]]:
    """Run the program of the bundle with nothing of ours within reach."""
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "verify.py"), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={"PYTHONIOENCODING": "utf-8"},
    )
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout.splitlines()


def test_a_bundle_proves_every_fen_by_itself(
    database: Database, trainee: Someone, instructor: Someone, tmp_path: Path
) -> None:
    folder = unpack(made_bundle(database, trainee, instructor), tmp_path)
    code, lines = checked(folder)
    assert (code, lines[-1]) == (0, "核对完毕，全部相符。"), lines
    assert any("450.00 元" in line for line in lines), lines


Change = Callable[[Any], None]


def in_json(change: Change) -> Callable[[bytes], bytes]:
    def changed(content: bytes) -> bytes:
        value = json.loads(content)
        change(value)
        return json.dumps(value, ensure_ascii=False).encode()

    return changed


def set_at(*path: Any, to: Any) -> Callable[[bytes], bytes]:
    """Change one value: path leads to it, from the file's root."""

    def change(value: Any) -> None:
        for step in path[:-1]:
            value = value[step]
        assert value[path[-1]] != to
        value[path[-1]] = to

    return in_json(change)


def last_mark(change: Change) -> Callable[[bytes], bytes]:
    def changed(chains: Any) -> None:
        change([row for row in chains[0] if row["kind"] == "attendance.marked"][-1])

    return in_json(changed)


def swapped(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def changed(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new, 1)

    return changed


# What is changed in which file, and the row that must be named.
CHANGES: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("chains.json", set_at(0, 3, "kind", to="other"), "person:{id} #4"),
    ("chains.json", set_at(0, 3, "happened_at", to="2026-01-01T00:00:00.000000Z"), "person:{id} #4"),
    ("chains.json", set_at(0, 3, "digest", to="0" * 64), "person:{id} #4"),
    ("chains.json", set_at(0, 3, "payload_digest", to="0" * 64), "person:{id} #4"),
    ("chains.json", in_json(lambda chains: chains[0].pop(2)), "person:{id} #4"),
    ("chains.json", last_mark(lambda row: row["payload"].update(minutes=999)), "blended_record {record}"),
    ("chains.json", last_mark(lambda row: row.update(payload=None, salt=None)), "blended_record {record}"),
    ("chains.json", in_json(lambda chains: chains[0].pop()), "blended_record {record}"),
    ("seals.json", set_at(0, "root", to="1" * 64), "seal 1"),
    ("seals.json", set_at(0, "signature", to="00" * 64), "seal 1"),
    ("seals.json", set_at(0, "sealed_at", to="2026-01-01T00:00:00.000000Z"), "seal 1"),
    ("seals.json", set_at(0, "heads", 0, "digest", to="0" * 64), "person:{id} #{last}"),
    ("seals.json", set_at(0, "heads", 0, "path", to=[["left", "0" * 64]]), "person:{id} #{last}"),
    ("ledger.json", set_at(0, "recognised_minutes", to=51), "credit_entry {entry}"),
    ("ledger.json", set_at(0, "points", to=99), "credit_entry {entry}"),
    ("ledger.json", set_at(0, "lesson_id", to=9999), "credit_entry {entry}"),
    ("ledger.json", in_json(lambda entries: entries.pop()), "person:{id} #{posted}"),
    ("records.json", set_at(0, "lines", 1, "amount_fen", to=45001), "blended_record {record}"),
    ("records.json", set_at(0, "lines", 1, "state", to="refused"), "blended_record {record}"),
    ("records.json", set_at(0, "lines", 1, "figures", 0, "value", to=3001), "blended_record {record}"),
    ("records.json", set_at(0, "facts", "online_minutes", to=101), "blended_record {record}"),
    ("records.json", set_at(0, "facts", "days", 0, "minutes", to=316), "blended_record {record}"),
    ("records.json", set_at(0, "digest", to="0" * 64), "blended_record {record}"),
    ("records.json", set_at(0, "inputs", "lesson_ids", to=[1]), "blended_record {record}"),
    ("policy/subsidy.toml", swapped(b"value = 3000", b"value = 3001"), "blended_record {record}"),
]


def test_each_change_to_a_bundle_is_named_by_its_row(
    database: Database,
    trainee: Someone,
    instructor: Someone,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    whole = unpack(made_bundle(database, trainee, instructor), tmp_path / "whole")
    records = json.loads((whole / "records.json").read_text())
    chain = json.loads((whole / "chains.json").read_text())[0]
    ledger = json.loads((whole / "ledger.json").read_text())
    names = {
        "id": trainee.person_id,
        "record": records[0]["id"],
        "entry": ledger[0]["id"],
        "posted": ledger[-1]["evidence_position"],
        "last": chain[-1]["position"],
    }
    unnamed = []
    for file_name, change, where in CHANGES:
        original = (whole / file_name).read_bytes()
        (whole / file_name).write_bytes(change(original))
        code = verifier.Check(whole).run("", None)
        told = capsys.readouterr().out
        if code != 1 or f"不符：{where.format(**names)}：" not in told:
            unnamed.append((file_name, where.format(**names), told))
        (whole / file_name).write_bytes(original)
    assert not unnamed
    assert verifier.Check(whole).run("", None) == 0


def test_a_bundle_gives_away_nobody_elses_chain_and_no_answers(
    database: Database, trainee: Someone, other_trainee: Someone, instructor: Someone, tmp_path: Path
) -> None:
    with database.transaction() as session:
        event = evidence.Event(
            f"person:{other_trainee.person_id}", "test", "lesson-version:1", "c", instant_now(), {}
        )
        evidence.append(session, event, now=instant_now())
    folder = unpack(made_bundle(database, trainee, instructor), tmp_path)
    told = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.json"))
    assert f'"person:{trainee.person_id}"' in told
    assert f'"person:{other_trainee.person_id}"' not in told
    rows = json.loads((folder / "chains.json").read_text())[0]
    causes = {entry["cause_position"] for entry in json.loads((folder / "ledger.json").read_text())}
    answers = [row for row in rows if row["kind"].startswith(("check.", "section."))]
    assert answers
    assert {row["position"] for row in answers if row["payload"] is not None} <= causes
    assert trainee.nickname not in told


def test_a_bundle_is_compared_with_what_the_superior_office_keeps(
    database: Database,
    trainee: Someone,
    instructor: Someone,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = unpack(made_bundle(database, trainee, instructor), tmp_path / "bundle")
    kept = tmp_path / "kept"
    kept.mkdir()
    sealed = json.loads((folder / "seals.json").read_text())[0]
    assert verifier.Check(folder).run(sealed["public_key"], None) == 0
    assert verifier.Check(folder).run("00" * 32, None) == 1
    assert verifier.Check(folder).run("", kept) == 1
    assert f"seal {sealed['number']}：与上级手里的封存文件不同，或者那里没有。" in capsys.readouterr().out
    (kept / f"seal-{sealed['number']:08}.json").write_text(json.dumps(sealed))
    assert verifier.Check(folder).run("", kept) == 0
    (kept / f"seal-{sealed['number']:08}.json").write_text(json.dumps({**sealed, "root": "1" * 64}))
    assert verifier.Check(folder).run("", kept) == 1


def test_the_command_writes_a_bundle_once_and_says_when_there_is_no_record(
    app: Flask, database: Database, trainee: Someone, instructor: Someone, tmp_path: Path
) -> None:
    record_id = kept_record(database, trainee, instructor)
    target = tmp_path / "bundle.zip"

    def run(number: int) -> tuple[int, str]:
        done = app.test_cli_runner().invoke(args=["audit", "bundle", "--record", str(number), str(target)])
        return done.exit_code, done.output

    assert app.test_cli_runner().invoke(args=["audit", "bundle", str(target)]).exit_code == 2

    assert run(record_id)[0] == 0
    assert checked(unpack(target.read_bytes(), tmp_path / "unpacked"))[0] == 0
    assert run(record_id) == (1, f"audit: {target} is there already; name a new file\n")
    assert run(record_id + 1) == (1, f"audit: there is no blended record {record_id + 1}\n")
