"""Programmes of a year: which classes run under each, how far it is, what was paid for it and from which fund."""

from collections import Counter

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import actor, done, to
from learnhub.primitives import Refusal, fen_text, instant_now, say, today
from learnhub.reports import service
from learnhub.reports.forms import ProgrammeClassForm, ProgrammeForm
from learnhub.reports.models import Programme
from learnhub.reports.rules import Measure, figures, snapshot
from learnhub.reports.views.blueprint import (
    ROW_COLUMNS,
    YEAR,
    bp,
    filter_words,
    own_region,
    sheet,
    told,
    words,
)
from learnhub.subsidy.rules import FUND_WORDS
from learnhub.web import once, page, reading, requires, transaction
from learnhub.web.forms import tidy
from learnhub.web.paging import page_number, part_of

PROGRAMME = f"{YEAR}/programmes/<int:programme_id>"
CLASSES_SHOWN = 10
DONE = {
    "made": say("项目已经登记。"),
    "added": say("班已经归到这个项目。"),
    "removed": say("班已经移出这个项目，班的记录没有变。"),
}
_OF_A_PROGRAMME = frozenset({"person-times", "persons", "completed", "certified"})


@bp.get(f"{YEAR}/programmes")
@requires(Role.OFFICER)
def programmes(region: str, year: int) -> ResponseReturnValue:
    """List the programmes of a division's year, and the classes that run under none."""
    own_region(region, year)
    with reading() as session:
        return page(
            "reports/programmes.html",
            region=region,
            year=year,
            programmes=service.programmes_told(session, service.programmes_of(session, region, year)),
            paging=part_of(
                service.classes_without(session, region, year),
                page_number(request.args.get("page")),
                size=CLASSES_SHOWN,
            ),
            fund_words=_fund,
            done=done(DONE),
            **words(),
        )


@bp.get(f"{YEAR}/programmes/new")
@requires(Role.OFFICER)
def new_programme(region: str, year: int) -> ResponseReturnValue:
    """Ask for a programme."""
    own_region(region, year)
    return page("reports/new_programme.html", form=ProgrammeForm(), region=region, year=year, **words())


@bp.post(f"{YEAR}/programmes/new")
@requires(Role.OFFICER)
@once
def add_programme(region: str, year: int) -> ResponseReturnValue:
    """Add a programme."""
    own_region(region, year)
    form = ProgrammeForm()
    if form.validate():
        plan = service.ProgrammePlan(
            region_code=region,
            year=year,
            name=tidy(form.name.data),
            fund=form.fund.data,
            budget_fen=100 * (form.budget_yuan.data or 0),
            measure=Measure(form.measure.data),
            value=form.value.data or 0,
            source=tidy(form.source.data),
            is_example=bool(form.is_example.data),
        )
        with transaction() as session:
            made = service.add_programme(session, actor(), plan, now=instant_now())
        if not isinstance(made, Refusal):
            return to("reports.programme", region=region, year=year, programme_id=made.id, done="made")
        form.refuse(made)
    return page("reports/new_programme.html", 422, form=form, region=region, year=year, **words())


@bp.get(PROGRAMME)
@requires(Role.OFFICER)
def programme(region: str, year: int, programme_id: int) -> ResponseReturnValue:
    """Show how far a programme is, its classes and its money."""
    own_region(region, year)
    with reading() as session:
        return _shown(session, _own(session, region, year, programme_id), ProgrammeClassForm(), 200)


@bp.get(f"{PROGRAMME}.<any(xlsx, csv):suffix>")
@requires(Role.OFFICER)
def programme_sheet(region: str, year: int, programme_id: int, suffix: str) -> ResponseReturnValue:
    """Send the 台账 of a programme as a table: nicknames, never a number of a certificate."""
    own_region(region, year)
    with reading() as session:
        own = _own(session, region, year, programme_id)
        [found] = service.programmes_told(session, [own])
        names = dict(nicknames(session, sorted({row.person_id for row in found.rows})))
    rows = [
        [str(number), names.get(row.person_id, ""), *told(snapshot(row))]
        for number, row in enumerate(found.rows, start=1)
    ]
    rows += [[say("已经拨付（元）"), _fund(fund), fen_text(paid)] for fund, paid in found.paid.items()]
    name = say("项目“%(name)s”台账", name=own.name)
    columns = (say("序号"), say("学员"), *ROW_COLUMNS)
    return sheet(suffix, str(name), columns, rows, filtered=filter_words(region, year, today().isoformat()))


@bp.post(f"{PROGRAMME}/classes")
@requires(Role.OFFICER)
@once
def place_programme_class(region: str, year: int, programme_id: int) -> ResponseReturnValue:
    """Put a class under a programme, or take it out, by the button that was pressed."""
    own_region(region, year)
    form = ProgrammeClassForm()
    is_out = request.form.get("deed") == "out"
    deed = service.remove_class if is_out else service.add_class
    with transaction() as session:
        own = _own(session, region, year, programme_id)
        if form.validate():
            refused = deed(session, actor(), own, tidy(form.number.data), now=instant_now())
            if refused is None:
                return to(
                    "reports.programme",
                    region=region,
                    year=year,
                    programme_id=own.id,
                    done="removed" if is_out else "added",
                )
            form.refuse(refused)
        return _shown(session, own, form, 422)


def _own(session: Session, region: str, year: int, programme_id: int) -> Programme:
    found = service.programme_or_none(session, region, year, programme_id)
    if found is None:
        abort(404)
    return found


def _shown(session: Session, own: Programme, form: ProgrammeClassForm, status: int) -> ResponseReturnValue:
    [found] = service.programmes_told(session, [own])
    return page(
        "reports/programme.html",
        status,
        form=form,
        region=own.region_code,
        year=own.year,
        told_of=found,
        figures=[one for one in figures(found.rows, ()) if one.key in _OF_A_PROGRAMME],
        paging=part_of(found.classes, page_number(request.args.get("page")), size=CLASSES_SHOWN),
        places=Counter(row.class_number for row in found.rows),
        fund_words=_fund,
        filtered=filter_words(own.region_code, own.year, today().isoformat()),
        done=done(DONE),
        **words(),
    )


def _fund(fund: str) -> str:
    return FUND_WORDS.get(fund, say("没有写明资金"))
