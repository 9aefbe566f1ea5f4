"""Give a course back as the files it came as, with the sign videos that came by the studio."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.adapters.files_at_rest import FilesAtRest, Source
from learnhub.authoring.rules import PORTRAYING, CourseFolder, FileRole, place_of
from learnhub.authoring.rules.folders.slots_toml import with_language
from learnhub.authoring.service.folders.site_files import files_of
from learnhub.authoring.service.signing.consent import withdrawn_blobs
from learnhub.authoring.service.signing.passages import put_clips_beside
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import (
    Course,
    CourseVersion,
    Lesson,
    LessonVersion,
    Slot,
    Unit,
    UnitLesson,
)
from learnhub.catalogue.rules import LessonText, NotFound, SignLanguage, SlotKind
from learnhub.storage.rules import BlobStore

_SIGN_ROLES = {"video/webm": FileRole.SIGN_WEBM, "video/mp4": FileRole.SIGN_MP4}


def export_course(session: Session, store: BlobStore, slug: str) -> CourseFolder:
    """Return the newest version of a course, byte for byte; NotFound when there is no such course.

    Machine-made slots are left out: they can be made again. Sign videos that were handed in by the studio stand beside their lessons:
    of the text with its cues and its language in slots.toml, of questions and feedback in a folder of their own. What its signer took
    back is left out.
    """
    course, version, files = _course_files(session, store, slug)
    for lesson, slot in _signed(session, course, version).items():
        _put_beside(files, store, lesson, slot)
    put_clips_beside(session, store, files, _texts(session, course, version, FilesAtRest(files)))
    return CourseFolder(slug, FilesAtRest(dict(sorted(files.items()))))


def folder_to_change(session: Session, store: BlobStore, slug: str) -> CourseFolder:
    """Return the files of the newest version as they are, for who changes some and makes the next version.

    What the sign studio holds is no part of it: it stands in slots, and stays there. NotFound when there is no such course.
    """
    return CourseFolder(slug, FilesAtRest(_course_files(session, store, slug)[2]))


def _course_files(
    session: Session, store: BlobStore, slug: str
) -> tuple[Course, CourseVersion, dict[str, Source]]:
    """Return a course with its newest version and the files it came as, those left out that somebody who is seen in them took back."""
    course = catalogue.course_or_none(session, slug)
    if course is None:
        raise NotFound(slug)
    version = catalogue.current_version(session, course)
    held = files_of(session, version)
    videos = {blob for path, blob in held.items() if (place := place_of(path)) and place.role in PORTRAYING}
    taken_back = withdrawn_blobs(session, videos)
    files: dict[str, Source] = {
        path: store.path(blob)
        for path, blob in sorted(held.items())
        if blob not in taken_back and blob in store
    }
    return course, version, files


def _texts(
    session: Session, course: Course, version: CourseVersion, files: Mapping[str, bytes]
) -> Mapping[str, list[LessonText]]:
    """Return the texts of a course's own lessons by slug, those in easy-read too."""
    rows = session.execute(
        sa.select(Lesson.slug, LessonVersion)
        .join(LessonVersion, LessonVersion.lesson_id == Lesson.id)
        .join(UnitLesson, UnitLesson.lesson_version_id == LessonVersion.id)
        .join(Unit, Unit.id == UnitLesson.unit_id)
        .where(Unit.course_version_id == version.id, Lesson.course_id == course.id)
        .order_by(Unit.position, UnitLesson.position)
    )
    found = {}
    for slug, row in rows:
        found[slug] = [catalogue.text_of(row)]
        easy = files.get(f"lessons/{slug}{FileRole.EASY_READ.value}")
        if easy is not None:
            found[slug].append(catalogue.text_of_source(easy.decode("utf-8")))
    return found


def _signed(session: Session, course: Course, version: CourseVersion) -> Mapping[str, Slot]:
    """Return the sign video of each own lesson that has one; of two languages the national one, as a folder holds one."""
    rows = session.execute(
        sa.select(Lesson.slug, Slot)
        .join(LessonVersion, LessonVersion.lesson_id == Lesson.id)
        .join(UnitLesson, UnitLesson.lesson_version_id == LessonVersion.id)
        .join(Unit, Unit.id == UnitLesson.unit_id)
        .join(Slot, (Slot.text_hash == LessonVersion.text_hash) & (Slot.edition == LessonVersion.edition))
        .where(
            Unit.course_version_id == version.id,
            Lesson.course_id == course.id,
            Slot.kind == SlotKind.SIGN,
            Slot.blob.is_not(None),
        )
        .order_by(Slot.id)
    )
    found: dict[str, Slot] = {}
    for lesson, slot in rows:
        if lesson not in found or slot.language == SignLanguage.NATIONAL.value:
            found[lesson] = slot
    return found


def _put_beside(files: dict[str, Source], store: BlobStore, lesson: str, slot: Slot) -> None:
    def path(role: FileRole) -> str:
        return f"lessons/{lesson}{role.value}"

    video = store.path(slot.blob or "")  # one place for equal bytes
    if files.get(path(_SIGN_ROLES[slot.content_type])) == video:
        return  # it came with the folder
    for role in (*_SIGN_ROLES.values(), FileRole.SIGN_CUES):
        files.pop(path(role), None)
    files[path(_SIGN_ROLES[slot.content_type])] = video
    if slot.cues_blob is not None:
        files[path(FileRole.SIGN_CUES)] = store.path(slot.cues_blob)
    if slot.language:
        toml = FilesAtRest(files).get("slots.toml", b"").decode("utf-8")
        files["slots.toml"] = with_language(toml, lesson, SignLanguage(slot.language)).encode()
