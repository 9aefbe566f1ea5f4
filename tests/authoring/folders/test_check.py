"""A course folder is checked whole: every fault of every file, each a sentence that says what to do."""

import struct
from pathlib import Path

import pytest

from learnhub.authoring.adapters.course_folder import read_folder
from learnhub.authoring.service import check_course
from learnhub.catalogue.rules import Findings
from learnhub.settings import PROJECT_DIR
from learnhub.speech.adapters import cue_file, mp3
from learnhub.speech.rules import Cue
from learnhub.storage.rules import address_of
from tests.catalogue.samples import SVG, course_files, easy_md, folder_of, lesson_md, module_files

Files = dict[str, bytes]


def faults(files: Files, modules: tuple[str, ...] = ()) -> list[str]:
    """Return "path:line: sentence" of each finding."""
    try:
        check_course(folder_of(files), modules)
    except Findings as error:
        return [str(finding) for finding in error.findings]
    return []


def only_fault(files: Files, modules: tuple[str, ...] = ()) -> str:
    found = faults(files, modules)
    assert len(found) == 1, found
    return found[0]


def mp4(milliseconds: int = 5000, codec: bytes = b"avc1") -> bytes:
    """Return the boxes of a video that lasts this long."""

    def box(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I4s", 8 + len(content), kind) + content

    header = box(b"mvhd", bytes(12) + struct.pack(">II", 1000, milliseconds) + bytes(80))
    return (
        box(b"ftyp", b"isom\0\0\2\0isommp42")
        + box(b"moov", header + box(b"trak", codec))
        + box(b"mdat", bytes(20))
    )


def webm(milliseconds: float = 5000.0, document_type: bytes = b"webm") -> bytes:
    """Return the elements of a video that lasts this long."""

    def element(identity: str, content: bytes) -> bytes:
        return bytes.fromhex(identity) + bytes([0x40 | len(content) >> 8, len(content) & 0xFF]) + content

    info = element("2AD7B1", (1_000_000).to_bytes(3, "big")) + element(
        "4489", struct.pack(">d", milliseconds)
    )
    return element("1A45DFA3", element("4282", document_type)) + element(
        "18538067", element("1549A966", info)
    )


def recording(lesson: bytes, milliseconds: int = 2000) -> Files:
    """Return a recording of silence with its cues, as they lie beside lessons/wash-hands.md."""
    sound = mp3.silence(milliseconds, 48)
    cues = cue_file.CueFile(
        address_of(lesson), "recording", "王老师", (Cue("s-1", 0, milliseconds // 2, "洗手再按摩"),)
    )
    return {
        "lessons/wash-hands.audio.mp3": sound,
        "lessons/wash-hands.audio.vtt": cue_file.write(cues).encode(),
    }


def test_a_whole_folder_has_no_findings() -> None:
    checked = check_course(folder_of(course_files()), ())
    assert list(checked.lessons) == ["wash-hands", "find-shoulder"]
    assert list(checked.easy_lessons) == ["wash-hands"]
    assert checked.pictures["media/hands.svg"].width == 400
    assert checked.lexicon.readings["大夫"] == ("dai4", "fu5")


@pytest.mark.slow
@pytest.mark.parametrize(
    "folder", sorted((PROJECT_DIR / "content" / "courses").iterdir()), ids=lambda path: path.name
)
def test_the_courses_that_come_with_the_product_have_no_findings(folder: Path) -> None:
    checked = check_course(read_folder(folder), {"public-module"})
    assert checked.lessons


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("course.toml", "course.toml:1: 缺少 course.toml"),
        ("lessons/find-shoulder.md", "找不到 lessons/find-shoulder.md"),
        ("lessons/media/hands.svg", "lessons/wash-hands.md:8: 找不到图片 lessons/media/hands.svg"),
    ],
)
def test_a_missing_file_is_named_where_it_is_named(path: str, says: str) -> None:
    files = course_files()
    del files[path]
    assert any(says in fault for fault in faults(files))


def test_a_lesson_that_no_unit_names_is_named() -> None:
    files = course_files() | {"lessons/left-over.md": lesson_md("多出来的", seed="丁").encode()}
    assert "没有哪个单元写着“left-over”" in only_fault(files)


def test_a_sibling_without_its_lesson_is_named() -> None:
    files = course_files() | {"lessons/nowhere.easy.md": easy_md("没有的课").encode()}
    assert "没有 lessons/nowhere.md" in only_fault(files)


def test_two_equal_lessons_are_named() -> None:
    files = course_files()
    files["lessons/find-shoulder.md"] = files["lessons/wash-hands.md"]
    assert "一模一样" in only_fault(files)


@pytest.mark.parametrize(
    "path",
    [
        "notes.txt",
        "lessons/Wash.md",
        "lessons/media/big picture.svg",
        "lessons/media/a.gif",
        "lessons/a.md",
        "media/a.svg",
        "lessons/wash-hands.sign.mov",
    ],
)
def test_a_file_that_the_format_does_not_know_is_named(path: str) -> None:
    assert "格式里没有这样的文件" in only_fault(course_files() | {path: b"x"})


def test_a_module_that_is_not_there_is_named_at_its_unit() -> None:
    files = course_files(include="test-module")
    fault = only_fault(files)
    line = files["course.toml"].decode().split("\n").index('include = "test-module"') + 1
    assert (
        fault
        == f"test-course/course.toml:{line}: 找不到公共模块“test-module”，请检查 include 的名字，或者先载入那个模块。"
    )
    assert faults(files, ("test-module",)) == []


def test_a_shared_module_is_a_whole_course_of_its_own() -> None:
    assert check_course(folder_of(module_files(), "test-module"), ()).lessons


@pytest.mark.parametrize(
    ("path", "content", "says"),
    [
        ("pronunciation.toml", '[words]\n"取穴" = "qu3"\n'.encode(), "pronunciation.toml:2: "),
        ("pronunciation.toml", b"[words", "不是有效的 TOML"),
        ("pronunciation.toml", b"\xff\xfe", "不是 UTF-8"),
        ("lessons/media/hands.svg", b"<svg", "SVG 文件不完整"),
        ("lessons/media/hands.svg", SVG.replace(b"<circle", b"<script/><circle"), "<script>"),
        ("lessons/wash-hands.easy.md", lesson_md(seed="戊").encode(), "这个文件是易读版"),
        ("lessons/wash-hands.captions.vtt", b"00:00 --> 00:01", "不是 WebVTT"),
        ("lessons/wash-hands.desc.vtt", b"WEBVTT\n\xff", "不是 WebVTT"),
        ("slots.toml", b'[[sign]]\nlesson = "nowhere"', "lesson 请写这门课里一课的名字"),
    ],
)
def test_a_broken_sibling_is_named(path: str, content: bytes, says: str) -> None:
    assert any(says in fault for fault in faults(course_files() | {path: content}))


SIGNED = '[[sign]]\nlesson = "wash-hands"\nlanguage = "国家通用手语"\n'.encode()


@pytest.mark.parametrize(("suffix", "content"), [("mp4", mp4(61_000)), ("webm", webm(61_000.0))])
def test_a_sign_video_tells_how_long_it_is(suffix: str, content: bytes) -> None:
    files = course_files() | {f"lessons/wash-hands.sign.{suffix}": content, "slots.toml": SIGNED}
    assert check_course(folder_of(files), ()).sign_milliseconds == {"wash-hands": 61_000}


@pytest.mark.parametrize(
    ("suffix", "content", "says"),
    [
        ("mp4", b"", "MP4"),
        ("mp4", webm(), "MP4"),
        ("mp4", mp4()[:60], "不完整"),
        ("mp4", mp4()[:-1], "不完整"),
        ("mp4", mp4(0), "MP4"),
        ("mp4", mp4(codec=b"hvc1"), "H.264"),
        ("webm", mp4(), "视频"),
        ("webm", webm(document_type=b"matroska"), "WEBM"),
        ("webm", webm()[:20], "视频"),
        ("webm", b"\x00" * 50, "视频"),
    ],
)
def test_what_is_no_video_is_named(suffix: str, content: bytes, says: str) -> None:
    files = course_files() | {f"lessons/wash-hands.sign.{suffix}": content, "slots.toml": SIGNED}
    fault = only_fault(files)
    assert "视频" in fault
    assert says in fault


def test_a_sign_video_must_say_its_language() -> None:
    files = course_files() | {"lessons/wash-hands.sign.mp4": mp4()}
    assert "slots.toml" in only_fault(files)
    assert "请只留一个" in str(faults(files | {"slots.toml": SIGNED, "lessons/wash-hands.sign.webm": webm()}))


def test_a_recording_comes_with_its_cues_and_belongs_to_the_text() -> None:
    files = course_files()
    whole = files | recording(files["lessons/wash-hands.md"])
    assert faults(whole) == []
    alone = {path: content for path, content in whole.items() if not path.endswith(".vtt")}
    assert "请补上 wash-hands.audio.vtt" in only_fault(alone)
    edited = whole | {
        "lessons/wash-hands.md": whole["lessons/wash-hands.md"].replace(
            "先把手".encode(), "要把手".encode(), 1
        )
    }
    assert faults(edited) == []
    assert check_course(folder_of(edited), ()).outdated_recordings == {"wash-hands"}
    assert check_course(folder_of(whole), ()).outdated_recordings == frozenset()
    assert "MP3" in only_fault(whole | {"lessons/wash-hands.audio.mp3": b"RIFF" + bytes(500)})


def test_faults_of_several_files_come_in_one_go_and_sorted() -> None:
    files = course_files() | {
        "lessons/wash-hands.md": lesson_md(last="*斜*").encode(),
        "lessons/find-shoulder.md": lesson_md("摸到肩膀", seed="乙", last="<b>粗</b>").encode(),
        "lessons/media/hands.svg": b"<svg",
    }
    found = faults(files)
    assert [fault.split(":")[0] for fault in found] == [
        "test-course/lessons/find-shoulder.md",
        "test-course/lessons/media/hands.svg",
        "test-course/lessons/wash-hands.md",
    ]
