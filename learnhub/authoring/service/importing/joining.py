"""Add documents that were brought to a draft that there is: as further lessons of a unit, or as units of their own."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.accounts.rules.roles import Holding
from learnhub.authoring.models import CourseDraft, DocumentImport
from learnhub.authoring.rules.drafts import outline
from learnhub.authoring.rules.drafts.revisions import EDITABLE_STATES, Revision
from learnhub.authoring.rules.folders.course_toml import CourseToml
from learnhub.authoring.rules.folders.sources import ImportState, shown_name
from learnhub.authoring.rules.importing.course import planned_files, planned_refusal
from learnhub.authoring.service.drafts import drafts_for, head_of
from learnhub.authoring.service.drafts.outlines import (
    change_outline,
    shown_of,
    suggested_slug,
    taken_slugs,
)
from learnhub.authoring.service.importing.documents import forget_sources, import_by_token, plan_in
from learnhub.authoring.service.importing.drafts import NOT_OPEN
from learnhub.primitives import Refusal, say
from learnhub.storage.rules import BlobStore

FOLDER = Refusal(
    "course-folder",
    say(
        "这是一整门课的文件夹，自己有大纲，不能加进别的课。请建成单独的草稿；只要其中几课，就把那几课的 .md 文件单独导入。"
    ),
)
TAKEN_PICTURE = Refusal(
    "picture-taken", say("课里已经有一张同名的图，内容不一样。请在课里删掉或者换掉那张图，再来加。")
)


def drafts_to_join(session: Session, row: DocumentImport, holdings: Sequence[Holding]) -> list[CourseDraft]:
    """Return the drafts of the same base that documents can go into, the last changed first."""
    return [
        draft
        for draft in drafts_for(session, holdings)
        if draft.base_id == row.base_id and draft.state in EDITABLE_STATES
    ]


def target_or_none(session: Session, row: DocumentImport, holdings: Sequence[Holding]) -> CourseDraft | None:
    """Return the draft that documents were brought for, or None: for a new course, or it can't be changed any more."""
    return next((one for one in drafts_to_join(session, row, holdings) if one.id == row.target_id), None)


def join_draft(
    session: Session,
    store: BlobStore,
    token: str,
    draft: CourseDraft,
    *,
    unit: int | None,
    holdings: Sequence[Holding],
    by: int,
    now: datetime,
) -> Revision | Refusal:
    """Put all lessons and pictures of a plan into a draft, in one revision; no file that is there changes but course.toml.

    draft: of drafts_to_join. unit: from 0, the unit at whose end all lessons go; None puts the plan's own units last.
    Asking twice is asking once, as with draft_from_import.
    """
    row = import_by_token(session, token, holdings, for_update=True)
    plan = plan_in(row)
    if row.state is ImportState.READY and plan is None:
        return FOLDER
    if plan is None or row.state is not ImportState.READY:
        return NOT_OPEN
    if refusal := planned_refusal(plan):
        return refusal
    head = head_of(session, draft)
    made = planned_files(plan, suggested_slug, taken_slugs(session, draft, head))
    files: dict[str, bytes | None] = {path: text.encode() for path, text in made.files.items()}
    for path in sorted(made.pictures & row.files.keys()):
        address, place = row.files[path][0], f"lessons/{path}"
        there = head.files.get(place)
        if there is not None and there.blob != address:
            return TAKEN_PICTURE
        files[place] = store.get(address)

    def joined(course: CourseToml) -> CourseToml | Refusal:
        if unit is None:
            return outline.add_units(course, made.units)
        return outline.add_lessons(course, unit, [slug for one in made.units for slug in one.lessons])

    outcome = change_outline(
        session,
        store,
        draft,
        head,
        joined,
        shown=shown_of(head),
        by=by,
        words=say(
            "从“%(sources)s”加了 %(count)s 课",
            sources=shown_name(str(row.sources[0][0])),
            count=len(made.files),
        ),
        now=now,
        files=files,
    )
    if not isinstance(outcome, Refusal):
        row.state, row.draft_id, row.changed_at = ImportState.DRAFTED, draft.id, now
        forget_sources(session, row, now=now)
    return outcome
