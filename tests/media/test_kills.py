"""A server that is killed between pieces, and while one is being written, loses none that it has acknowledged."""

import http.client
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service import sign_ins
from learnhub.accounts.views.recognition import COOKIE
from learnhub.app import create_app
from learnhub.db import Database
from learnhub.media import service
from learnhub.media.rules import Purpose, Stored
from learnhub.ops.adapters import serving
from learnhub.primitives import instant_now
from learnhub.settings import Settings, make_keys
from learnhub.web import person_or_none
from learnhub.web.guard import TOKEN_HEADER, form_token
from tests.media import recordings as made
from tests.people import BASE_ID, BASE_REGION, make_person
from tests.real_server import RealServer, free_port

_PIECE = 8_000
_PATIENCE_SECONDS = 60


class Sender:
    """A browser that sends pieces to a real server. acknowledged: how far the server has said it is."""

    def __init__(self, port: int, headers: dict[str, str], content: bytes) -> None:
        self.port, self.headers, self.content = port, headers, content
        self.address = ""
        self.acknowledged = 0

    def ask(
        self, method: str, address: str, body: bytes | str = b"", **headers: str
    ) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(serving.HOST, self.port, timeout=_PATIENCE_SECONDS)
        try:
            connection.request(method, address, body, {**self.headers, **headers})
            answer = connection.getresponse()
            answer.read()
            return answer
        finally:
            connection.close()

    def begin(self) -> None:
        fields = urlencode({"purpose": "lesson video", "bytes": len(self.content), "key": "x"})
        answer = self.ask("POST", "/uploads", fields, **{"Content-Type": "application/x-www-form-urlencoded"})
        assert answer.status == 201
        self.address = answer.headers["Location"]

    def offset(self) -> int:
        return int(self.ask("HEAD", self.address).headers["Upload-Offset"])

    def send_until_killed(self, start: int) -> None:
        offset = start
        try:
            while offset < len(self.content):
                kind = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
                answer = self.ask("PATCH", self.address, self.content[offset : offset + _PIECE], **kind)
                assert answer.status == 204
                offset = self.acknowledged = int(answer.headers["Upload-Offset"])
        except (OSError, http.client.HTTPException):
            return


@pytest.fixture
def served(committed_database: Database, tmp_path: Path) -> Iterator[tuple[RealServer, Sender, int]]:
    address = committed_database.engine.url.render_as_string(hide_password=False)
    settings = Settings(
        instance_dir=tmp_path / "instance",
        database_url=address,
        log_files=False,
        port=free_port(),
        server_workers=1,
    )
    make_keys(settings)
    person = make_person(committed_database, "周老师", Holding(Role.INSTRUCTOR, BASE_ID, BASE_REGION))
    with committed_database.transaction() as session:
        cookie = sign_ins.begin(session, person.person_id, device="电脑", days=1, now=instant_now())
    headers = {"Cookie": f"{COOKIE}={cookie}", "Sec-Fetch-Site": "same-origin"}
    headers[TOKEN_HEADER] = _token(settings, committed_database, cookie)
    server = RealServer(settings)
    yield server, Sender(settings.port, headers, made.mp4(filling=1_500_000)), person.person_id
    server.kill()


def _token(settings: Settings, database: Database, cookie: str) -> str:
    client = create_app(settings, database).test_client()
    client.set_cookie(COOKIE, cookie)
    with client:
        client.get("/healthz")
        return form_token(person_or_none())


@pytest.mark.parametrize(
    "kills", [pytest.param(1, marks=pytest.mark.survey), pytest.param(5, marks=pytest.mark.soak)]
)
def test_no_acknowledged_piece_is_lost_when_the_server_is_killed(
    committed_database: Database, served: tuple[RealServer, Sender, int], kills: int
) -> None:
    server, sender, person_id = served
    server.start()
    sender.begin()
    offset = 0
    for number in range(1, kills + 1):
        thread = threading.Thread(target=sender.send_until_killed, args=(offset,))
        thread.start()
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while sender.acknowledged < offset + 20 * _PIECE and time.monotonic() < deadline:
            time.sleep(0.01)
        server.kill()
        thread.join()
        assert 0 < sender.acknowledged < len(sender.content), number
        server.start()
        offset = sender.offset()
        assert offset >= sender.acknowledged, "an acknowledged piece was lost"
    sender.send_until_killed(offset)
    assert sender.ask("POST", f"{sender.address}/finish").status == 200
    with committed_database.reading() as session:
        (stored,) = service.own_media(session, person_id, Purpose.LESSON_VIDEO)
    assert isinstance(stored, Stored)
    places = service.places_for(server.settings)
    packed = places.store.get(stored.blob)
    data = sender.content[sender.content.index(b"mdat") : sender.content.index(b"moov") - 4]
    assert data in packed, "the pictures are not what was sent"
