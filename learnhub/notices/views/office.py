"""The office's side of notices: answer objections, enter working days."""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from flask import abort, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import reaches, region_reach
from learnhub.accounts.views.circumstances import actor, done, holdings_of, to
from learnhub.notices import service
from learnhub.notices.forms import AnswerForm, YearForm, days_of
from learnhub.notices.rules import YearOfDays
from learnhub.notices.service import ObjectionTold
from learnhub.notices.views.blueprint import bp
from learnhub.primitives import Refusal, instant_now, say
from learnhub.regions.service import region_name
from learnhub.web import current_person, page, reading, requires, settings, transaction
from learnhub.web.forms import tidy
from learnhub.web.paging import page_number, part_of

# Claims lie above: app.py hands in what tells the people of a notice that an objection was answered.
ANSWERED = "learnhub.objection_answered"
Told = Callable[[Session, ObjectionTold, datetime], None]
DONE = {
    "answered": say("已经答复。提意见的人用查询号就能看到。"),
    "year": say("这一年的工作日已经登记，以后发的公示按它算。"),
}


@bp.get("/office/objections")
@requires(Role.OFFICER)
def objections() -> ResponseReturnValue:
    """List the objections that wait, the longest waiting first."""
    with reading() as session:
        reach = region_reach(holdings_of(current_person()), {Role.OFFICER})
        rows = service.open_objections(session, reach)
        paging = part_of(rows, page_number(request.args.get("page")))
        return page("notices/objections.html", paging=paging, done=done(DONE))


@bp.get("/office/objections/<int:objection_id>")
@requires(Role.OFFICER)
def office_objection(objection_id: int) -> ResponseReturnValue:
    """Show an objection and ask for the answer."""
    with reading() as session:
        told = _in_reach(session, objection_id)
        return page("notices/office_objection.html", form=AnswerForm(), told=told)


@bp.post("/office/objections/<int:objection_id>")
@requires(Role.OFFICER)
def answer_objection(objection_id: int) -> ResponseReturnValue:
    """Answer an objection."""
    form = AnswerForm()
    with transaction() as session:
        told = _in_reach(session, objection_id)
        if form.validate():
            now = instant_now()
            outcome = service.answer_objection(
                session,
                actor(),
                told,
                is_upheld=form.outcome.data == "upheld",
                words=tidy(form.words.data),
                now=now,
            )
            if not isinstance(outcome, Refusal):
                cast(Told, current_app.extensions[ANSWERED])(session, told, now)
                return to("notices.objections", done="answered")
            form.refuse(outcome)
        return page("notices/office_objection.html", 422, form=form, told=told)


@bp.get("/office/working-days")
@requires(Role.OFFICER)
def working_days() -> ResponseReturnValue:
    """Show the years that are known here, and ask for another."""
    with reading() as session:
        return _years_page(session, YearForm())


@bp.post("/office/working-days")
@requires(Role.OFFICER)
def set_year() -> ResponseReturnValue:
    """Enter a year of working days for the own division."""
    form = YearForm()
    with transaction() as session:
        if form.validate():
            outcome = service.set_year(
                session,
                actor(),
                year=form.year.data or 0,
                region_code=_region(),
                days_off=days_of(form.days_off.data),
                days_worked=days_of(form.days_worked.data),
                source=tidy(form.source.data),
                now=instant_now(),
            )
            if not isinstance(outcome, Refusal):
                return to("notices.working_days", done="year")
            form.refuse(outcome)
        return _years_page(session, form, 422)


def _years_page(session: Session, form: YearForm, status: int = 200) -> ResponseReturnValue:
    known, region = service.working_days(session, settings().content_dir), _region()
    numbers = sorted({one.year for one in known.years}, reverse=True)
    found = [known.year_or_none(number, region) for number in numbers]
    years: list[YearOfDays] = [one for one in found if one is not None]
    return page(
        "notices/working_days.html",
        status,
        form=form,
        years=years[:10],
        region=region_name(settings().content_dir, region),
        done=done(DONE),
    )


def _region() -> str:
    """Return the widest division that the officer works for."""
    return min(region_reach(holdings_of(current_person()), {Role.OFFICER}))


def _in_reach(session: Session, objection_id: int) -> ObjectionTold:
    told = service.objection_or_none(session, objection_id)
    held = holdings_of(current_person())
    if told is None or not reaches(held, {Role.OFFICER}, region_code=told.notice.region_code):
        abort(404)
    return told
