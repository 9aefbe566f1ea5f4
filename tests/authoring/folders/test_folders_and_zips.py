"""Folders and zips that strangers send are measured before anything in them is read."""

import io
import os
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnhub.authoring.adapters import safe_zip
from learnhub.authoring.adapters.course_folder import read_folder, write_folder
from learnhub.authoring.adapters.course_zip import read_zip, write_zip
from learnhub.authoring.rules import CourseFolder, FileRole, is_dropping, name_fault, place_of, twins
from learnhub.authoring.service import check_course
from learnhub.catalogue.rules import Findings
from tests.catalogue.samples import course_files, folder_of

Files = dict[str, bytes]


def zipped(files: Files, prefix: str = "test-course/", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for path, content in files.items():
            archive.writestr(prefix + path, content)
    return buffer.getvalue()


def faults(archive: bytes, name: str = "test-course.zip") -> list[str]:
    try:
        read_zip(io.BytesIO(archive), name=name)
    except Findings as error:
        return [str(finding) for finding in error.findings]
    return []


def written(folder: Path, files: Files) -> Path:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def test_a_folder_a_zip_and_their_exports_hold_the_same_files(tmp_path: Path) -> None:
    files = course_files()
    folder = read_folder(written(tmp_path / "test-course", files))
    assert dict(folder.files) == files
    write_folder(folder, tmp_path / "out")
    assert dict(read_folder(tmp_path / "out").files) == files
    write_zip(folder, tmp_path / "out.zip")
    again = read_zip(tmp_path / "out.zip")
    assert (again.slug, dict(again.files)) == ("test-course", files)
    assert check_course(again, ()).lessons


def test_equal_courses_make_equal_zips(tmp_path: Path) -> None:
    write_zip(folder_of(course_files()), tmp_path / "a.zip")
    write_zip(folder_of(dict(reversed(course_files().items()))), tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_nothing_is_written_over_or_outside(tmp_path: Path) -> None:
    write_folder(folder_of(course_files()), tmp_path / "out")
    with pytest.raises(FileExistsError):
        write_folder(folder_of(course_files()), tmp_path / "out")
    write_zip(folder_of(course_files()), tmp_path / "out.zip")
    with pytest.raises(FileExistsError):
        write_zip(folder_of(course_files()), tmp_path / "out.zip")
    with pytest.raises(ValueError, match="not a path of the format"):
        write_folder(CourseFolder("x", {"../evil.md": b""}), tmp_path / "other")
    assert not (tmp_path / "evil.md").exists()


def test_the_course_is_named_by_the_folder_in_the_zip_or_by_the_zip() -> None:
    assert read_zip(io.BytesIO(zipped(course_files())), name="upload.zip").slug == "test-course"
    assert (
        read_zip(io.BytesIO(zipped(course_files(), prefix="")), name="test-course.zip").slug == "test-course"
    )
    assert "以课程名命名" in faults(zipped(course_files(), prefix=""), name="我的课.zip")[0]


def test_what_operating_systems_leave_behind_is_passed_over(tmp_path: Path) -> None:
    droppings = {".DS_Store": b"x", "lessons/._a.md": b"x", "__MACOSX/lessons/a": b"x", "Thumbs.db": b"x"}
    archive = zipped(course_files() | droppings)
    assert dict(read_zip(io.BytesIO(archive), name="x.zip").files) == course_files()
    assert dict(read_folder(written(tmp_path, course_files() | droppings)).files) == course_files()


def with_entry(name: str, change: Callable[[zipfile.ZipInfo], None] | None = None) -> bytes:
    """Return a whole course's zip with one more entry of a strange kind."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, content in course_files().items():
            archive.writestr(f"test-course/{path}", content)
        entry = zipfile.ZipInfo(name)
        if change is not None:
            change(entry)
        archive.writestr(entry, b"evil")
    return buffer.getvalue()


def as_link(entry: zipfile.ZipInfo) -> None:
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16


def as_device(entry: zipfile.ZipInfo) -> None:
    entry.external_attr = (stat.S_IFCHR | 0o666) << 16


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../evil.md", "文件夹外面"),
        ("test-course/../../evil.md", "文件夹外面"),
        ("/etc/passwd", "文件夹外面"),
        ("C:/evil.md", "文件夹外面"),
        ("test-course\\..\\evil.md", "文件夹外面"),
        ("test-course//evil.md", "空的"),
        ("test-course/./evil.md", "空的"),
        ("test-course/a\x01.md", "看不见"),
        ("test-course/" + "a" * 200, "太长"),
        ("test-course/COURSE.TOML", "只差大小写"),
        ("test-course/course.toml", "两个同名"),
        ("other-course/course.toml", "没有 course.toml"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_with_a_name_that_leads_elsewhere_is_refused(name: str, says: str) -> None:
    assert any(says in fault for fault in faults(with_entry(name)))


@pytest.mark.parametrize("change", [as_link, as_device])
def test_a_zip_with_links_or_devices_is_refused(change: Callable[[zipfile.ZipInfo], None]) -> None:
    assert "不是普通文件" in faults(with_entry("test-course/lessons/link.md", change))[0]


def test_a_zip_with_a_password_is_refused() -> None:
    archive = bytearray(zipped(course_files()))
    at = archive.index(b"PK\x01\x02")
    archive[at + 8] |= 1
    assert "密码" in faults(bytes(archive))[0]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_with_another_compression_is_refused(method: int) -> None:
    assert "压缩方法" in faults(zipped(course_files(), method=method))[0]


def test_a_zip_that_unpacks_to_much_more_is_refused() -> None:
    assert "解开会非常大" in faults(zipped(course_files() | {"lessons/media/a.svg": bytes(3_000_000)}))[0]


def test_an_entry_that_is_larger_than_it_says_is_refused() -> None:
    archive = bytearray(zipped({"course.toml": b"x" * 5000}))
    at = archive.index(b"PK\x01\x02")
    archive[at + 24 : at + 28] = struct.pack("<L", 10)
    assert faults(bytes(archive)) != []


def test_an_overlap_bomb_is_refused() -> None:
    """Two entries of the list point at one run of bytes, as in a quine of overlapping files."""
    archive = bytearray(zipped({"course.toml": b"a" * 50, "lessons/media/a.svg": b"b" * 50}))
    first = archive.index(b"PK\x01\x02")
    second = archive.index(b"PK\x01\x02", first + 1)
    archive[second + 42 : second + 46] = archive[first + 42 : first + 46]
    assert "互相重叠" in faults(bytes(archive))[0]


def test_a_zip_with_a_huge_list_of_contents_is_refused_before_it_is_read() -> None:
    many = {f"{number:06}": b"" for number in range(9000)}
    assert "文件太多" in faults(zipped(many))[0]


def test_a_zip_with_too_many_files_is_refused() -> None:
    many = {f"lessons/media/a{number}.svg": b"" for number in range(1001)}
    assert "文件太多" in faults(zipped(course_files() | many))[0]


def test_too_large_files_and_sums_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("learnhub.authoring.rules.folders.files.FILE_BYTES_MAX", 4_000_000)
    monkeypatch.setattr("learnhub.authoring.rules.folders.files.TOTAL_BYTES_MAX", 6_000_000)
    big = course_files() | {"lessons/wash-hands.sign.mp4": os.urandom(4_000_001)}
    with pytest.raises(Findings, match="1 findings"):
        read_folder(written(tmp_path / "one", big))
    assert "这个文件太大" in faults(zipped(big))[0]
    both = course_files() | {
        f"lessons/{slug}.sign.mp4": os.urandom(3_100_000) for slug in ("wash-hands", "find-shoulder")
    }
    with pytest.raises(Findings) as caught:
        read_folder(written(tmp_path / "two", both))
    assert "加起来太大" in caught.value.findings[0].sentence
    monkeypatch.setattr(safe_zip, "ARCHIVE_BYTES_MAX", 1000)
    assert "压缩包太大" in faults(zipped(big))[0]


@pytest.mark.parametrize(
    "archive",
    [
        b"",
        b"PK",
        b"not a zip at all",
        b"PK\x05\x06" + bytes(18),
        zipped(course_files())[:-30],
        zipped(course_files())[400:],
    ],
)
def test_a_broken_zip_is_refused(archive: bytes) -> None:
    (fault,) = faults(archive)
    assert any(part in fault for part in ("打不开", "是空的", "不是完整的"))


@settings(max_examples=150)
@given(st.data())
def test_a_damaged_zip_is_read_or_refused_and_never_breaks(data: st.DataObject) -> None:
    archive = bytearray(zipped(course_files()))
    for _ in range(data.draw(st.integers(1, 6))):
        archive[data.draw(st.integers(0, len(archive) - 1))] = data.draw(st.integers(0, 255))
    for fault in faults(bytes(archive)):
        assert fault.endswith("。")


def test_links_and_missing_folders_are_refused(tmp_path: Path) -> None:
    folder = written(tmp_path / "test-course", course_files())
    (folder / "lessons" / "secret.md").symlink_to("/etc/hostname")
    with pytest.raises(Findings) as caught:
        read_folder(folder)
    assert "不是普通文件" in caught.value.findings[0].sentence
    (folder / "lessons" / "secret.md").unlink()
    (folder / "deep").symlink_to(tmp_path)
    with pytest.raises(Findings) as caught:
        read_folder(folder)
    assert "不是普通文件" in caught.value.findings[0].sentence
    with pytest.raises(Findings) as caught:
        read_folder(tmp_path / "nowhere")
    assert "没有这个文件夹" in caught.value.findings[0].sentence


def test_a_pipe_in_a_folder_is_refused_and_not_read(tmp_path: Path) -> None:
    folder = written(tmp_path / "test-course", course_files())
    os.mkfifo(folder / "lessons" / "pipe.md")
    with pytest.raises(Findings) as caught:
        read_folder(folder)
    assert "不是普通文件" in caught.value.findings[0].sentence


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("course.toml", FileRole.COURSE),
        ("slots.toml", FileRole.SLOTS),
        ("lessons/wash-hands.md", FileRole.LESSON),
        ("lessons/wash-hands.easy.md", FileRole.EASY_READ),
        ("lessons/wash-hands.sign.webm", FileRole.SIGN_WEBM),
        ("lessons/media/a-1.png", FileRole.PICTURE),
        ("lessons/wash-hands.audio.vtt", FileRole.AUDIO_CUES),
        ("Course.toml", None),
        ("lessons/wash-hands.md.bak", None),
        ("lessons/-a.md", None),
        ("lessons/media/x/a.svg", None),
    ],
)
def test_every_file_has_its_place_by_its_name(path: str, role: FileRole | None) -> None:
    place = place_of(path)
    assert (place.role if place is not None else None) is role


def test_names_that_some_disks_mix_up_are_twins() -> None:
    assert twins(["a/B.md", "a/b.md", "c.md"]) == [("a/B.md", "a/b.md")]
    assert twins(["caf\u00e9.md", "cafe\u0301.md"]) == [("cafe\u0301.md", "caf\u00e9.md")]
    assert is_dropping("x/.DS_Store")
    assert name_fault("lessons/a.md") == ""
