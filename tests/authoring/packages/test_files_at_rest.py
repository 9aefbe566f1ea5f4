"""Files that stay on the disk: the same course, byte for byte, without ever being in memory as a whole."""

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from learnhub.authoring.adapters.course_zip import read_zip, zip_into
from learnhub.authoring.adapters.files_at_rest import (
    FilesAtRest,
    address,
    holds,
    mapped,
    put,
    size_of,
    sources_of,
)
from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.rules.folders.files import bytes_max, folder_findings
from learnhub.storage.adapters.local_folder import LocalFolder
from learnhub.storage.rules import address_of
from tests.tiny_course import TinyCourse

_PEAK_BYTES_MAX = 12_000_000


def at_rest(files: dict[str, bytes], folder: Path) -> FilesAtRest:
    places = {path: folder / str(number) for number, path in enumerate(files)}
    for path, place in places.items():
        place.write_bytes(files[path])
    return FilesAtRest(places)


def packed(folder: CourseFolder) -> bytes:
    written = io.BytesIO()
    zip_into(folder, written)
    return written.getvalue()


def test_files_at_rest_are_the_same_course_in_the_same_bytes(tmp_path: Path) -> None:
    tiny = TinyCourse("tiny-push").folder()
    resting = CourseFolder(tiny.slug, at_rest(dict(tiny.files), tmp_path))
    assert resting == tiny
    assert packed(resting) == packed(tiny)
    assert {path: size_of(resting.files, path) for path in resting.files} == {
        path: len(content) for path, content in tiny.files.items()
    }
    (tmp_path / "scratch").mkdir()
    again = read_zip(io.BytesIO(packed(tiny)), name="x.zip", scratch=tmp_path / "scratch")
    assert dict(again.files) == dict(tiny.files)
    assert {place.name for place in (tmp_path / "scratch").iterdir()} == {"0", "1", "2"}, (
        "numbers, never names"
    )


def test_a_file_that_was_erased_meanwhile_is_left_out(tmp_path: Path) -> None:
    files = at_rest({"a": b"1", "b": b"2"}, tmp_path)
    files.sources["b"].unlink()  # type: ignore[union-attr]
    assert dict(files) == {"a": b"1"}
    assert set(sources_of(files)) == {"a"}
    assert "b" not in files
    with pytest.raises(KeyError):
        files["b"]
    assert zipfile.ZipFile(io.BytesIO(packed(CourseFolder("x", files)))).namelist() == ["x/a"]


def test_a_mark_is_found_wherever_it_stands(tmp_path: Path) -> None:
    mark, place = b"0123456789", tmp_path / "video"
    for at in (0, 1024 * 1024 - 5, 1024 * 1024, 2_000_000):
        place.write_bytes(bytes(at) + mark + bytes(9))
        assert holds(place, mark)
    place.write_bytes(bytes(3_000_000) + mark[:-1])
    assert not holds(place, mark)
    assert holds(b"a" + mark, mark)


def test_a_file_is_looked_at_stored_and_named_from_its_place(tmp_path: Path) -> None:
    place, empty = tmp_path / "a", tmp_path / "empty"
    place.write_bytes(b"video")
    empty.touch()
    store = LocalFolder(tmp_path / "store")
    assert (
        put(store, place)
        == put(store, b"video")
        == address(place)
        == address(b"video")
        == address_of(b"video")
    )
    with mapped(place) as content, mapped(empty) as nothing, mapped(b"video") as told:
        assert content[1:3] == told[1:3] == b"id"
        assert len(nothing) == 0


def sparse(place: Path, byte_count: int) -> Path:
    with place.open("wb") as file:
        file.truncate(byte_count)
    return place


def peak_bytes(deed: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        deed()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("byte_count", [15_000_000, pytest.param(90_000_000, marks=pytest.mark.soak)])
def test_a_large_course_goes_out_and_comes_in_piece_by_piece(byte_count: int, tmp_path: Path) -> None:
    names = ("push-slow", "press-deep")
    files = {f"lessons/{name}.video.mp4": sparse(tmp_path / name, byte_count) for name in names}
    folder = CourseFolder("large", FilesAtRest({**TinyCourse("large").folder().files, **files}))
    target = tmp_path / "out.zip"

    def take_out() -> None:
        with target.open("wb") as file:
            zip_into(folder, file)

    assert peak_bytes(take_out) < _PEAK_BYTES_MAX
    with zipfile.ZipFile(
        tmp_path / "in.zip", "w"
    ) as archive:  # stored: so empty a video squeezes like a bomb
        for path, place in files.items():
            archive.write(place, f"large/{path}")
    (tmp_path / "scratch").mkdir()
    store = LocalFolder(tmp_path / "store")

    def bring_in() -> None:
        brought = read_zip(tmp_path / "in.zip", scratch=tmp_path / "scratch")
        assert {put(store, source) for source in sources_of(brought.files).values()} == {
            address(tmp_path / "push-slow")
        }

    assert peak_bytes(bring_in) < _PEAK_BYTES_MAX


def test_each_kind_of_file_has_its_own_limit() -> None:
    most = {path: bytes_max(path) for path in ("course.toml", "lessons/a-b.md", "lessons/a-b.captions.vtt", "lessons/media/a.png", "lessons/a-b.video.mp4", "x")}  # fmt: skip
    assert list(most.values()) == [200_000, 200_000, 1_000_000, 5_000_000, 100_000_000, 100_000_000]
    assert folder_findings(most, "") == []
    (finding,) = folder_findings({"lessons/a-b.md": 200_001}, "")
    assert finding.sentence == "这个文件太大，请减到 200 KB 以内。"
