"""Make the draft of a course from documents that were brought."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.accounts.rules.roles import Holding
from learnhub.authoring.adapters.files_at_rest import FilesAtRest
from learnhub.authoring.models import CourseDraft, DocumentImport
from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.rules.folders.course_toml import ForeignToml, read_course_toml
from learnhub.authoring.rules.folders.sources import ImportState
from learnhub.authoring.rules.importing.course import planned_files, planned_refusal
from learnhub.authoring.service.drafts import open_draft
from learnhub.authoring.service.drafts.new_course import NewCourse, open_new_course
from learnhub.authoring.service.drafts.outlines import suggested_slug
from learnhub.authoring.service.importing.documents import forget_sources, import_by_token, plan_in
from learnhub.primitives import Refusal, say
from learnhub.storage.rules import BlobStore

NOT_OPEN = Refusal("not-open", say("这份导入已经建成草稿，或者还没有读完。请刷新这一页看看。"))
WORDS = "从文件导入"


def draft_from_import(
    session: Session,
    store: BlobStore,
    token: str,
    told: NewCourse,
    *,
    holdings: Sequence[Holding],
    by: int,
    now: datetime,
) -> CourseDraft | Refusal:
    """Open a draft whose first revision holds all units, lessons and pictures of a plan.

    Asking twice is asking once: the second time the import is a draft already, which is said.
    """
    row = import_by_token(session, token, holdings, for_update=True)
    plan = plan_in(row)
    if plan is None or row.state is not ImportState.READY:
        return NOT_OPEN
    if refusal := planned_refusal(plan):
        return refusal
    made = planned_files(plan, suggested_slug)
    files: dict[str, bytes] = {path: text.encode() for path, text in made.files.items()}
    for path in sorted(made.pictures):
        if path in row.files:
            files[f"lessons/{path}"] = store.get(row.files[path][0])
    outcome = open_new_course(
        session,
        store,
        told,
        base_id=row.base_id,
        holdings=holdings,
        by=by,
        now=now,
        units=made.units,
        files=files,
        words=WORDS,
    )
    return _closed(session, row, outcome, now)


def draft_from_folder(
    session: Session, store: BlobStore, token: str, *, holdings: Sequence[Holding], by: int, now: datetime
) -> CourseDraft | Refusal:
    """Open a draft from a course folder that was brought as a zip, file by file as it is."""
    row = import_by_token(session, token, holdings, for_update=True)
    if row.plan is not None or row.state is not ImportState.READY:
        return NOT_OPEN
    files = FilesAtRest({path: store.path(blob) for path, (blob, _) in row.files.items()})
    folder = CourseFolder(_folder_slug(files), files)
    if not folder.slug:
        return Refusal(
            "course-toml",
            say("课程文件夹里的 course.toml 读不出 slug（课程的名字）。请检查这个文件，再压缩一次。"),
        )
    outcome = open_draft(
        session, store, folder, base_id=row.base_id, holdings=holdings, by=by, words=WORDS, now=now
    )
    return _closed(session, row, outcome, now)


def draft_slug_or_none(session: Session, row: DocumentImport) -> str | None:
    """Return the slug of the draft that was made of an import, or None."""
    return session.get_one(CourseDraft, row.draft_id).slug if row.draft_id is not None else None


def _folder_slug(files: Mapping[str, bytes]) -> str:
    """Return the slug that a course folder gives itself; empty where its course.toml can't be read."""
    try:
        told = read_course_toml(files.get("course.toml", b"").decode("utf-8")).values.get("slug")
    except (ForeignToml, UnicodeDecodeError):
        return ""
    return told if isinstance(told, str) else ""


def _closed(
    session: Session, row: DocumentImport, outcome: CourseDraft | Refusal, now: datetime
) -> CourseDraft | Refusal:
    if not isinstance(outcome, Refusal):
        row.state, row.draft_id, row.changed_at = ImportState.DRAFTED, outcome.id, now
        forget_sources(session, row, now=now)
    return outcome
