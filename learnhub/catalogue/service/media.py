"""Pictures and slot files, looked up by their address."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Course, CourseFile, CourseVersion, MediaFile, Slot
from learnhub.catalogue.rules import NotFound
from learnhub.storage.rules import is_address

DIGEST_CHARACTERS = 16


def digest_of(blob: str) -> str:
    """Return the part of a blob's address that stands in the address of a picture."""
    return blob[:DIGEST_CHARACTERS]


def media_by_path(session: Session, course_slug: str, digest: str, path: str) -> MediaFile:
    """Return a picture that a course shows or has shown; NotFound otherwise.

    digest: of its content; path: relative to lessons/.
    """
    found = session.scalars(
        sa.select(MediaFile)
        .join(Course, Course.id == MediaFile.course_id)
        .where(Course.slug == course_slug, MediaFile.path == path)
    )
    for file in found:
        if digest_of(file.blob) == digest:
            return file
    raise NotFound(f"{course_slug}/{path}")


def pictures_of(session: Session, course_id: int, paths: Collection[str]) -> Mapping[str, MediaFile]:
    """Return the pictures of a course by path: those of its newest version, or the last one where that has none.

    A redrawn picture is a correction, so that earlier texts show it too. Paths that nobody has are left out.
    """
    newest = (
        sa.select(CourseVersion.id)
        .where(CourseVersion.course_id == course_id)
        .order_by(CourseVersion.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    current = {
        (row.path.removeprefix("lessons/"), row.blob)
        for row in session.execute(
            sa.select(CourseFile.path, CourseFile.blob).where(
                CourseFile.course_version_id == newest,
                CourseFile.path.in_(f"lessons/{path}" for path in paths),
            )
        )
    }
    found: dict[str, MediaFile] = {}
    rows = session.scalars(
        sa.select(MediaFile)
        .where(MediaFile.course_id == course_id, MediaFile.path.in_(paths))
        .order_by(MediaFile.id)
    )
    for file in sorted(rows, key=lambda file: (file.path, file.blob) in current):
        found[file.path] = file
    return found


def slot_by_blob(session: Session, blob: str) -> Slot:
    """Return a slot that has this content; NotFound where none has, so that no other blob can be fetched."""
    found = session.scalar(sa.select(Slot).where(Slot.blob == blob).limit(1)) if is_address(blob) else None
    if found is None:
        raise NotFound(blob)
    return found
