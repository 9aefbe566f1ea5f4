"""How long, how big and with how much memory is each book of a forty-lesson course? Six minutes of sound a lesson.

Baseline: the sound and pictures of the same course copied into a bare zip; for print, one lesson set forty times as often.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.load import line
from learnhub.catalogue.rules import Edition
from learnhub.catalogue.service import read_lesson, spoken_sentences
from learnhub.formats.adapters.album import write_album
from learnhub.formats.adapters.epub import write_talking_book
from learnhub.formats.adapters.large_print import write_large_print
from learnhub.formats.rules.books import Book
from learnhub.settings import PROJECT_DIR
from tests.formats.sample_books import COURSES, sample_book, sample_lesson, silent_sound

LESSONS, LESSON_MS = 40, 360_000
_KILOBYTES = 1000


def main() -> None:
    """Measure each binding in a process of its own."""
    if len(sys.argv) > 1:
        print(json.dumps(_bind(sys.argv[1])))
        return
    bare = _measured("bare zip")
    for name in ("talking book", "audio album"):
        told = _measured(name)
        line(f"{name} of {LESSONS} lessons", told["seconds"], bare["seconds"], "s", "a bare zip")
        line(f"{name}, size", told["megabytes"], bare["megabytes"], "MB", "a bare zip")
        line(f"{name}, memory", told["memory"], bare["memory"], "MB", "a bare zip")
    one, told = _measured("one lesson in large print"), _measured("large print")
    line(f"large print of {LESSONS} lessons", told["seconds"], one["seconds"] * LESSONS, "s", "one at a time")
    line("large print, size", told["megabytes"], one["megabytes"] * LESSONS, "MB", "one at a time")
    line("large print, memory of the typesetter", told["child"], one["child"], "MB", "one lesson")
    print(f"large print has {told['pages']:.0f} pages")


def _measured(name: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.books", name],
        cwd=PROJECT_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, float] = json.loads(done.stdout)
    return told


def _bind(name: str) -> dict[str, float]:
    bindings: dict[str, Callable[[Book, Path], int | None]] = {
        "bare zip": _bare,
        "talking book": write_talking_book,
        "audio album": write_album,
        "large print": write_large_print,
        "one lesson in large print": write_large_print,
    }
    with tempfile.TemporaryDirectory() as folder:
        book = _book(Path(folder))
        if name.startswith("one"):
            book = replace(book, lessons=(replace(book.lessons[0], unit=""),))
        target, begun = Path(folder) / "book", time.monotonic()
        pages = bindings[name](book, target)
        return {
            "seconds": time.monotonic() - begun,
            "megabytes": target.stat().st_size / 1e6,
            "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KILOBYTES,
            "child": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _KILOBYTES,
            "pages": pages or 0,
        }


def _bare(book: Book, target: Path) -> None:
    with zipfile.ZipFile(target, "w") as archive:
        for number, lesson in enumerate(book.lessons):
            assert lesson.sound is not None
            archive.write(lesson.sound.path, f"{number}.mp3")
            for picture in lesson.pictures.values():
                archive.writestr(f"{number}-{picture.name}", picture.content)


def _book(folder: Path) -> Book:
    """Return forty real lessons, each with its cues over six minutes of silence."""
    names = [
        f"{path.parent.parent.name}/{path.stem}"
        for path in sorted(COURSES.glob("*/lessons/*.md"))
        if not path.name.endswith(".easy.md") and read_lesson(path.read_bytes()).edition is Edition.STANDARD
    ][:LESSONS]
    lessons = []
    for number, name in enumerate(names):
        lesson = sample_lesson(folder / str(number), name, unit=f"第 {number // 5 + 1} 单元", is_spoken=False)
        short = silent_sound(folder / str(number), spoken_sentences(lesson.text))
        path = folder / f"{number}.mp3"
        content = short.path.read_bytes()
        path.write_bytes(content * (LESSON_MS // short.duration_ms))
        duration = short.duration_ms * (LESSON_MS // short.duration_ms)
        lessons.append(replace(lesson, sound=replace(short, path=path, duration_ms=duration)))
    return sample_book(*lessons, title="四十课的课程")


if __name__ == "__main__":
    main()
