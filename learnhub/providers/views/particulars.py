"""What a base says of itself, for those who may mend it: its own managers, and the officers of its region."""

from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import reaches
from learnhub.accounts.views.circumstances import actor, done, holdings_of, to
from learnhub.primitives import Refusal, instant_now, say
from learnhub.providers.forms import ApplicationForm, ParticularsForm, chosen_from
from learnhub.providers.models import TrainingBase
from learnhub.providers.rules import particulars as rules
from learnhub.providers.rules.life import NEXT, STANDING_WORDS, STEP_WORDS, LifeStep
from learnhub.providers.service import LEVEL_WORDS, base_by_slug_or_none
from learnhub.providers.service import particulars as service
from learnhub.providers.service.life import apply, life_of
from learnhub.providers.views.blueprint import bp
from learnhub.regions.service import region_name
from learnhub.web import current_person, once, page, reading, requires, settings, transaction
from learnhub.web.forms import tidy

DONE = {
    "mended": say("基地的资料已经改好，公开页面上也改了。"),
    "same": say("没有什么要改的，资料和原来一样。"),
    "applied": say("申请已经提出，等县级残联核实。"),
}


@bp.get("/bases/<slug>/particulars")
@requires(Role.BASE_MANAGER, Role.OFFICER)
def particulars(slug: str) -> ResponseReturnValue:
    """Show what is known of a base, and ask for what has changed."""
    with reading() as session:
        base = own_base(session, slug)
        told = service.particulars_of(base)
        form = ParticularsForm(
            None,
            credit_code=told.credit_code,
            specialities="\n".join(told.specialities),
            facilities=list(told.facilities),
            areas="\n".join(f"{one.name} {one.places}" for one in told.areas),
            address=told.address,
            phone=told.phone,
            text_contact=told.text_contact,
            access_words=told.access_words,
            nature=told.nature.value,
        )
        return _particulars_page(session, base, form)


@bp.post("/bases/<slug>/particulars")
@requires(Role.BASE_MANAGER, Role.OFFICER)
def mend_particulars(slug: str) -> ResponseReturnValue:
    """Keep what has changed."""
    form = ParticularsForm()
    form.facilities.choices = _facilities()
    with transaction() as session:
        base = own_base(session, slug)
        outcome = None
        if form.validate():
            outcome = _told(form)
            if not isinstance(outcome, Refusal):
                mended = service.mend(session, actor(), base, outcome, now=instant_now())
                if not isinstance(mended, Refusal):
                    return to("providers.particulars", slug=slug, done="mended" if mended else "same")
                outcome = mended
            form.refuse(outcome)
        return _particulars_page(session, base, form, 422)


@bp.get("/bases/<slug>/application")
@requires(Role.BASE_MANAGER)
def application(slug: str) -> ResponseReturnValue:
    """Ask why a base asks, or asks again, to be listed."""
    with reading() as session:
        base = _managed_base(session, slug)
        return _application_page(session, base, ApplicationForm(None, seen=life_of(session, base).position))


@bp.post("/bases/<slug>/application")
@requires(Role.BASE_MANAGER)
@once
def send_application(slug: str) -> ResponseReturnValue:
    """Record that a base asks, or asks again, to be listed."""
    form = ApplicationForm()
    with transaction() as session:
        base = _managed_base(session, slug)
        if form.validate():
            outcome = apply(
                session,
                actor(),
                base,
                reason=tidy(form.reason.data),
                seen=form.seen_position,
                now=instant_now(),
            )
            if not isinstance(outcome, Refusal):
                return to("providers.particulars", slug=slug, done="applied")
            form.refuse(outcome)
        return _application_page(session, base, form, 422)


def own_base(session: Session, slug: str) -> TrainingBase:
    """Return the base that the person manages or whose region the person's office looks after; 404 for any other."""
    base = base_by_slug_or_none(session, slug)
    if base is None or not (
        _manages(base) or reaches(holdings_of(current_person()), {Role.OFFICER}, region_code=base.region_code)
    ):
        abort(404)
    return base


def _managed_base(session: Session, slug: str) -> TrainingBase:
    # Whoever manages another base and works in this one's office may not ask in this one's name.
    base = base_by_slug_or_none(session, slug)
    if base is None or not _manages(base):
        abort(404)
    return base


def _manages(base: TrainingBase) -> bool:
    return any(
        one.role is Role.BASE_MANAGER and one.base_id == base.id for one in holdings_of(current_person())
    )


def _told(form: ParticularsForm) -> rules.Particulars | Refusal:
    specialities, areas = rules.specialities(tidy(form.specialities.data)), rules.areas(tidy(form.areas.data))
    for read in (specialities, areas):
        if isinstance(read, Refusal):
            return read
    assert not isinstance(specialities, Refusal)
    assert not isinstance(areas, Refusal)
    return rules.Particulars(
        credit_code=tidy(form.credit_code.data),
        specialities=specialities,
        facilities=tuple(key for key in rules.FACILITY_WORDS if key in (form.facilities.data or ())),
        areas=areas,
        address=tidy(form.address.data),
        phone=tidy(form.phone.data),
        text_contact=tidy(form.text_contact.data),
        access_words=tidy(form.access_words.data),
        nature=rules.Nature(form.nature.data or ""),
    )


def _facilities() -> Any:
    return chosen_from(list(rules.FACILITY_WORDS.items()))


def _particulars_page(
    session: Session, base: TrainingBase, form: ParticularsForm, status: int = 200
) -> ResponseReturnValue:
    form.facilities.choices = _facilities()
    life = life_of(session, base)
    manages = _manages(base)
    return page(
        "providers/particulars.html",
        status,
        form=form,
        base=base,
        life=life,
        level=LEVEL_WORDS[base.level],
        region=region_name(settings().content_dir, base.region_code),
        standing_words=STANDING_WORDS,
        step_words=STEP_WORDS,
        may_apply=manages and LifeStep.APPLIED in NEXT[life.standing.step],
        manages=manages,
        done=done(DONE),
    )


def _application_page(
    session: Session, base: TrainingBase, form: ApplicationForm, status: int = 200
) -> ResponseReturnValue:
    life = life_of(session, base)
    return page(
        "providers/application.html", status, form=form, base=base, life=life, standing_words=STANDING_WORDS
    )
