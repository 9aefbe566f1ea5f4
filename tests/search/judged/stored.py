"""The large catalogue in a database: rows as the loader writes them, without the files of the lessons."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Course, CourseVersion, Lesson, LessonVersion, Unit, UnitLesson
from learnhub.catalogue.rules import CourseKind, CourseState, Edition
from learnhub.catalogue.rules.course import Origin, UnitMode
from learnhub.providers.models import TrainingBase
from learnhub.search.models import CourseEntry, CourseFacet, SearchDocument
from learnhub.search.rules import CourseFacts, Document, Word, facet_term, facets_of
from learnhub.search.service.engines import database_index
from learnhub.search.service.indexing import course_texts, course_words, lesson_context
from learnhub.search.service.lexicon import add_words
from tests.search.judged.catalogue import MadeCourse

_TOGETHER = 100
_MINUTES_PER_LESSON = 10


def store(session: Session, courses: Iterable[MadeCourse], *, now: datetime, with_index: bool = True) -> int:
    """Write courses, a hundred at a time, and what is found of them; return the number of their lessons.

    with_index: also into the index of the database.
    """
    bases = list(session.scalars(sa.select(TrainingBase).order_by(TrainingBase.id)))
    lesson_count = 0
    batch: list[MadeCourse] = []
    for course in courses:
        batch.append(course)
        lesson_count += len(course.lessons)
        if len(batch) == _TOGETHER:
            _store(session, batch, bases, now, with_index=with_index)
            batch = []
    _store(session, batch, bases, now, with_index=with_index)
    return lesson_count


def _store(
    session: Session,
    courses: Sequence[MadeCourse],
    bases: Sequence[TrainingBase],
    now: datetime,
    *,
    with_index: bool,
) -> None:
    words: list[tuple[int, Word]] = []
    for number, made in enumerate(courses):
        base = bases[number % len(bases)] if bases else None
        course = Course(
            slug=made.slug,
            kind=CourseKind.COURSE,
            base_id=base.id if base else None,
            state=CourseState.PUBLISHED,
            created_at=now,
        )
        session.add(course)
        session.flush()
        version = _version(made, course.id, now)
        session.add(version)
        session.add(CourseEntry(course_id=course.id, title=made.title, is_open=True, is_listed=True))
        session.flush()
        documents = [
            SearchDocument(course_id=course.id, **course_texts(version, [])),
            *_lessons(session, made, version, now),
        ]
        facets = facets_of(_facts(made, base))
        session.execute(
            sa.insert(CourseFacet),
            [{"course_id": course.id, "facet": facet, "value": value} for facet, value in sorted(facets)],
        )
        terms = " ".join(sorted(facet_term(facet, value) for facet, value in facets))
        for row in documents:
            row.facets = terms
        session.add_all(documents)
        session.flush()
        if with_index:
            database_index(session).replace(course.id, [_document(row) for row in documents])
        own = {one.text: one for one in course_words(version, [lesson.title for lesson in made.lessons])}
        words += [(course.id, one) for one in own.values()]
    add_words(session, words)
    session.flush()
    session.expunge_all()


def _version(made: MadeCourse, course_id: int, now: datetime) -> CourseVersion:
    values: dict[str, Any] = {
        "title": made.title,
        "summary": made.summary,
        "category": made.trade.category,
        "training_type": "就业技能培训",
        "level": made.level,
        "certificates": [made.certificate],
        "tags": list(made.trade.tags),
        "occupation_name": made.trade.occupation,
        "planned_offline_days": made.days,
    }
    nothing = dict.fromkeys(("cost", "support_provided", "notice", "licence", "rights", "course_toml"), "")
    return CourseVersion(
        course_id=course_id,
        number=1,
        made_at=now,
        published_at=now,
        digest=hashlib.sha256(made.slug.encode()).hexdigest(),
        origin=Origin.DEVELOPED,
        planned_online_class_hours=len(made.lessons),
        planned_offline_class_hours=made.days * 8,
        **values,
        **nothing,
    )


def _lessons(
    session: Session, made: MadeCourse, version: CourseVersion, now: datetime
) -> list[SearchDocument]:
    unit = Unit(
        course_version_id=version.id,
        position=1,
        title="全部课",
        mode=UnitMode.ONLINE,
        planned_class_hours=len(made.lessons),
        include_slug="",
    )
    lessons = [Lesson(course_id=version.course_id, slug=one.slug) for one in made.lessons]
    session.add_all([unit, *lessons])
    session.flush()
    versions = [
        LessonVersion(
            lesson_id=lesson.id,
            text_hash=hashlib.sha256(f"{made.slug}/{one.slug}".encode()).hexdigest(),
            edition=Edition.STANDARD,
            title=one.title,
            summary="",
            source="",
            minutes=_MINUTES_PER_LESSON,
            characters=sum(map(len, one.sentences)),
            made_at=now,
        )
        for one, lesson in zip(made.lessons, lessons, strict=True)
    ]
    session.add_all(versions)
    session.flush()
    session.add_all(
        UnitLesson(unit_id=unit.id, position=place, lesson_version_id=one.id)
        for place, one in enumerate(versions, start=1)
    )
    return [
        SearchDocument(
            course_id=version.course_id,
            lesson_id=lesson.id,
            lesson_slug=one.slug,
            title=one.title,
            text="\n".join(one.sentences),
            context=lesson_context(version),
        )
        for one, lesson in zip(made.lessons, lessons, strict=True)
    ]


def _facts(made: MadeCourse, base: TrainingBase | None) -> CourseFacts:
    return CourseFacts(
        category=made.trade.category,
        occupation=made.trade.occupation,
        base=base.slug if base else "",
        region_code=base.region_code if base else "",
        minutes=_MINUTES_PER_LESSON * len(made.lessons),
        certificates=(made.certificate,),
        training_type="就业技能培训",
        ways={},
        lesson_count=len(made.lessons),
    )


def _document(row: SearchDocument) -> Document:
    return Document(
        row.id, row.course_id, row.lesson_id, row.title, row.text, row.context, tuple(row.facets.split())
    )
