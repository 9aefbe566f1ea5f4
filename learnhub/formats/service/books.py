"""Offer books, take the wish for one, make it, throw away what is outdated."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Course, CourseVersion, LessonVersion
from learnhub.catalogue.rules import Edition, NotFound, SlotKind
from learnhub.catalogue.service import OPEN_STATES, empty_by_machine, fill_by_machine
from learnhub.db import Database
from learnhub.formats.adapters.album import write_album
from learnhub.formats.adapters.epub import write_talking_book
from learnhub.formats.adapters.large_print import write_large_print
from learnhub.formats.adapters.typesetting import is_installed as has_typesetter
from learnhub.formats.models import MadeBook
from learnhub.formats.rules.books import (
    AskedFor,
    Book,
    BookKind,
    BookPlan,
    Offer,
    OfferState,
    book_file_name,
)
from learnhub.formats.service.gathering import gather
from learnhub.formats.service.plans import plan_again
from learnhub.jobs.models import JobState
from learnhub.jobs.service import enqueue, open_count, states_by_key
from learnhub.jobs.worker import Handler, Work
from learnhub.primitives import Refusal, instant_now, say
from learnhub.storage.rules import BlobStore

JOB_BOOK = "formats.book"
QUEUE_MAX = 40
_PRIORITY = 4  # after the built-in voice, which lessons lack, before the natural one, which takes hours
_KEPT_OUTDATED = timedelta(days=30)  # people who are enrolled in an earlier version may still fetch its books

# Each writes a book into a file and returns its pages, 0 for what has none.
Writer = Callable[[Book, Path], int]


def _without_pages(write: Callable[[Book, Path], None]) -> Writer:
    def written(book: Book, target: Path) -> int:
        write(book, target)
        return 0

    return written


_WRITERS: Mapping[BookKind, Writer] = {
    BookKind.TALKING_BOOK: _without_pages(write_talking_book),
    BookKind.AUDIO_ALBUM: _without_pages(write_album),
    BookKind.LARGE_PRINT: write_large_print,
}
LESSON_KINDS = (BookKind.TALKING_BOOK, BookKind.LARGE_PRINT)  # the sound of one lesson is a file by itself
COURSE_KINDS = (BookKind.TALKING_BOOK, BookKind.AUDIO_ALBUM, BookKind.LARGE_PRINT)


def kinds_here(kinds: Sequence[BookKind]) -> list[BookKind]:
    """Return which of these this machine can make: large print needs requirements-print.txt."""
    return [kind for kind in kinds if kind is not BookKind.LARGE_PRINT or has_typesetter()]


def offers(session: Session, plans: Sequence[BookPlan]) -> list[Offer]:
    """Return how far these books are, in order; two queries."""
    wanted = {plan.content_hash: plan for plan in plans}
    made = {
        book.content_hash: book
        for book in session.scalars(sa.select(MadeBook).where(MadeBook.content_hash.in_(wanted)))
    }
    jobs = states_by_key(session, [_key(content_hash) for content_hash in wanted.keys() - made.keys()])
    return [
        _offer(plan, made.get(content_hash), jobs.get(_key(content_hash)))
        for content_hash, plan in wanted.items()
    ]


def ask(
    session: Session, store: BlobStore, asked: AskedFor, *, site_name: str, now: datetime
) -> Refusal | None:
    """Ask the worker for a book, in the caller's transaction; asking for what is there or being made changes nothing.

    What can be asked for is bounded by the lessons there are. Refuses a book whose lessons nobody has spoken yet, and any while
    QUEUE_MAX are waiting. NotFound for a course, lesson or edition that there isn't.
    """
    plan = plan_again(session, store, asked, site_name=site_name)
    if plan.silent_count:
        return Refusal(
            "book-not-spoken",
            say(
                "还有 %(silent_count)s 课的语音没有做好。语音做好以后，再来做这一份。",
                silent_count=plan.silent_count,
            ),
        )
    [offer] = offers(session, [plan])
    if offer.state in {OfferState.READY, OfferState.MAKING}:
        return None
    if open_count(session, JOB_BOOK) >= QUEUE_MAX:
        return Refusal("books-queue-full", say("现在排队要做的文件很多，请过半小时再来按一次。"))
    enqueue(
        session,
        JOB_BOOK,
        {
            "kind": asked.kind.value,
            "edition": asked.edition.value,
            "course_version_id": asked.course_version_id,
            "lesson": asked.lesson,
        },
        key=_key(plan.content_hash),
        now=now,
        priority=_PRIORITY,
        again=True,
    )
    return None


def book_handler(database: Database, store: BlobStore, site_name: str) -> Handler:
    """Return the handler of JOB_BOOK: makes a book as its lessons are now; done twice it makes nothing."""

    def handle(work: Work) -> None:
        asked = _asked(work.payload)
        with database.reading() as session:
            try:
                plan = plan_again(session, store, asked, site_name=site_name)
            except NotFound:
                return  # the course was withdrawn since
            if plan.silent_count or _book_or_none(session, plan) is not None:
                return
            book = gather(session, store, plan, site_name=site_name)
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "book"
            page_count = _WRITERS[plan.kind](book, target)
            if not work.progress(1, 2):
                return  # another worker has taken over
            byte_count, blob = target.stat().st_size, store.put_file(target)
        with database.transaction() as session:
            unused = _keep(session, plan, book, blob, byte_count=byte_count, page_count=page_count)
        for address in unused:
            store.remove(address)

    return handle


def book_by_blob(session: Session, blob: str) -> tuple[MadeBook, str]:
    """Return a made book of an open course, and the name to save it under; NotFound for any other file."""
    found = session.scalar(
        sa.select(MadeBook)
        .join(Course, Course.id == MadeBook.course_id)
        .where(MadeBook.blob == blob, Course.state.in_(OPEN_STATES))
        .limit(1)
    )
    if found is None:
        raise NotFound(blob)
    return found, book_file_name(found.title, found.kind)


def _offer(plan: BookPlan, made: MadeBook | None, job: JobState | None) -> Offer:
    if made is not None:
        return Offer(plan, OfferState.READY, made.blob, made.byte_count, made.milliseconds, made.page_count)
    if plan.silent_count:
        return Offer(plan, OfferState.WAITS)
    state = {
        JobState.WAITING: OfferState.MAKING,
        JobState.RUNNING: OfferState.MAKING,
        JobState.FAILED: OfferState.FAILED,
    }.get(job or JobState.DONE, OfferState.CAN_BE_MADE)
    return Offer(plan, state, byte_count=plan.sound_bytes)


def _keep(
    session: Session, plan: BookPlan, book: Book, blob: str, *, byte_count: int, page_count: int
) -> list[str]:
    """Keep a made book in the place of those that it outdates; return the files that nothing shows any more."""
    now = instant_now()
    if _book_or_none(session, plan) is not None:
        return []  # another worker was quicker
    dropped = [*_replaced(session, plan), *_outdated(session, now - _KEPT_OUTDATED)]
    for old in dict.fromkeys(dropped):
        session.delete(old)
    session.flush()
    milliseconds = book.duration_ms if plan.kind.has_sound else 0
    session.add(
        MadeBook(
            content_hash=plan.content_hash,
            kind=plan.kind,
            edition=plan.edition,
            course_id=plan.course_id,
            lesson_id=plan.lesson_id,
            version_id=plan.version_id,
            title=book.title,
            blob=blob,
            byte_count=byte_count,
            milliseconds=milliseconds,
            page_count=page_count,
            made_at=now,
        )
    )
    session.flush()
    gone = {old.blob for old in dropped}
    gone -= set(session.scalars(sa.select(MadeBook.blob).where(MadeBook.blob.in_(gone))))
    empty_by_machine(session, gone)
    if plan.kind is BookKind.TALKING_BOOK and plan.lesson_id is not None:
        fill_by_machine(
            session,
            text_hash=plan.lessons[0].text_hash,
            edition=plan.lessons[0].edition,
            kind=SlotKind.TALKING_BOOK,
            blob=blob,
            content_type=plan.kind.content_type,
            byte_count=byte_count,
            milliseconds=milliseconds,
            maker="、".join(book.voices),
            now=now,
        )
    return sorted(gone)


def _replaced(session: Session, plan: BookPlan) -> Sequence[MadeBook]:
    """Return the books of the same thing that say what this version or an earlier one said."""
    return session.scalars(
        sa.select(MadeBook).where(
            MadeBook.kind == plan.kind,
            MadeBook.edition == plan.edition,
            MadeBook.course_id == plan.course_id,
            MadeBook.lesson_id == plan.lesson_id
            if plan.lesson_id is not None
            else MadeBook.lesson_id.is_(None),
            MadeBook.version_id <= plan.version_id,
        )
    ).all()


def _outdated(session: Session, before: datetime) -> Sequence[MadeBook]:
    """Return the books of texts that have changed since, if they were made before a moment."""
    of_course = sa.select(sa.func.max(CourseVersion.id)).where(CourseVersion.course_id == MadeBook.course_id)
    of_lesson = sa.select(sa.func.max(LessonVersion.id)).where(LessonVersion.lesson_id == MadeBook.lesson_id)
    newest = sa.case(
        (MadeBook.lesson_id.is_(None), of_course.scalar_subquery()), else_=of_lesson.scalar_subquery()
    )
    return session.scalars(
        sa.select(MadeBook).where(MadeBook.made_at < before, MadeBook.version_id < newest)
    ).all()


def _book_or_none(session: Session, plan: BookPlan) -> MadeBook | None:
    return session.scalar(sa.select(MadeBook).where(MadeBook.content_hash == plan.content_hash))


def _asked(payload: Mapping[str, Any]) -> AskedFor:
    return AskedFor(
        BookKind(payload["kind"]),
        Edition(payload["edition"]),
        int(payload["course_version_id"]),
        str(payload["lesson"]),
    )


def _key(content_hash: str) -> str:
    return f"{JOB_BOOK}:{content_hash}"
