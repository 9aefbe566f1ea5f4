"""Uploads and videos over HTTP: owner, neighbour and stranger; with scripts and without."""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from learnhub.media.service import converter_or_none
from learnhub.settings import Settings
from learnhub.web.guard import TOKEN_HEADER
from tests.media import recordings as made
from tests.people import Someone
from tests.visit import Clients, Submit, Visit

_VTT = "WEBVTT\n\n00:00.500 --> 00:01.500\n大家好\n\n00:01.500 --> 00:02.800\n今天学洗手\n"


class Sender:
    """A script of one person's browser."""

    def __init__(self, clients: Clients, person: Someone | None) -> None:
        self.client: FlaskClient = clients.of(person)
        self.token = clients.token(self.client) if person else ""

    def __call__(self, method: str, address: str, **values: Any) -> TestResponse:
        headers = {"Sec-Fetch-Site": "same-origin", TOKEN_HEADER: self.token, **values.pop("headers", {})}
        return self.client.open(address, method=method, headers=headers, **values)

    def begin(self, content: bytes, purpose: str = "lesson video") -> TestResponse:
        return self("POST", "/uploads", data={"purpose": purpose, "bytes": len(content), "key": "IMG_1.MOV"})

    def piece(
        self, address: str, offset: object, content: bytes, kind: str = "application/offset+octet-stream"
    ) -> TestResponse:
        headers = {"Upload-Offset": str(offset), "Content-Type": kind}
        return self("PATCH", address, data=content, headers=headers)


@pytest.fixture(autouse=True)
def no_converter(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about a machine without ffmpeg; tests/media/test_converting.py is about one with it."""
    monkeypatch.setattr("learnhub.media.adapters.ffmpeg.program", lambda: None)
    assert converter_or_none() is None


def test_a_script_sends_a_video_in_pieces_and_the_form_names_it(
    clients: Clients, submit: Submit, visit: Visit, instructor: Someone
) -> None:
    content = made.mp4()
    send = Sender(clients, instructor)
    begun = send.begin(content)
    assert begun.status_code == 201
    address = begun.json["address"]
    assert begun.headers["Location"] == address
    assert begun.json["offset"] == 0
    first = send.piece(address, 0, content[:1000])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "1000")
    again = send.piece(address, 0, content[:1000])
    assert (again.status_code, again.headers["Upload-Offset"]) == (409, "1000")
    asked = send("HEAD", address)
    assert (asked.headers["Upload-Offset"], asked.headers["Upload-Length"]) == ("1000", str(len(content)))
    assert asked.headers["Cache-Control"] == "no-store"
    early = send("POST", f"{address}/finish")
    assert (early.status_code, "继续上传" in early.json["sentence"]) == (422, True)
    assert send.piece(address, 1000, content[1000:]).status_code == 204
    done = send("POST", f"{address}/finish")
    assert (done.status_code, done.json["facts"]) == (200, "MP4，画面 H.264，声音 AAC")
    response = send("POST", "/teach/videos/new", data={"upload": done.json["upload"]})
    assert response.status_code == 303
    page = visit(response.headers["Location"], instructor)
    assert "视频已经收到" in page.words
    assert "还没有字幕" not in page.words


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"purpose": "lesson video", "bytes": "100", "key": ""}, 400),
        ({"purpose": "signing", "bytes": "100", "key": "x"}, 400),
        ({"purpose": "lesson video", "bytes": "-1", "key": "x"}, 400),
        ({"purpose": "lesson video", "bytes": "9" * 40, "key": "x"}, 400),
        ({"purpose": "lesson video", "bytes": "0", "key": "x"}, 422),
        ({"purpose": "lesson video", "bytes": "999999999999", "key": "x"}, 422),
    ],
)
def test_nonsense_begins_nothing(
    clients: Clients, instructor: Someone, fields: dict[str, str], status: int
) -> None:
    assert Sender(clients, instructor)("POST", "/uploads", data=fields).status_code == status


def test_pieces_with_odd_headers_are_refused(clients: Clients, instructor: Someone) -> None:
    send = Sender(clients, instructor)
    address = send.begin(made.mp4()).json["address"]
    for offset in ("", "-1", "1e3", "9" * 30, "０"):
        assert (
            send(
                "PATCH",
                address,
                data=b"x",
                headers={
                    "Upload-Offset": offset.encode().decode("latin-1"),
                    "Content-Type": "application/offset+octet-stream",
                },
            ).status_code
            == 400
        )
    assert send.piece(address, 0, b"x", kind="text/plain").status_code == 400
    assert send.piece(address, 0, bytes(6_000_000)).status_code == 413
    assert send.piece(address, 0, bytes(5000)).status_code == 422, "more than was said"


def test_an_upload_is_its_owners_alone(
    clients: Clients, instructor: Someone, other_trainee: Someone, settings: Settings
) -> None:
    content = made.mp4()
    owner, neighbour, visitor = (Sender(clients, who) for who in (instructor, other_trainee, None))
    address = owner.begin(content).json["address"]
    owner.piece(address, 0, content[:500])
    for method, suffix in (("HEAD", ""), ("PATCH", ""), ("POST", "/finish"), ("POST", "/cancel")):
        headers = (
            {"Upload-Offset": "500", "Content-Type": "application/offset+octet-stream"}
            if method == "PATCH"
            else {}
        )
        assert neighbour(method, address + suffix, headers=headers).status_code in {404, 422}, (
            method,
            suffix,
        )
        assert visitor(method, address + suffix, headers=headers).status_code in {302, 303, 401, 403}, (
            method,
            suffix,
        )
    for made_up in ("x" * 3000, "..", "nobodys"):  # nothing is written by that name
        assert neighbour("POST", f"/uploads/{made_up}/finish").status_code == 422
    folder = settings.instance_dir / "uploads"
    assert {one.name.partition(".")[0] for one in folder.iterdir()} == {address.rsplit("/", 1)[1]}
    assert owner("HEAD", address).headers["Upload-Offset"] == "500"
    without_token = clients.of(instructor).post(
        f"{address}/cancel", headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert without_token.status_code == 409
    foreign = owner("POST", f"{address}/cancel", headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert owner("POST", f"{address}/cancel").status_code == 204
    assert owner("HEAD", address).status_code == 404


def _sent(submit: Submit, clients: Clients, person: Someone, content: bytes) -> str:
    """Send a video by an ordinary form; return the address of its page."""
    send = Sender(clients, person)
    response = send(
        "POST",
        "/teach/videos/new",
        data={"video": (io.BytesIO(content), "洗手.mp4")},
        content_type="multipart/form-data",
    )
    assert response.status_code == 303, response.text
    return response.headers["Location"].partition("?")[0]


def test_without_scripts_the_form_sends_the_file_itself(
    clients: Clients, submit: Submit, visit: Visit, instructor: Someone
) -> None:
    page = visit("media.new_video", instructor)
    assert "一次最多 100 MB" in page.words
    assert "兼容性最佳" in page.text
    address = _sent(submit, clients, instructor, made.mp4())
    shown = visit(address, instructor)
    assert "1280 × 720 点" in shown.words
    listed = visit("media.videos", instructor)
    assert any(address in href for href in listed.links.values())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "0 字节"),
        (b"PK\x03\x04" + bytes(100), "压缩包"),
        (made.mp4()[:-100], "不完整"),
        (made.mp3(), "要的是视频"),
        (made.mp4(codec=b"hvc1"), "华为手机"),
    ],
)
def test_what_cannot_be_taken_is_said_at_the_field(
    submit: Submit, instructor: Someone, content: bytes, said: str
) -> None:
    page = submit("media.send_video", {"video": (io.BytesIO(content), "video.mp4")}, instructor, 422)
    assert len(page.errors) == 1
    assert said in page.errors[0]


def test_a_form_without_a_file_asks_for_one(submit: Submit, instructor: Someone) -> None:
    assert submit("media.send_video", {"upload": ""}, instructor, 422).errors == ["请先选择文件。"]
    gone = submit("media.send_video", {"upload": "made-up-token"}, instructor, 422)
    assert "重新选择文件" in gone.errors[0]


def test_a_recording_is_played_in_ranges_by_its_owner_alone(
    clients: Clients,
    submit: Submit,
    visit: Visit,
    instructor: Someone,
    other_trainee: Someone,
    trainee: Someone,
) -> None:
    content = made.mp4(index_first=True)
    token = _sent(submit, clients, instructor, content).rsplit("/", 1)[1]
    client = clients.of(instructor)
    whole = client.get(f"/recordings/{token}/file", buffered=True)
    part = client.get(f"/recordings/{token}/file", headers={"Range": "bytes=100-199"}, buffered=True)
    beyond = client.get(f"/recordings/{token}/file", headers={"Range": "bytes=999999-"}, buffered=True)
    kept = client.get(f"/recordings/{token}/file?keep=1", buffered=True)
    assert (whole.status_code, whole.data) == (200, content)
    assert (whole.headers["Content-Type"], whole.headers["X-Content-Type-Options"]) == (
        "video/mp4",
        "nosniff",
    )
    assert whole.headers["Cache-Control"] == "private, no-cache"
    assert (part.status_code, part.data) == (206, content[100:200])
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(content)}")
    assert kept.headers["Content-Disposition"].startswith("attachment")
    for person in (other_trainee, trainee):
        visit(f"/recordings/{token}/file", person, 404)
    assert clients.of(None).get(f"/recordings/{token}/file").status_code in {302, 303, 401}
    for what in ("sound", "poster"):
        visit(f"/recordings/{token}/{what}", instructor, 404)


def test_captions_are_read_shown_corrected_added_and_removed(
    clients: Clients, submit: Submit, visit: Visit, instructor: Someone
) -> None:
    address = _sent(submit, clients, instructor, made.mp4())
    token = address.rsplit("/", 1)[1]
    track = f"{address}/captions"
    visit(f"{track}.vtt", instructor, 404)
    fields = {"after": "0", "track": (io.BytesIO(_VTT.encode("gb18030")), "洗手.vtt")}
    page = submit(track, fields, instructor, target=f"{track}?done=saved").follow()
    assert page.rows("字幕") == [
        ["第 1 条", "0:00.5 到 0:01.5", "大家好", "改第 1 条"],
        ["第 2 条", "0:01.5 到 0:02.8", "今天学洗手", "改第 2 条"],
    ]
    cue = visit(f"{track}/cues/2", instructor)
    assert cue.fields == {"开始时间": "0:01.5", "结束时间": "0:02.8", "文字": "今天学洗手"}
    wrong = submit(
        f"{track}/cues/2",
        {"starts": "0:01", "ends": "０：０２．８", "words": "今天学习洗手", "after": "1"},
        instructor,
        422,
    )
    assert "请错开" in wrong.errors[0]
    assert wrong.fields["文字"] == "今天学习洗手"
    saved = f"{track}?done=saved"
    submit(
        f"{track}/cues/2",
        {"starts": "0:01.5", "ends": "０：０２．８", "words": "今天学习洗手", "after": "1"},
        instructor,
        target=saved,
    )
    submit(
        f"{track}/cues/3",
        {"starts": "0:02.8", "ends": "0:03", "words": "好", "after": "2"},
        instructor,
        target=saved,
    )
    submit(f"{track}/cues/1", {"remove": "1", "after": "3"}, instructor, target=saved)
    rows = visit(track, instructor).rows("字幕")
    assert [row[2] for row in rows] == ["今天学习洗手", "好"]
    stale = submit(
        f"{track}/cues/1", {"starts": "0:01.5", "ends": "0:02", "words": "旧", "after": "1"}, instructor, 422
    )
    assert "别人刚才也改了" in stale.errors[0]
    file = visit(f"{track}.vtt", instructor)
    assert file.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert "00:00:01.500 --> 00:00:02.800\n今天学习洗手" in file.text
    assert "4 版" in visit(track, instructor).words or "第 4 版" in visit(track, instructor).words
    assert f'src="/teach/videos/{token}/captions.vtt"' in visit(address, instructor).text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "没有一行"),
        (b"PK\x03\x04\0\0", "不是文字文件"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\n倒着\n".encode(), "第 3 行：结束时间"),
        (_VTT.replace("00:01.500 -->", "00:01.000 -->").encode(), "第 6 行：这一条从 0:01 开始，上一条到 0:01.5"),
        (b"WEBVTT\n\n00:00.000 --> 00:01.000\n<script>alert(1)</script>\n", "第 3 行：这一条里有"),
        (b"WEBVTT\n\n00:00.000 --> 99:01.000\nx\n", "视频只有 0:03"),
        (b"WEBVTT\n\n00:00.000 --> later\nx\n", "第 3 行：时间写得不对"),
        (b"1\n00:00:00,000 --> 00:00:01,000\n<i>srt</i>\n", "第 2 行：这一条里有"),
        (b"WEBVTT\n\n00:00.000 --> 00:01.000\n\n", "没有字"),
    ],
)  # fmt: skip
def test_a_wrong_caption_file_is_answered_with_lines_and_changes_nothing(
    clients: Clients, submit: Submit, visit: Visit, instructor: Someone, content: bytes, said: str
) -> None:
    track = _sent(submit, clients, instructor, made.mp4()) + "/captions"
    page = submit(track, {"after": "0", "track": (io.BytesIO(content), "x.vtt")}, instructor, 422)
    assert any(said in sentence for sentence in page.errors), page.errors
    assert "还没有字幕" in visit(track, instructor).words


def test_all_captions_are_corrected_as_lines_and_nothing_typed_is_lost(
    clients: Clients, submit: Submit, visit: Visit, instructor: Someone
) -> None:
    text = _sent(submit, clients, instructor, made.mp4()) + "/captions/text"
    typed = "0:00 0:01 大家好\n不是时间 第二句\n0:01 0:09 太晚"
    wrong = submit(text, {"lines": typed, "after": "0"}, instructor, 422)
    assert [sentence.partition("：")[0] for sentence in wrong.errors] == ["第 2 行"]
    assert wrong.fields["全部字幕"].strip() == typed
    late = submit(text, {"lines": "0:00 0:01 大家好\n\n0:01 0:09 太晚", "after": "0"}, instructor, 422)
    assert [sentence.partition("：")[0] for sentence in late.errors] == ["第 3 行"]
    done = submit(
        text,
        {"lines": "0:00 0:01 大家好 / 同学们\n\n0:01 0:02 好", "after": "0"},
        instructor,
        target=text.removesuffix("/text") + "?done=saved",
    )
    assert [row[2] for row in done.follow().rows("字幕")] == ["大家好 同学们", "好"]
    assert visit(text, instructor).fields["全部字幕"].strip() == "0:00 0:01 大家好 / 同学们\n0:01 0:02 好"


def test_a_video_of_another_teacher_is_not_there(
    clients: Clients,
    submit: Submit,
    visit: Visit,
    instructor: Someone,
    base_manager: Someone,
    trainee: Someone,
) -> None:
    address = _sent(submit, clients, instructor, made.mp4())
    for suffix in (
        "",
        "/captions",
        "/description",
        "/captions/text",
        "/captions/cues/1",
        "/captions.vtt",
        "/erasure",
    ):
        visit(address + suffix, base_manager, 404)
        visit(address + suffix, trainee, 403)
    submit(f"{address}/erasure", {}, base_manager, 404)
    submit(f"{address}/erasure", {}, instructor, target="/teach/videos?done=erased")
    visit(address, instructor, 404)


def test_a_machine_that_cannot_listen_offers_no_draft(
    app: Flask, clients: Clients, submit: Submit, visit: Visit, instructor: Someone
) -> None:
    address = _sent(submit, clients, instructor, made.mp4())
    assert "听写" not in visit(address, instructor).words
    submit(f"{address}/draft", {}, instructor, 404)
