"""Remember what people of the site changed in a course, and keep it when the course's folder is loaded again."""

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.adapters.files_at_rest import FilesAtRest, address, sources_of
from learnhub.authoring.models import CourseSiteChange, SignDelivery
from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.rules.folders.site_files import (
    Merged,
    SiteChange,
    changes_after,
    merge,
    without_strays,
)
from learnhub.catalogue.models import CourseFile, CourseVersion
from learnhub.catalogue.rules import Findings
from learnhub.catalogue.service import read_course
from learnhub.storage.rules import BlobStore


def files_of(session: Session, version: CourseVersion | None) -> dict[str, str]:
    """Return the files of a course version: path → address. None has none."""
    if version is None:
        return {}
    rows = session.execute(
        sa.select(CourseFile.path, CourseFile.blob).where(CourseFile.course_version_id == version.id)
    )
    return dict(rows.all())


def site_changes(session: Session, course_id: int) -> list[SiteChange]:
    """Return what the site changed in a course, by path."""
    rows = session.scalars(
        sa.select(CourseSiteChange)
        .where(CourseSiteChange.course_id == course_id)
        .order_by(CourseSiteChange.path)
    )
    return [SiteChange(row.path, row.blob, row.folder_blob) for row in rows]


def note_changes(
    session: Session, course_id: int, before: Mapping[str, str], after: Mapping[str, str], *, now: datetime
) -> None:
    """Note what the site changes by making a further version. before, after: path → address."""
    changes = changes_after(site_changes(session, course_id), before, after)
    _put(session, course_id, changes, now)


def drop_changes(session: Session, course_id: int, paths: Collection[str]) -> None:
    """Forget changes that a folder went over."""
    session.execute(
        sa.delete(CourseSiteChange).where(
            CourseSiteChange.course_id == course_id, CourseSiteChange.path.in_(paths)
        )
    )


def merged_folder(
    session: Session, store: BlobStore, folder: CourseFolder, version: CourseVersion
) -> tuple[CourseFolder, Merged]:
    """Return a folder with what the site changed in its course and the folder doesn't bring anew, and what became of each change.

    version: the newest one. What can't be read any more (a signer took a video back) isn't kept.
    """
    known = site_changes(session, version.course_id)
    sources = sources_of(folder.files)
    addresses = {path: address(source) for path, source in sources.items()}
    standing = {path: blob for path, blob in files_of(session, version).items() if blob in store}
    merged = merge(addresses, standing, known)
    if not merged.kept:
        return folder, merged

    def content(path: str, blob: str) -> bytes:
        return folder.files[path] if addresses.get(path) == blob else store.get(blob)

    try:
        lessons = read_course(content("course.toml", merged.files["course.toml"])).lesson_slugs
    except (Findings, KeyError):
        return folder, Merged(addresses)  # the loader says what is wrong with it
    texts = {path: content(path, blob) for path, blob in merged.files.items() if path.endswith(".md")}
    merged = without_strays(merged, addresses, lessons, texts)
    files = {
        path: sources[path] if addresses.get(path) == blob else store.path(blob)
        for path, blob in merged.files.items()
    }
    return CourseFolder(folder.slug, FilesAtRest(files), folder.shown), merged


def held_by_signers(session: Session, blobs: Collection[str]) -> set[str]:
    """Return which of these videos signers handed in here: a folder without them doesn't take them away."""
    return set(
        session.scalars(
            sa.select(SignDelivery.blob).where(
                SignDelivery.blob.in_(blobs),
                SignDelivery.withdrawn_at.is_(None),
                SignDelivery.replaced_at.is_(None),
            )
        )
    )


def _put(session: Session, course_id: int, changes: Collection[SiteChange], now: datetime) -> None:
    rows = {
        row.path: row
        for row in session.scalars(sa.select(CourseSiteChange).where(CourseSiteChange.course_id == course_id))
    }
    for change in changes:
        row = rows.pop(change.path, None)
        if row is None:
            session.add(
                CourseSiteChange(
                    course_id=course_id,
                    path=change.path,
                    blob=change.blob,
                    folder_blob=change.folder_blob,
                    changed_at=now,
                )
            )
        elif row.blob != change.blob:
            row.blob, row.changed_at = change.blob, now
    for row in rows.values():
        session.delete(row)
    session.flush()
