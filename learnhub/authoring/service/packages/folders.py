"""Bring a course in as a package and take it out again: a zip of its folder, machine-made audio beside it, a training package."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.rules.roles import Holding
from learnhub.authoring.adapters.files_at_rest import FilesAtRest, Source, byte_count, sources_of
from learnhub.authoring.models.drafts import CourseDraft
from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.rules.drafts.revisions import Conflict, Revision
from learnhub.authoring.rules.folders.course_toml import ForeignToml, read_course_toml
from learnhub.authoring.rules.training_packages import TrainingPackage, folder_files
from learnhub.authoring.service import drafts
from learnhub.authoring.service.drafts.outlines import title_of
from learnhub.authoring.service.folders.export import export_course
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import Course
from learnhub.catalogue.rules import NotFound, SlotKind, SlotState
from learnhub.primitives import Refusal, say
from learnhub.storage.rules import BlobStore

_COURSES_MAX = 500
_SLUG_TRIES = 50


@dataclass(frozen=True, slots=True)
class OwnCourse:
    """A course or a draft that somebody may take out. version: of the published course, or None; revision: of its draft, or None."""

    slug: str
    title: str
    version: int | None
    revision: int | None


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a package of files weighs before it is packed."""

    file_count: int
    byte_count: int


@dataclass(frozen=True, slots=True)
class Sound:
    """Machine-made audio of one lesson. engine: what spoke it."""

    lesson: str
    title: str
    blob: str
    byte_count: int
    engine: str


def own_slugs(session: Session, holdings: Sequence[Holding]) -> list[str]:
    """Return the slugs of the courses and open drafts of somebody's bases, sorted."""
    courses = session.scalars(
        sa.select(Course).where(Course.base_id.is_not(None)).order_by(Course.slug).limit(_COURSES_MAX)
    )
    published = {course.slug for course in courses if drafts.may_author(holdings, course.base_id)}
    return sorted(published | {draft.slug for draft in drafts.drafts_for(session, holdings)})


def own_course(session: Session, store: BlobStore, slug: str, holdings: Sequence[Holding]) -> OwnCourse:
    """Return one course, draft or both; NotFound where somebody's bases have none of this name."""
    course = catalogue.course_or_none(session, slug)
    title, version, revision = "", None, None
    if course is not None and drafts.may_author(holdings, course.base_id):
        newest = catalogue.current_version(session, course)
        title, version = newest.title, newest.number
    draft = drafts.open_draft_or_none(session, slug)
    if draft is not None and drafts.may_author(holdings, draft.base_id):
        head = drafts.head_of(session, draft)
        title, revision = title or title_of(store, head, slug), head.number
    if version is None and revision is None:
        raise NotFound(slug)
    return OwnCourse(slug, title, version, revision)


def published_folder(
    session: Session, store: BlobStore, slug: str, holdings: Sequence[Holding]
) -> CourseFolder:
    """Return the newest published version as its folder; NotFound for other bases' courses and where there is none."""
    course = catalogue.course_or_none(session, slug)
    if course is None or not drafts.may_author(holdings, course.base_id):
        raise NotFound(slug)
    return export_course(session, store, slug)


def draft_folder(session: Session, store: BlobStore, slug: str, holdings: Sequence[Holding]) -> CourseFolder:
    """Return the open draft of a course as it stands; NotFound for other bases' drafts and where there is none."""
    draft = drafts.open_draft_or_none(session, slug)
    if draft is None or not drafts.may_author(holdings, draft.base_id):
        raise NotFound(slug)
    return drafts.folder_of(session, store, draft)


def parcel_of(folder: CourseFolder) -> Parcel:
    """Return how many files a folder has and how many bytes they are."""
    sources = sources_of(folder.files)
    return Parcel(len(sources), sum(byte_count(source) for source in sources.values()))


def machine_sounds(session: Session, slug: str, holdings: Sequence[Holding]) -> list[Sound]:
    """Return the audio that machines made of a published course's own lessons, in its order; recordings are files of the folder."""
    course = catalogue.course_or_none(session, slug)
    if course is None or not drafts.may_author(holdings, course.base_id):
        raise NotFound(slug)
    return [
        Sound(lesson.slug, lesson.version.title, slot.blob, slot.byte_count, slot.maker)
        for lesson in catalogue.outline(session, course).lessons
        for slot in lesson.slots
        if lesson.home_course_id == course.id
        and slot.kind is SlotKind.AUDIO
        and slot.state is SlotState.GENERATED
        and slot.blob
    ]


def sound_files(session: Session, store: BlobStore, sounds: Sequence[Sound]) -> FilesAtRest:
    """Return these sounds with their times as files, and a text that says what made them; what is gone from the store is left out."""
    files: dict[str, Source] = {}
    lines = ["这些朗读是机器生成的，不是录音。它们不是课程文件：别的网站收到课程以后会自己生成。", ""]
    for sound in sounds:
        if sound.blob in store:
            files[f"{sound.lesson}.mp3"] = store.path(sound.blob)
            files[f"{sound.lesson}.vtt"] = catalogue.slot_cues(session, store, sound.blob).encode()
            lines.append(f"{sound.lesson}.mp3  {sound.title}  {sound.engine}")
    files["说明.txt"] = ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")
    return FilesAtRest(files)


def renamed(folder: CourseFolder, slug: str) -> CourseFolder | Refusal:
    """Return a folder under another slug: one line of course.toml changes, every other byte stays."""
    if slug == folder.slug:
        return folder
    try:
        toml = read_course_toml(folder.files["course.toml"].decode("utf-8")).with_values({"slug": slug})
    except (KeyError, UnicodeDecodeError, ForeignToml):
        return Refusal(
            "toml-foreign", say("这个课程的 course.toml 改不了名字，请自己改好 slug 再导入。"), field="slug"
        )
    files = FilesAtRest({**sources_of(folder.files), "course.toml": toml.text.encode()})
    return CourseFolder(slug, files, folder.shown)


def bring_in(
    session: Session,
    store: BlobStore,
    folder: CourseFolder,
    *,
    base_id: int,
    holdings: Sequence[Holding],
    by: int,
    now: datetime,
    is_for_draft: bool = False,
) -> CourseDraft | Refusal:
    """Open a draft of a folder that came as a package, every file as it came.

    is_for_draft: where one's base has an open draft of this course, the folder becomes its next revision instead: files that the folder
    lacks are removed, and every earlier revision stays.
    """
    standing = drafts.open_draft_or_none(session, folder.slug)
    if not is_for_draft or standing is None or standing.base_id != base_id:
        return drafts.open_draft(
            session,
            store,
            folder,
            base_id=base_id,
            holdings=holdings,
            by=by,
            words=say("从课程包导入"),
            now=now,
        )
    if not drafts.may_author(holdings, standing.base_id):
        return Refusal("not-yours", say("只有本基地的教师和管理员能改这份草稿。"))
    head = drafts.head_of(session, standing)
    changes: dict[str, Source | None] = dict.fromkeys(head.files.keys() - folder.files.keys())
    saved: Revision | Conflict | Refusal = drafts.save_files(
        session,
        store,
        standing,
        base_revision=head.number,
        changes={**changes, **sources_of(folder.files)},
        by=by,
        words=say("用课程包换掉全部文件"),
        now=now,
    )
    if isinstance(saved, Conflict):
        return Refusal("conflict", say("草稿刚刚有人改过，请再导入一次。"))
    return saved if isinstance(saved, Refusal) else standing


def begin_from(
    session: Session,
    store: BlobStore,
    package: TrainingPackage,
    *,
    title: str,
    base_id: int,
    holdings: Sequence[Holding],
    by: int,
    now: datetime,
) -> CourseDraft | Refusal:
    """Open a draft with the units and lessons that a training package names. title: empty for the package's own."""
    slug = _free_slug(session, package.slug)
    if slug is None:
        return Refusal("slug-taken", say("用这个培训包开的课程太多了，请先改完已有的草稿。"))
    folder = CourseFolder(slug, folder_files(package, slug=slug, title=title or package.title))
    return drafts.open_draft(
        session,
        store,
        folder,
        base_id=base_id,
        holdings=holdings,
        by=by,
        words=say("从培训包“%(title)s”开始", title=package.title),
        now=now,
    )


def _free_slug(session: Session, stem: str) -> str | None:
    for slug in (stem, *(f"{stem}-{number}" for number in range(2, _SLUG_TRIES))):
        has_draft = session.scalar(sa.select(CourseDraft.id).where(CourseDraft.slug == slug).limit(1))
        if has_draft is None and catalogue.course_or_none(session, slug) is None:
            return slug
    return None
