"""Load a course folder that comes from outside, keeping what people of the site changed since."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.service.folders.load import load_course
from learnhub.authoring.service.folders.load_report import LoadReport
from learnhub.authoring.service.folders.site_files import drop_changes, merged_folder
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.rules import PublicationFigures
from learnhub.storage.rules import BlobStore


def load_folder(
    session: Session,
    store: BlobStore,
    folder: CourseFolder,
    *,
    figures: PublicationFigures,
    now: datetime,
    base_id: int | None = None,
) -> LoadReport:
    """Load a folder as the new version of its course: photos, videos and texts that were changed on the site stay.

    Where the folder brings something new at the same place, the folder holds; the report names both. Otherwise as load_course, whose
    Findings it raises.
    """
    course = catalogue.course_or_none(session, folder.slug)
    if course is None:
        return load_course(
            session, store, folder, figures=figures, now=now, base_id=base_id, is_site_work=False
        )
    version = catalogue.current_version(session, course)
    whole, merged = merged_folder(session, store, folder, version)
    report = load_course(session, store, whole, figures=figures, now=now, base_id=base_id, is_site_work=False)
    drop_changes(session, course.id, merged.overwritten)
    return replace(report, kept_of_site=merged.kept, overwritten_of_site=merged.overwritten)
