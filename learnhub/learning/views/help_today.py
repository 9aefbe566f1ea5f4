"""今天有人帮我: the trainee says who helps and how; it is shown with what is learned, and the trainee decides."""

from flask import request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from learnhub.accounts.forms import HelpForm
from learnhub.accounts.rules.addresses import local_address
from learnhub.accounts.rules.helping import WAY_HINTS, HelpedBy, HelpWay, help_at
from learnhub.accounts.rules.roles import Role
from learnhub.accounts.service import help_stated
from learnhub.accounts.views.circumstances import done, to
from learnhub.learning.service.helped import HELPED_SHOWN_MAX, helped_acts
from learnhub.learning.views.lessons import bp
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.web import current_person, page, reading, requires, transaction

DONE = {
    "stated": say("记下了。今天学的课、交的作业和做的测验旁边会写着有人帮忙。换了人，再选一次。"),
    "ended": say("记下了：现在没有人帮您。"),
}


@bp.get("/me/help")
@requires(Role.TRAINEE)
def help_today() -> ResponseReturnValue:
    """Show what was said today, and ask."""
    return _page(HelpForm())


@bp.post("/me/help")
@requires(Role.TRAINEE)
def state_help() -> ResponseReturnValue:
    """Keep who helps from now on, today."""
    form = HelpForm()
    if not form.validate():
        return _page(form, 422)
    with transaction() as session:
        refusal = help_stated.state_help(
            session,
            current_person().person_id,
            who=HelpedBy(form.who.data),
            ways=[HelpWay(way) for way in form.ways.data or []],
            now=instant_now(),
        )
    if isinstance(refusal, Refusal):
        form.refuse(refusal)
        return _page(form, 422)
    return to("learning.help_today", done="stated", back=_back())


@bp.post("/me/help/end")
@requires(Role.TRAINEE)
def end_help() -> ResponseReturnValue:
    """Keep that nobody helps from now on."""
    with transaction() as session:
        refusal = help_stated.state_help(
            session, current_person().person_id, who=None, ways=(), now=instant_now()
        )
    if isinstance(refusal, Refusal):
        form = HelpForm()
        form.refuse(refusal)
        return _page(form, 422)
    return to("learning.help_today", done="ended", back=_back())


def _back() -> str | None:
    """Return the page of this site that led here, such as work that is about to be handed in; None where none did."""
    return local_address(request.values.get("back"))


def _page(form: HelpForm, status: int = 200) -> Response:
    with reading() as session:
        person_id = current_person().person_id
        told = help_stated.help_of(session, person_id)
        acts = helped_acts(session, person_id)
    return page(
        "learning/help_today.html",
        status,
        form=form,
        present=help_at(told, instant_now(), today()),
        acts=acts[:HELPED_SHOWN_MAX],
        way_hints=WAY_HINTS,
        back=_back(),
        done=done(DONE),
    )
