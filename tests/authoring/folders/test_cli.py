"""The commands for content print plain lines, end with what they did, and exit non-zero when something is wrong."""

from pathlib import Path

import pytest
from flask import Flask

from learnhub.authoring.adapters.course_zip import write_zip
from learnhub.authoring.service import load_course
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from learnhub.web import Site
from tests.authoring.folders.test_check import recording
from tests.authoring.folders.test_folders_and_zips import written
from tests.catalogue.samples import NOW, course_files, folder_of, module_files, rates

EASY = "easy-read: 12 hints in 36 sentences of 1 texts, as suggestions"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    written(tmp_path / "courses" / "test-module", module_files())
    return written(tmp_path / "courses" / "test-course", course_files(include="test-module"))


def run(app: Flask, *arguments: object) -> tuple[int, list[str]]:
    result = app.test_cli_runner().invoke(args=["content", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output.splitlines()


def test_checking_whole_folders_says_so(app: Flask, folder: Path) -> None:
    assert run(app, "check", folder) == (0, [EASY, "content check: 6 files in 1 courses, 0 findings"])


def test_checking_names_file_line_and_what_to_do(app: Flask, folder: Path) -> None:
    lesson = folder / "lessons" / "find-shoulder.md"
    lesson.write_text(lesson.read_text("utf-8") + "\n*斜*\n", "utf-8")
    code, lines = run(app, "check", folder)
    last = len(lesson.read_text("utf-8").splitlines())
    assert code == 1
    assert lines == [
        f"{lesson}:{last}: 不要用斜体，中文斜体难认；要强调请用两个星号加粗。",
        "content check: 6 files in 1 courses, 1 findings",
    ]


def test_a_folder_that_is_not_there_is_a_finding(app: Flask, tmp_path: Path) -> None:
    code, lines = run(app, "check", tmp_path / "nowhere")
    assert code == 1
    assert "没有这个文件夹" in lines[0]


def test_modules_are_loaded_before_the_courses_that_include_them(app: Flask, folder: Path) -> None:
    module = folder.parent / "test-module"
    code, lines = run(app, "load", folder, module)
    assert (code, lines[-1]) == (0, "content load: 2 courses loaded, 2 with changes, 0 findings")
    assert [line.split(":")[0] for line in lines[:2]] == ["test-module", "test-course"]
    code, lines = run(app, "load", folder, module)
    assert (code, lines[-1]) == (0, "content load: 2 courses loaded, 0 with changes, 0 findings")


def test_a_broken_course_does_not_stop_the_others_and_is_named(app: Flask, folder: Path) -> None:
    (folder / "lessons" / "find-shoulder.md").unlink()
    code, lines = run(app, "load", folder, folder.parent / "test-module")
    assert code == 1
    assert lines[0].startswith("test-module: version 1")
    assert "找不到 lessons/find-shoulder.md" in lines[1]
    assert lines[-1] == "content load: 1 courses loaded, 1 with changes, 1 findings"


def test_a_course_goes_out_as_a_folder_or_a_zip_and_comes_in_again_unchanged(
    app: Flask, folder: Path, tmp_path: Path
) -> None:
    run(app, "load", folder.parent / "test-module", folder)
    code, lines = run(app, "export", "test-course", tmp_path / "out")
    assert (code, lines) == (0, [f"content export: 6 files of test-course written to {tmp_path / 'out'}"])
    assert run(app, "export", "test-course", tmp_path / "out")[0] == 1
    assert run(app, "export", "test-course", tmp_path / "out.zip")[0] == 0
    assert run(app, "export", "no-course", tmp_path / "other") == (1, ["content export: no course no-course"])
    assert run(app, "load", tmp_path / "out.zip")[1][0] == "test-course: version 1, unchanged"


def test_a_zip_is_checked_like_a_folder(app: Flask, tmp_path: Path) -> None:
    write_zip(folder_of(course_files()), tmp_path / "test-course.zip")
    assert run(app, "check", tmp_path / "test-course.zip")[0] == 0
    (tmp_path / "broken.zip").write_bytes(b"PK")
    code, lines = run(app, "check", tmp_path / "broken.zip")
    assert code == 1
    assert "这个压缩包打不开" in lines[0]


def test_a_zip_may_include_the_modules_of_the_product(app: Flask, tmp_path: Path) -> None:
    write_zip(folder_of(course_files(include="public-module")), tmp_path / "test-course.zip")
    assert run(app, "check", tmp_path / "test-course.zip")[0] == 0


def test_a_recording_of_an_earlier_text_is_told_and_is_no_fault(app: Flask, folder: Path) -> None:
    lesson = folder / "lessons" / "wash-hands.md"
    for path, content in recording(lesson.read_bytes()).items():
        (folder / path).write_bytes(content)
    lesson.write_text(lesson.read_text("utf-8").replace("先把手", "要把手", 1), "utf-8")
    told = f"{folder}/lessons/wash-hands.audio.vtt: 录音读的是改动前的文字，这次没有用它，先由机器朗读；请按现在的文字重新录音。"
    code, lines = run(app, "check", folder)
    assert (code, lines) == (0, [told, EASY, "content check: 8 files in 1 courses, 0 findings"])
    run(app, "load", folder.parent / "test-module")
    code, lines = run(app, "load", folder)
    assert (code, lines[1]) == (0, told)


def test_loading_again_names_what_the_site_keeps_and_what_the_folder_went_over(
    app: Flask, settings: Settings, folder: Path
) -> None:
    run(app, "load", folder.parent / "test-module", folder)
    site: Site = app.extensions["learnhub"]
    mended = dict(course_files(include="test-module"))
    for path in ("lessons/wash-hands.md", "lessons/find-shoulder.md"):
        mended[path] = mended[path].replace("先把手".encode(), "请把手".encode(), 1)
    with site.database.transaction() as session:
        load_course(session, store_for(settings), folder_of(mended), figures=rates(), now=NOW)
    text = folder / "lessons" / "find-shoulder.md"
    text.write_text(text.read_text("utf-8").replace("先把手", "要把手", 1), "utf-8")
    code, lines = run(app, "load", folder)
    assert code == 0
    assert lines[1:3] == [
        f"{folder}/lessons/wash-hands.md: 网站上改过，文件夹里没有新的，保留网站上的。",
        f"{folder}/lessons/find-shoulder.md: 网站上改过，文件夹里有新的，用了文件夹里的；网站上的留在上一版里。",
    ]
