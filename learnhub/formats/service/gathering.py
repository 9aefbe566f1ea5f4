"""Gather everything inside a book from where it is kept."""

from dataclasses import replace

from sqlalchemy.orm import Session

from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import Course, CourseVersion
from learnhub.catalogue.rules import Edition, LessonText
from learnhub.catalogue.rules.check_reading import ANSWERS, QUESTIONS
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
            instants += [lesson.version.made_at, *(one.made_at for one in spoken)]
    if any(one.text.checks and one.questions is None for one in lessons):
        # All questions are heard or none: a listener has to know what to expect.
        lessons = [replace(one, questions=None, answers=None) for one in lessons]
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
) -> tuple[BookLesson, list[Rendition]]:
    source = source_or_none(store, lesson, plan.edition)
    assert source is not None
    text = catalogue.text_of_source(source)
    spoken: dict[str, Rendition] = {}
    if plan.kind.has_sound:
        planned = next(one for one in plan.lessons if one.slug == lesson.slug)
        for edition in (planned.edition.value, QUESTIONS, ANSWERS):
            found = rendition_or_none(session, planned.text_hash, edition)
            if found is not None:
                spoken[edition] = found
    sounds = {edition: _sound(store, one) for edition, one in spoken.items()}
    made = BookLesson(
        unit=unit if plan.lesson_id is None else "",
        source=source,
        text=text,
        pictures=_pictures(session, store, lesson.home_course_id, text),
        sound=sounds.get(text.edition.value),
    )
    if text.checks and QUESTIONS in sounds and ANSWERS in sounds:
        made = replace(made, questions=sounds[QUESTIONS], answers=sounds[ANSWERS])
    return made, list(spoken.values())


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
