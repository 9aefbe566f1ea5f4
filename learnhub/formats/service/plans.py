"""Plan books: which texts, voices and pictures would stand in them now."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import Course, CourseVersion
from learnhub.catalogue.rules import Edition, NotFound, SlotKind
from learnhub.catalogue.rules.check_reading import ANSWERS, QUESTIONS
from learnhub.catalogue.service import CourseOutline, OutlineLesson
from learnhub.formats.rules.books import AskedFor, BookKind, BookPlan, PlannedLesson
from learnhub.speech.models import Rendition
from learnhub.speech.service import best_by_text
from learnhub.storage.rules import BlobStore

_EASY_WORDS = "（易读版）"


def lesson_plans(
    session: Session,
    store: BlobStore,
    lesson: OutlineLesson,
    edition: Edition,
    *,
    course_version_id: int,
    site_name: str,
    kinds: Sequence[BookKind],
) -> list[BookPlan]:
    """Return the books of one lesson that could be made, in the order of kinds; none where it has no such edition.

    course_version_id: the one that the lesson was found in.
    """
    source = source_or_none(store, lesson, edition)
    if source is None:
        return []
    text = catalogue.text_of_source(source)
    home = session.get_one(Course, lesson.home_course_id)
    version = catalogue.current_version(session, home)
    pictures = catalogue.pictures_of(session, home.id, {picture.path for picture in text.pictures()})
    inside = (
        site_name,
        version.notice,
        version.rights,
        version.licence,
        *(f"{path} {file.blob}" for path, file in sorted(pictures.items())),
    )
    planned = tuple(_planned(session, [lesson], edition))
    return [
        BookPlan(
            kind=kind,
            edition=edition,
            course_id=home.id,
            lesson_id=lesson.version.lesson_id,
            version_id=lesson.version.id,
            title=text.title.text,
            lessons=planned,
            inside=inside,
            asked_for=AskedFor(kind, edition, course_version_id, lesson.slug),
        )
        for kind in kinds
    ]


def course_plans(
    session: Session, outline: CourseOutline, *, site_name: str, kinds: Sequence[BookKind]
) -> list[BookPlan]:
    """Return the books of a whole course that could be made, the main edition first; none for a course without lessons.

    An easy-read book beside the main one holds the lessons that have an easy-read edition; where all lessons are easy-read,
    there is that one alone.
    """
    lessons = outline.lessons
    if not lessons:
        return []
    is_easy = all(lesson.version.edition is Edition.EASY_READ for lesson in lessons)
    editions = [Edition.EASY_READ] if is_easy else [Edition.STANDARD, Edition.EASY_READ]
    newest = _newest_digests(session, {lesson.home_course_id for lesson in lessons})
    inside = (site_name, outline.version.digest, *newest)
    made: list[BookPlan] = []
    for edition in editions:
        planned = tuple(_planned(session, lessons, edition))
        if not planned:
            continue
        # A course may say so in its own title.
        is_beside = edition is Edition.EASY_READ and not is_easy and "易读" not in outline.version.title
        made += [
            BookPlan(
                kind=kind,
                edition=edition,
                course_id=outline.course.id,
                lesson_id=None,
                version_id=outline.version.id,
                title=outline.version.title + (_EASY_WORDS if is_beside else ""),
                lessons=planned,
                inside=inside,
                asked_for=AskedFor(kind, edition, outline.version.id, ""),
            )
            for kind in kinds
        ]
    return made


def plan_again(session: Session, store: BlobStore, asked: AskedFor, *, site_name: str) -> BookPlan:
    """Return the plan of a book that somebody asked for, as it would be made now; NotFound when there is none (any more)."""
    outline = outline_of(session, asked.course_version_id)
    if asked.lesson:
        plans = [
            plan
            for lesson in outline.lessons
            if lesson.slug == asked.lesson
            for plan in lesson_plans(
                session,
                store,
                lesson,
                asked.edition,
                course_version_id=asked.course_version_id,
                site_name=site_name,
                kinds=[asked.kind],
            )
        ]
    else:
        plans = [
            plan
            for plan in course_plans(session, outline, site_name=site_name, kinds=[asked.kind])
            if plan.edition is asked.edition
        ]
    if not plans:
        raise NotFound(asked.lesson)
    return plans[0]


def outline_of(session: Session, course_version_id: int) -> CourseOutline:
    """Return a version of a course that is open; NotFound for any other."""
    version = session.get(CourseVersion, course_version_id)
    if version is None:
        raise NotFound(str(course_version_id))
    course = catalogue.course_by_slug(session, session.get_one(Course, version.course_id).slug)
    return catalogue.outline(session, course, course_version_id=course_version_id)


def source_or_none(store: BlobStore, lesson: OutlineLesson, edition: Edition) -> str | None:
    """Return the text of a lesson in an edition, as a file; its main text is its standard edition, whatever that is."""
    if edition in {Edition.STANDARD, lesson.version.edition}:
        return lesson.version.source
    return catalogue.easy_source_or_none(store, lesson.slots)


def _planned(session: Session, lessons: Sequence[OutlineLesson], edition: Edition) -> Iterator[PlannedLesson]:
    texts = [(lesson, text) for lesson in lessons if (text := _text_or_none(lesson, edition)) is not None]
    spoken = best_by_text(session, {text_hash for _, (text_hash, _) in texts})
    for lesson, (text_hash, text_edition) in texts:
        sound = spoken.get((text_hash, text_edition.value))
        checks = [
            one for edition in (QUESTIONS, ANSWERS) if (one := spoken.get((text_hash, edition))) is not None
        ]
        sounds = [one for one in (sound, *checks) if one is not None]
        yield PlannedLesson(
            slug=lesson.slug,
            home_course_id=lesson.home_course_id,
            text_hash=text_hash,
            edition=text_edition,
            sound=_named(sound) if sound is not None else "",
            sound_bytes=sum(one.byte_count for one in sounds),
            sound_ms=sum(one.duration_ms for one in sounds),
            check_sounds=tuple(_named(one) for one in checks),
        )


def _named(sound: Rendition) -> str:
    return f"{sound.blob} {sound.form_hash}"


def _text_or_none(lesson: OutlineLesson, edition: Edition) -> tuple[str, Edition] | None:
    """Return the hash of a lesson's text in an edition without reading it, and the edition that this text is."""
    if edition in {Edition.STANDARD, lesson.version.edition}:
        return lesson.version.text_hash, lesson.version.edition
    for slot in lesson.slots:
        if slot.kind is SlotKind.EASY_READ and slot.state.has_content:
            return slot.blob, Edition.EASY_READ
    return None


def _newest_digests(session: Session, course_ids: set[int]) -> list[str]:
    """Return what names the newest files of these courses: pictures may be redrawn under an unchanged text."""
    newest = (
        sa.select(sa.func.max(CourseVersion.id))
        .where(CourseVersion.course_id.in_(course_ids))
        .group_by(CourseVersion.course_id)
    )
    return list(
        session.scalars(
            sa.select(CourseVersion.digest).where(CourseVersion.id.in_(newest)).order_by(CourseVersion.id)
        )
    )
