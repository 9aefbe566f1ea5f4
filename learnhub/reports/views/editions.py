"""Frozen reports: what differs since, who signed, which departments have it."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import done, to
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.reports import service
from learnhub.reports.forms import DeliveryForm, freeze_form
from learnhub.reports.models import ReportEdition
from learnhub.reports.rules import CHANGE_WORDS, DEPARTMENTS, Change
from learnhub.reports.views.blueprint import (
    FIGURE_COLUMNS,
    YEAR,
    bp,
    figure_row,
    filter_words,
    own_region,
    pair_words,
    place_words,
    row_told,
    sheet,
    words,
)
from learnhub.web import SiteForm, current_person, once, page, reading, requires, transaction
from learnhub.web.forms import tidy
from learnhub.web.paging import page_number, part_of

DONE = {
    "frozen": say("已经冻结。请另一位同事核对以后签。"),
    "signed": say("已经签。可以报送了。"),
    "delivered": say("报送已经记下。"),
}
DIFFERENCE_COLUMNS = (say("变化"), say("项目或者报名编号"), say("班号"), say("上一版"), say("这一版"))
_ONE = f"{YEAR}/editions/<int:number>"


@bp.post(f"{YEAR}/editions")
@requires(Role.OFFICER)
@once
def freeze(region: str, year: int) -> ResponseReturnValue:
    """Freeze the year as it stands now."""
    own_region(region, year)
    with reading() as session:
        form = freeze_form(is_correction=bool(service.editions_of(session, region, year)))
    if form.validate():
        with transaction() as session:
            made = service.freeze(
                session,
                region,
                year,
                words=tidy(form.words.data),
                by_id=current_person().person_id,
                now=instant_now(),
            )
        if not isinstance(made, Refusal):
            return to("reports.edition", region=region, year=year, number=made.number, done="frozen")
        form.refuse(made)
    return page("reports/not_frozen.html", 422, form=form, region=region, year=year, **words())


@bp.get(_ONE)
@requires(Role.OFFICER)
def edition(region: str, year: int, number: int) -> ResponseReturnValue:
    """Show a frozen report, and what is otherwise today."""
    return _edition_page(region, year, number, DeliveryForm())


@bp.post(f"{_ONE}/signature")
@requires(Role.OFFICER)
@once
def sign_edition(region: str, year: int, number: int) -> ResponseReturnValue:
    """Sign a frozen report that somebody else froze."""
    form = SiteForm()
    with transaction() as session:
        found = _edition(session, region, year, number)
        refusal = service.sign(session, found, by_id=current_person().person_id, now=instant_now())
    if refusal is not None:
        form.refuse(refusal)
        return _edition_page(region, year, number, DeliveryForm(None), 422, refused=form)
    return to("reports.edition", region=region, year=year, number=number, done="signed")


@bp.post(f"{_ONE}/deliveries")
@requires(Role.OFFICER)
@once
def deliver_edition(region: str, year: int, number: int) -> ResponseReturnValue:
    """Record that a signed report was handed to a department."""
    form = DeliveryForm()
    if form.validate():
        with transaction() as session:
            refusal = service.deliver(
                session,
                _edition(session, region, year, number),
                form.department.data,
                delivered_on=form.delivered_on.data or today(),
                how=tidy(form.how.data),
                by_id=current_person().person_id,
                now=instant_now(),
            )
        if refusal is None:
            return to("reports.edition", region=region, year=year, number=number, done="delivered")
        form.refuse(refusal)
    return _edition_page(region, year, number, form, 422)


@bp.get(f"{_ONE}/figures.<any(xlsx, csv):suffix>")
@requires(Role.OFFICER)
def edition_sheet(region: str, year: int, number: int, suffix: str) -> ResponseReturnValue:
    """Send a frozen report as a table: the same file whenever it is asked for."""
    with reading() as session:
        found = _edition(session, region, year, number)
        rows = [figure_row(one) for one in service.figures_kept(found)]
    name = say("%(place)s%(year)d年报表第%(number)d版", place=place_words(region), year=year, number=number)
    return sheet(
        suffix,
        str(name),
        FIGURE_COLUMNS,
        rows,
        filtered=filter_words(region, year, found.frozen_on.isoformat()),
    )


@bp.get(f"{_ONE}/difference")
@requires(Role.OFFICER)
def difference_sheet(region: str, year: int, number: int) -> ResponseReturnValue:
    """Show what an edition corrects of the one before it: the same page whenever it is asked for."""
    with reading() as session:
        found = _edition(session, region, year, number)
        before, changed = _corrected(session, found)
        signature = service.signature_or_none(session, found)
        return page(
            "reports/difference_sheet.html",
            region=region,
            year=year,
            edition=found,
            before=before,
            changed=changed,
            paging=part_of(changed.rows, page_number(request.args.get("page"))),
            signature=signature,
            names=nicknames(session, [found.frozen_by_id, *([signature.signed_by_id] if signature else [])]),
            filtered=filter_words(region, year, found.frozen_on.isoformat()),
            **words(),
        )


@bp.get(f"{_ONE}/difference.<any(xlsx, csv):suffix>")
@requires(Role.OFFICER)
def difference_table(region: str, year: int, number: int, suffix: str) -> ResponseReturnValue:
    """Send what an edition corrects as a table, figures first."""
    with reading() as session:
        found = _edition(session, region, year, number)
        _before, changed = _corrected(session, found)
    rows = [
        [
            CHANGE_WORDS[Change.CORRECTED],
            f"{one.name}（{one.unit}）",
            "",
            *map(pair_words, (one.before, one.after)),
        ]
        for one in changed.figures
    ]
    rows += [
        [CHANGE_WORDS[one.change], one.enrolment, (one.after or one.before)[0], *row_told(one)]
        for one in changed.rows
    ]
    name = say(
        "%(place)s%(year)d年报表第%(number)d版差异表", place=place_words(region), year=year, number=number
    )
    filtered = filter_words(region, year, found.frozen_on.isoformat())
    return sheet(suffix, str(name), DIFFERENCE_COLUMNS, rows, filtered=filtered)


def _corrected(session: Session, edition: ReportEdition) -> tuple[ReportEdition, service.Difference]:
    found = service.difference_sheet(session, edition)
    if found is None:
        abort(404)
    return found


def _edition_page(
    region: str,
    year: int,
    number: int,
    form: DeliveryForm,
    status: int = 200,
    refused: SiteForm | None = None,
) -> ResponseReturnValue:
    with reading() as session:
        found = _edition(session, region, year, number)
        now = service.rows_of_year(session, region, year)
        signature = service.signature_or_none(session, found)
        changed = service.difference(found, service.figures_of(now), service.kept_rows(now))
        return page(
            "reports/edition.html",
            status,
            form=refused or form,
            delivery=form,
            region=region,
            year=year,
            edition=found,
            figures=service.figures_kept(found),
            changed=changed,
            paging=part_of(changed.rows, page_number(request.args.get("page"))),
            signature=signature,
            is_newest=service.editions_of(session, region, year)[-1].id == found.id,
            may_sign=signature is None and found.frozen_by_id != current_person().person_id,
            deliveries=service.deliveries_of(session, found),
            departments=DEPARTMENTS,
            names=nicknames(session, [found.frozen_by_id, *([signature.signed_by_id] if signature else [])]),
            filtered=filter_words(region, year, found.frozen_on.isoformat()),
            done=done(DONE),
            **words(),
        )


def _edition(session: Session, region: str, year: int, number: int) -> ReportEdition:
    found = service.edition_or_none(session, own_region(region, year), year, number)
    if found is None:
        abort(404)
    return found
