"""Barrier reports by anybody, and their answers by officers."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.accessibility import service
from learnhub.accessibility.forms import STATE_WORDS, BarrierAnswerForm, BarrierForm
from learnhub.accessibility.rules import ReportState, grouped_number, read_number
from learnhub.accessibility.views.blueprint import bp
from learnhub.accounts.rules import Role
from learnhub.primitives import Refusal, instant_now
from learnhub.web import (
    ROWS_PER_PAGE,
    Paging,
    current_person,
    once,
    page,
    person_or_none,
    public,
    reading,
    requires,
    transaction,
)
from learnhub.web.paging import page_number


@bp.get("/accessibility/report")
@public("a barrier may be what keeps somebody from signing in")
def report_barrier() -> ResponseReturnValue:
    """Ask what kept somebody from using the site."""
    return page(
        "accessibility/report_barrier.html", form=BarrierForm(page_address=request.args.get("page", ""))
    )


@bp.post("/accessibility/report")
@public("a barrier may be what keeps somebody from signing in")
@once
def send_report() -> ResponseReturnValue:
    """Store a report and show the number to follow it by."""
    form = BarrierForm()
    if not form.validate():
        return page("accessibility/report_barrier.html", 422, form=form)
    told = form.told()
    person = person_or_none()
    with transaction() as session:
        number = service.report_barrier(
            session, told, person_id=person.person_id if person else None, now=instant_now()
        )
    return redirect(url_for(".report", number=number, done="sent"), 303)


@bp.get("/accessibility/reports")
@public("whoever has a number may ask what came of it")
def find_report() -> ResponseReturnValue:
    """Lead from a typed number to its report."""
    number = read_number(request.args.get("number"))
    if number is None:
        return page("accessibility/no_report.html", 404)
    return redirect(url_for(".report", number=number), 303)


@bp.get("/accessibility/reports/<number>")
@public("whoever has a number may ask what came of it")
def report(number: str) -> ResponseReturnValue:
    """Show a report and its answers; never how to reach the reporter."""
    with reading() as session:
        found = service.report_or_none(session, number)
    if found is None:
        return page("accessibility/no_report.html", 404)
    return page(
        "accessibility/report.html",
        report=found,
        spoken_number=grouped_number(found.number),
        state_words=STATE_WORDS,
        is_sent=request.args.get("done") == "sent",
    )


@bp.get("/office/barriers")
@requires(Role.OFFICER, Role.ADMIN)
def office_reports() -> ResponseReturnValue:
    """List all reports, newest first."""
    number = page_number(request.args.get("page"))
    with reading() as session:
        rows, total = service.reports(session, number=number, size=ROWS_PER_PAGE)
    return page(
        "accessibility/office_reports.html", paging=Paging(rows, number, total), state_words=STATE_WORDS
    )


@bp.get("/office/barriers/<number>")
@requires(Role.OFFICER, Role.ADMIN)
def office_report(number: str) -> ResponseReturnValue:
    """Show one report with how to reach its reporter, and ask for an answer."""
    return _answering(number, BarrierAnswerForm())


@bp.post("/office/barriers/<number>")
@requires(Role.OFFICER, Role.ADMIN)
@once
def answer_report(number: str) -> ResponseReturnValue:
    """Add an answer."""
    form = BarrierAnswerForm()
    if not form.validate():
        return _answering(number, form, 422)
    with transaction() as session:
        outcome = service.answer_report(
            session,
            number,
            ReportState(form.state.data),
            form.words.data or "",
            person_id=current_person().person_id,
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        abort(404)
    return redirect(url_for(".office_report", number=number, done="answered"), 303)


def _answering(number: str, form: BarrierAnswerForm, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        found = service.report_or_none(session, number)
    if found is None:
        abort(404)
    return page(
        "accessibility/office_report.html",
        status,
        form=form,
        report=found,
        spoken_number=grouped_number(found.number),
        state_words=STATE_WORDS,
        is_answered=request.args.get("done") == "answered",
    )
