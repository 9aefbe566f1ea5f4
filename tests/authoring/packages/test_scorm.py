"""SCORM packages that strangers send: measured, read without entities, refused in words."""

import io
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.authoring.adapters import scorm
from learnhub.authoring.adapters.scorm import look_at_package
from learnhub.authoring.rules import CourseFolder, FileRole, place_of
from learnhub.authoring.rules.courseware import content_type, policy, with_api
from learnhub.authoring.service import check_course
from learnhub.catalogue.rules import Findings
from learnhub.settings import PROJECT_DIR
from tests.authoring.packages.scorm import FILES, MANIFEST, START, package
from tests.catalogue.samples import course_files
from tests.house.test_browser_floor import js_faults

API = b"window.API={}"


def refused(content: bytes) -> str:
    with pytest.raises(Findings) as raised:
        look_at_package(content, shown="x.zip")
    return "\n".join(finding.sentence for finding in raised.value.findings)


def manifest(old: str, new: str) -> bytes:
    assert old in MANIFEST
    return package({"imsmanifest.xml": MANIFEST.replace(old, new).encode()})


def test_a_package_tells_its_parts_in_order() -> None:
    found = look_at_package(package(), shown="x.zip")
    assert found.title == "认识手机"
    assert [(part.title, part.launch) for part in found.parts] == [
        ("第一部分", "start.html"),
        ("第二部分", "sub/two.htm?page=2"),
    ]
    assert found.file_count == len(FILES)
    assert found.byte_count == sum(len(content) for content in FILES.values())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no zip at all", "这个压缩包打不开"),
        (package({"imsmanifest.xml": None}), "压缩包里没有 imsmanifest.xml"),
        (package({"imsmanifest.xml": b"<manifest>"}), "imsmanifest.xml 读不懂"),
        (package({"imsmanifest.xml": b"\xff\xfe\x00"}), "imsmanifest.xml 读不懂"),
        (package({"start.html": None}), "要从“start.html”开始，可是包里没有这个网页"),
        (manifest(">1.2<", ">2004 3rd Edition<"), "这个课件是 SCORM 2004 3rd Edition"),
        (manifest(">1.2<", ">CAM 1.3<"), "请在制作软件里选 SCORM 1.2"),
        (manifest('href="start.html"><file', 'href="https://example.org/x.html"><file'), "要从别的网站打开"),
        (manifest('href="start.html"><file', 'href="../../start.html"><file'), "要从别的网站打开"),
        (manifest('href="start.html"><file', 'href="javascript:alert(1)"><file'), "要从别的网站打开"),
        (manifest('href="start.html"><file', 'href="sub/a.js"><file'), "可是包里没有这个网页"),
        (package({"../evil.html": b"x"}), "文件名会跑到文件夹外面去"),
        (package({"sub/TWO.htm": b"x"}), "只差大小写"),
        (package({f"f{number}.txt": b"" for number in range(2001)}), "课件里的文件太多"),
        (package({"zeros.bin": bytes(20_000_000)}), "这个文件压缩得不正常"),
        (package({"imsmanifest.xml": b"<a>" * 50 + b"</a>" * 50}), "里有课件用不到的东西"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_do(content: bytes, said: str) -> None:
    assert said in refused(content)


BOMB = '<!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("doctype", [BOMB, OUTSIDE, '<!DOCTYPE m SYSTEM "http://example.org/m.dtd">'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_never_read(doctype: str, encoding: str) -> None:
    head, rest = MANIFEST.split("?>", 1)
    text = f"{head.replace('UTF-8', encoding)}?>{doctype}{rest}"
    assert "里有课件用不到的东西" in refused(package({"imsmanifest.xml": text.encode(encoding)}))


def test_links_and_doubles_are_refused() -> None:
    buffer = io.BytesIO(package())
    with zipfile.ZipFile(buffer, "a") as archive:
        link = zipfile.ZipInfo("link.html")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert "这里不是普通文件" in refused(buffer.getvalue())
    buffer = io.BytesIO(package())
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("start.html", b"another")
    assert "两个同名的文件" in refused(buffer.getvalue())


@given(at=st.integers(0, len(package()) - 1), byte=st.integers(0, 255))
def test_a_mutated_package_is_read_or_refused_and_nothing_else(at: int, byte: int) -> None:
    content = bytearray(package())
    content[at] = byte
    faults: list[str] = []
    try:
        parts = look_at_package(bytes(content), shown="x.zip").parts
    except Findings as error:
        parts, faults = (), [finding.sentence for finding in error.findings]
    assert parts or all(faults)
    assert parts or faults


def test_one_file_of_a_package_is_read_alone(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(package())
    assert scorm.file_in_package(tmp_path / "x.zip", "start.html") == START.encode()
    for wrong in ("", "sub", "sub/", "../x.zip", "START.html", "/start.html"):
        assert scorm.file_in_package(tmp_path / "x.zip", wrong) is None
    assert scorm.known_package(tmp_path / "x.zip") == look_at_package(package(), shown="x.zip")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (b"<html><head><title>x", b"<html><head>@<title>x"),
        (b"<HTML><HEAD lang=zh>x", b"<HTML><HEAD lang=zh>@x"),
        (b"<!doctype html><script>parent.API</script>", b"<!doctype html>@<script>parent.API</script>"),
        (
            b"<!-- saved --><!doctype html><html lang=zh><body>",
            b"<!-- saved --><!doctype html><html lang=zh>@<body>",
        ),
        (b"\xef\xbb\xbf<p>x", b"\xef\xbb\xbf@<p>x"),
        ("<head>中文".encode("gbk"), b"<head>@" + "中文".encode("gbk")),
        (b"", b"@"),
        (b"\xff\xfe<\x00", b"\xff\xfe<\x00"),
    ],
)
def test_our_script_comes_before_every_script_of_the_page(page: bytes, expected: bytes) -> None:
    assert with_api(page, API) == expected.replace(b"@", b"<script>" + API + b"</script>", 1)


@given(st.binary(max_size=300))
def test_nothing_of_a_page_is_lost(page: bytes) -> None:
    assert with_api(page, API).replace(b"<script>" + API + b"</script>", b"", 1) == page or API in page


def test_our_script_keeps_to_the_browser_floor_and_to_ascii() -> None:
    script = (PROJECT_DIR / "static" / "courseware" / "scorm-api.js").read_text(encoding="ascii")
    assert list(js_faults(script)) == []
    assert "</script" not in script


def test_what_is_unknown_has_no_kind() -> None:
    assert content_type("a/Start.HTM") == "text/html"
    assert content_type("x.js") == "text/javascript"
    assert {content_type(path) for path in ("x.swf", "x.exe", "x", "x.xhtml", "x.mht")} == {
        "application/octet-stream"
    }


def test_the_policy_gives_no_origin_and_one_folder() -> None:
    told = policy("https://learn.example/courseware/3/one/")
    assert told.startswith("sandbox allow-scripts allow-forms; ")
    for never in ("allow-same-origin", "allow-top-navigation", "allow-popups", "'self'", "*"):
        assert never not in told
    assert "form-action 'none'" in told


def test_a_course_folder_may_hold_courseware_and_a_bad_one_is_named() -> None:
    place = place_of("lessons/wash-hands.scorm.zip")
    assert place is not None
    assert (place.role, place.lesson) == (FileRole.COURSEWARE, "wash-hands")
    files = course_files() | {"lessons/wash-hands.scorm.zip": package()}
    assert check_course(CourseFolder("test-course", files), ()).lessons
    files["lessons/wash-hands.scorm.zip"] = package({"start.html": None})
    with pytest.raises(Findings) as raised:
        check_course(CourseFolder("test-course", files), ())
    assert [finding.path for finding in raised.value.findings] == ["lessons/wash-hands.scorm.zip"]
