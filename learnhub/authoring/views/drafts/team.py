"""Who works on a draft and who answers for it: see it, leave the team, and drafts whose lead has gone."""

from flask import request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import actor, done, holdings_of, to
from learnhub.authoring.forms.drafts import NewLeadForm
from learnhub.authoring.models import DraftStep
from learnhub.authoring.rules.drafts.revisions import CLOSED_STATES, DraftState, StepKind
from learnhub.authoring.service import drafts
from learnhub.authoring.service.drafts.outlines import title_of
from learnhub.authoring.service.drafts.reassigning import (
    Leaderless,
    leaderless_draft,
    leaderless_drafts,
    reassign,
)
from learnhub.authoring.service.drafts.team import leave
from learnhub.authoring.service.publication.telling import tell_of_lead
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.drafts.opened import Opened, open_in, opened
from learnhub.primitives import instant_now, say, say_as
from learnhub.storage.service import store_for
from learnhub.web import SiteForm, current_person, page, reading, requires, settings, transaction
from learnhub.web.forms import options
from learnhub.web.paging import page_number, part_of
from learnhub.web.words import _

ROWS, STEPS_SHOWN = 12, 25
DONE = {
    "left": say("您退出了小组。以后您再保存，会重新进小组。"),
    "reassigned": say("换好了，也记下了是谁换的、为什么换。"),
}
# What was done, as it is said after who did it.
DEED_WORDS = {
    DraftState.DRAFT: say("撤回了提交，接着改"),
    DraftState.SUBMITTED: say_as("after a name", "提交审核"),
    DraftState.IN_REVIEW: say_as("after a name", "开始审核"),
    DraftState.RETURNED: say_as("after a name", "退回修改"),
    DraftState.PUBLISHED: say("发布了课程"),
    DraftState.DISCARDED: say("作废了草稿"),
}


@bp.get("/teach/courses/<course>/draft/team")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def draft_team(course: str) -> ResponseReturnValue:
    """Show who works on a draft, who answers for it, and what was done to it."""
    with opened(course) as at:
        return _team_page(at, SiteForm())


@bp.post("/teach/courses/<course>/draft/team/leaving")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def leave_team(course: str) -> ResponseReturnValue:
    """Leave the team of a draft; the next saving joins it again."""
    with transaction() as session:
        at = open_in(session, course)
        refusal = leave(session, at.draft, person_id=current_person().person_id, now=instant_now())
    if refusal is not None:
        with opened(course) as at:
            return _team_page(at, SiteForm().refuse(refusal), 422)
    return to("authoring.draft_team", course=course, done="left")


@bp.get("/office/drafts-without-lead")
@requires(Role.OFFICER, Role.BASE_MANAGER)
def drafts_without_lead() -> ResponseReturnValue:
    """List the drafts whose lead has left the base."""
    with reading() as session:
        found = leaderless_drafts(session, holdings_of(current_person()), now=instant_now())
        paging = part_of(found, page_number(request.args.get("page")), ROWS)
        store = store_for(settings())
        titles = {
            one.draft.id: title_of(store, drafts.head_of(session, one.draft), one.draft.slug)
            for one in paging.rows
        }
        names = nicknames(session, [one.draft.lead_id for one in paging.rows])
        return page(
            "authoring/drafts_without_lead.html", paging=paging, titles=titles, names=names, done=done(DONE)
        )


@bp.get("/office/drafts-without-lead/<course>")
@requires(Role.OFFICER, Role.BASE_MANAGER)
def draft_lead(course: str) -> ResponseReturnValue:
    """Ask who answers for a draft whose lead has left the base."""
    return _lead_page(course)


@bp.post("/office/drafts-without-lead/<course>")
@requires(Role.OFFICER, Role.BASE_MANAGER)
def name_lead(course: str) -> ResponseReturnValue:
    """Say who answers for such a draft, and why."""
    now, held = instant_now(), holdings_of(current_person())
    with reading() as session:
        form = _lead_form(leaderless_draft(session, course, held, now=now))
    if form.validate():
        with transaction() as session:
            one = leaderless_draft(session, course, held, now=now)
            refusal = reassign(
                session,
                one.draft,
                to=int(form.person.data),
                words=form.words.data or "",
                actor=actor(),
                now=now,
            )
            if refusal is None:
                tell_of_lead(
                    session, store_for(settings()), one.draft, by=current_person().person_id, now=now
                )
        if refusal is None:
            return to("authoring.drafts_without_lead", done="reassigned")
        form.refuse(refusal)
    return _lead_page(course, form, 422)


def step_sentence(step: DraftStep, names: dict[int, str]) -> str:
    """Return one deed on a draft as a sentence part: who did what, to whom, why."""
    who, whom = names.get(step.made_by_id, ""), names.get(step.person_id or 0, "")
    match step.kind:
        case StepKind.MOVED:
            assert step.state is not None, "a row that moved says where to"
            said = _("%(who)s%(deed)s", who=who, deed=DEED_WORDS[step.state])
        case StepKind.OPENED:
            said = _("%(who)s开了草稿", who=who)
        case StepKind.JOINED:
            said = _("%(who)s进了小组", who=whom)
        case StepKind.LEFT:
            said = _("%(who)s退出了小组", who=whom)
        case StepKind.HANDED_OVER if step.person_id == step.made_by_id:
            said = _("%(who)s接手，成了负责人", who=who)
        case StepKind.HANDED_OVER:
            said = _("%(who)s请%(whom)s当负责人", who=who, whom=whom)
    return str(_("%(said)s（%(words)s）", said=said, words=step.words) if step.words else said)


def _team_page(at: Opened, form: SiteForm, status: int = 200) -> ResponseReturnValue:
    steps = drafts.steps_of(at.session, at.draft)[:STEPS_SHOWN]
    people = {one.made_by_id for one in steps} | {one.person_id for one in steps if one.person_id is not None}
    names = dict(nicknames(at.session, sorted(people)))
    team = drafts.members(at.session, at.draft)
    me = current_person().person_id
    present = [one for one in team if one.until_at is None]
    held = [one for one in holdings_of(current_person()) if one.role is Role.BASE_MANAGER]
    is_open = at.draft.state not in CLOSED_STATES
    return page(
        "authoring/draft_team.html",
        status,
        at=at,
        form=form,
        members=team,
        is_lead=me == at.draft.lead_id,
        is_member=any(one.person_id == me for one in present),
        is_open=is_open,
        is_leaderless=is_open
        and any(
            one.draft.id == at.draft.id for one in leaderless_drafts(at.session, held, now=instant_now())
        ),
        steps=[(one.made_at, step_sentence(one, names)) for one in steps],
        done=done(DONE),
    )


def _lead_form(one: Leaderless) -> NewLeadForm:
    form = NewLeadForm()
    people = [(str(person_id), name) for person_id, name in one.colleagues]
    form.person.choices = options([("", say("请选择")), *people])
    return form


def _lead_page(course: str, form: NewLeadForm | None = None, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        one = leaderless_draft(session, course, holdings_of(current_person()), now=instant_now())
        return page(
            "authoring/draft_lead.html",
            status,
            one=one,
            title=title_of(store_for(settings()), drafts.head_of(session, one.draft), course),
            lead=nicknames(session, [one.draft.lead_id]).get(one.draft.lead_id, ""),
            form=form or _lead_form(one),
        )
