"""A recording beside a lesson of a draft stays in step while its text is worked on, and says so when it doesn't."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from learnhub.authoring.models import CourseDraft
from learnhub.authoring.rules.drafts.revisions import Revision
from learnhub.authoring.service import drafts, recordings
from learnhub.authoring.service.drafts.texts import save_text, text_of_file
from learnhub.authoring.service.recordings import LessonRecording
from learnhub.db import Database
from learnhub.primitives import Refusal, instant_now
from learnhub.settings import PROJECT_DIR
from learnhub.speech import service as speech
from learnhub.storage.adapters.local_folder import LocalFolder
from tests.authoring.drafts.drafts import TEACHING, add_bases, open_tiny
from tests.people import Someone

PATH, LESSON = "lessons/push-slow.md", "push-slow"
# Speech of another lesson stands in for one that reads this.
VOICE = PROJECT_DIR / "content" / "courses" / "blind-massage" / "lessons" / "clean-hands.audio.mp3"


@pytest.fixture
def store(tmp_path: Path) -> LocalFolder:
    return LocalFolder(tmp_path / "files")


@pytest.fixture
def recorded(database: Database, store: LocalFolder, instructor: Someone) -> int:
    """A draft with a recording that somebody has heard; the person's id."""
    made = speech.recorded(VOICE, is_wave=False)
    assert made is not None
    with database.transaction() as session:
        add_bases(session)
        draft = open_tiny(session, store, instructor)
        by, now = instructor.person_id, instant_now()
        assert isinstance(recordings.lay(session, store, draft, LESSON, made, (), by=by, now=now), Revision)
        heard = recordings.keep_times(session, store, draft, LESSON, None, is_heard=True, by=by, now=now)
        assert isinstance(heard, Revision)
    return instructor.person_id


def now_beside(session: Session, store: LocalFolder) -> LessonRecording:
    head = drafts.head_of(session, opened(session))
    found = recordings.recording_of(store, head, LESSON)
    assert not isinstance(found, Refusal)
    return found


def opened(session: Session) -> CourseDraft:
    return drafts.draft_by_slug(session, "new-push", TEACHING)


def changed(database: Database, store: LocalFolder, by: int, old: str, new: str) -> LessonRecording:
    with database.transaction() as session:
        draft = opened(session)
        head = drafts.head_of(session, draft)
        text = text_of_file(store, head, PATH)
        assert old in text
        saved = save_text(
            session, store, draft, path=PATH, base_revision=head.number, text=text.replace(old, new, 1), by=by,
            words="改了", now=instant_now(),
        )  # fmt: skip
        assert isinstance(saved, Revision), saved
        return now_beside(session, store)


def test_a_mended_question_leaves_a_recording_in_step_and_a_changed_sentence_does_not(
    database: Database, store: LocalFolder, recorded: int
) -> None:
    with database.reading() as session:
        before = now_beside(session, store)
        question = text_of_file(store, drafts.head_of(session, opened(session)), PATH).partition("```quiz")[2]
    asked = next(line for line in question.splitlines()[1:] if line and not line.startswith("-"))
    mended = changed(database, store, recorded, asked, f"请想一想：{asked}")
    assert (mended.is_outdated, mended.starts) == (False, before.starts)
    sentence = before.sentences[-1].text
    other = changed(database, store, recorded, sentence, f"先停一停，{sentence}")
    assert other.is_outdated
    assert set(other.starts) < {one.id for one in other.sentences}, "what was changed wants a time of its own"
    assert list(other.starts.values()) == list(before.starts.values())[: len(other.starts)]
    with database.transaction() as session:
        kept = recordings.keep_times(
            session, store, opened(session), LESSON, None, is_heard=True, by=recorded, now=instant_now()
        )
        assert isinstance(kept, Revision)
        assert not now_beside(session, store).is_outdated
