"""Every page on which courses are made, or comes in another way, is opened by the judges of whole pages, or says why not."""

import re

from werkzeug.exceptions import HTTPException

from learnhub.app import create_app
from learnhub.db import Database
from learnhub.settings import Settings
from tests.journeys.journey_pages import PAGES

# Judged where a document is brought: tests/journeys/test_three_documents.py.
OF_AN_IMPORT = {
    "authoring.import_block",
    "authoring.import_draft",
    "authoring.import_headings",
    "authoring.import_lesson",
    "authoring.import_losses",
    "authoring.import_removal",
    "authoring.import_unit",
}
FILES = {
    "authoring.courseware_preview_file",
    "authoring.draft_paper",
    "authoring.draft_picture",
    "authoring.import_picture",
    "authoring.machine_made_file",
    "authoring.recording_cues",
    "authoring.recording_sound",
    "authoring.package_file",
    "authoring.review_file",
    "authoring.review_paper",
    "formats.book",
    "formats.braille_brf",
    "formats.braille_cells",
    "formats.course_braille_zip",
    "media.recording_file",
    "media.recording_poster",
    "media.recording_sound",
    "media.track_file",
    "media.upload",
    "pronunciation.sound",
    "speech.page_cues",
    "speech.page_sound",
}
MADE_OR_ANOTHER_WAY = ("authoring.", "formats.", "media.", "pronunciation.", "speech.")


def test_each_page_of_the_desk_and_of_the_ways_is_judged() -> None:
    app = create_app(Settings(log_files=False), Database("sqlite://"))
    addresses = app.url_map.bind("localhost")
    judged = set()
    for page in PAGES:
        path = re.sub(r"\{\w+\}", "1", page.path).partition("?")[0]
        try:
            judged.add(addresses.match(path)[0])
        except HTTPException as error:
            raise AssertionError(f"{page.name}: nothing answers at {page.path}") from error
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint.startswith(MADE_OR_ANOTHER_WAY)
    }
    excused = OF_AN_IMPORT | FILES
    assert pages - judged - excused == set(), "add them to tests/journeys/desk_pages.py or ways_pages.py"
    assert excused - pages == set()
    assert excused & judged == set()
