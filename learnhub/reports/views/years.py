"""A division's year as it stands now: calendar, figures, 台账."""

from datetime import date

from flask import request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import done
from learnhub.accounts.views.divisions import chosen, division_form
from learnhub.policy.rules import Figure, Figures
from learnhub.policy.service import figures_in_force
from learnhub.primitives import say, today
from learnhub.regions.rules import contains
from learnhub.regions.service import region_names
from learnhub.reports import service
from learnhub.reports.forms import freeze_form
from learnhub.reports.rules import due_key, due_on, snapshot
from learnhub.reports.views.blueprint import (
    FIGURE_COLUMNS,
    ROW_COLUMNS,
    YEAR,
    bp,
    figure_row,
    filter_words,
    own_region,
    place_words,
    reach,
    sheet,
    told,
    words,
)
from learnhub.web import page, reading, requires, settings
from learnhub.web.paging import ROWS_PER_PAGE, Paging, page_number, part_of

DONE = {
    "target": say("目标已经记下。"),
    "total": say("外来数字已经记下，和本站的数字分开列。"),
    "frozen": say("已经冻结。"),
}
_LINKS_MAX = 4  # with more of them the page would have over 25 stops


@bp.get("/office/reports")
@requires(Role.OFFICER)
def reports() -> ResponseReturnValue:
    """Show the calendar of the year and the divisions to report for; of many, the chosen one is a link."""
    day, form = today(), division_form()
    within = chosen(form)
    known = service.places_to_report(list(region_names(settings().content_dir)), reach())
    places = [code for code in known if contains(within, code)]
    paging = part_of(places, page_number(request.args.get("page")))
    with reading() as session:
        figures = figures_in_force(session, settings().content_dir)
        dues = [(code, _due(figures, code, day.year)) for code in paging.rows]
        reported = service.reported(session, paging.rows, day.year)
    return page(
        "reports/reports.html",
        paging=paging,
        dues=dues,
        reported=reported,
        linked=places if len(places) <= _LINKS_MAX else places[:1],
        form=form,
        is_narrowable=len(known) > _LINKS_MAX,
        filters={"region": within} if within else {},
        year=day.year,
        on=day,
        **words(),
    )


@bp.get(YEAR)
@requires(Role.OFFICER)
def year(region: str, year: int) -> ResponseReturnValue:
    """Show a division's year: deadline, targets, figures, totals from elsewhere, frozen editions."""
    own_region(region, year)
    with reading() as session:
        rows = service.rows_of_year(session, region, year)
        editions = service.editions_of(session, region, year)
        return page(
            "reports/year.html",
            form=freeze_form(is_correction=bool(editions)),
            region=region,
            year=year,
            due=_due(figures_in_force(session, settings().content_dir), region, year),
            on=today(),
            asked=service.targets_of(session, region, year, rows),
            totals=service.totals_of(session, region, year),
            figures=service.figures_of(rows),
            editions=editions,
            signed=service.signed_of(session, editions),
            filtered=filter_words(region, year, today().isoformat()),
            done=done(DONE),
            **words(),
        )


@bp.get(f"{YEAR}/figures.<any(xlsx, csv):suffix>")
@requires(Role.OFFICER)
def figures_sheet(region: str, year: int, suffix: str) -> ResponseReturnValue:
    """Send the figures of a year as a table, totals from elsewhere below with their sources."""
    own_region(region, year)
    with reading() as session:
        found = service.figures_of(service.rows_of_year(session, region, year))
        totals = service.totals_of(session, region, year)
    rows = [figure_row(one) for one in found]
    rows += [
        [say("外来数字，没有加进上面：%(name)s", name=one.name), str(one.value), "", one.words, one.source]
        for one in totals
    ]
    name = say("%(place)s%(year)d年报表", place=place_words(region), year=year)
    return sheet(
        suffix, str(name), FIGURE_COLUMNS, rows, filtered=filter_words(region, year, today().isoformat())
    )


@bp.get(f"{YEAR}/ledger")
@requires(Role.OFFICER)
def ledger(region: str, year: int) -> ResponseReturnValue:
    """Show the 台账: one row for each 人次, with a running number."""
    own_region(region, year)
    with reading() as session:
        number = page_number(request.args.get("page"))
        found, total = service.page_of_year(session, region, year, number, ROWS_PER_PAGE)
        paging = Paging(found, number, total)
        names = nicknames(session, [row.person_id for row in paging.rows])
        return page(
            "reports/ledger.html",
            region=region,
            year=year,
            paging=paging,
            names=names,
            snapshot=snapshot,
            filtered=filter_words(region, year, today().isoformat()),
            **words(),
        )


@bp.get(f"{YEAR}/ledger.<any(xlsx, csv):suffix>")
@requires(Role.OFFICER)
def ledger_sheet(region: str, year: int, suffix: str) -> ResponseReturnValue:
    """Send the 台账 as a table: nicknames, never a number of a certificate."""
    own_region(region, year)
    with reading() as session:
        found = service.rows_of_year(session, region, year)
        names = nicknames(session, service.people_of_year(session, region, year))
    rows = [
        [str(number), names.get(row.person_id, ""), *told(snapshot(row))]
        for number, row in enumerate(found, start=1)
    ]
    name = say("%(place)s%(year)d年培训台账", place=place_words(region), year=year)
    columns = (say("序号"), say("学员"), *ROW_COLUMNS)
    return sheet(suffix, str(name), columns, rows, filtered=filter_words(region, year, today().isoformat()))


def _due(figures: Figures, region: str, year: int) -> tuple[date, Figure] | None:
    """Return until when a division reports a year, with the figure that says so; None where no text names a term."""
    key = due_key(region)
    figure = figures.in_force_or_none(key, region, date(year, 12, 31)) if key else None
    day = due_on(year, figure.number) if figure is not None and figure.value is not None else None
    return (day, figure) if day is not None and figure is not None else None
