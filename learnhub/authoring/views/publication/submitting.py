"""Where an author's course stands: submit it, take it back, see what to mend, keep the receipt."""

from collections.abc import Mapping, Sequence

from flask import request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import done, holdings_of, to
from learnhub.authoring.forms.publication import SubmissionForm
from learnhub.authoring.models import PublicationStep
from learnhub.authoring.rules.drafts.revisions import EDITABLE_STATES, STATE_WORDS, DraftState
from learnhub.authoring.rules.publication import (
    ROAD_WORDS,
    RoadStep,
    days_waiting,
    receipt_number,
)
from learnhub.authoring.service import drafts, publication
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.drafts.comments import comments_at
from learnhub.authoring.views.drafts.opened import Opened, open_in, opened
from learnhub.catalogue.rules import NotFound
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.providers.service import base_or_none
from learnhub.web import current_person, once, page, reading, requires, transaction
from learnhub.web.words import _

DONE = {
    "taken-back": say("撤回了。现在可以接着改，改好再提交。"),
}
_COMMENTS_SHOWN = 6  # a page is gone through by Tab; all of them stand beside their blocks


@bp.get("/teach/courses/<course>/draft/publication")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def draft_publication(course: str) -> ResponseReturnValue:
    """Show where a course is, who has it, since when, and what is to be mended."""
    with opened(course) as at:
        return _page(at, SubmissionForm())


@bp.post("/teach/courses/<course>/draft/submission")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
@once
def submit_draft(course: str) -> ResponseReturnValue:
    """Submit the draft as its author saw it; the gate looks first, outside the transaction."""
    form = SubmissionForm()
    with reading() as session:
        at = open_in(session, course)
        checked = _checked(at)
    if form.revision.data != str(checked.revision):
        outcome: PublicationStep | Refusal = Refusal(
            "revision-moved", _("刚刚有人改过这份草稿。请看一看现在的内容，再提交。")
        )
    else:
        with transaction() as session:
            at = open_in(session, course)
            outcome = publication.submit(
                session,
                at.store,
                at.draft,
                checked=checked,
                by=current_person().person_id,
                now=instant_now(),
            )
            number = outcome.id if isinstance(outcome, PublicationStep) else 0
        if isinstance(outcome, PublicationStep):
            return to("authoring.submission_receipt", course=course, number=number, done="submitted")
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
    with opened(course) as at:
        return _page(at, form, 422)


@bp.post("/teach/courses/<course>/draft/submission/withdrawal")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def take_submission_back(course: str) -> ResponseReturnValue:
    """Take a submission back while nobody reviews it."""
    with transaction() as session:
        at = open_in(session, course)
        outcome = publication.take_back(session, at.draft, by=current_person().person_id, now=instant_now())
    if isinstance(outcome, Refusal):
        form = SubmissionForm()
        form.refuse(outcome)
        with opened(course) as at:
            return _page(at, form, 422)
    return to("authoring.draft_publication", course=course, done="taken-back")


@bp.get("/teach/courses/<course>/receipts/<int:number>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def submission_receipt(course: str, number: int) -> ResponseReturnValue:
    """Show the receipt of a submission, to be printed; kept for ever."""
    with reading() as session:
        receipt = publication.receipt_by_id(session, course, number)
        if not drafts.may_author(holdings_of(current_person()), receipt.base_id):
            raise NotFound(course)
        base = base_or_none(session, receipt.base_id)
        return page(
            "authoring/receipt.html",
            receipt=receipt,
            number=receipt_number(receipt.id, receipt.made_at),
            base=base.name if base is not None else "",
            who=nicknames(session, [receipt.made_by_id]).get(receipt.made_by_id, ""),
            is_new=request.args.get("done") == "submitted",
        )


def _page(at: Opened, form: SubmissionForm, status: int = 200) -> ResponseReturnValue:
    steps = publication.steps_of_draft(at.session, at.draft)
    comments = comments_at(at)
    is_editable = at.draft.state in EDITABLE_STATES
    checked = _checked(at) if is_editable else None
    form.revision.data = str(at.head.number)
    last = steps[-1] if steps else None
    return page(
        "authoring/draft_publication.html",
        status,
        form=form,
        at=at,
        state_words=STATE_WORDS[at.draft.state],
        state_kind=_KINDS.get(at.draft.state, "waiting"),
        told=_told(at, steps),
        checked=checked,
        may_take_back=at.draft.state is DraftState.SUBMITTED,
        is_published=at.draft.state is DraftState.PUBLISHED,
        reason=last.words if last is not None and at.draft.state is DraftState.RETURNED else "",
        comments=comments[:_COMMENTS_SHOWN],
        comment_count=len(comments),
        history=_history(at, steps),
        done=done(DONE),
    )


_KINDS: Mapping[DraftState, str] = {
    DraftState.PUBLISHED: "done",
    DraftState.RETURNED: "missing",
    DraftState.DISCARDED: "not-needed",
}


def _checked(at: Opened) -> publication.Checked:
    return publication.check_revision(
        at.session, at.store, at.draft, at.head, figures=at.rates, today=today()
    )


def _told(at: Opened, steps: Sequence[PublicationStep]) -> str:
    """Say in one sentence who has the course, and since when."""
    submission = publication.submission_or_none(at.session, at.draft)
    if submission is None or at.draft.state in {DraftState.DRAFT, DraftState.DISCARDED}:
        return _("在你们自己手里，还没有提交审核。")
    since = max(0, days_waiting(submission.made_at, today()))
    if at.draft.state is DraftState.SUBMITTED:
        return _("在残联工作人员那里排队，已经等了 %(days)d 天。", days=since)
    if at.draft.state is DraftState.IN_REVIEW:
        return _("残联工作人员正在审核，提交以后过了 %(days)d 天。", days=since)
    if at.draft.state is DraftState.RETURNED:
        return _("退回来了，请照下面的意见改，改好再提交。")
    return _("已经上线，学员能报名了。")


def _history(at: Opened, steps: Sequence[PublicationStep]) -> list[tuple[PublicationStep, str, str]]:
    """Return (step, who, what) of everything but comments, newest first."""
    names = nicknames(at.session, sorted({step.made_by_id for step in steps}))
    told = [step for step in reversed(steps) if step.kind is not RoadStep.COMMENTED]
    return [(step, names.get(step.made_by_id, ""), ROAD_WORDS[step.kind]) for step in told]
