"""Pictures and slot files are served safely, for ever, and in ranges."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from learnhub.catalogue.models import LessonVersion, MediaFile, Slot
from learnhub.catalogue.rules import SlotKind
from learnhub.catalogue.service import digest_of, slot_file_name, spelled
from learnhub.db import Database
from learnhub.settings import Settings
from learnhub.speech.models import Rendition
from tests.authoring.folders.test_check import SIGNED, mp4, recording
from tests.catalogue.samples import SVG, course_files, load
from tests.visit import Visit


@pytest.fixture
def client(app: Flask, database: Database, settings: Settings) -> FlaskClient:
    files = course_files() | {"slots.toml": SIGNED}
    # A free box at the end makes the video long enough for ranges.
    files["lessons/wash-hands.sign.mp4"] = mp4(61_000) + (8 + 4000).to_bytes(4, "big") + b"free" + bytes(4000)
    files |= recording(files["lessons/wash-hands.md"])
    load(database, files, store_dir=settings.instance_dir / "files")
    return app.test_client()


@pytest.fixture
def address(database: Database) -> Callable[[str], str]:
    """Make the address of the picture, of the sign video, or of the recording."""

    def of(what: str) -> str:
        with database.reading() as session:
            if what == "picture":
                file = session.scalars(sa.select(MediaFile)).one()
                return f"/media/test-course/{digest_of(file.blob)}/{file.path}"
            if what == "sign":
                blob = session.scalars(sa.select(Slot.blob).where(Slot.kind == SlotKind.SIGN)).one()
                return f"/slots/{slot_file_name(blob or '', 'video/mp4')}"
            return f"/slots/{slot_file_name(session.scalars(sa.select(Rendition.blob)).one(), 'audio/mpeg')}"

    return of


def test_a_picture_may_be_kept_for_ever_and_may_only_draw(
    client: FlaskClient, address: Callable[[str], str]
) -> None:
    answer = client.get(address("picture"))
    assert (answer.status_code, answer.data, answer.content_type) == (200, SVG, "image/svg+xml")
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "script" not in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers
    again = client.get(address("picture"), headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_video_comes_in_ranges(client: FlaskClient, address: Callable[[str], str]) -> None:
    whole = client.get(address("sign"), buffered=True)
    assert (whole.status_code, whole.content_type) == (200, "video/mp4")
    assert whole.headers["Accept-Ranges"] == "bytes"
    part = client.get(address("sign"), headers={"Range": "bytes=100-299"}, buffered=True)
    assert (part.status_code, part.data) == (206, whole.data[100:300])
    assert part.headers["Content-Range"] == f"bytes 100-299/{len(whole.data)}"
    last = client.get(address("sign"), headers={"Range": "bytes=-10"}, buffered=True)
    assert last.data == whole.data[-10:]
    beyond = client.get(address("sign"), headers={"Range": "bytes=999999-"}, buffered=True)
    assert beyond.status_code == 416


def test_audio_and_its_cues_are_served(client: FlaskClient, address: Callable[[str], str]) -> None:
    audio = client.get(address("audio"), buffered=True)
    assert (audio.status_code, audio.content_type) == (200, "audio/mpeg")
    cues = client.get(address("audio").removesuffix(".mp3") + "/cues.vtt", buffered=True)
    assert cues.content_type == "text/vtt; charset=utf-8"
    assert cues.text.startswith("WEBVTT")
    assert "s-1\n" in cues.text


@pytest.mark.parametrize(
    "path",
    [
        "/media/test-course/aaaaaaaaaaaaaaaa/media/hands.svg",
        "/media/no-course/aaaaaaaaaaaaaaaa/media/hands.svg",
        "/media/test-course/aaaaaaaaaaaaaaaa/../../course.toml",
        "/slots/nothing.mp3",
        "/slots/nothing/cues.vtt",
        "/slots/" + "a" * 64 + ".mp3",
        "/slots/" + "a" * 64 + "/cues.vtt",
        "/slots/..%2f..%2fkeys%2fseal.key",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(client: FlaskClient, visit: Visit, path: str) -> None:
    page = visit(path, status=404)
    assert page.heading == "没有找到这一页"


def test_no_other_blob_can_be_fetched(
    client: FlaskClient, visit: Visit, database: Database, address: Callable[[str], str]
) -> None:
    with database.reading() as session:
        source = session.scalars(sa.select(LessonVersion.text_hash)).first()
    visit(f"/slots/{spelled(source or '')}.md", status=404)
    visit(address("sign").replace(".mp4", ".svg"), status=404)
    visit(address("sign").replace(".mp4", ""), status=404)


def test_a_file_whose_blob_was_lost_is_a_404_and_no_fault(
    client: FlaskClient, visit: Visit, address: Callable[[str], str], settings: Settings
) -> None:
    for blob in (settings.instance_dir / "files").glob("*/*"):
        blob.unlink()
    visit(address("sign"), status=404)
    visit(address("picture"), status=404)
