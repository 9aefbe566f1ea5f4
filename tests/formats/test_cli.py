"""Lessons are spoken from the command line: once, and one sentence when one sentence changes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from learnhub.formats import cli as formats_cli
from learnhub.speech.adapters.espeak import Espeak
from learnhub.speech.service import rendition_or_none, renditions
from learnhub.storage.rules import address_of
from learnhub.storage.service import store_for
from learnhub.web.site import EXTENSION
from tests.tiny_course import TinyCourse


class NaturalStandIn(Espeak):
    """The built-in voice under the natural one's name: a whole lesson of the real one takes minutes (make judge)."""

    name = "kokoro"


@pytest.fixture
def app(committed_app: Callable[[], Flask]) -> Flask:
    return committed_app()


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Two small lessons in a folder: what whole real ones cost is the benchmark's to tell."""
    folder = tmp_path / "hands"
    for path, content in TinyCourse("hands").folder().files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, result.output.strip().splitlines()[-1] if result.output.strip() else ""


@pytest.mark.slow
def test_all_lessons_are_spoken_once_and_an_edited_sentence_alone_is_spoken_again(
    app: Flask, course: Path
) -> None:
    assert run(app, "content", "load", str(course))[0] == 0
    code, last = run(app, "speech", "render", "--all", "--engine", "espeak")
    assert code == 0
    assert last.endswith(" 0 texts without audio")
    assert " 0 sentences" not in last
    code, last = run(app, "speech", "render", "--all", "--engine", "espeak")
    assert (code, last.split(",")[1]) == (0, " 0 sentences spoken")
    lesson = sorted((course / "lessons").glob("*.md"))[0]
    source = lesson.read_text(encoding="utf-8")
    heading = next(line for line in source.splitlines() if line.startswith("## "))
    lesson.write_text(source.replace(heading, heading + "和练习", 1), encoding="utf-8")
    assert run(app, "content", "load", str(course))[0] == 0
    code, last = run(app, "speech", "render", "--course", "hands", "--engine", "espeak")
    assert (code, last.split(",")[1]) == (0, " 1 sentences spoken")


@pytest.mark.slow
def test_work_left_to_the_worker_is_done_by_it(app: Flask, course: Path) -> None:
    run(app, "content", "load", str(course))
    code, last = run(app, "speech", "render", "--all", "--engine", "espeak", "--background")
    lessons = list((course / "lessons").glob("*.md"))
    # each with its questions and its answers
    assert (code, last) == (0, f"speech render: {3 * len(lessons)} jobs asked for")
    assert run(app, "worker", "--until-empty")[0] == 0
    site = app.extensions[EXTENSION]
    for lesson in (course / "lessons").glob("*.md"):
        with site.database.reading() as session:
            made = rendition_or_none(session, address_of(lesson.read_bytes()), "standard")
            assert made is not None, lesson.name
            assert made.blob in store_for(site.settings)
    assert run(app, "speech", "render", "--all", "--engine", "espeak", "--background")[1].endswith(
        " 0 jobs asked for"
    )


@pytest.mark.slow
def test_files_beside_a_lesson_are_made_and_loaded_as_its_best_audio(
    app: Flask, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats_cli, "engines_of", lambda *_, **__: (NaturalStandIn(),))
    slug = sorted((course / "lessons").glob("*.md"))[0].name.removesuffix(".md")
    code, last = run(app, "speech", "record", str(course), slug, "no-such-lesson")
    assert (code, last) == (1, "speech record: 1 lessons recorded, 1 not")
    assert (course / "lessons" / f"{slug}.audio.mp3").exists()
    assert (course / "lessons" / f"{slug}.audio.vtt").read_text().startswith("WEBVTT\n")
    assert run(app, "content", "load", str(course))[0] == 0
    with app.extensions[EXTENSION].database.reading() as session:
        text_hash = address_of((course / "lessons" / f"{slug}.md").read_bytes())
        found = renditions(session, text_hash, "standard")
        assert [(each.engine, each.bit_rate_kbps) for each in found] == [("kokoro", 24)]
    # A better voice is there already: nothing is spoken over it.
    assert slug not in run(app, "speech", "render", "--all", "--engine", "espeak")[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("render",),
        ("render", "--all", "--course", "phone-basics"),
        ("render", "--all", "--engine", "loudspeaker"),
        ("render", "--course", "no-such-course"),
        ("record", "/nowhere", "a-lesson"),
        ("record", "/tmp", "a-lesson", "--voice", "donald"),
    ],
)
def test_wrong_commands_end_with_an_error(app: Flask, arguments: tuple[str, ...]) -> None:
    assert run(app, "speech", *arguments)[0] != 0
