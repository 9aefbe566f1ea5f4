"""Targets of a division, and totals that others counted."""

from datetime import date

from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import to
from learnhub.catalogue.rules import TRAINING_TYPES
from learnhub.primitives import Refusal, instant_now, say
from learnhub.reports import service
from learnhub.reports.forms import TargetForm, TotalForm
from learnhub.reports.rules import STAFF_TYPE, Measure
from learnhub.reports.views.blueprint import YEAR, bp, own_region, words
from learnhub.web import current_person, once, page, requires, transaction
from learnhub.web.forms import options, tidy


@bp.get(f"{YEAR}/targets/new")
@requires(Role.OFFICER)
def new_target(region: str, year: int) -> ResponseReturnValue:
    """Ask for a target."""
    own_region(region, year)
    return page("reports/new_target.html", form=_target_form(), region=region, year=year, **words())


@bp.post(f"{YEAR}/targets/new")
@requires(Role.OFFICER)
@once
def add_target(region: str, year: int) -> ResponseReturnValue:
    """Add a target."""
    own_region(region, year)
    form = _target_form()
    if form.validate():
        plan = service.TargetPlan(
            region_code=region,
            name=tidy(form.name.data),
            measure=Measure(form.measure.data),
            value=form.value.data or 0,
            starts_on=form.starts_on.data or date(year, 1, 1),
            ends_on=form.ends_on.data or date(year, 12, 31),
            share_type=form.share_type.data or "",
            share_percent=form.share_percent.data or 0,
            source=tidy(form.source.data),
            is_example=bool(form.is_example.data),
        )
        with transaction() as session:
            made = service.add_target(session, plan, by_id=current_person().person_id, now=instant_now())
        if not isinstance(made, Refusal):
            return to("reports.year", region=region, year=year, done="target")
        form.refuse(made)
    return page("reports/new_target.html", 422, form=form, region=region, year=year, **words())


@bp.get(f"{YEAR}/totals/new")
@requires(Role.OFFICER)
def new_total(region: str, year: int) -> ResponseReturnValue:
    """Ask for a total that somebody else counted."""
    own_region(region, year)
    return page("reports/new_total.html", form=TotalForm(), region=region, year=year, **words())


@bp.post(f"{YEAR}/totals/new")
@requires(Role.OFFICER)
@once
def add_total(region: str, year: int) -> ResponseReturnValue:
    """Add a total that somebody else counted."""
    own_region(region, year)
    form = TotalForm()
    if form.validate():
        plan = service.TotalPlan(
            region_code=region,
            name=tidy(form.name.data),
            measure=Measure(form.measure.data),
            value=form.value.data or 0,
            words=tidy(form.words.data),
            starts_on=form.starts_on.data or date(year, 1, 1),
            ends_on=form.ends_on.data or date(year, 12, 31),
            source=tidy(form.source.data),
        )
        with transaction() as session:
            made = service.add_total(session, plan, by_id=current_person().person_id, now=instant_now())
        if not isinstance(made, Refusal):
            return to("reports.year", region=region, year=year, done="total")
        form.refuse(made)
    return page("reports/new_total.html", 422, form=form, region=region, year=year, **words())


def _target_form() -> TargetForm:
    form = TargetForm()
    types = [(one, one) for one in TRAINING_TYPES if one != STAFF_TYPE]
    form.share_type.choices = options([("", say("不看占比")), *types])
    return form
