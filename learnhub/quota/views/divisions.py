"""The board of divisions, what stands behind one of them, and brand projects."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import reaches, region_reach
from learnhub.accounts.views.circumstances import actor, done, holdings_of, to
from learnhub.authoring.service.publication.facts import stuck_drafts
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.providers.forms import chosen_from
from learnhub.quota import service
from learnhub.quota.forms import BrandForm
from learnhub.quota.rules import MEASURE_WORDS, TREND_DAYS, Measure
from learnhub.quota.service.divisions import (
    BrandTold,
    brands_of,
    division_duties,
    division_statuses,
    name_brand,
)
from learnhub.quota.views.blueprint import base_in_reach, bases_in_reach, bp
from learnhub.regions.rules import contains
from learnhub.regions.service import region_name, region_names
from learnhub.web import Paging, current_person, once, page, reading, requires, settings, transaction
from learnhub.web.forms import tidy
from learnhub.web.paging import page_number, part_of

DONE = {"named": say("品牌项目已经登记，看板上算进去了。")}


@bp.get("/office/divisions")
@requires(Role.OFFICER)
def divisions() -> ResponseReturnValue:
    """Show the office where the divisions of its region stand, a page of duties at a time."""
    shown = "ended" if request.args.get("show") == "ended" else "current"
    reach = region_reach(holdings_of(current_person()), {Role.OFFICER})
    content = settings().content_dir
    owed = division_duties(
        region_names(content), reach, service.rules(content), today(), ended=shown == "ended"
    )
    part = part_of(owed, page_number(request.args.get("page")))
    with reading() as session:
        rows = division_statuses(session, part.rows, bases_in_reach(session), today())
        return page(
            "quota/divisions.html",
            paging=Paging(rows, part.number, part.total),
            shown=shown,
            measure_words=MEASURE_WORDS,
            name_of=lambda code: region_name(content, code),
            trend_days=TREND_DAYS,
        )


@bp.get("/office/divisions/<code>")
@requires(Role.OFFICER)
def division(code: str) -> ResponseReturnValue:
    """Show what a division owes, and at which bases and courses it is stuck."""
    content = settings().content_dir
    if code not in region_names(content) or not reaches(
        holdings_of(current_person()), {Role.OFFICER}, region_code=code
    ):
        abort(404)
    known, now = service.rules(content), instant_now()
    with reading() as session:
        bases = [base for base in bases_in_reach(session) if contains(code, base.region_code)]
        owed = [
            duty
            for ended in (False, True)
            for duty in division_duties([code], [code], known, today(), ended=ended)
        ]
        part = part_of(bases, page_number(request.args.get("page")))
        base_duties = service.duties(part.rows, known, today(), ended=False)
        return page(
            "quota/division.html",
            name=region_name(content, code),
            code=code,
            duties=division_statuses(session, owed, bases, today()),
            paging=part,
            gaps=_gaps(session, base_duties),
            stuck=stuck_drafts(session, [base.id for base in part.rows], now=now),
            names={base.id: base for base in part.rows},
            measure_words=MEASURE_WORDS,
            trend_days=TREND_DAYS,
            now=now,
        )


@bp.get("/office/brands")
@requires(Role.OFFICER)
def brands() -> ResponseReturnValue:
    """List the brand projects of the office's region, and ask for another."""
    with reading() as session:
        return _brands_page(session, BrandForm(None, named_on=today()))


@bp.post("/office/brands")
@requires(Role.OFFICER)
@once
def add_brand() -> ResponseReturnValue:
    """Record that a project was named a brand."""
    form = BrandForm()
    with transaction() as session:
        form.base.choices = _base_choices(session)
        if form.validate():
            assert form.named_on.data is not None
            told = BrandTold(tidy(form.title.data), form.named_on.data, tidy(form.document.data))
            base = base_in_reach(session, str(form.base.data))
            outcome = name_brand(session, actor(), base, told, now=instant_now())
            if not isinstance(outcome, Refusal):
                return to("quota.brands", done="named")
            form.refuse(outcome)
        return _brands_page(session, form, 422)


def _gaps(session: Session, owed: list[service.Duty]) -> dict[int, int]:
    """Return how many courses each base lacks by the rules in force, by id; bases that lack nothing are left out."""
    found: dict[int, int] = {}
    for duty, status in service.statuses(session, owed, today()):
        if status.gap and duty.rule.measure in {Measure.SUBMITTED, Measure.PUBLISHED}:
            found[duty.base.id] = max(status.gap, found.get(duty.base.id, 0))
    return found


def _base_choices(session: Session) -> list[tuple[str, str]]:
    made: list[tuple[str, str]] = chosen_from([(base.slug, base.name) for base in bases_in_reach(session)])
    return made


def _brands_page(session: Session, form: BrandForm, status: int = 200) -> ResponseReturnValue:
    form.base.choices = _base_choices(session)
    bases = bases_in_reach(session)
    rows = brands_of(session, bases)
    return page(
        "quota/brands.html",
        status,
        form=form,
        paging=part_of(rows, page_number(request.args.get("page"))),
        names={base.id: base.name for base in bases},
        done=done(DONE),
    )
