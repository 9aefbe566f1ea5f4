"""Give a course back as the files it came as."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.rules import CourseFolder
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import CourseFile
from learnhub.catalogue.rules import NotFound
from learnhub.storage.rules import BlobStore


def export_course(session: Session, store: BlobStore, slug: str) -> CourseFolder:
    """Return the newest version of a course, byte for byte; NotFound when there is no such course.

    Machine-made slots are left out: they can be made again.
    """
    course = catalogue.course_or_none(session, slug)
    if course is None:
        raise NotFound(slug)
    version = catalogue.current_version(session, course)
    files = session.scalars(
        sa.select(CourseFile).where(CourseFile.course_version_id == version.id).order_by(CourseFile.path)
    )
    return CourseFolder(slug, {file.path: store.get(file.blob) for file in files})
