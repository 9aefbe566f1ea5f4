"""Gather everything inside a book from where it is kept."""

from sqlalchemy.orm import Session

from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import Course, CourseVersion
from learnhub.catalogue.rules import Edition, LessonText
from learnhub.catalogue.service import OutlineLesson
from learnhub.formats.rules.books import Book, BookLesson, BookPicture, BookPlan, BookSound
from learnhub.formats.service.plans import outline_of, source_or_none
from learnhub.speech.models import Rendition
from learnhub.speech.rules import VOICE_WORDS
from learnhub.speech.service import cues, rendition_or_none
from learnhub.storage.rules import BlobStore

_SUFFIXES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg"}


def gather(session: Session, store: BlobStore, plan: BookPlan, *, site_name: str) -> Book:
    """Return the book that a plan names. NotFound when the plan is outdated, KeyError when a file is lost."""
    outline = outline_of(session, plan.asked_for.course_version_id)
    wanted = {lesson.slug for lesson in plan.lessons}
    lessons: list[BookLesson] = []
    instants = []
    for unit in outline.units:
        for lesson in unit.lessons:
            if lesson.slug not in wanted:
                continue
            made, spoken = _lesson(session, store, lesson, plan, unit=unit.unit.title)
            lessons.append(made)
            instants += [lesson.version.made_at, *([spoken.made_at] if spoken is not None else [])]
    version = outline.version
    summary = version.summary
    if plan.lesson_id is not None:
        version = _home_version(session, plan.course_id)
        summary = lessons[0].text.summary.text
    else:
        instants.append(version.made_at)
    course = session.get_one(Course, plan.course_id)
    return Book(
        identifier="/".join(
            ["learnhub", site_name, course.slug, plan.asked_for.lesson, plan.edition.value, plan.kind.value]
        ),
        title=plan.title,
        summary=summary,
        notice=version.notice,
        rights=f"{version.rights}，许可：{version.licence}。",
        publisher=site_name,
        edition=_edition(lessons),
        modified_at=max(instants),
        lessons=tuple(lessons),
    )


def _lesson(
    session: Session, store: BlobStore, lesson: OutlineLesson, plan: BookPlan, *, unit: str
) -> tuple[BookLesson, Rendition | None]:
    source = source_or_none(store, lesson, plan.edition)
    assert source is not None
    text = catalogue.text_of_source(source)
    spoken = None
    if plan.kind.has_sound:
        planned = next(one for one in plan.lessons if one.slug == lesson.slug)
        spoken = rendition_or_none(session, planned.text_hash, planned.edition.value)
    return (
        BookLesson(
            unit=unit if plan.lesson_id is None else "",
            source=source,
            text=text,
            pictures=_pictures(session, store, lesson.home_course_id, text),
            sound=_sound(store, spoken) if spoken is not None else None,
        ),
        spoken,
    )


def _sound(store: BlobStore, spoken: Rendition) -> BookSound:
    return BookSound(
        path=store.path(spoken.blob),
        cues=tuple(cues(spoken)),
        duration_ms=spoken.duration_ms,
        voice=VOICE_WORDS.get(spoken.engine, spoken.engine),
    )


def _pictures(
    session: Session, store: BlobStore, home_course_id: int, text: LessonText
) -> dict[str, BookPicture]:
    """Return the pictures of a text by path; one that is lost is left out, and its description stands in its place."""
    paths = {picture.path for picture in text.pictures()}
    found: dict[str, BookPicture] = {}
    for path, file in sorted(catalogue.pictures_of(session, home_course_id, paths).items()) if paths else []:
        if file.blob not in store:
            continue
        found[path] = BookPicture(
            name=f"{catalogue.digest_of(file.blob)}.{_SUFFIXES[file.content_type]}",
            content=store.get(file.blob),
            content_type=file.content_type,
            width=file.width,
            height=file.height,
        )
    return found


def _home_version(session: Session, course_id: int) -> CourseVersion:
    return catalogue.current_version(session, session.get_one(Course, course_id))


def _edition(lessons: list[BookLesson]) -> Edition:
    is_easy = all(one.text.edition is Edition.EASY_READ for one in lessons)
    return Edition.EASY_READ if is_easy else Edition.STANDARD
