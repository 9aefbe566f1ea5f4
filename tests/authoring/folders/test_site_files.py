"""What people of a site changed in a course stays when its folder is loaded again, unless the folder brings something new there."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from learnhub.authoring.models import CourseSiteChange
from learnhub.authoring.rules.folders.site_files import SiteChange, changes_after, merge
from learnhub.authoring.service import LoadReport, export_course, load_folder
from learnhub.authoring.service.folders.export import folder_to_change
from learnhub.authoring.service.folders.load import load_course
from learnhub.catalogue.models import LessonVideo
from learnhub.catalogue.rules import Findings
from learnhub.db import Database
from learnhub.storage.adapters.local_folder import LocalFolder
from tests.authoring.test_lesson_video import CAPTIONS, VIDEO, VTT
from tests.catalogue.samples import NOW, SVG, course_files, folder_of, rates
from tests.media import recordings as made

EASY, PHOTO = "lessons/wash-hands.easy.md", "lessons/media/wash-hands-0a1b2c3d4e.svg"
Files = dict[str, bytes]
PATHS = st.sampled_from(
    ["a.md", "lessons/xyz.video.mp4", "lessons/xyz.captions.vtt", "lessons/xyz.md", "slots.toml"]
)
FILES = st.dictionaries(PATHS, st.sampled_from("1234"))


class TestRules:
    @given(FILES, FILES)
    def test_the_same_folder_again_changes_nothing_of_the_site(
        self, folder: dict[str, str], site: dict[str, str]
    ) -> None:
        merged = merge(folder, site, changes_after([], folder, site))
        assert merged.files == site
        assert merged.overwritten == ()

    @given(FILES, FILES, FILES)
    def test_where_the_site_changed_nothing_the_folder_holds(
        self, folder: dict[str, str], site: dict[str, str], new: dict[str, str]
    ) -> None:
        assert merge(new, folder, []).files == new
        merged = merge(new, site, changes_after([], folder, site))
        for path in new.keys() | site.keys():
            assert merged.files.get(path) in {new.get(path), site.get(path)}
            if new.get(path, "") not in {folder.get(path, ""), site.get(path, "")}:
                assert merged.files[path] == new[path] if path in new else path not in merged.files

    @given(FILES, st.lists(FILES, max_size=4))
    def test_however_often_the_site_changes_something_the_folder_it_came_from_is_remembered(
        self, folder: dict[str, str], versions: list[dict[str, str]]
    ) -> None:
        changes: list[SiteChange] = []
        before = folder
        for version in versions:
            changes, before = changes_after(changes, before, version), version
        assert {one.path: one.folder_blob for one in changes} == {
            path: folder.get(path, "")
            for path in sorted(folder.keys() | before.keys())
            if folder.get(path) != before.get(path)
        }

    def test_a_new_video_of_the_folder_comes_with_the_captions_of_the_folder(self) -> None:
        video, captions = "lessons/xyz.video.mp4", "lessons/xyz.captions.vtt"
        folder = {video: "1", captions: "1"}
        site = {video: "1", captions: "mended"}
        changes = changes_after([], folder, site)
        assert merge(folder, site, changes).kept == (captions,)
        anew = merge({video: "2", captions: "1"}, site, changes)
        assert dict(anew.files) == {video: "2", captions: "1"}
        assert anew.overwritten == (captions,)


@pytest.fixture
def site(database: Database, tmp_path: Path) -> "SiteOfTests":
    made_site = SiteOfTests(database, LocalFolder(tmp_path))
    made_site.folder(course_files())
    return made_site


class SiteOfTests:
    """A site with one course that came as a folder."""

    def __init__(self, database: Database, store: LocalFolder) -> None:
        self.database, self.store = database, store

    def folder(self, files: Files) -> LoadReport:
        """Load a folder as `content load` does."""
        with self.database.transaction() as session:
            return load_folder(session, self.store, folder_of(files), figures=rates(), now=NOW)

    def change(self, files: Files, *without: str) -> None:
        """Change files as the pages of the site do."""
        with self.database.transaction() as session:
            standing = folder_to_change(session, self.store, "test-course").files
            wanted = {path: content for path, content in standing.items() if path not in without} | files
            load_course(session, self.store, folder_of(wanted), figures=rates(), now=NOW)

    @property
    def files(self) -> Files:
        with self.database.reading() as session:
            return dict(export_course(session, self.store, "test-course").files)


def with_photo(files: Files) -> Files:
    """Return what a photo on a card of the easy-read text changes."""
    return {
        EASY: files[EASY].replace(b"media/hands.svg", PHOTO.removeprefix("lessons/").encode()),
        PHOTO: SVG + b" ",
    }


def test_a_video_of_the_site_stays_when_another_lesson_is_mended_in_the_folder(site: SiteOfTests) -> None:
    site.change({VIDEO: made.mp4(), CAPTIONS: VTT})
    mended = course_files()
    mended["lessons/find-shoulder.md"] = mended["lessons/find-shoulder.md"].replace(
        "乙".encode(), "丁".encode()
    )
    report = site.folder(mended)
    assert report.kept_of_site == (CAPTIONS, VIDEO)
    assert report.changed == ("find-shoulder",)
    assert site.files == mended | {VIDEO: made.mp4(), CAPTIONS: VTT}
    with site.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(LessonVideo)) == 1
    assert not site.folder(mended).is_new_version, "what is kept isn't loaded again at every start"


def test_a_photo_of_the_site_stays_with_its_text_until_the_folder_mends_that_text(site: SiteOfTests) -> None:
    pictured = with_photo(course_files())
    site.change(pictured)
    assert site.folder(course_files()).kept_of_site == (PHOTO, EASY)
    assert site.files == course_files() | pictured
    mended = course_files() | {EASY: course_files()[EASY].replace("。".encode(), "！".encode(), 1)}
    report = site.folder(mended)
    assert (report.kept_of_site, report.overwritten_of_site) == ((), (PHOTO, EASY))
    assert site.files == mended
    with site.database.reading() as session:
        assert session.scalars(sa.select(CourseSiteChange)).all() == []


def test_a_video_that_the_folder_brings_anew_takes_the_place_of_the_sites(site: SiteOfTests) -> None:
    site.change({VIDEO: made.mp4(), CAPTIONS: VTT})
    brought = course_files() | {"lessons/wash-hands.video.webm": made.webm(), CAPTIONS: VTT}
    report = site.folder(brought)
    assert report.overwritten_of_site == (VIDEO,)
    assert site.files == brought


def test_what_was_exported_and_loaded_again_is_still_the_sites(site: SiteOfTests) -> None:
    site.change({VIDEO: made.mp4(), CAPTIONS: VTT})
    assert not site.folder(site.files).is_new_version
    assert site.folder(course_files()).kept_of_site == (CAPTIONS, VIDEO)


def test_a_video_of_a_lesson_that_the_folder_gave_up_goes_and_is_named(site: SiteOfTests) -> None:
    site.change({VIDEO: made.mp4(), CAPTIONS: VTT})
    files = {path: content for path, content in course_files().items() if "wash-hands" not in path}
    files["course.toml"] = files["course.toml"].replace(b'"wash-hands", ', b"")
    report = site.folder(files)
    assert report.left_out == ("wash-hands",)
    assert report.overwritten_of_site == (CAPTIONS, VIDEO)


def test_a_folder_with_faults_changes_nothing_and_forgets_nothing(site: SiteOfTests) -> None:
    site.change({VIDEO: made.mp4(), CAPTIONS: VTT})
    standing = site.files
    with pytest.raises(Findings):
        site.folder(course_files() | {"course.toml": b"format = "})
    assert site.files == standing
    assert site.folder(course_files()).kept_of_site == (CAPTIONS, VIDEO)
