"""Books of whole sample courses before judges that we did not write: EPUBCheck, Ace by DAISY, outloud, an ID3 reader."""

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from mutagen.id3 import ID3

from learnhub.catalogue import service as catalogue
from learnhub.catalogue.rules import Edition
from learnhub.db import Database
from learnhub.formats.adapters.album import write_album
from learnhub.formats.adapters.epub import write_talking_book
from learnhub.formats.adapters.large_print import write_large_print
from learnhub.formats.rules.books import Book, BookKind
from learnhub.formats.service.audio import speak_all
from learnhub.formats.service.gathering import gather
from learnhub.formats.service.plans import course_plans, lesson_plans
from learnhub.ops.adapters.migration import migrate
from learnhub.primitives import instant_now
from learnhub.storage.adapters.local_folder import LocalFolder
from tests.browser import chromium_program
from tests.formats.epub_judge import complaints
from tests.formats.sample_books import SilentEngine
from tests.sample_site import load_samples

pytestmark = pytest.mark.judge

ACE = Path(__file__).parent / "node_modules" / ".bin" / "ace-puppeteer"
SITE = "学习汇"
# Many lessons with tables, terms and warnings; pictures on every step; an edition beside the main one.
COURSES = [
    ("blind-massage", Edition.STANDARD),
    ("coffee-easyread", Edition.EASY_READ),
    ("phone-basics", Edition.EASY_READ),
    ("illustration", Edition.STANDARD),
]


@dataclass(frozen=True)
class Shelf:
    """All sample courses, spoken by silence."""

    database: Database
    store: LocalFolder

    def course(self, slug: str, edition: Edition) -> Book:
        with self.database.reading() as session:
            outline = catalogue.outline(session, catalogue.course_by_slug(session, slug))
            [plan] = [
                plan
                for plan in course_plans(session, outline, site_name=SITE, kinds=[BookKind.TALKING_BOOK])
                if plan.edition is edition
            ]
            return gather(session, self.store, plan, site_name=SITE)

    def lessons(self, slug: str) -> Iterator[Book]:
        with self.database.reading() as session:
            outline = catalogue.outline(session, catalogue.course_by_slug(session, slug))
            for lesson in outline.lessons:
                [plan] = lesson_plans(
                    session,
                    self.store,
                    lesson,
                    lesson.version.edition,
                    course_version_id=outline.version.id,
                    site_name=SITE,
                    kinds=[BookKind.TALKING_BOOK],
                )
                yield gather(session, self.store, plan, site_name=SITE)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    folder = tmp_path_factory.mktemp("shelf")
    address = f"sqlite:///{folder / 'shelf.db'}"
    migrate(address, copies=folder / "copies", now=instant_now())
    database, store = Database(address), LocalFolder(folder / "files")
    load_samples(database, folder / "files")
    assert all(spoken.engine for spoken in speak_all(database, store, engines=[SilentEngine()]))
    yield Shelf(database, store)
    database.dispose()


@pytest.mark.parametrize(("slug", "edition"), COURSES, ids=lambda one: getattr(one, "value", one))
def test_epubcheck_finds_nothing_in_a_whole_course(
    shelf: Shelf, tmp_path: Path, slug: str, edition: Edition
) -> None:
    write_talking_book(shelf.course(slug, edition), tmp_path / "book.epub")
    assert complaints(tmp_path / "book.epub") == []


def test_epubcheck_finds_nothing_in_single_lessons(shelf: Shelf, tmp_path: Path) -> None:
    for number, book in enumerate(shelf.lessons("public-module")):
        write_talking_book(book, tmp_path / f"{number}.epub")
        assert complaints(tmp_path / f"{number}.epub") == [], book.title


def test_epubcheck_would_find_something(shelf: Shelf, tmp_path: Path) -> None:
    write_talking_book(shelf.course("illustration", Edition.STANDARD), tmp_path / "book.epub")
    with (
        zipfile.ZipFile(tmp_path / "book.epub") as good,
        zipfile.ZipFile(tmp_path / "spoilt.epub", "w") as spoilt,
    ):
        for entry in good.infolist():
            content = good.read(entry)
            if entry.filename.endswith("lesson-001.smil"):
                content = content.replace(b'lesson-001.xhtml#chapter"', b'nowhere.xhtml#chapter"')
            spoilt.writestr(entry, content)
    assert complaints(tmp_path / "spoilt.epub") != []


@pytest.mark.parametrize(("slug", "edition"), COURSES, ids=lambda one: getattr(one, "value", one))
def test_ace_has_no_assertion_against_a_whole_course(
    shelf: Shelf, tmp_path: Path, slug: str, edition: Edition
) -> None:
    if not ACE.exists():
        pytest.fail("judge: install Ace with `make judge-tools` (needs node and npm)")
    write_talking_book(shelf.course(slug, edition), tmp_path / "book.epub")
    environment = {**os.environ, "PUPPETEER_EXECUTABLE_PATH": chromium_program() or "no Chromium"}
    subprocess.run(
        [str(ACE), "-f", "-o", str(tmp_path / "ace"), str(tmp_path / "book.epub")],
        env=environment,
        check=True,
        capture_output=True,
        timeout=600,
    )
    report = json.loads((tmp_path / "ace" / "report.json").read_text(encoding="utf-8"))
    found = [
        (about["earl:testSubject"]["url"], one["earl:test"]["dct:title"], one["earl:result"])
        for about in report["assertions"]
        for one in about["assertions"]
    ]
    assert found == []
    assert report["earl:result"] == {"earl:outcome": "pass"}
    assert report["a11y-metadata"]["empty"] == []


@pytest.mark.parametrize(("slug", "edition"), COURSES, ids=lambda one: getattr(one, "value", one))
def test_outloud_passes_the_large_print_of_a_whole_course(
    shelf: Shelf, tmp_path: Path, slug: str, edition: Edition
) -> None:
    write_large_print(shelf.course(slug, edition), tmp_path / "book.pdf")
    outloud = shutil.which("outloud", path=str(Path(sys.executable).parent))
    assert outloud is not None, "judge: install requirements-judge.txt first"
    told = subprocess.run(
        [outloud, "--json", "-", "--fail-on", "warning", str(tmp_path / "book.pdf")],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert told.returncode == 0, told.stdout[-3000:]


def test_an_id3_reader_finds_every_chapter_of_an_album(shelf: Shelf, tmp_path: Path) -> None:
    book = shelf.course("blind-massage", Edition.STANDARD)
    write_album(book, tmp_path / "album.zip")
    with zipfile.ZipFile(tmp_path / "album.zip") as archive:
        songs = [name for name in archive.namelist() if name.endswith(".mp3")]
        assert len(songs) == 3 * len(book.lessons), "each with its questions and its answers"
        found = []
        for name in songs:
            read = ID3(io.BytesIO(archive.read(name)))
            found.append([str(one.sub_frames["TIT2"]) for one in read.getall("CHAP")])
        for lesson, questions, answers in zip(book.lessons, found[1::3], found[2::3], strict=True):
            count = sum(len(check.questions) for check in lesson.text.checks)
            assert questions == answers == [f"第 {number} 题" for number in range(1, count + 1)]
        assert found[::3] == [
            [lesson.title, *(one.heading.text for one in lesson.text.sections)] for lesson in book.lessons
        ]
