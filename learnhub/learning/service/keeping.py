"""Find the lessons that somebody may keep on a phone, and how large each is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from learnhub.catalogue import service as catalogue
from learnhub.catalogue.rules import Edition, SlotKind
from learnhub.catalogue.service import CourseOutline, OutlineLesson
from learnhub.catalogue.service.videos import video_of
from learnhub.learning.models import Enrolment
from learnhub.learning.rules.keeping import KeptPicture, page_bytes
from learnhub.learning.service.acts import progress_by_version
from learnhub.storage.rules import BlobStore


@dataclass(frozen=True)
class Keepable:
    """A lesson that can be kept. number: its place in the course, from 1. milliseconds: of its sound; 0 where it has none yet.

    byte_count: about what it takes on the phone: text, pictures and the smaller sound. pictures: the bytes and milliseconds of its signing
    and its video, which are kept by a wish of their own; those that it has.
    """

    slug: str
    title: str
    number: int
    edition: Edition
    byte_count: int
    milliseconds: int
    pictures: Mapping[KeptPicture, tuple[int, int]]


def lessons_to_keep(
    session: Session, outline: CourseOutline, enrolment: Enrolment
) -> Sequence[tuple[int, OutlineLesson]]:
    """Return the lessons that a person hasn't completed, each with its place in the course, from 1, in order.

    outline: of the version that the person is enrolled in.
    """
    progress = progress_by_version(
        session, enrolment.person_id, [lesson.version for lesson in outline.lessons]
    )
    return [
        (number, lesson)
        for number, lesson in enumerate(outline.lessons, start=1)
        if not progress[lesson.version.id].is_complete
    ]


def keepable(
    session: Session, store: BlobStore, number: int, lesson: OutlineLesson, wanted: Edition
) -> Keepable:
    """Return a lesson as it can be kept: in the edition that is wanted where it has one, else in its own."""
    source, edition = lesson.version.source, lesson.version.edition
    easy = None
    if wanted is Edition.EASY_READ and edition is not wanted:
        easy = catalogue.easy_source_or_none(store, lesson.slots)
    if easy is None:
        audio = next(slot for slot in lesson.slots if slot.kind is SlotKind.AUDIO)
    else:
        source, edition = easy, wanted
        audio = catalogue.audio_of_text(session, easy, wanted)
    text = catalogue.text_of_source(source)
    paths = {picture.path for picture in text.pictures()}
    pictures = catalogue.pictures_of(session, lesson.home_course_id, paths) if paths else {}
    drawn = sum(store.path(file.blob).stat().st_size for file in pictures.values())
    has_sound = bool(audio.blob) and audio.state.has_content
    return Keepable(
        lesson.slug,
        text.title.text,
        number,
        edition,
        page_bytes(source) + drawn + (audio.byte_count if has_sound else 0),
        audio.milliseconds if has_sound else 0,
        _pictures(session, store, lesson),
    )


def _pictures(
    session: Session, store: BlobStore, lesson: OutlineLesson
) -> Mapping[KeptPicture, tuple[int, int]]:
    found: dict[KeptPicture, tuple[int, int]] = {}
    sign = next(slot for slot in lesson.slots if slot.kind is SlotKind.SIGN)
    if sign.blob and sign.state.has_content:
        found[KeptPicture.SIGN] = (sign.byte_count, sign.milliseconds)
    if (video := video_of(session, store, lesson.version)) is not None:
        found[KeptPicture.VIDEO] = (video.byte_count, video.milliseconds)
    return found
