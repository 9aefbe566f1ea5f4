"""Books are made by the worker, once for each content, and thrown away when their texts change."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import Course, LessonVersion, Slot
from learnhub.catalogue.rules import CourseState, Edition, NotFound, SlotKind, SlotState
from learnhub.db import Database
from learnhub.formats.models import MadeBook
from learnhub.formats.rules.books import AskedFor, BookKind, OfferState
from learnhub.formats.service import books
from learnhub.formats.service.audio import speak_all
from learnhub.formats.service.plans import course_plans, lesson_plans
from learnhub.jobs.models import Job, JobState
from learnhub.jobs.worker import Work, Worker
from learnhub.primitives import Refusal, instant_now
from learnhub.search.service import JOB_CHANGED
from learnhub.speech.models import Rendition
from learnhub.storage.adapters.local_folder import LocalFolder
from learnhub.storage.rules import BlobStore
from tests.formats.sample_books import SilentEngine
from tests.tiny_course import TinyCourse

SITE = "学习汇"


class Shelf:
    """A small course and what can be done with its books."""

    def __init__(self, database: Database, store: BlobStore) -> None:
        self.database, self.store = database, store

    def load(self, sentence: str = "手放在桌面上，慢慢地向前推，感觉手心下面的布料。") -> None:
        with self.database.transaction() as session:
            TinyCourse("tiny-one", sentence=sentence).load(session, self.store)

    def speak(self) -> None:
        spoken = speak_all(self.database, self.store, engines=[SilentEngine()])
        assert [one for one in spoken if not one.engine] == []

    def asked(self, session: Session, kind: BookKind, lesson: str = "") -> AskedFor:
        outline = catalogue.outline(session, catalogue.course_by_slug(session, "tiny-one"))
        edition = Edition.STANDARD
        return AskedFor(kind, edition, outline.version.id, lesson)

    def ask(self, kind: BookKind, lesson: str = "") -> Refusal | None:
        with self.database.transaction() as session:
            return books.ask(
                session, self.store, self.asked(session, kind, lesson), site_name=SITE, now=instant_now()
            )

    def work(self) -> int:
        """Run all jobs; return how many wishes for books were among them. Loading a course asks for an index, too."""
        handler, wishes = books.book_handler(self.database, self.store, SITE), []

        def make(work: Work) -> None:
            wishes.append(work.job_id)
            handler(work)

        Worker(self.database, {books.JOB_BOOK: make, JOB_CHANGED: lambda _work: None}).run_all()
        return len(wishes)

    def states(self, lesson: str = "") -> dict[BookKind, OfferState]:
        with self.database.reading() as session:
            outline = catalogue.outline(session, catalogue.course_by_slug(session, "tiny-one"))
            if lesson:
                place = next(one for one in outline.lessons if one.slug == lesson)
                plans = lesson_plans(
                    session,
                    self.store,
                    place,
                    Edition.STANDARD,
                    course_version_id=outline.version.id,
                    site_name=SITE,
                    kinds=books.LESSON_KINDS,
                )
            else:
                plans = course_plans(session, outline, site_name=SITE, kinds=books.COURSE_KINDS)
            return {offer.plan.kind: offer.state for offer in books.offers(session, plans)}

    def made(self) -> list[MadeBook]:
        with self.database.reading() as session:
            return list(session.scalars(sa.select(MadeBook).order_by(MadeBook.id)))


@pytest.fixture
def shelf(database: Database, tmp_path: Path) -> Shelf:
    made = Shelf(database, LocalFolder(tmp_path / "files"))
    made.load()
    return made


@pytest.fixture
def spoken_shelf(shelf: Shelf) -> Shelf:
    shelf.speak()
    return shelf


def test_a_book_with_sound_waits_until_all_its_lessons_are_spoken(shelf: Shelf) -> None:
    assert shelf.states() == {
        BookKind.TALKING_BOOK: OfferState.WAITS,
        BookKind.AUDIO_ALBUM: OfferState.WAITS,
        BookKind.LARGE_PRINT: OfferState.CAN_BE_MADE,
    }
    refusal = shelf.ask(BookKind.TALKING_BOOK)
    assert refusal is not None
    assert refusal.sentence == "还有 2 课的语音没有做好。语音做好以后，再来做这一份。"
    assert shelf.work() == 0
    shelf.speak()
    assert set(shelf.states().values()) == {OfferState.CAN_BE_MADE}


def test_every_binding_is_made_once_and_kept(spoken_shelf: Shelf) -> None:
    for kind in books.COURSE_KINDS:
        assert spoken_shelf.ask(kind) is None
        assert spoken_shelf.ask(kind) is None
    assert set(spoken_shelf.states().values()) == {OfferState.MAKING}
    assert spoken_shelf.work() == 3
    assert set(spoken_shelf.states().values()) == {OfferState.READY}
    assert spoken_shelf.ask(BookKind.TALKING_BOOK) is None
    assert spoken_shelf.work() == 0
    assert {one.kind for one in spoken_shelf.made()} == set(BookKind)
    for one in spoken_shelf.made():
        assert len(spoken_shelf.store.get(one.blob)) == one.byte_count
        assert (one.milliseconds > 0) == one.kind.has_sound
        assert (one.page_count > 0) == (not one.kind.has_sound)


def test_a_talking_book_of_a_lesson_stands_among_its_ways(spoken_shelf: Shelf, database: Database) -> None:
    spoken_shelf.ask(BookKind.TALKING_BOOK, "push-slow")
    spoken_shelf.work()
    assert spoken_shelf.states("push-slow")[BookKind.TALKING_BOOK] is OfferState.READY
    assert spoken_shelf.states("press-deep")[BookKind.TALKING_BOOK] is OfferState.CAN_BE_MADE
    with database.reading() as session:
        outline = catalogue.outline(session, catalogue.course_by_slug(session, "tiny-one"))
        slots = {
            lesson.slug: next(slot for slot in lesson.slots if slot.kind is SlotKind.TALKING_BOOK)
            for lesson in outline.lessons
        }
        assert slots["push-slow"].state is SlotState.GENERATED
        assert slots["push-slow"].byte_count == spoken_shelf.made()[0].byte_count
        assert slots["press-deep"].state is SlotState.MISSING
        name = catalogue.slot_file_name(slots["push-slow"].blob, slots["push-slow"].content_type)
        assert name.endswith(".epub")


def test_what_a_changed_text_outdates_is_thrown_away_when_the_new_book_is_there(
    spoken_shelf: Shelf, database: Database
) -> None:
    for lesson in ("", "push-slow"):
        spoken_shelf.ask(BookKind.TALKING_BOOK, lesson)
    spoken_shelf.work()
    old = [one.blob for one in spoken_shelf.made()]
    spoken_shelf.load(sentence="手心贴着布料，慢慢地向后拉，感觉布料的纹路。")
    assert spoken_shelf.states()[BookKind.TALKING_BOOK] is OfferState.WAITS
    spoken_shelf.speak()
    assert spoken_shelf.states()[BookKind.TALKING_BOOK] is OfferState.CAN_BE_MADE
    assert all(blob in spoken_shelf.store for blob in old), "the old ones stay until there are new ones"
    for lesson in ("", "push-slow"):
        spoken_shelf.ask(BookKind.TALKING_BOOK, lesson)
    spoken_shelf.work()
    assert [blob for blob in old if blob in spoken_shelf.store] == []
    assert len(spoken_shelf.made()) == 2
    with database.reading() as session:
        filled = session.scalars(sa.select(Slot.blob).where(Slot.kind == SlotKind.TALKING_BOOK)).all()
    assert filled == [spoken_shelf.made()[1].blob]


def test_a_text_that_comes_back_gets_its_book_again(spoken_shelf: Shelf) -> None:
    spoken_shelf.ask(BookKind.LARGE_PRINT)
    spoken_shelf.work()
    with spoken_shelf.database.transaction() as session:
        session.execute(sa.delete(MadeBook))
    assert spoken_shelf.states()[BookKind.LARGE_PRINT] is OfferState.CAN_BE_MADE
    spoken_shelf.ask(BookKind.LARGE_PRINT)
    assert spoken_shelf.work() == 1
    assert spoken_shelf.states()[BookKind.LARGE_PRINT] is OfferState.READY


def test_a_job_that_runs_twice_makes_one_book(spoken_shelf: Shelf) -> None:
    spoken_shelf.ask(BookKind.AUDIO_ALBUM)
    spoken_shelf.work()
    before = [one.id for one in spoken_shelf.made()]
    with spoken_shelf.database.transaction() as session:
        again = sa.update(Job).where(Job.kind == books.JOB_BOOK)
        session.execute(again.values(state=JobState.WAITING, lease_until_at=None))
    assert spoken_shelf.work() == 1
    assert [one.id for one in spoken_shelf.made()] == before


def test_a_queue_has_an_end(spoken_shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "QUEUE_MAX", 1)
    assert spoken_shelf.ask(BookKind.LARGE_PRINT) is None
    refusal = spoken_shelf.ask(BookKind.AUDIO_ALBUM)
    assert refusal is not None
    assert "请过半小时再来" in refusal.sentence
    assert spoken_shelf.ask(BookKind.LARGE_PRINT) is None, "what is being made is no new wish"
    spoken_shelf.work()
    assert spoken_shelf.ask(BookKind.AUDIO_ALBUM) is None


def test_a_course_that_was_withdrawn_gives_no_books(spoken_shelf: Shelf) -> None:
    spoken_shelf.ask(BookKind.AUDIO_ALBUM)
    spoken_shelf.work()
    spoken_shelf.ask(BookKind.LARGE_PRINT)
    [album] = spoken_shelf.made()
    with spoken_shelf.database.transaction() as session:
        session.execute(sa.update(Course).values(state=CourseState.WITHDRAWN))
    assert spoken_shelf.work() == 1, "the job ends without a fault"
    with spoken_shelf.database.reading() as session, pytest.raises(NotFound):
        books.book_by_blob(session, album.blob)
    assert [one.kind for one in spoken_shelf.made()] == [BookKind.AUDIO_ALBUM]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda asked: AskedFor(asked.kind, asked.edition, 10**8, ""),
        lambda asked: AskedFor(asked.kind, asked.edition, asked.course_version_id, "no-such-lesson"),
        lambda asked: AskedFor(asked.kind, Edition.EASY_READ, asked.course_version_id, "push-slow"),
        lambda asked: AskedFor(asked.kind, Edition.EASY_READ, asked.course_version_id, ""),
    ],
    ids=["version", "lesson", "edition of a lesson", "edition of a course"],
)
def test_what_there_is_not_can_not_be_asked_for(
    spoken_shelf: Shelf, wrong: Callable[[AskedFor], AskedFor]
) -> None:
    with spoken_shelf.database.transaction() as session, pytest.raises(NotFound):
        asked = wrong(spoken_shelf.asked(session, BookKind.TALKING_BOOK))
        books.ask(session, spoken_shelf.store, asked, site_name=SITE, now=instant_now())


def test_another_voice_is_another_book_but_the_same_print(spoken_shelf: Shelf) -> None:
    for kind in books.COURSE_KINDS:
        spoken_shelf.ask(kind)
    spoken_shelf.work()
    with spoken_shelf.database.transaction() as session:
        text_hash = session.scalars(sa.select(LessonVersion.text_hash)).first()
        session.execute(
            sa.update(Rendition).where(Rendition.text_hash == text_hash).values(form_hash="another")
        )
    assert spoken_shelf.states() == {
        BookKind.TALKING_BOOK: OfferState.CAN_BE_MADE,
        BookKind.AUDIO_ALBUM: OfferState.CAN_BE_MADE,
        BookKind.LARGE_PRINT: OfferState.READY,
    }
