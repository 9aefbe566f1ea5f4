"""Take a step in the life of a base: a page for each kind of step, which asks for what that step needs."""

from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import actor, holdings_of, to
from learnhub.notices.service import working_days
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.providers.forms import StepForm, chosen_from
from learnhub.providers.models import BaseLevel, TrainingBase
from learnhub.providers.rules.life import (
    NEEDS_DOCUMENT,
    SAYS_WHY,
    STANDING_WORDS,
    STEP_WORDS,
    LifeStep,
    StepTold,
)
from learnhub.providers.service import LEVEL_WORDS
from learnhub.providers.service.life import (
    PUBLICISED_DAYS,
    SETTLES_LEVEL,
    Office,
    life_of,
    steps_open_to,
    take_step,
)
from learnhub.quota.views.blueprint import base_in_reach, bp
from learnhub.web import current_person, once, page, reading, requires, settings, transaction
from learnhub.web.forms import tidy

_KINDS = {kind.value.replace(" ", "-"): kind for kind in LifeStep}


@bp.get("/office/bases/<slug>/steps/<kind>")
@requires(Role.OFFICER)
def base_step(slug: str, kind: str) -> ResponseReturnValue:
    """Ask for what a step needs."""
    with reading() as session:
        base = base_in_reach(session, slug)
        step = _KINDS.get(kind)
        life = life_of(session, base)
        if step is None or step not in steps_open_to(life, holdings_of(current_person())):
            abort(404)
        form = StepForm(None, seen=life.position, on=today())
        return _step_page(session, base, step, form)


@bp.post("/office/bases/<slug>/steps/<kind>")
@requires(Role.OFFICER)
@once
def take_base_step(slug: str, kind: str) -> ResponseReturnValue:
    """Record a step."""
    form = StepForm()
    form.level.choices = _levels()
    step = _KINDS.get(kind)
    with transaction() as session:
        base = base_in_reach(session, slug)
        if step is None:
            abort(404)
        if form.validate():
            assert form.on.data is not None
            office = Office(
                actor(),
                holdings_of(current_person()),
                working_days(session, settings().content_dir),
                figures_in_force(session, settings().content_dir),
            )
            told = StepTold(
                step,
                form.on.data,
                reason=tidy(form.reason.data),
                document=tidy(form.document.data),
                score=form.score.data,
                level=BaseLevel(form.level.data) if form.level.data else None,
            )
            outcome = take_step(session, office, base, told, seen=form.seen_position, now=instant_now())
            if not isinstance(outcome, Refusal):
                return to("quota.register_entry", slug=slug, done="taken")
            form.refuse(outcome)
        return _step_page(session, base, step, form, 422)


def _levels() -> Any:
    return chosen_from([(one.value, words) for one, words in LEVEL_WORDS.items()], say("不变"))


def _step_page(
    session: Session, base: TrainingBase, step: LifeStep, form: StepForm, status: int = 200
) -> ResponseReturnValue:
    form.level.choices = _levels()
    # Which fields must be filled hangs on the step: the labels of the others say （选填）.
    form.score.flags.required = step is LifeStep.ASSESSED
    form.reason.flags.required = step in SAYS_WHY
    form.document.flags.required = step in NEEDS_DOCUMENT
    figures = figures_in_force(session, settings().content_dir)
    return page(
        "quota/base_step.html",
        status,
        form=form,
        base=base,
        step=step,
        kind=step.value.replace(" ", "-"),
        step_words=STEP_WORDS,
        standing_words=STANDING_WORDS,
        standing=life_of(session, base).standing,
        settles_level=step in SETTLES_LEVEL,
        notice_days=figures.in_force_or_none(PUBLICISED_DAYS, base.region_code, today())
        if step is LifeStep.PUBLICISED
        else None,
    )
