"""A worker that is killed while it converts: every import ends once, none is lost, and nothing is left lying about."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.authoring.adapters.documents.converting import converted
from learnhub.authoring.models import DocumentImport
from learnhub.authoring.rules.folders.sources import ImportState
from learnhub.authoring.service.importing import documents as imports
from learnhub.authoring.service.importing.documents import SentFile
from learnhub.db import Database
from learnhub.jobs.models import Job, JobState
from learnhub.primitives import instant_now
from learnhub.storage.adapters.local_folder import LocalFolder
from tests.authoring.drafts.drafts import TEACHING, add_bases
from tests.authoring.importing import mutants
from tests.people import BASE_ID, make_person

PROGRAM = """
import sys, datetime
from pathlib import Path
from learnhub.db import Database
from learnhub.jobs import service
from learnhub.jobs.worker import Worker
from learnhub.authoring.service.importing import documents as imports
from learnhub.storage.adapters.local_folder import LocalFolder
service.LEASE = datetime.timedelta(seconds=20)
database = Database(sys.argv[1])
handler = imports.convert_handler(database, LocalFolder(Path(sys.argv[2])), Path(sys.argv[3]))
Worker(database, {imports.JOB_CONVERT: handler}).run_for_ever(pause_seconds=0.05)
"""


def bring(database: Database, files: Path, count: int) -> None:
    store = LocalFolder(files)
    person = make_person(database, "周老师", Holding(Role.INSTRUCTOR, BASE_ID, "410105"))
    whole = mutants.seeds()
    names = sorted(whole)
    with database.transaction() as session:
        add_bases(session)
        for number in range(count):
            name = names[number % len(names)]
            sent = [SentFile(name, store.put(whole[name]), len(whole[name]))]
            made = imports.begin_import(
                session, sent, base_id=BASE_ID, holdings=TEACHING, by=person.person_id, now=instant_now()
            )
            assert isinstance(made, DocumentImport)


def imports_blob(database: Database) -> str:
    with database.reading() as session:
        sources = session.scalars(sa.select(DocumentImport.sources)).first()
    assert sources
    return str(sources[0][1])


def done_count(database: Database) -> int:
    with database.reading() as session:
        return len(session.scalars(sa.select(Job.id).where(Job.state == JobState.DONE)).all())


def kill_and_see(database: Database, folder: Path, *, count: int, kills: int) -> None:
    files, scratch = folder / "files", folder / "scratch"
    bring(database, files, count)
    address = database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", PROGRAM, address, str(files), str(scratch)]
    for _ in range(kills):
        left = set(scratch.glob("import-*/sources.json"))
        running = subprocess.Popen(command, cwd=Path.cwd())
        deadline = time.monotonic() + 60
        # Killed in the middle: while the folder of a conversion is there.
        while time.monotonic() < deadline and not set(scratch.glob("import-*/sources.json")) - left:
            time.sleep(0.005)
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        with database.transaction() as session:
            # What the killed one held is taken over once its lease has ended: here at once.
            session.execute(
                sa.update(Job).where(Job.state == JobState.RUNNING).values(lease_until_at=instant_now())
            )
    running = subprocess.Popen(command, cwd=Path.cwd())
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline and done_count(database) < count:
        time.sleep(0.1)
    running.kill()
    running.wait()
    with database.reading() as session:
        jobs = session.execute(sa.select(Job.state, Job.attempts)).all()
        states = session.scalars(sa.select(DocumentImport.state)).all()
        plans = session.scalars(sa.select(DocumentImport.plan)).all()
    assert [job.state for job in jobs] == [JobState.DONE] * count
    assert sum(job.attempts for job in jobs) >= count + kills
    assert states == [ImportState.READY] * count
    assert all(plan is not None and plan["units"] for plan in plans)
    old = time.time() - 7200
    for left_over in scratch.glob("import-*"):
        os.utime(left_over, (old, old))
    with converted([("a.txt", LocalFolder(files).path(imports_blob(database)))], scratch):
        pass
    assert list(scratch.iterdir()) == [], "what killed workers left is swept up"


@pytest.mark.survey
def test_workers_killed_in_the_middle_of_conversions_lose_none(
    committed_database: Database, tmp_path: Path
) -> None:
    kill_and_see(committed_database, tmp_path, count=3, kills=2)


@pytest.mark.soak
def test_workers_killed_again_and_again_lose_no_conversion(
    committed_database: Database, tmp_path: Path
) -> None:
    kill_and_see(committed_database, tmp_path, count=imports.OPEN_MAX, kills=12)
