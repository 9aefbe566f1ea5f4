"""Exports for the national system."""

from flask import abort, request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import done, to
from learnhub.primitives import Refusal, instant_now, local_date, say
from learnhub.reports import service
from learnhub.reports.rules import CHANGE_WORDS, Change
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
from learnhub.web import SiteForm, current_person, once, page, reading, requires, transaction
from learnhub.web.paging import page_number, part_of

DONE = {"made": say("新的一批已经做好，可以下载。")}
BATCH_COLUMNS = (say("批次号"), say("行号"), say("变化"), say("报名编号"), *ROW_COLUMNS)


@bp.get(f"{YEAR}/batches")
@requires(Role.OFFICER)
def batches(region: str, year: int) -> ResponseReturnValue:
    """List the batches of a year, and offer the next one."""
    return _batches_page(region, year, SiteForm())


@bp.post(f"{YEAR}/batches")
@requires(Role.OFFICER)
@once
def make_batch(region: str, year: int) -> ResponseReturnValue:
    """Make the next batch."""
    own_region(region, year)
    with transaction() as session:
        made = service.make_batch(session, region, year, by_id=current_person().person_id, now=instant_now())
    if isinstance(made, Refusal):
        form = SiteForm()
        form.refuse(made)
        return _batches_page(region, year, form, 422)
    return to("reports.batches", region=region, year=year, done="made")


@bp.get(f"{YEAR}/batches/<int:number>.<any(xlsx, csv):suffix>")
@requires(Role.OFFICER)
def batch_sheet(region: str, year: int, number: int, suffix: str) -> ResponseReturnValue:
    """Send a batch: the same rows whenever it is asked for."""
    with reading() as session:
        found = service.batch_or_none(session, own_region(region, year), year, number)
        if found is None:
            abort(404)
    name = service.batch_name(found)
    rows = [
        [name, str(line), CHANGE_WORDS[Change(change)], key, *told(values)]
        for line, (change, key, values) in enumerate(found.changes, start=1)
    ]
    day = local_date(found.made_at).isoformat()
    return sheet(suffix, name, BATCH_COLUMNS, rows, filtered=filter_words(region, year, day))


def _batches_page(region: str, year: int, form: SiteForm, status: int = 200) -> ResponseReturnValue:
    own_region(region, year)
    with reading() as session:
        found = service.batches_of(session, region, year)
        return page(
            "reports/batches.html",
            status,
            form=form,
            region=region,
            year=year,
            paging=part_of(found[::-1], page_number(request.args.get("page"))),
            batch_name=service.batch_name,
            columns=BATCH_COLUMNS,
            done=done(DONE),
            **words(),
        )
