"""Complaints: by anybody, without an account; followed by a number; answered by the office of the place."""

from typing import Any

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import reaches, region_reach
from learnhub.accounts.rules.waits import Deed
from learnhub.accounts.service import attempts
from learnhub.accounts.views.circumstances import actor, done, holdings_of, keys, to, visitor_address
from learnhub.notices.forms import ComplaintAnswerForm, ComplaintAreaForm, ComplaintForm, FollowForm
from learnhub.notices.models import Complaint
from learnhub.notices.rules import (
    ANSWER_DAYS,
    ANSWERED_STATES,
    COMPLAINT_DAYS,
    COMPLAINT_WORDS,
    TOPIC_WORDS,
    ComplaintState,
    Topic,
)
from learnhub.notices.service import complaints as service
from learnhub.notices.service.complaints import Complained, ComplaintTold
from learnhub.notices.views.blueprint import bp
from learnhub.notices.views.public_pages import grouped, unlisted
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.regions.rules import area_of
from learnhub.regions.service import region_name, region_names
from learnhub.web import (
    current_person,
    once,
    page,
    public,
    reading,
    requires,
    settings,
    shown_once,
    transaction,
)
from learnhub.web.forms import options
from learnhub.web.paging import page_number, part_of

ABOUT_CHARACTERS_MAX = 200
DONE = {"answered": say("已经记下，投诉的人用查询号就能看到。")}


@bp.get("/complaints")
@public("whoever was treated badly may say so without an account")
def complaint() -> ResponseReturnValue:
    """Ask where it happened, then what. area, about: a division and a class or base in words, as pages about them name them."""
    code = request.args.get("area", "")
    if code in region_names(settings().content_dir):
        return _asking(_form(code))
    return _asking_where(is_wrong="area" in request.args)


@bp.post("/complaints")
@public("whoever was treated badly may say so without an account")
@shown_once
def complain() -> ResponseReturnValue:
    """Take a complaint, and tell the number to follow it by: once, on no address of its own."""
    form = _form()
    if not form.validate():
        return _asking(form, 422)
    outcome = _complained(form)
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _asking(form, 429)
    row, code = outcome
    return unlisted(page("notices/complaint_taken.html", complaint=row, code=grouped(code)))


@bp.get("/complaints/answer")
@public("whoever complained follows it without an account")
def complaint_code() -> ResponseReturnValue:
    """Ask for the number of a complaint."""
    return unlisted(page("notices/complaint_answer.html", form=FollowForm(), told=None))


@bp.post("/complaints/answer")
@public("whoever complained follows it without an account")
def complaint_answer() -> ResponseReturnValue:
    """Show what became of a complaint; the number stands in no address."""
    form = FollowForm()
    if form.validate():
        with reading() as session:
            told = service.complaint_by_code_or_none(session, form.code.data or "", on=today())
            if told is not None:
                return unlisted(page("notices/complaint_answer.html", form=form, told=told, **_words()))
        form.refuse(Refusal("no-such-code", say("没有找到这个查询号，请再对一遍 12 位数字。"), field="code"))
    return unlisted(page("notices/complaint_answer.html", 422, form=form, told=None))


@bp.get("/office/complaints")
@requires(Role.OFFICER)
def complaints() -> ResponseReturnValue:
    """List the complaints of the own divisions, those that wait first."""
    with reading() as session:
        reach = region_reach(holdings_of(current_person()), {Role.OFFICER})
        found = service.complaints_in(session, reach, on=today())
        paging = part_of(found, page_number(request.args.get("page")))
        return page("notices/complaints.html", paging=paging, region_of=_region, done=done(DONE), **_words())


@bp.get("/office/complaints/<int:complaint_id>")
@requires(Role.OFFICER)
def office_complaint(complaint_id: int) -> ResponseReturnValue:
    """Show a complaint and ask what was done."""
    with reading() as session:
        return _office_page(_in_reach(session, complaint_id), ComplaintAnswerForm())


@bp.post("/office/complaints/<int:complaint_id>")
@requires(Role.OFFICER)
@once
def answer_complaint(complaint_id: int) -> ResponseReturnValue:
    """Record what was done about a complaint."""
    form = ComplaintAnswerForm()
    is_whole = form.validate()
    with transaction() as session:
        told = _in_reach(session, complaint_id)
        if is_whole:
            refusal = service.answer_complaint(
                session,
                actor(),
                told,
                state=ComplaintState(form.state.data),
                words=form.words.data or "",
                now=instant_now(),
            )
            if refusal is None:
                return to("notices.complaints", done="answered")
            form.refuse(refusal)
        return _office_page(told, form, 422)


def _complained(form: ComplaintForm) -> tuple[Complaint, str] | Refusal:
    """Take a complaint, counted by address alone: what strangers send elsewhere closes nobody's way but their own."""
    now = instant_now()
    here, _anywhere, of_address = attempts.counters(
        keys(), Deed.COMPLAINT, name="complaint", address=visitor_address()
    )
    with transaction() as session:
        counting = session.begin_nested()
        if attempts.take(session, (here, of_address), now=now) is not None:
            return Refusal(
                "too-many",
                say("今天从这里已经交了 %(count)s 件投诉，您写的话还在下面。请明天再交，或者用监督电话、文字联系方式。",
                    count=here.free),
            )  # fmt: skip
        outcome = service.complain(
            session,
            Complained(
                form.region.data,
                Topic(form.topic.data),
                form.words.data or "",
                form.contact.data or "",
                form.about.data or "",
            ),
            figures_in_force(session, settings().content_dir),
            now=now,
        )
        if isinstance(outcome, Refusal):
            counting.rollback()
        return outcome


def _form(code: str = "") -> ComplaintForm:
    """Return what is asked about a division, or whatever came; the choice of the place is that of one prefecture."""
    names = region_names(settings().content_dir)
    # A prefecture was the first step alone: that it happened at the prefecture itself must be chosen, too.
    is_whole = code == area_of(code, names) if code else False
    about = request.args.get("about", "")[:ABOUT_CHARACTERS_MAX]
    region = "" if is_whole else code
    form = ComplaintForm(None, area=code, region=region, about=about) if code else ComplaintForm()
    asked = form.region.data or str(form.area.data or "")
    within = [
        one for one in sorted(names) if asked not in names or area_of(one, names) == area_of(asked, names)
    ]
    form.region.choices = options([("", say("请选择")), *((one, _region(one)) for one in within)])
    return form


def _asking_where(*, is_wrong: bool) -> Response:
    form = ComplaintAreaForm(None)
    names = region_names(settings().content_dir)
    areas = sorted({area_of(code, names) for code in names})
    form.area.choices = options([("", say("请选择")), *((code, _region(code)) for code in areas)])
    if is_wrong:
        form.refuse(Refusal("nowhere", say("请选在哪里。"), field="area"))
    return unlisted(page("notices/complaint_area.html", 422 if is_wrong else 200, form=form))


def _asking(form: ComplaintForm, status: int = 200) -> Response:
    with reading() as session:
        figures = figures_in_force(session, settings().content_dir)
    days = figures.in_force(ANSWER_DAYS, "", today())
    kept = figures.in_force_or_none(COMPLAINT_DAYS, "", today())
    return unlisted(page("notices/complaint.html", status, form=form, days=days, kept=kept))


def _office_page(told: ComplaintTold, form: ComplaintAnswerForm, status: int = 200) -> ResponseReturnValue:
    return page(
        "notices/office_complaint.html",
        status,
        form=form,
        is_answered=told.state in ANSWERED_STATES,
        told=told,
        region=_region(told.row.region_code),
        **_words(),
    )


def _in_reach(session: Session, complaint_id: int) -> ComplaintTold:
    told = service.complaint_or_none(session, complaint_id, on=today())
    held = holdings_of(current_person())
    if told is None or not reaches(held, {Role.OFFICER}, region_code=told.row.region_code):
        abort(404)
    return told


def _region(code: str) -> str:
    return region_name(settings().content_dir, code)


def _words() -> dict[str, Any]:
    return {"topic_words": TOPIC_WORDS, "state_words": COMPLAINT_WORDS}
