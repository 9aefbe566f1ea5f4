"""Keep what is found in step with the catalogue, in the transaction that changes it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import Course, CourseVersion
from learnhub.catalogue.rules import CATEGORIES, CourseKind, CourseState, SlotKind
from learnhub.catalogue.service import CourseOutline
from learnhub.catalogue.service.courses import OPEN_STATES
from learnhub.jobs import service as jobs
from learnhub.providers.service import base_or_none
from learnhub.search.models import CourseEntry, CourseFacet, SearchDocument, SearchWord, SearchWordCourse
from learnhub.search.rules import CourseFacts, Document, Facet, Word, facet_term, facets_of, words_of
from learnhub.search.service.engines import database_index
from learnhub.search.service.lexicon import put_words

JOB_CHANGED = "search.changed"
_WITHOUT_READING = frozenset({SlotKind.AUDIO, SlotKind.SIGN})
# Before the long work of speaking: somebody who has just published looks for the course at once.
_JOB_PRIORITY = -10


def index_course(session: Session, course_id: int, *, now: datetime) -> None:
    """Make what is found of a course anew: its entry, facets and documents; a course that isn't open goes out.

    To be called in the transaction that changes the course, its base or its slots. An engine outside the database learns of it by a job.
    """
    # The row is locked so that two workers which speak lessons of one course don't both put its rows in place.
    course = session.scalar(sa.select(Course).where(Course.id == course_id).with_for_update())
    outline = (
        catalogue.outline(session, course) if course is not None and course.state in OPEN_STATES else None
    )
    if outline is None:
        _take_out(session, course_id)
    else:
        facets = _facets(session, outline)
        _put_entry(session, outline, facets)
        documents = _put_documents(session, outline, facets)
        database_index(session).replace(course_id, documents)
        _drop_documents(session, course_id, keep=[document.id for document in documents])
        titles = [document.title for document in documents if document.lesson_id is not None]
        put_words(session, course_id, course_words(outline.version, titles))
    jobs.enqueue(
        session,
        JOB_CHANGED,
        {"course": course_id},
        key=f"{JOB_CHANGED}:{course_id}:{now.isoformat()}",
        now=now,
        priority=_JOB_PRIORITY,
    )


def index_courses_with_text(session: Session, text_hash: str, *, now: datetime) -> int:
    """Index every course that shows this lesson text, because its slots have changed; return how many there are."""
    ids = catalogue.courses_showing(session, text_hash)
    for course_id in ids:
        index_course(session, course_id, now=now)
    return len(ids)


def rebuild(session: Session, *, now: datetime) -> int:
    """Make everything that is found anew from the catalogue; return the number of courses that can be found."""
    session.execute(sa.text("DELETE FROM search_fts"))
    for table in (SearchWordCourse, SearchWord, CourseFacet, SearchDocument, CourseEntry):
        session.execute(sa.delete(table))
    for course_id in session.scalars(sa.select(Course.id).order_by(Course.id)).all():
        index_course(session, course_id, now=now)
    return session.scalar(sa.select(sa.func.count()).select_from(CourseEntry)) or 0


def course_texts(version: CourseVersion, unit_titles: Iterable[str]) -> dict[str, object]:
    """Return what a course itself is found by, as values of its row of search_document."""
    about = [*_about(version), CATEGORIES.get(version.category, ""), *version.certificates]
    return {
        "lesson_id": None,
        "lesson_slug": "",
        "title": "\n".join([version.title, *version.tags]),
        "text": "\n".join([version.summary, version.support_provided, *unit_titles]),
        "context": "\n".join(about),
    }


def lesson_context(version: CourseVersion) -> str:
    """Return what is true of a lesson because of its course."""
    return "\n".join([version.title, *_about(version)])


def course_words(version: CourseVersion, lesson_titles: Iterable[str]) -> list[Word]:
    """Return the words that a course puts into the lexicon, with repetitions."""
    topics = [version.title, *version.tags, version.occupation_name or ""]
    return [
        *(one for title in lesson_titles for one in words_of(title, is_topic=False)),
        *(one for topic in topics for one in words_of(topic, is_topic=True)),
    ]


def documents_of(session: Session, course_id: int | None = None) -> list[Document]:
    """Return the documents of a course, or of all, as an engine outside the database indexes them."""
    query = sa.select(SearchDocument).order_by(SearchDocument.id)
    if course_id is not None:
        query = query.where(SearchDocument.course_id == course_id)
    return [_document(row) for row in session.scalars(query)]


def _take_out(session: Session, course_id: int) -> None:
    database_index(session).replace(course_id, [])
    for table in (SearchWordCourse, CourseFacet, SearchDocument, CourseEntry):
        session.execute(sa.delete(table).where(table.course_id == course_id))


def _facets(session: Session, outline: CourseOutline) -> frozenset[tuple[Facet, str]]:
    """Return what a course or a shared module can be filtered by; a module has no base, and stands in answers alone, in no list."""
    version, base = outline.version, base_or_none(session, outline.course.base_id)
    ways = {
        kind: sum(
            any(slot.kind is kind and slot.state.has_content for slot in lesson.slots)
            for lesson in outline.lessons
        )
        for kind in SlotKind
    }
    no_reading_count = sum(
        any(slot.kind in _WITHOUT_READING and slot.state.has_content for slot in lesson.slots)
        for lesson in outline.lessons
    )
    return facets_of(
        CourseFacts(
            category=version.category,
            occupation=version.occupation_name or "",
            base=base.slug if base is not None else "",
            region_code=base.region_code if base is not None else "",
            minutes=outline.minutes,
            certificates=tuple(version.certificates),
            training_type=version.training_type,
            ways=ways,
            lesson_count=len(outline.lessons),
            no_reading_count=no_reading_count,
        )
    )


def _put_entry(session: Session, outline: CourseOutline, facets: frozenset[tuple[Facet, str]]) -> None:
    course = outline.course
    entry = session.get(CourseEntry, course.id)
    if entry is None:
        entry = CourseEntry(course_id=course.id)
        session.add(entry)
    entry.title = outline.version.title
    entry.is_open = course.state is CourseState.PUBLISHED
    entry.is_listed = course.kind is CourseKind.COURSE
    session.flush()
    session.execute(sa.delete(CourseFacet).where(CourseFacet.course_id == course.id))
    if facets:
        session.execute(
            sa.insert(CourseFacet),
            [
                {"course_id": course.id, "facet": facet.value, "value": value}
                for facet, value in sorted(facets)
            ],
        )


def _put_documents(
    session: Session, outline: CourseOutline, facets: frozenset[tuple[Facet, str]]
) -> list[Document]:
    """Write the rows of a course and of its own lessons; those of an included module belong to the module."""
    course, version = outline.course, outline.version
    known: dict[int | None, SearchDocument] = {
        row.lesson_id: row
        for row in session.scalars(sa.select(SearchDocument).where(SearchDocument.course_id == course.id))
    }
    terms = " ".join(sorted(facet_term(facet, value) for facet, value in facets))
    rows = [_row(known.get(None), **course_texts(version, [u.unit.title for u in outline.units]))]
    for lesson in outline.lessons:
        if lesson.home_course_id == course.id:
            text = catalogue.text_of(lesson.version)
            # The title is a field of its own: as a sentence it would be shown twice.
            sentences = list(text.sentences())[len(text.title.sentences) :]
            rows.append(
                _row(
                    known.get(lesson.version.lesson_id),
                    lesson_id=lesson.version.lesson_id,
                    lesson_slug=lesson.slug,
                    title=lesson.version.title,
                    text="\n".join(sentence.text for sentence in sentences),
                    context=lesson_context(version),
                )
            )
    for row in rows:
        row.course_id, row.facets = course.id, terms
    session.add_all(rows)
    session.flush()
    return [_document(row) for row in rows]


def _about(version: CourseVersion) -> list[str]:
    return [*version.tags, version.occupation_name or "", version.level, version.training_type]


def _row(known: SearchDocument | None, **values: object) -> SearchDocument:
    row = known or SearchDocument()
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _drop_documents(session: Session, course_id: int, *, keep: Sequence[int]) -> None:
    session.execute(
        sa.delete(SearchDocument).where(SearchDocument.course_id == course_id, SearchDocument.id.not_in(keep))
    )


def _document(row: SearchDocument) -> Document:
    return Document(
        id=row.id,
        course_id=row.course_id,
        lesson_id=row.lesson_id,
        title=row.title,
        text=row.text,
        context=row.context,
        facets=tuple(row.facets.split()),
    )
