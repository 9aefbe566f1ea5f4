"""Give a course back as the files it came as, with the sign videos that came by the studio."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.rules import CourseFolder, FileRole
from learnhub.authoring.rules.slots_toml import with_language
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import (
    Course,
    CourseFile,
    CourseVersion,
    Lesson,
    LessonVersion,
    Slot,
    Unit,
    UnitLesson,
)
from learnhub.catalogue.rules import NotFound, SignLanguage, SlotKind
from learnhub.storage.rules import BlobStore

_SIGN_ROLES = {"video/webm": FileRole.SIGN_WEBM, "video/mp4": FileRole.SIGN_MP4}


def export_course(session: Session, store: BlobStore, slug: str) -> CourseFolder:
    """Return the newest version of a course, byte for byte; NotFound when there is no such course.

    Machine-made slots are left out: they can be made again. A sign video that was handed in by the studio stands beside its lesson,
    with its cues and its language in slots.toml; one that its signer took back is left out.
    """
    course = catalogue.course_or_none(session, slug)
    if course is None:
        raise NotFound(slug)
    version = catalogue.current_version(session, course)
    rows = session.scalars(
        sa.select(CourseFile).where(CourseFile.course_version_id == version.id).order_by(CourseFile.path)
    )
    files = {row.path: store.get(row.blob) for row in rows if row.blob in store}
    for lesson, slot in _signed(session, course, version).items():
        _put_beside(files, store, lesson, slot)
    return CourseFolder(slug, dict(sorted(files.items())))


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


def _put_beside(files: dict[str, bytes], store: BlobStore, lesson: str, slot: Slot) -> None:
    def path(role: FileRole) -> str:
        return f"lessons/{lesson}{role.value}"

    video = store.get(slot.blob or "")
    if files.get(path(_SIGN_ROLES[slot.content_type])) == video:
        return  # it came with the folder
    for role in (*_SIGN_ROLES.values(), FileRole.SIGN_CUES):
        files.pop(path(role), None)
    files[path(_SIGN_ROLES[slot.content_type])] = video
    if slot.cues_blob is not None:
        files[path(FileRole.SIGN_CUES)] = store.get(slot.cues_blob)
    if slot.language:
        toml = files.get("slots.toml", b"").decode("utf-8")
        files["slots.toml"] = with_language(toml, lesson, SignLanguage(slot.language)).encode()
