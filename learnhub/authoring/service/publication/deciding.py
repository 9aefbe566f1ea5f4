"""What an office does with a course: take it, comment on it, return it, publish it, withdraw it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.authoring.adapters.files_at_rest import address, byte_count, sources_of
from learnhub.authoring.models import CourseDraft, PublicationStep, ReviewAgreement
from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.rules.drafts.revisions import DraftState, FileAt
from learnhub.authoring.rules.publication import (
    COMMENTS_MAX,
    Place,
    RoadStep,
    agreement_refusal,
    folder_hash,
    publication_refusal,
    return_refusal,
    reviewer_refusal,
)
from learnhub.authoring.service import drafts
from learnhub.authoring.service.folders.load import load_course
from learnhub.authoring.service.publication.steps import add_step, comments_since, submission_of, writers
from learnhub.authoring.service.publication.submitting import lock_draft
from learnhub.authoring.service.publication.telling import tell_team
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import Course, CourseVersion
from learnhub.catalogue.rules import CourseState, NotFound, PublicationFigures
from learnhub.messages.rules import Kind
from learnhub.primitives import Refusal, say
from learnhub.search import service as search
from learnhub.storage.rules import BlobStore

_NOT_IN_REVIEW = Refusal("not-in-review", say("这门课现在不在审核中。请刷新页面，看看是谁处理了。"))


def take(session: Session, draft: CourseDraft, *, by: int, now: datetime) -> PublicationStep | Refusal:
    """Begin to review a submission: from here its authors can't take it back."""
    lock_draft(session, draft)
    refusal = reviewer_refusal(by, writers(session, draft.slug)) or drafts.move_draft(
        session, draft, DraftState.IN_REVIEW, by=by, now=now
    )
    return refusal or _add(session, draft, RoadStep.TAKEN, by=by, now=now)


def comment(
    session: Session, draft: CourseDraft, *, place: Place, words: str, by: int, now: datetime
) -> PublicationStep | Refusal:
    """Write a comment at a place of the frozen folder; its authors see it there. NotFound for a file that the folder hasn't."""
    lock_draft(session, draft)
    if draft.state is not DraftState.IN_REVIEW:
        return _NOT_IN_REVIEW
    refusal = reviewer_refusal(by, writers(session, draft.slug))
    if refusal is not None:
        return refusal
    submission = submission_of(session, draft)
    if place.path not in drafts.revision_by_number(session, draft, submission.revision or 0).files:
        raise NotFound(place.path)
    if len(comments_since(session, submission)) >= COMMENTS_MAX:
        return Refusal(
            "comments-many",
            say("意见已经有 %(comments_max)s 条，够作者改一阵了，请先退回。", comments_max=COMMENTS_MAX),
            field="words",
        )
    return _add(session, draft, RoadStep.COMMENTED, by=by, now=now, words=words, place=place)


def agreement_or_none(session: Session, submission: PublicationStep) -> ReviewAgreement | None:
    """Return who let this submission pass first; None where nobody did."""
    return session.get(ReviewAgreement, submission.id)


def agree(
    session: Session, draft: CourseDraft, *, officers_needed: int, by: int, request_id: str, now: datetime
) -> ReviewAgreement | Refusal:
    """Let a submission pass as the first of two officers; audited. officers_needed: 1 or 2, as policy says."""
    lock_draft(session, draft)
    if draft.state is not DraftState.IN_REVIEW:
        return _NOT_IN_REVIEW
    submission = submission_of(session, draft)
    before = agreement_or_none(session, submission)
    refusal = reviewer_refusal(by, writers(session, draft.slug)) or agreement_refusal(
        officers_needed, before.person_id if before is not None else None
    )
    if refusal is not None:
        return refusal
    made = ReviewAgreement(submission_id=submission.id, person_id=by, agreed_at=now)
    session.add(made)
    session.flush()
    audit.record(
        session,
        Actor(by, request_id),
        "course-agreed",
        say("通过课程“%(title)s”的初审", title=submission.title),
        Concern("course", draft.slug),
        now=now,
    )
    return made


def send_back(
    session: Session, draft: CourseDraft, *, words: str, by: int, request_id: str, now: datetime
) -> PublicationStep | Refusal:
    """Return a course to its authors, with at least one reason: words, or comments on this submission."""
    lock_draft(session, draft)
    if draft.state is not DraftState.IN_REVIEW:
        return _NOT_IN_REVIEW
    refusal = (
        reviewer_refusal(by, writers(session, draft.slug))
        or return_refusal(words, len(comments_since(session, submission_of(session, draft))))
        or drafts.move_draft(session, draft, DraftState.RETURNED, by=by, words=words, now=now)
    )
    if refusal is not None:
        return refusal
    step = _add(session, draft, RoadStep.RETURNED, by=by, now=now, words=words)
    tell_team(session, draft, Kind.DRAFT_RETURNED, step)
    _audit(session, request_id, step, say("退回课程“%(title)s”", title=step.title))
    return step


def publish(
    session: Session,
    store: BlobStore,
    draft: CourseDraft,
    *,
    figures: PublicationFigures,
    by: int,
    request_id: str,
    now: datetime,
    officers_needed: int = 1,
) -> PublicationStep | Refusal:
    """Make the frozen folder the course's newest version, in search and on the quota board at once.

    officers_needed: 1 or 2, as policy says; where it is 2, another officer let it pass before.
    Raises Findings, with nothing written once the transaction is left, where the folder can't be loaded any more: a module that it
    includes was withdrawn, or a signer took a video back.
    """
    lock_draft(session, draft)
    if draft.state is not DraftState.IN_REVIEW:
        return _NOT_IN_REVIEW
    agreed = agreement_or_none(session, submission_of(session, draft))
    refusal = (
        reviewer_refusal(by, writers(session, draft.slug))
        or publication_refusal(officers_needed, agreed.person_id if agreed is not None else None, by)
        or drafts.move_draft(session, draft, DraftState.PUBLISHED, by=by, now=now)
    )
    if refusal is not None:
        return refusal
    frozen = drafts.revision_by_number(session, draft, submission_of(session, draft).revision or 0)
    folder = drafts.folder_of(session, store, draft, frozen)
    before = _version_online_or_none(session, draft.slug)
    _open_for_loading(session, draft.slug)
    report = load_course(session, store, folder, figures=figures, now=now, base_id=draft.base_id)
    course = session.get_one(Course, report.course_id)
    if course.state is not CourseState.PUBLISHED:
        # It was withdrawn and comes back word for word: the loader had nothing to write.
        course.state = CourseState.PUBLISHED
        session.flush()
        search.index_course(session, course.id, now=now)
    version = catalogue.current_version(session, course)
    if before is not None and before.id != version.id:
        _add(session, draft, RoadStep.SUPERSEDED, by=by, now=now, course_version_id=before.id)
    step = _add(
        session,
        draft,
        RoadStep.PUBLISHED,
        by=by,
        now=now,
        folder_hash=_hash_of(folder),
        course_version_id=version.id,
    )
    tell_team(session, draft, Kind.DRAFT_PUBLISHED, step)
    _audit(
        session,
        request_id,
        step,
        say("发布课程“%(title)s”第 %(number)s 版", title=step.title, number=version.number),
    )
    return step


def withdraw_course(
    session: Session, course: Course, *, words: str, by: int, request_id: str, now: datetime
) -> PublicationStep | Refusal:
    """Take a published course out of the catalogue and out of search; who is enrolled can finish it.

    words: why, at least one. It comes back when a draft of it is published again.
    """
    session.execute(sa.select(Course.id).where(Course.id == course.id).with_for_update())
    session.refresh(course)
    if course.state is not CourseState.PUBLISHED:
        return Refusal("not-published", say("这门课现在没有上线，不用下架。请刷新页面。"))
    if not words:
        return Refusal("no-reason", say("请写上为什么下架。"), field="words")
    version = catalogue.current_version(session, course)
    course.state = CourseState.WITHDRAWN
    session.flush()
    search.index_course(session, course.id, now=now)
    step = PublicationStep(
        course_slug=course.slug,
        base_id=course.base_id,
        kind=RoadStep.WITHDRAWN,
        made_by_id=by,
        made_at=now,
        title=version.title,
        words=words,
        folder_hash="",
        path="",
        line=0,
        block="",
        subject="",
        course_version_id=version.id,
    )
    session.add(step)
    session.flush()
    _audit(session, request_id, step, say("下架课程“%(title)s”", title=step.title))
    return step


def _add(
    session: Session,
    draft: CourseDraft,
    kind: RoadStep,
    *,
    by: int,
    now: datetime,
    words: str = "",
    place: Place | None = None,
    folder_hash: str = "",
    course_version_id: int | None = None,
) -> PublicationStep:
    submission = submission_of(session, draft)
    return add_step(
        session,
        draft,
        kind,
        revision=submission.revision or 0,
        by=by,
        now=now,
        title=submission.title,
        words=words,
        place=place or Place(""),
        folder_hash=folder_hash,
        course_version_id=course_version_id,
    )


def _version_online_or_none(session: Session, slug: str) -> CourseVersion | None:
    course = catalogue.course_or_none(session, slug)
    return catalogue.published_version_or_none(session, course) if course is not None else None


def _open_for_loading(session: Session, slug: str) -> None:
    """Let a withdrawn course be loaded: an officer has just decided that it comes back."""
    course = catalogue.course_or_none(session, slug)
    if course is not None and course.state is CourseState.WITHDRAWN:
        course.state = CourseState.IN_PREPARATION
        session.flush()


def _hash_of(folder: CourseFolder) -> str:
    return folder_hash(
        {
            path: FileAt(address(source), byte_count(source))
            for path, source in sources_of(folder.files).items()
        }
    )


def _audit(session: Session, request_id: str, step: PublicationStep, words: str) -> None:
    concern = Concern("course", step.course_slug)
    audit.record(
        session,
        Actor(step.made_by_id, request_id),
        f"course-{step.kind.value}",
        words,
        concern,
        reason=step.words,
        now=step.made_at,
    )
