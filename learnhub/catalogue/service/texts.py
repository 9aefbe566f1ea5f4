"""The texts of lessons, read."""

from learnhub.catalogue.adapters.lesson_file import lesson_of
from learnhub.catalogue.models import LessonVersion
from learnhub.catalogue.rules import LessonText, SlotKind, SlotView
from learnhub.storage.rules import BlobStore


def text_of(version: LessonVersion) -> LessonText:
    """Return the text of a lesson version; read once and remembered."""
    return lesson_of(version.source)


def easy_text_or_none(store: BlobStore, slots: tuple[SlotView, ...]) -> LessonText | None:
    """Return the easy-read edition that goes with a lesson version, given its slots; None where there is none in step."""
    for slot in slots:
        if slot.kind is SlotKind.EASY_READ and slot.state.has_content and slot.blob:
            return lesson_of(store.get(slot.blob).decode("utf-8"))
    return None
