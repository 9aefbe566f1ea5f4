"""Find the foreign courseware of lessons, read files out of it, put it into a draft and take it out."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.adapters.files_at_rest import Source, byte_count
from learnhub.authoring.adapters.scorm import file_in_package, known_package, look_at_package
from learnhub.authoring.models.drafts import CourseDraft
from learnhub.authoring.rules import FileRole
from learnhub.authoring.rules.courseware import ARCHIVE_BYTES_MAX, Courseware
from learnhub.authoring.rules.drafts.revisions import Conflict, Revision
from learnhub.authoring.service import drafts
from learnhub.catalogue.models import Course, CourseFile, CourseVersion
from learnhub.catalogue.rules import Findings, NotFound
from learnhub.catalogue.service import LessonPlace
from learnhub.catalogue.service.courses import OPEN_STATES
from learnhub.primitives import Refusal, say
from learnhub.storage.rules import BlobStore


@dataclass(frozen=True, slots=True)
class HeldCourseware:
    """The courseware of one lesson of a course version. byte_count: of the zip."""

    course_version_id: int
    lesson: str
    blob: str
    byte_count: int


def courseware_path(lesson: str) -> str:
    """Return where the courseware of a lesson stands in a course folder."""
    return f"lessons/{lesson}{FileRole.COURSEWARE.value}"


def courseware_of(session: Session, place: LessonPlace) -> HeldCourseware | None:
    """Return the courseware of a lesson as a person sees the course, or None; shared modules bring none with them."""
    if place.lesson.home_course_id != place.course.id:
        return None
    return _held(session, place.course_version.id, place.lesson.slug)


def lessons_with_courseware(session: Session, course_version_id: int) -> set[str]:
    """Return the slugs of the lessons of a course version that hold courseware."""
    suffix = FileRole.COURSEWARE.value
    paths = session.scalars(
        sa.select(CourseFile.path).where(
            CourseFile.course_version_id == course_version_id, CourseFile.path.like(f"lessons/%{suffix}")
        )
    )
    return {path.removeprefix("lessons/").removesuffix(suffix) for path in paths}


def described(store: BlobStore, held: HeldCourseware) -> Courseware:
    """Return what a package says of itself; NotFound where its bytes are gone."""
    if held.blob not in store:
        raise NotFound(held.blob)
    return known_package(store.path(held.blob))


def courseware_file(
    session: Session, store: BlobStore, *, course_version_id: int, lesson: str, path: str
) -> bytes:
    """Return one file of the courseware of a lesson that anybody may open; NotFound for everything else."""
    state = session.scalar(
        sa.select(Course.state)
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .where(CourseVersion.id == course_version_id)
    )
    held = _held(session, course_version_id, lesson) if state in OPEN_STATES else None
    content = (
        file_in_package(store.path(held.blob), path) if held is not None and held.blob in store else None
    )
    if content is None:
        raise NotFound(f"{course_version_id}/{lesson}/{path}")
    return content


def courseware_in_draft(
    session: Session, store: BlobStore, draft: CourseDraft, lesson: str
) -> Courseware | None:
    """Return what the package of a draft's lesson is, or None; NotFound for a lesson that the draft hasn't.

    A package that came in an imported folder and doesn't fit is None too: the check of the draft names it.
    """
    head = drafts.head_of(session, draft)
    if _lesson_path(lesson) not in head.files:
        raise NotFound(lesson)
    held = head.files.get(courseware_path(lesson))
    if held is None or held.blob not in store:
        return None
    try:
        return look_at_package(store.path(held.blob), shown=lesson)
    except Findings:
        return None


def put_courseware(
    session: Session,
    store: BlobStore,
    draft: CourseDraft,
    lesson: str,
    package: bytes | Path,
    *,
    by: int,
    now: datetime,
) -> Revision | Refusal:
    """Put a SCORM 1.2 package into a lesson of a draft, in place of the one it has. NotFound for a lesson that the draft hasn't."""
    head = drafts.head_of(session, draft)
    if _lesson_path(lesson) not in head.files:
        raise NotFound(lesson)
    if byte_count(package) > ARCHIVE_BYTES_MAX:
        return Refusal(
            "too-large",
            say(
                "课件的压缩包最大 %(archive_bytes_max)s MB，请减小再传。",
                archive_bytes_max=ARCHIVE_BYTES_MAX // 1000000,
            ),
            field="package",
        )
    try:
        found = look_at_package(package, shown=say("课件"))
    except Findings as error:
        return Refusal("unfit", min(error.findings).sentence, field="package")
    return _saved(
        session,
        store,
        draft,
        head,
        lesson,
        package,
        say("给“%(lesson)s”放了外来课件：%(title)s", lesson=lesson, title=found.title),
        by,
        now,
    )


def take_out_courseware(
    session: Session, store: BlobStore, draft: CourseDraft, lesson: str, *, by: int, now: datetime
) -> Revision | Refusal:
    """Take the package of a lesson out of a draft; earlier revisions keep it. NotFound where there is none."""
    head = drafts.head_of(session, draft)
    if courseware_path(lesson) not in head.files:
        raise NotFound(lesson)
    return _saved(
        session, store, draft, head, lesson, None, say("拿掉了“%(lesson)s”的外来课件", lesson=lesson), by, now
    )


def _saved(
    session: Session, store: BlobStore, draft: CourseDraft, head: Revision, lesson: str, package: Source | None,
    words: str, by: int, now: datetime,
) -> Revision | Refusal:  # fmt: skip
    outcome = drafts.save_files(
        session,
        store,
        draft,
        base_revision=head.number,
        changes={courseware_path(lesson): package},
        by=by,
        words=words,
        now=now,
    )
    if isinstance(outcome, Conflict):
        return Refusal("conflict", say("这一课刚刚有人改过，请再试一次。"))
    return outcome


def _lesson_path(lesson: str) -> str:
    return f"lessons/{lesson}{FileRole.LESSON.value}"


def _held(session: Session, course_version_id: int, lesson: str) -> HeldCourseware | None:
    file = session.get(CourseFile, (course_version_id, courseware_path(lesson)))
    return HeldCourseware(course_version_id, lesson, file.blob, file.byte_count) if file is not None else None
