"""What a draft, a course or the store doesn't have is not there, whoever asks the services for it."""

from collections.abc import Callable

import pytest

from learnhub.authoring.service import drafts, publication, recordings
from learnhub.authoring.service.drafts import outlines
from learnhub.authoring.service.packages import courseware
from learnhub.catalogue.models import Course
from learnhub.catalogue.rules import NotFound
from learnhub.catalogue.service import current_version
from learnhub.db import Database
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.authoring.drafts.drafts import add_bases, open_tiny
from tests.people import Someone


def test_what_is_asked_of_a_draft_and_is_missing_is_not_there(
    database: Database, settings: Settings, instructor: Someone
) -> None:
    store = store_for(settings)
    with database.transaction() as session:
        add_bases(session)
        draft = open_tiny(session, store, instructor)
        head = drafts.head_of(session, draft)
        gone = courseware.HeldCourseware(1, "push-slow", "0" * 64, 10)
        missing: list[Callable[[], object]] = [
            lambda: publication.submission_of(session, draft),
            lambda: recordings.readable_text(store, head, "nothing-here"),
            lambda: recordings.recording_of(store, head, "push-slow"),
            lambda: courseware.described(store, gone),
            lambda: courseware.put_courseware(
                session, store, draft, "nothing-here", b"", by=instructor.person_id, now=instant_now()
            ),
            lambda: outlines.lesson_path("No Lesson"),
            lambda: current_version(session, Course(id=4711, slug="never-published")),
        ]
        for ask in missing:
            with pytest.raises(NotFound):
                ask()
