"""A worker killed after the gateway took a letter and before it was noted: once more, with the same token, and never a third time."""

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from learnhub.db import Database
from learnhub.messages.models import DispatchState, MessageDispatch
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from tests.messages.test_sending import told, with_number
from tests.people import make_person

_PROGRAM = """
import os, signal, sys
from pathlib import Path
import learnhub.accounts.models
from learnhub.db import Database
from learnhub.jobs.worker import Work
from learnhub.messages.rules import Channel
from learnhub.messages.service import send_handler
from learnhub.settings import Settings

class Gateway:
    def send(self, letter):
        with open(sys.argv[3], "a") as file:
            file.write(letter.token + "\\n")
            file.flush()
            os.fsync(file.fileno())
        os.kill(os.getpid(), signal.SIGKILL)

handle = send_handler(Database(sys.argv[1]), Settings(instance_dir=Path(sys.argv[2]), log_files=False), lambda: {Channel.SMS: Gateway()})
handle(Work(1, {"dispatch": int(sys.argv[4])}, lambda done, total: True))
"""


@pytest.mark.survey
def test_a_killed_worker_sends_at_most_once_more(
    committed_database: Database, settings: Settings, tmp_path: Path
) -> None:
    someone = make_person(committed_database, "小林")
    with committed_database.transaction() as session:
        with_number(session, settings, someone)
        told(session, someone, "a", instant_now())
        [number] = session.scalars(sa.select(MessageDispatch.id))
    address = committed_database.engine.url.render_as_string(hide_password=False)
    taken = tmp_path / "taken"
    ended = []
    for _worker in range(4):
        program = [
            sys.executable,
            "-c",
            _PROGRAM,
            address,
            str(settings.instance_dir),
            str(taken),
            str(number),
        ]
        ended.append(subprocess.run(program, timeout=60, check=False).returncode)
        with committed_database.transaction() as session:  # five minutes later
            session.execute(
                sa.update(MessageDispatch)
                .where(MessageDispatch.state == DispatchState.SENDING)
                .values(lease_until_at=instant_now() - timedelta(seconds=1))
            )
    assert ended == [-signal.SIGKILL, -signal.SIGKILL, 0, 0]
    first, second = taken.read_text().split()
    assert first == second
    with committed_database.reading() as session:
        assert session.scalars(sa.select(MessageDispatch.state)).one() is DispatchState.DEAD
