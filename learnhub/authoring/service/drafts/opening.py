"""Open a draft: of a new course, of an imported folder, of a published course."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learnhub.accounts.rules.roles import Holding
from learnhub.authoring.adapters.files_at_rest import byte_count, put, sources_of
from learnhub.authoring.models.drafts import CourseDraft, DraftMember
from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.rules.drafts.revisions import DraftState, FileAt, StepKind, files_refusal
from learnhub.authoring.service.drafts.files import add_revision
from learnhub.authoring.service.drafts.reach import may_author, open_draft_or_none
from learnhub.authoring.service.drafts.team import add_step
from learnhub.authoring.service.folders.export import folder_to_change
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.rules import NotFound
from learnhub.primitives import Refusal, is_slug, say
from learnhub.storage.rules import BlobStore

_OPEN_ALREADY = say("这门课已经有一份草稿，请接着改那一份。")


def open_draft(
    session: Session,
    store: BlobStore,
    folder: CourseFolder,
    *,
    base_id: int,
    holdings: Sequence[Holding],
    by: int,
    words: str,
    now: datetime,
) -> CourseDraft | Refusal:
    """Open a draft whose first revision is a folder, as it came: nothing is checked but names and sizes, the gate does the rest.

    words: what the first revision is, as the list of versions tells it. Where a course with this slug exists, the draft becomes its next
    version; it must be of the same base.
    """
    if not may_author(holdings, base_id):
        return Refusal("not-yours", say("只有本基地的教师和管理员能开课程草稿。"))
    if not is_slug(folder.slug):
        return Refusal(
            "slug-wrong", say("网址里的名字请用小写字母、数字和连字符，3 到 60 个字。"), field="slug"
        )
    course = catalogue.course_or_none(session, folder.slug)
    if course is not None and course.base_id != base_id:
        return Refusal("slug-taken", say("已经有别的课程用了这个名字，请换一个。"), field="slug")
    standing = open_draft_or_none(session, folder.slug)
    if standing is not None:
        taken = standing.base_id != base_id
        return Refusal(
            "slug-taken" if taken else "draft-open",
            say("已经有别的课程用了这个名字，请换一个。") if taken else _OPEN_ALREADY,
            field="slug",
        )
    sources = sources_of(folder.files)
    sizes = {path: FileAt("", byte_count(source)) for path, source in sources.items()}
    refusal = files_refusal(sizes)
    if refusal is not None:
        return refusal
    version = catalogue.current_version(session, course) if course is not None else None
    draft = CourseDraft(
        slug=folder.slug,
        base_id=base_id,
        course_id=course.id if course is not None else None,
        from_version_id=version.id if version is not None else None,
        state=DraftState.DRAFT,
        lead_id=by,
        opened_by_id=by,
        opened_at=now,
        changed_at=now,
    )
    try:
        with session.begin_nested():
            session.add(draft)
    except IntegrityError:  # somebody opened one between the look and the leap
        return Refusal("draft-open", _OPEN_ALREADY, field="slug")
    session.add(DraftMember(draft_id=draft.id, person_id=by, since_at=now))
    files = {path: FileAt(put(store, sources[path]), file.byte_count) for path, file in sorted(sizes.items())}
    add_revision(session, draft, 1, files, by=by, words=words, now=now)
    add_step(session, draft, StepKind.OPENED, by=by, revision=1, now=now)
    return draft


def draft_of_published(
    session: Session, store: BlobStore, slug: str, *, holdings: Sequence[Holding], by: int, now: datetime
) -> CourseDraft | Refusal:
    """Return the open draft of a course, opening one with the newest version's files where there is none.

    NotFound for a course that isn't there or is another base's.
    """
    course = catalogue.course_or_none(session, slug)
    if course is None or course.base_id is None or not may_author(holdings, course.base_id):
        raise NotFound(slug)
    standing = open_draft_or_none(session, slug)
    if standing is not None:
        return standing
    number = catalogue.current_version(session, course).number
    return open_draft(
        session,
        store,
        folder_to_change(session, store, slug),
        base_id=course.base_id,
        holdings=holdings,
        by=by,
        words=say("从已发布的第 %(number)s 版开始", number=number),
        now=now,
    )
