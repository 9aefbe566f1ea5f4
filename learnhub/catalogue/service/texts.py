"""The texts of lessons, read, and what they need to be shown."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from learnhub.catalogue.adapters.lesson_file import lesson_of
from learnhub.catalogue.adapters.lesson_file import look_at_lesson as look_at_lesson
from learnhub.catalogue.adapters.lesson_html import ShownPicture
from learnhub.catalogue.adapters.lesson_html import html_of_text as html_of_text
from learnhub.catalogue.models import Course, LessonVersion
from learnhub.catalogue.rules import LessonText, SlotKind, SlotView
from learnhub.catalogue.service.media import digest_of, pictures_of
from learnhub.storage.rules import BlobStore


def text_of(version: LessonVersion) -> LessonText:
    """Return the text of a lesson version; read once and remembered."""
    return lesson_of(version.source)


def text_of_source(source: str) -> LessonText:
    """Return the text that a checked lesson file holds; read once and remembered."""
    return lesson_of(source)


def easy_source_or_none(store: BlobStore, slots: tuple[SlotView, ...]) -> str | None:
    """Return the source of the easy-read edition that goes with a lesson version, given its slots.

    None where there is none in step with the text. The slot's blob is the hash of that edition's text.
    """
    for slot in slots:
        if slot.kind is SlotKind.EASY_READ and slot.state.has_content:
            return store.get(slot.blob).decode("utf-8")
    return None


def easy_text_or_none(store: BlobStore, slots: tuple[SlotView, ...]) -> LessonText | None:
    """Return the easy-read edition that goes with a lesson version, given its slots, read."""
    source = easy_source_or_none(store, slots)
    return lesson_of(source) if source is not None else None


def shown_pictures(
    session: Session, home_course_id: int, text: LessonText, address_of: Callable[[str, str, str], str]
) -> dict[str, ShownPicture]:
    """Return where the pictures of a text are found, by path.

    home_course_id: the course whose folder holds the lesson (OutlineLesson.home_course_id).
    address_of: makes an address of course slug, digest and path (the view catalogue.picture).
    """
    paths = {picture.path for picture in text.pictures()}
    if not paths:
        return {}
    home = session.get_one(Course, home_course_id)
    return {
        path: ShownPicture(address_of(home.slug, digest_of(file.blob), path), file.width, file.height)
        for path, file in pictures_of(session, home_course_id, paths).items()
    }
