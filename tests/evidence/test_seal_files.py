"""Seals kept as files: written once, compared by the superior office, each difference named."""

import json
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from learnhub.db import Database
from learnhub.evidence import service
from learnhub.evidence.models import Seal, SealedHead
from learnhub.primitives import instant_now
from tests.evidence.test_service import KEY, event


def seal_some(session: Session, count: int = 3) -> None:
    for number in range(count):
        service.append(session, event(number), now=instant_now())
        service.seal(session, key=KEY, now=instant_now())


def test_each_seal_is_written_once_and_a_late_worker_catches_up(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        seal_some(session)
        assert service.keep_seal_files(session, tmp_path) == 3
        assert service.keep_seal_files(session, tmp_path) == 0
        (tmp_path / "seal-00000003.json").unlink()
        assert service.keep_seal_files(session, tmp_path) == 1
        assert service.file_faults(session, tmp_path, has_all=True) == (3, [])
    told = json.loads((tmp_path / "seal-00000002.json").read_text())
    assert sorted(told) == ["number", "previous", "public_key", "root", "sealed_at", "signature"]


def test_each_difference_between_files_and_site_is_named(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    with database.transaction() as session:
        seal_some(session, 4)
        service.keep_seal_files(session, tmp_path)

    def run(*options: str) -> tuple[int, list[str]]:
        done = app.test_cli_runner().invoke(args=["evidence", "check-seals", str(tmp_path), *options])
        return done.exit_code, done.output.splitlines()

    assert run() == (0, ["evidence: 4 seal files compared, 0 faults"])
    (tmp_path / "seal-00000001.json").unlink()
    path = tmp_path / "seal-00000002.json"
    path.write_text(path.read_text().replace('"number": 2', '"number": 5'))
    (tmp_path / "seal-00000003.json").write_text("{")
    code, lines = run()
    assert code == 1
    assert [line.split(":")[1].strip() for line in lines[:-1]] == ["seal 1", "seal 2", "seal 3"]
    assert [line.split(":")[1].strip() for line in run("--some")[1][:-1]] == ["seal 2", "seal 3"]


def test_a_seal_that_was_taken_out_of_the_database_is_missed(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        seal_some(session)
        service.keep_seal_files(session, tmp_path)
        session.execute(sa.delete(SealedHead).where(SealedHead.seal_number == 3))
        session.execute(sa.delete(Seal).where(Seal.number == 3))
        _count, faults = service.file_faults(session, tmp_path, has_all=True)
    assert [fault.where for fault in faults] == ["seal 3"]


def test_an_empty_folder_proves_nothing(app: Flask, tmp_path: Path) -> None:
    done = app.test_cli_runner().invoke(args=["evidence", "check-seals", str(tmp_path)])
    assert done.exit_code == 1
