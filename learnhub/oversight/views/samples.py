"""Samples by seed."""

from flask import abort, request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import actor, to
from learnhub.oversight.forms import SampleForm
from learnhub.oversight.rules import SAMPLE_MAX
from learnhub.oversight.service import samples as service
from learnhub.oversight.views.blueprint import bp, place_words, reach, region_choices
from learnhub.primitives import Refusal, instant_now
from learnhub.regions.rules import contains
from learnhub.web import once, page, reading, requires, transaction
from learnhub.web.paging import page_number, part_of


@bp.get("/audit/samples")
@requires(Role.AUDITOR, Role.OFFICER)
def samples() -> ResponseReturnValue:
    """List what was drawn, and offer to draw."""
    return _samples_page(_form())


@bp.post("/audit/samples")
@requires(Role.AUDITOR, Role.OFFICER)
@once
def draw_sample() -> ResponseReturnValue:
    """Draw, and keep what was drawn."""
    form = _form()
    if not form.validate():
        return _samples_page(form, 422)
    with transaction() as session:
        made = service.draw(
            session,
            actor(),
            seed=form.seed.data or "",
            size=form.size.data or 0,
            region_code=form.region.data or "",
            now=instant_now(),
        )
    if isinstance(made, Refusal):
        form.refuse(made)
        return _samples_page(form, 422)
    return to("oversight.drawn", sample_id=made.id)


@bp.get("/audit/samples/<int:sample_id>")
@requires(Role.AUDITOR, Role.OFFICER)
def drawn(sample_id: int) -> ResponseReturnValue:
    """Show the records of a sample, and that drawing again gives the same."""
    with reading() as session:
        kept = service.sample_or_none(session, sample_id)
        if kept is None or not any(contains(code, kept.region_code) for code in reach()):
            abort(404)
        paging = part_of(kept.record_ids, page_number(request.args.get("page")))
        return page(
            "oversight/drawn.html",
            kept=kept,
            region=place_words(kept.region_code),
            paging=paging,
            records=service.records_by_id(session, paging.rows),
            is_same=service.is_same_again(session, kept),
        )


def _samples_page(form: SampleForm, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        paging = part_of(service.samples_in(session, reach()), page_number(request.args.get("page")))
        return page(
            "oversight/samples.html",
            status,
            form=form,
            paging=paging,
            most=SAMPLE_MAX,
            names=nicknames(session, [one.made_by for one in paging.rows]),
            place_words=place_words,
        )


def _form() -> SampleForm:
    form = SampleForm()
    form.region.choices = region_choices()
    return form
