"""The real server (granian, two processes) over a database of a test's own, and learners who post to it."""

import http.client
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from learnhub.accounts.models import Person, RoleGrant
from learnhub.accounts.rules import Role
from learnhub.accounts.service import sign_ins
from learnhub.accounts.views.recognition import COOKIE
from learnhub.catalogue.models import Course
from learnhub.learning import service as learning
from learnhub.ops.adapters import serving
from learnhub.primitives import Refusal, instant_now, local_date
from learnhub.settings import PROJECT_DIR, Settings
from learnhub.web.guard import TOKEN_FIELD, TOKEN_HEADER

_START_SECONDS = 60
_TOKEN = re.compile(rf'name="{TOKEN_FIELD}" value="([^"]+)"')


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((serving.HOST, 0))
        return int(probe.getsockname()[1])


class RealServer:
    """One granian of our own. Everything it starts belongs to its session, so that a kill reaches all of it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.port = settings.port
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        environment = {
            **os.environ,
            "DATABASE_URL": self.settings.database_address,
            "INSTANCE_DIR": str(self.settings.instance_dir),
            "LOG_LEVEL": "ERROR",
            "LOG_FILES": "false",
            "REQUESTS_PER_MINUTE": "0",
        }
        self._process = subprocess.Popen(
            serving.server_command(self.settings, Path(sys.executable)),
            cwd=PROJECT_DIR,
            env=environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + _START_SECONDS
        while not serving.answers(self.port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the server did not start")
            time.sleep(0.05)

    @property
    def process_id(self) -> int:
        """Return the id of its first process."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """End every process of it at once, as a power cut would."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


@dataclass
class Learner:
    """A trainee with a sign-in, who answers the same question again and again; each answer is an event of its own.

    acknowledged: ids of the answers that the server has said yes to.
    """

    person_id: int
    cookie: str
    course: str
    lesson: str
    check: str
    right_key: str
    acknowledged: list[str] = field(default_factory=list)
    token: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """Return what a browser of this person sends."""
        return {
            "Cookie": f"{COOKIE}={self.cookie}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
        }

    def answer(self, connection: http.client.HTTPConnection) -> bool:
        """Post one answer; True when the server acknowledged it. Raises OSError or HTTPException when it dies meanwhile."""
        if not self.token:
            self.token = self._read_token(connection)
        act = secrets.token_urlsafe(12)
        fields = {TOKEN_FIELD: self.token, "question": "1", "act": act, "chosen": self.right_key}
        address = f"/courses/{self.course}/lessons/{self.lesson}/checks/{self.check}"
        connection.request("POST", address, urlencode(fields), self.headers)
        response = connection.getresponse()
        response.read()
        if response.status != 303:
            raise AssertionError(f"an answer was answered with {response.status}")
        self.acknowledged.append(act)
        return True

    def report(self, connection: http.client.HTTPConnection, count: int) -> None:
        """Post several answers in one request, as a phone does that was offline; all must be acknowledged."""
        if not self.token:
            self.token = self._read_token(connection)
        ids = [secrets.token_urlsafe(12) for _ in range(count)]
        place = {"course": self.course, "lesson": self.lesson, "happened_at": instant_now().isoformat()}
        answered = {"kind": "check.answered", "check": self.check, "question": 1, "chosen": [self.right_key]}
        body = json.dumps({"acts": [{**place, **answered, "client_id": one} for one in ids]})
        headers = {**self.headers, "Content-Type": "application/json", TOKEN_HEADER: self.token}
        connection.request("POST", "/learning/acts", body, headers)
        response = connection.getresponse()
        told = json.loads(response.read())
        if response.status != 200 or not all(one["accepted"] for one in told["acts"]):
            raise AssertionError(f"a batch was answered with {response.status}")
        self.acknowledged += ids

    def _read_token(self, connection: http.client.HTTPConnection) -> str:
        connection.request("GET", f"/courses/{self.course}/lessons/{self.lesson}", headers=self.headers)
        found = _TOKEN.search(connection.getresponse().read().decode())
        assert found is not None, "the lesson page has no form"
        return found[1]


def new_learner(
    session: Session, course: Course, *, lesson: str, check: str, right_key: str, number: int
) -> Learner:
    """Add a trainee, enrol, and open a sign-in."""
    now = instant_now()
    person = Person(
        nickname=f"学员{number:03}", nickname_key=f"学员{number:03}", password_hash="!", created_at=now
    )
    session.add(person)
    session.flush()
    session.add(RoleGrant(person_id=person.id, role=Role.TRAINEE, from_on=local_date(now), granted_at=now))
    enrolled = learning.enrol(session, person_id=person.id, course=course, now=now)
    assert not isinstance(enrolled, Refusal)
    token = sign_ins.begin(session, person.id, device="电脑", days=1, now=now)
    return Learner(person.id, token, course.slug, lesson, check, right_key)
