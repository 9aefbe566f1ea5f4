"""Barrier reports by anybody, and their answers by officers."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accessibility import service
from learnhub.accessibility.forms import STATE_WORDS, BarrierAnswerForm, BarrierForm
from learnhub.accessibility.rules import KEPT_DAYS, Report, ReportState, grouped_number, read_number
from learnhub.accessibility.views.blueprint import bp
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import region_reach
from learnhub.accounts.views.circumstances import holdings_of
from learnhub.policy.service import figures_in_force
from learnhub.primitives import instant_now, say, today
from learnhub.regions.rules import area_of, contains
from learnhub.regions.service import region_name, region_names
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
    settings,
    transaction,
)
from learnhub.web.forms import options
from learnhub.web.paging import page_number


@bp.get("/accessibility/report")
@public("a barrier may be what keeps somebody from signing in")
def report_barrier() -> ResponseReturnValue:
    """Ask what kept somebody from using the site."""
    return _asking(_form(BarrierForm(None, page_address=request.args.get("page", ""), region=_own_area())))


@bp.post("/accessibility/report")
@public("a barrier may be what keeps somebody from signing in")
@once
def send_report() -> ResponseReturnValue:
    """Store a report and show the number to follow it by."""
    form = _form(BarrierForm())
    if not form.validate():
        return _asking(form, 422)
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
    """List the reports of the own divisions, those that wait first; reports without a place are the administrators'."""
    number = page_number(request.args.get("page"))
    with reading() as session:
        rows, total = service.reports(session, _reach(), number=number, size=ROWS_PER_PAGE)
    return page(
        "accessibility/office_reports.html",
        paging=Paging(rows, number, total),
        state_words=STATE_WORDS,
        region_of=_region,
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
        _in_reach(session, number)
        outcome = service.answer_report(
            session,
            number,
            ReportState(form.state.data),
            form.words.data or "",
            person_id=current_person().person_id,
            now=instant_now(),
        )
    assert outcome is None  # it was there in this very transaction
    return redirect(url_for(".office_report", number=number, done="answered"), 303)


def _answering(number: str, form: BarrierAnswerForm, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        found = _in_reach(session, number)
    return page(
        "accessibility/office_report.html",
        status,
        region=_region(found.told.region_code),
        form=form,
        report=found,
        spoken_number=grouped_number(found.number),
        state_words=STATE_WORDS,
        is_answered=request.args.get("done") == "answered",
    )


def _form(form: BarrierForm) -> BarrierForm:
    """Return the form with the prefectures that the site knows, so that nobody has to look for a county among hundreds."""
    names = region_names(settings().content_dir)
    areas = sorted({area_of(code, names) for code in names})
    form.region.choices = options([("", say("不说")), *((code, _region(code)) for code in areas)])
    return form


def _own_area() -> str:
    """Return the prefecture in which somebody who is signed in learns or works; "" where that isn't known."""
    person = person_or_none()
    held = holdings_of(person) if person is not None else []
    code = next((one.region_code for one in held if one.region_code), "")
    return area_of(code, region_names(settings().content_dir)) if code else ""


def _asking(form: BarrierForm, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        figures = figures_in_force(session, settings().content_dir)
    kept = figures.in_force_or_none(KEPT_DAYS, "", today())
    return page("accessibility/report_barrier.html", status, form=form, kept=kept)


def _reach() -> tuple[str, ...]:
    return region_reach(holdings_of(current_person()), {Role.OFFICER, Role.ADMIN})


def _in_reach(session: Session, number: str) -> Report:
    found = service.report_or_none(session, number)
    if found is None or not any(contains(outer, found.told.region_code) for outer in _reach()):
        abort(404)
    return found


def _region(code: str) -> str:
    return region_name(settings().content_dir, code) if code else say("没有说")
