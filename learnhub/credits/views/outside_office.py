"""An officer looks at proofs of hours that were learned on other platforms, and decides how many minutes count."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import reaches, region_reach
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import actor, done, holdings_of, to
from learnhub.credits import service
from learnhub.credits.forms import OutsideDecisionForm
from learnhub.credits.models import OutsideHours
from learnhub.credits.rules import MINUTES_PER_CLASS_HOUR
from learnhub.credits.rules.outside import OUTSIDE_HOURS_MAX, STATE_WORDS, OutsideState
from learnhub.credits.views.blueprint import bp
from learnhub.policy.rules import Figures
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, say
from learnhub.training import service as training
from learnhub.training.models import TrainingClass
from learnhub.web import current_person, page, reading, requires, settings, transaction
from learnhub.web.forms import tidy
from learnhub.web.paging import page_number, part_of

DECIDED = {"decided": say("已经记下，学员能看到结果。")}


@bp.get("/office/outside-hours")
@requires(Role.OFFICER)
def waiting_hours() -> ResponseReturnValue:
    """List the statements that wait for this office, the longest waiting first."""
    with reading() as session:
        reach = region_reach(holdings_of(current_person()), {Role.OFFICER})
        paging = part_of(service.hours_waiting(session, reach), page_number(request.args.get("page")), 10)
        return page(
            "credits/waiting_hours.html",
            paging=paging,
            names=nicknames(session, [one.stated.person_id for one, _class in paging.rows]),
            done=done(DECIDED),
        )


@bp.get("/office/outside-hours/<int:outside_id>")
@requires(Role.OFFICER)
def hours_decision(outside_id: int) -> ResponseReturnValue:
    """Show a statement with its proof, and ask how many minutes count."""
    with reading() as session:
        stated, found = _reached(session, outside_id)
        return _page(session, stated, found, OutsideDecisionForm(minutes=stated.minutes))


@bp.post("/office/outside-hours/<int:outside_id>")
@requires(Role.OFFICER)
def decide_hours(outside_id: int) -> ResponseReturnValue:
    """Recognise the minutes, or none."""
    form = OutsideDecisionForm()
    with transaction() as session:
        stated, found = _reached(session, outside_id)
        if not form.validate():
            return _page(session, stated, found, form, 422)
        assert form.minutes.data is not None
        works_there = any(one.base_id == found.base_id for one in holdings_of(current_person()))
        outcome = service.decide_hours(
            session,
            actor(),
            stated,
            service.Decision(form.minutes.data, tidy(form.reason.data), is_of_base=works_there),
            _figures(session),
            now=instant_now(),
        )
        if isinstance(outcome, Refusal):
            form.refuse(outcome)
            return _page(session, stated, found, form, 422)
    return to("credits.waiting_hours", done="decided")


def _reached(session: Session, outside_id: int) -> tuple[OutsideHours, TrainingClass]:
    told = service.hours_or_none(session, outside_id)
    found = training.class_of_enrolment_or_none(session, told.stated.enrolment_id) if told else None
    if (
        told is None
        or found is None
        or not reaches(holdings_of(current_person()), {Role.OFFICER}, region_code=found.region_code)
    ):
        abort(404)
    return told.stated, found


def _figures(session: Session) -> Figures:
    return figures_in_force(session, settings().content_dir)


def _page(
    session: Session,
    stated: OutsideHours,
    found: TrainingClass,
    form: OutsideDecisionForm,
    status: int = 200,
) -> ResponseReturnValue:
    figures = _figures(session)
    limit = figures.in_force_or_none(OUTSIDE_HOURS_MAX, found.region_code, found.opened_on)
    told = service.told_of(session, stated)
    people = [stated.person_id, stated.stated_by_id]
    return page(
        "credits/hours_decision.html",
        status,
        form=form,
        told=told,
        is_waiting=told.state is OutsideState.WAITING,
        training_class=found,
        names=nicknames(session, people),
        limit=limit if limit is not None and limit.value is not None else None,
        minutes_per_hour=figures.in_force(MINUTES_PER_CLASS_HOUR, found.region_code, found.opened_on).number,
        approved=service.approved_minutes(session, stated.enrolment_id),
        words=STATE_WORDS,
    )
