"""Submit a draft to the office, and take it back."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.models import CourseDraft, PublicationStep
from learnhub.authoring.rules.drafts.revisions import DraftState, Revision
from learnhub.authoring.rules.gate.run import blocking
from learnhub.authoring.rules.publication import RoadStep, folder_hash, submission_refusal
from learnhub.authoring.service import drafts
from learnhub.authoring.service.folders.load import look_before_loading
from learnhub.authoring.service.folders.site_files import files_of
from learnhub.authoring.service.gate.drafts import report_of_folder
from learnhub.authoring.service.gate.report import GateReport
from learnhub.authoring.service.publication.steps import add_step
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.rules import CourseState, Findings, PublicationFigures
from learnhub.primitives import Refusal, say
from learnhub.storage.rules import BlobStore

_CHANGED = Refusal("revision-moved", say("刚刚有人改过这份草稿。请看一看现在的内容，再提交。"))
_SAME = Refusal("nothing-new", say("这份草稿和已经上线的版本一样，没有要审核的改动。"))


@dataclass(frozen=True)
class Checked:
    """What the gate says about one revision of a draft. title, state: as course.toml says them, or empty."""

    revision: int
    report: GateReport
    title: str
    state: str

    @property
    def blocking(self) -> int:
        """Return how many findings keep it from being submitted."""
        return len(blocking(self.report.findings))

    @property
    def left(self) -> int:
        """Return how much must be mended first, faults of form too."""
        return self.blocking + len(self.report.form)

    @property
    def advice(self) -> int:
        """Return how many findings only advise."""
        return len(self.report.findings) - self.blocking


def check_revision(
    session: Session,
    store: BlobStore,
    draft: CourseDraft,
    revision: Revision,
    *,
    figures: PublicationFigures,
    today: date,
) -> Checked:
    """Look through the gate at a revision; reads all its bytes, so it is done before the transaction that submits."""
    folder = drafts.folder_of(session, store, draft, revision)
    report = report_of_folder(session, folder, base_id=draft.base_id, figures=figures, today=today)
    told = catalogue.survey_course(folder.files.get("course.toml", b""))
    return Checked(
        revision.number,
        report,
        (told.word("title") if told is not None else "") or draft.slug,
        told.word("state") if told is not None else "",
    )


def submit(
    session: Session, store: BlobStore, draft: CourseDraft, *, checked: Checked, by: int, now: datetime
) -> PublicationStep | Refusal:
    """Send a draft to the office as it was checked; the step is its receipt.

    Refuses a draft that was changed since, that something blocks, that couldn't be published, or that says what is published already.
    """
    lock_draft(session, draft)
    head = drafts.head_of(session, draft)
    if head.number != checked.revision:
        return _CHANGED
    refusal = submission_refusal(
        blocking=checked.blocking, faults=len(checked.report.form), state=checked.state
    ) or _unloadable(session, store, draft, head)
    if refusal is None:
        refusal = drafts.move_draft(session, draft, DraftState.SUBMITTED, by=by, now=now)
    if refusal is not None:
        return refusal
    return add_step(
        session,
        draft,
        RoadStep.SUBMITTED,
        revision=head.number,
        by=by,
        now=now,
        title=checked.title,
        folder_hash=folder_hash(head.files),
    )


def take_back(session: Session, draft: CourseDraft, *, by: int, now: datetime) -> PublicationStep | Refusal:
    """Take a submission back before anybody began to review it, to go on writing."""
    refusal = drafts.move_draft(session, draft, DraftState.DRAFT, by=by, now=now)
    if refusal is not None:
        return refusal
    title, revision = _last_told(session, draft)
    return add_step(session, draft, RoadStep.TAKEN_BACK, revision=revision, by=by, now=now, title=title)


def lock_draft(session: Session, draft: CourseDraft) -> None:
    """Hold a draft alone until the end of the transaction, as it stands now: two who decide at once decide one after the other."""
    session.execute(sa.select(CourseDraft.id).where(CourseDraft.id == draft.id).with_for_update())
    session.refresh(draft)


def _last_told(session: Session, draft: CourseDraft) -> tuple[str, int]:
    row = session.execute(
        sa.select(PublicationStep.title, PublicationStep.revision)
        .where(PublicationStep.draft_id == draft.id, PublicationStep.kind == RoadStep.SUBMITTED)
        .order_by(PublicationStep.id.desc())
        .limit(1)
    ).one()
    return row.title, row.revision


def _unloadable(session: Session, store: BlobStore, draft: CourseDraft, head: Revision) -> Refusal | None:
    course = catalogue.course_or_none(session, draft.slug)
    if course is not None and course.state is CourseState.PUBLISHED and course.base_id == draft.base_id:
        online = files_of(session, catalogue.current_version(session, course))
        if online == {path: file.blob for path, file in head.files.items()}:
            return _SAME
    try:
        look_before_loading(session, drafts.folder_of(session, store, draft, head), course)
    except Findings as error:
        return Refusal("not-loadable", error.findings[0].sentence)
    return None
