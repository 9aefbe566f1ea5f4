"""Load a checked course folder as a new version, whole or not at all."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.adapters.files_at_rest import address, put, size_of, source_of, sources_of
from learnhub.authoring.rules import PORTRAYING, CourseFolder, place_of
from learnhub.authoring.service.folders.check import CheckedCourse, check_course
from learnhub.authoring.service.folders.fill import fill_slots
from learnhub.authoring.service.folders.load_report import (
    LoadReport,
    outdated_clips,
    outdated_recordings,
    outdated_signs,
    report_of,
)
from learnhub.authoring.service.folders.site_files import files_of, note_changes
from learnhub.authoring.service.signing.consent import withdrawn_blobs
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import (
    Course,
    CourseFile,
    CourseVersion,
    Lesson,
    LessonVersion,
    MediaFile,
    Unit,
    UnitLesson,
)
from learnhub.catalogue.rules import (
    CourseKind,
    CourseState,
    Finding,
    Findings,
    LessonText,
    PublicationFigures,
    UnitText,
    lesson_minutes,
)
from learnhub.primitives import say
from learnhub.search import service as search
from learnhub.storage.rules import BlobStore, address_of


def shared_modules(session: Session) -> set[str]:
    """Return the slugs of the shared modules that courses can include."""
    return set(
        session.scalars(
            sa.select(Course.slug).where(
                Course.kind == CourseKind.SHARED_MODULE, Course.state == CourseState.PUBLISHED
            )
        )
    )


def store_files(store: BlobStore, folder: CourseFolder) -> dict[str, str]:
    """Store every file as it is; return path → blob address. Can be done before the transaction begins."""
    return {path: put(store, source) for path, source in sources_of(folder.files).items()}


def load_course(
    session: Session,
    store: BlobStore,
    folder: CourseFolder,
    *,
    figures: PublicationFigures,
    now: datetime,
    base_id: int | None = None,
    is_site_work: bool = True,
) -> LoadReport:
    """Make a folder, as it is, the new version of its course, published or in preparation as its course.toml says.

    figures: what minutes are made from. base_id: the training base that offers the course, kept where None. is_site_work: people of this
    site made the folder what it is, so that load_folder keeps what they changed.
    Loading the same bytes again changes nothing. Raises Findings, before anything is written, when the folder has faults, when
    a lesson has moved to another slug, or when the course was withdrawn or is of another kind.
    """
    course = session.scalar(sa.select(Course).where(Course.slug == folder.slug).with_for_update())
    checked, included = look_before_loading(session, folder, course)
    blobs = store_files(store, folder)
    digest = _digest(blobs, included)
    before = _newest_or_none(session, course)
    if course is not None and base_id is not None and base_id != course.base_id:
        course.base_id = base_id
        search.index_course(session, course.id, now=now)
    if course is not None and before is not None and before.digest == digest:
        return LoadReport(
            folder.slug,
            course.id,
            before.number,
            False,
            unchanged=checked.course.lesson_slugs,
            outdated_recordings=outdated_recordings(checked),
            outdated_signs=outdated_signs(checked),
            outdated_clips=outdated_clips(checked),
        )
    if course is not None and course.state is CourseState.WITHDRAWN:
        # Only here: what was withdrawn and is loaded unchanged, as at every start, stays withdrawn without a word.
        sentence = say("“%(slug)s”已经下架，不能再载入；要重新上线，请先联系审核人员。", slug=folder.slug)
        raise Findings([Finding(f"{folder.shown}course.toml", 1, sentence)])
    if course is None:
        course = Course(
            slug=folder.slug,
            kind=checked.course.kind,
            base_id=base_id,
            state=checked.course.state,
            created_at=now,
        )
        session.add(course)
        session.flush()
    course.state = checked.course.state
    known = _newest_hashes(session, before)
    version = _add_version(session, course, checked, digest, before, now)
    own = _add_lessons(session, course, checked, blobs, figures, now)
    _add_units(session, version, checked.course.units, own, included)
    _add_files(session, course, version, checked, blobs)
    session.flush()
    fill_slots(session, store, checked, blobs, before=before, now=now)
    if before is not None and is_site_work:
        note_changes(session, course.id, files_of(session, before), blobs, now=now)
    session.flush()
    search.index_course(session, course.id, now=now)
    return report_of(course, version, checked, known, own)


def look_before_loading(
    session: Session, folder: CourseFolder, course: Course | None
) -> tuple[CheckedCourse, dict[str, list[LessonVersion]]]:
    """Read a folder as load_course does and write nothing: the course, and the lesson versions of the modules that it includes.

    course: what has this slug now. Raises the Findings of load_course, except that the course was withdrawn.
    """
    checked = check_course(folder, shared_modules(session))
    included = _included(session, checked)
    _refuse_conflicts(session, checked, course, included)
    _refuse_taken_back(session, folder)
    return checked, included


def _included(session: Session, checked: CheckedCourse) -> dict[str, list[LessonVersion]]:
    """Return the lesson versions of each included module, as they are now: the new version keeps these."""
    found = {}
    for slug in checked.course.includes:
        module = catalogue.course_by_slug(session, slug)
        found[slug] = catalogue.lesson_versions(session, catalogue.current_version(session, module).id)
    return found


def _refuse_conflicts(
    session: Session,
    checked: CheckedCourse,
    course: Course | None,
    included: Mapping[str, Sequence[LessonVersion]],
) -> None:
    shown = checked.folder.shown
    findings: list[Finding] = []

    def find(path: str, sentence: str) -> None:
        findings.append(Finding(shown + path, 1, sentence))

    if course is not None and course.kind is not checked.course.kind:
        find(
            "course.toml",
            f"“{checked.folder.slug}”已经载入为另一种（{course.kind.value}），kind 不能改，请换一个 slug。",
        )
    module_lessons = _slugs_of(session, [version for versions in included.values() for version in versions])
    for slug in checked.course.lesson_slugs:
        if slug in module_lessons:
            find(f"lessons/{slug}.md", f"公共模块里已经有一课叫“{slug}”，请给这一课换个名字。")
    if course is not None:
        homes = _homes_of_texts(session, course, checked)
        for slug, home in homes.items():
            find(
                f"lessons/{slug}.md",
                f"这是原来的“{home}”一课，课名定了就不能改，请把文件名改回 {home}.md。",
            )
    if findings:
        raise Findings(findings)


def _homes_of_texts(session: Session, course: Course, checked: CheckedCourse) -> dict[str, str]:
    """Return slug → the slug that its text belongs to, where that is another one and this slug is new or took it over."""
    hashes = {address_of(checked.folder.files[f"lessons/{slug}.md"]): slug for slug in checked.lessons}
    rows = session.execute(
        sa.select(Lesson.slug, LessonVersion.text_hash)
        .join(Lesson, Lesson.id == LessonVersion.lesson_id)
        .where(Lesson.course_id == course.id, LessonVersion.text_hash.in_(hashes))
    ).all()
    known = {(slug, text_hash) for slug, text_hash in rows}
    return {
        hashes[text_hash]: slug
        for slug, text_hash in rows
        if hashes[text_hash] != slug and (hashes[text_hash], text_hash) not in known
    }


def _refuse_taken_back(session: Session, folder: CourseFolder) -> None:
    """Somebody who took a video back doesn't find it again because another one kept an export."""
    videos = {
        address(source_of(folder.files, path)): path
        for path in folder.files
        if (place := place_of(path)) is not None and place.role in PORTRAYING
    }
    if taken_back := withdrawn_blobs(session, set(videos)):
        sentence = say("视频里的人收回了同意，这段视频不能再用，请把这个文件从文件夹里删掉。")
        raise Findings([Finding(folder.shown + videos[blob], 1, sentence) for blob in sorted(taken_back)])


def _slugs_of(session: Session, versions: Sequence[LessonVersion]) -> set[str]:
    return set(
        session.scalars(
            sa.select(Lesson.slug).where(Lesson.id.in_({version.lesson_id for version in versions}))
        )
    )


def _digest(blobs: Mapping[str, str], included: Mapping[str, Sequence[LessonVersion]]) -> str:
    parts = [f"{path} {blob}" for path, blob in sorted(blobs.items())]
    parts += [
        f"include {slug} {' '.join(version.text_hash for version in versions)}"
        for slug, versions in sorted(included.items())
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _newest_or_none(session: Session, course: Course | None) -> CourseVersion | None:
    if course is None:
        return None
    return session.scalar(
        sa.select(CourseVersion)
        .where(CourseVersion.course_id == course.id)
        .order_by(CourseVersion.number.desc())
        .limit(1)
    )


def _newest_hashes(session: Session, version: CourseVersion | None) -> dict[str, str]:
    """Return slug → text hash of a version's own lessons."""
    if version is None:
        return {}
    rows = session.execute(
        sa.select(Lesson.slug, LessonVersion.text_hash)
        .join(LessonVersion, LessonVersion.lesson_id == Lesson.id)
        .join(UnitLesson, UnitLesson.lesson_version_id == LessonVersion.id)
        .join(Unit, Unit.id == UnitLesson.unit_id)
        .where(Unit.course_version_id == version.id, Lesson.course_id == version.course_id)
    )
    return dict(rows.all())


def _add_version(
    session: Session,
    course: Course,
    checked: CheckedCourse,
    digest: str,
    before: CourseVersion | None,
    now: datetime,
) -> CourseVersion:
    told = checked.course
    version = CourseVersion(
        course_id=course.id,
        number=before.number + 1 if before is not None else 1,
        made_at=now,
        published_at=now if told.state is CourseState.PUBLISHED else None,
        digest=digest,
        title=told.title,
        summary=told.summary,
        category=told.category,
        training_type=told.training_type,
        level=told.level,
        certificates=list(told.certificates),
        cost=told.cost,
        support_provided=told.support_provided,
        notice=told.notice,
        origin=told.origin,
        licence=told.licence,
        rights=told.rights,
        tags=list(told.tags),
        occupation_edition=told.occupation.edition if told.occupation else None,
        occupation_code=told.occupation.code if told.occupation else None,
        occupation_name=told.occupation.name if told.occupation else None,
        planned_online_class_hours=told.planned.online_class_hours,
        planned_offline_class_hours=told.planned.offline_class_hours,
        planned_offline_days=told.planned.offline_days,
        course_toml=checked.folder.files["course.toml"].decode("utf-8"),
    )
    session.add(version)
    session.flush()
    return version


def _add_lessons(
    session: Session,
    course: Course,
    checked: CheckedCourse,
    blobs: Mapping[str, str],
    figures: PublicationFigures,
    now: datetime,
) -> dict[str, LessonVersion]:
    lessons = {
        lesson.slug: lesson
        for lesson in session.scalars(sa.select(Lesson).where(Lesson.course_id == course.id))
    }
    for slug in checked.lessons:
        if slug not in lessons:
            lessons[slug] = Lesson(course_id=course.id, slug=slug)
            session.add(lessons[slug])
    session.flush()
    found = {}
    for slug, text in checked.lessons.items():
        text_hash = blobs[f"lessons/{slug}.md"]
        version = session.scalar(
            sa.select(LessonVersion).where(
                LessonVersion.lesson_id == lessons[slug].id, LessonVersion.text_hash == text_hash
            )
        )
        if version is None:
            source = checked.folder.files[f"lessons/{slug}.md"].decode("utf-8")
            version = _new_lesson_version(lessons[slug], text, text_hash, source, figures, now)
            session.add(version)
        found[slug] = version
    session.flush()
    return found


def _new_lesson_version(
    lesson: Lesson, text: LessonText, text_hash: str, source: str, figures: PublicationFigures, now: datetime
) -> LessonVersion:
    return LessonVersion(
        lesson_id=lesson.id,
        text_hash=text_hash,
        edition=text.edition,
        title=text.title.text,
        summary=text.summary.text,
        source=source,
        minutes=lesson_minutes(text, figures),
        characters=text.characters,
        made_at=now,
    )


def _add_units(
    session: Session,
    version: CourseVersion,
    units: Sequence[UnitText],
    own: Mapping[str, LessonVersion],
    included: Mapping[str, Sequence[LessonVersion]],
) -> None:
    for position, told in enumerate(units, start=1):
        unit = Unit(
            course_version_id=version.id,
            position=position,
            title=told.title,
            mode=told.mode,
            planned_class_hours=told.planned_class_hours,
            include_slug=told.include,
        )
        session.add(unit)
        session.flush()
        lessons = included[told.include] if told.include else [own[slug] for slug in told.lessons]
        session.add_all(
            UnitLesson(unit_id=unit.id, position=place, lesson_version_id=lesson.id)
            for place, lesson in enumerate(lessons, start=1)
        )


def _add_files(
    session: Session,
    course: Course,
    version: CourseVersion,
    checked: CheckedCourse,
    blobs: Mapping[str, str],
) -> None:
    session.add_all(
        CourseFile(
            course_version_id=version.id, path=path, blob=blob, byte_count=size_of(checked.folder.files, path)
        )
        for path, blob in blobs.items()
    )
    known = set(
        session.execute(
            sa.select(MediaFile.path, MediaFile.blob).where(MediaFile.course_id == course.id)
        ).all()
    )
    session.add_all(
        MediaFile(
            course_id=course.id,
            path=path,
            blob=blobs[f"lessons/{path}"],
            content_type=size.content_type,
            width=size.width,
            height=size.height,
        )
        for path, size in checked.pictures.items()
        if (path, blobs[f"lessons/{path}"]) not in known
    )
