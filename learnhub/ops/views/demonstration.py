"""The pages of a demonstration: enter as one of the ten, take the tour, reset. On any other site they are not there."""

import time

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.accounts.adapters.passwords import hash_password
from learnhub.accounts.rules.addresses import local_address
from learnhub.accounts.service import sign_ins
from learnhub.accounts.views import entrance, recognition
from learnhub.ops.adapters.demonstration_files import read_plan
from learnhub.ops.service import demonstration
from learnhub.ops.service.demonstration.tour import tour_facts
from learnhub.ops.views.blueprint import bp
from learnhub.ops.views.tour import stations
from learnhub.primitives import Refusal, instant_now
from learnhub.web import page, person_or_none, public, reading, settings, transaction
from learnhub.web.words import _

_REASON = "a demonstration has no secrets; on any other site the address isn't there"
_CACHE = "learnhub.is_demonstration"
_CACHE_SECONDS = 10.0


def is_demonstration() -> bool:
    """Tell whether the site of this request is a demonstration; asks the database every ten seconds at most."""
    known = current_app.extensions.get(_CACHE)
    if known is None or time.monotonic() - known[0] > _CACHE_SECONDS:
        with reading() as session:
            known = (time.monotonic(), demonstration.is_demonstration(session))
        current_app.extensions[_CACHE] = known
    return bool(known[1])


@bp.get("/demo")
@public(_REASON)
def demo() -> ResponseReturnValue:
    """Show the people, one button each."""
    with reading() as session:
        people = demonstration.entries(session)
        is_province = demonstration.is_province(session)
    if not people:
        abort(404)
    done = _("演示站已经回到开始的样子，请重新选一个人。") if request.args.get("done") == "reset" else ""
    return page("ops/demo.html", people=people, password=_plan().password, done=done, is_province=is_province)


@bp.get("/demo/tour")
@public(_REASON)
def tour() -> ResponseReturnValue:
    """Show the tour: seven stations, each opened as the person who sees it on a living site."""
    with reading() as session:
        facts = None if demonstration.is_province(session) else tour_facts(session, _plan())
    if facts is None:
        abort(404)
    return page("ops/tour.html", stations=stations(facts))


@bp.post("/demo/enter")
@public(_REASON)
def enter() -> ResponseReturnValue:
    """Sign in as one of them and open the page that was asked for; whoever was signed in here is signed out."""
    with transaction() as session:
        entry = demonstration.entry_or_none(session, request.form.get("name", ""))
        if entry is None:
            abort(404)
        before = person_or_none()
        if before is not None:
            sign_ins.end(session, before.person_id, before.session_key, now=instant_now())
        token = entrance.begin_for(session, entry.person_id)
    target = local_address(request.form.get("to")) or url_for("accounts.account")
    return recognition.remember(current_app.make_response(redirect(target, 303)), token)


@bp.get("/demo/reset")
@public(_REASON)
def confirm_reset() -> ResponseReturnValue:
    """Ask before everything that visitors did is deleted."""
    if not is_demonstration():
        abort(404)
    _leave_a_province()
    return page("ops/confirm_reset.html")


@bp.post("/demo/reset")
@public(_REASON)
def reset() -> ResponseReturnValue:
    """Take the demonstration back to its beginning; everybody is signed out by it."""
    if not is_demonstration():
        abort(404)
    _leave_a_province()
    plan = _plan()
    fill = demonstration.Fill.of(
        settings(), plan, password_hash=hash_password(plan.password), now=instant_now()
    )
    with transaction() as session:
        outcome = demonstration.reset(session, fill)
    assert not isinstance(outcome, Refusal), "asked above"
    response = current_app.make_response(redirect(url_for("ops.demo", done="reset"), 303))
    return recognition.forget(response)


def _leave_a_province() -> None:
    """Go on for the small region only: a province takes long to be made again, which a command does."""
    with reading() as session:
        if demonstration.is_province(session):
            abort(404)


def _plan() -> demonstration.DemoPlan:
    return read_plan(settings().content_dir / "demo")
