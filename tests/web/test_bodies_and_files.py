"""Views say how much they take; files are sent whole or in one range."""

from pathlib import Path

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient

from learnhub.web import bodies
from learnhub.web.files import file_answer


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    file = tmp_path / "recording"
    file.write_bytes(bytes(range(200)))
    app = Flask("learnhub-files")
    app.config["MAX_CONTENT_LENGTH"] = 1000

    @app.get("/file")
    def whole() -> Response:
        return file_answer(file, "video/mp4", tag="abc", cache="private, no-cache")

    @app.get("/kept")
    def kept() -> Response:
        return file_answer(file, "video/mp4", tag="abc", cache="no-store", download_name="七步洗手.mp4")

    @app.post("/small")
    def small() -> str:
        return str(len(request.get_data()))

    @app.post("/large")
    @bodies.takes_up_to(3_000_000)
    def large() -> str:
        return str(len(request.get_data()))

    @app.get("/people/<int:person_id>")
    def person(person_id: int) -> str:
        return request.args.get("name", "") + str(person_id)

    bodies.install(app)
    return app.test_client()


def test_a_view_takes_what_it_said_and_others_take_little(client: FlaskClient) -> None:
    assert client.post("/large", data=b"x" * 2_000_000).status_code == 200
    assert client.post("/large", data=b"x" * 5_000_000).status_code == 413
    assert client.post("/small", data=b"x" * 2_000).status_code == 413


@pytest.mark.parametrize(
    ("asked", "status", "body"),
    [
        ("bytes=0-9", 206, bytes(range(10))),
        ("bytes=190-", 206, bytes(range(190, 200))),
        ("bytes=-5", 206, bytes(range(195, 200))),
        ("bytes=10-99999", 206, bytes(range(10, 200))),
        ("seconds=1-2", 200, bytes(range(200))),
        ("bytes=oops", 200, bytes(range(200))),
    ],
)
def test_one_range_is_sent_as_asked(client: FlaskClient, asked: str, status: int, body: bytes) -> None:
    answer = client.get("/file", headers={"Range": asked}, buffered=True)
    assert (answer.status_code, answer.data) == (status, body)
    assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=200-",
        "bytes=5000-6000",
        "bytes=0-1,4-5",
        "bytes=" + ",".join(f"{2 * n}-{2 * n}" for n in range(90)),
    ],
)
def test_ranges_that_cannot_be_given_are_refused_with_the_length(client: FlaskClient, asked: str) -> None:
    answer = client.get("/file", headers={"Range": asked}, buffered=True)
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == "bytes */200"
    assert "请" in answer.text


def test_what_a_browser_has_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/file", buffered=True)
    again = client.get("/file", headers={"If-None-Match": first.headers["ETag"]}, buffered=True)
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert first.headers["Content-Type"] == "video/mp4"
    assert first.headers["Content-Disposition"] == "inline"


def test_a_range_of_what_has_changed_since_is_sent_whole(client: FlaskClient) -> None:
    answer = client.get("/file", headers={"Range": "bytes=0-9", "If-Range": '"other"'}, buffered=True)
    assert (answer.status_code, len(answer.data)) == (200, 200)


def test_a_file_to_keep_has_its_chinese_name(client: FlaskClient) -> None:
    said = client.get("/kept", buffered=True).headers["Content-Disposition"]
    assert said.startswith("attachment")
    assert "filename*=UTF-8''" in said


def test_a_number_that_no_row_can_have_is_not_there(client: FlaskClient) -> None:
    """PostgreSQL keeps ids up to 2147483647, SQLite up to 2^63 - 1: beyond them a look-up would be a fault."""
    assert client.get("/people/2147483647").status_code == 200
    for beyond in (str(2**31), str(2**63), "9" * 400, "9" * 5000):
        assert client.get(f"/people/{beyond}").status_code == 404


def test_nothing_that_no_table_can_keep_is_asked_for(client: FlaskClient) -> None:
    assert client.get("/people/1?name=%E5%B0%8F%E6%9E%97").status_code == 200
    assert client.get("/people/1?name=%00").status_code == 400
    assert client.get("/people/1?na%00me=x").status_code == 400
