"""Helpers: whom a trainee asks to help and what they may see; what a helper sees of those who asked."""

from datetime import timedelta

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from sqlalchemy.orm import Session

from learnhub.accounts.forms import HelpCodeForm, InvitationForm
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.helping import DAYS_MAX, PART_HINTS, PART_WORDS, Helping, Part
from learnhub.accounts.rules.reset_codes import grouped, spoken, typed_code
from learnhub.accounts.rules.waits import Deed, Wait
from learnhub.accounts.service import attempts, helper_links
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import done, keys, to, visitor_address
from learnhub.accounts.views.entrance import waiting
from learnhub.pages.service.helping import helped_people, tell_of_last_step
from learnhub.pages.views.screens import bp
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.web import (
    SiteForm,
    by_own_secret,
    current_person,
    page,
    reading,
    settings,
    shown_once,
    signed_in,
    transaction,
)

_DAYS_OFFERED = 90
DONE = {
    "invited": say("请好了。对方登录以后，在“我帮的人”里说好，才算数。"),
    "changed": say("改好了，马上算数。"),
    "ended": say("已经结束，什么都看不到了。"),
    "accepted": say("您答应了。谢谢您帮忙。"),
    "declined": say("您没有答应，对方会看到。"),
}
MALFORMED = Refusal(
    "code-malformed", say("学员给的码是 8 位数字，例如 1234 5678。请核对一遍。"), field="code"
)


@bp.get("/me/helpers")
@by_own_secret
@signed_in
def own_helpers() -> ResponseReturnValue:
    """List whom the person asked, with what each may see, and the form to ask somebody."""
    return _own_page(_invitation())


@bp.post("/me/helpers")
@by_own_secret
@signed_in
@shown_once
def invite_helper() -> ResponseReturnValue:
    """Ask somebody by nickname, or make a code for whoever is to be asked."""
    form = InvitationForm()
    if not form.validate():
        return _own_page(form, 422)
    with transaction() as session:
        outcome = helper_links.invite(
            session,
            keys(),
            current_person().person_id,
            nickname=form.nickname.data or "",
            parts=[Part(part) for part in form.parts.data or []],
            until_on=form.until_on.data or today(),
            days_max=_days_max(session),
            now=instant_now(),
        )
        if not isinstance(outcome, Refusal):
            _tell(session, outcome.link_id)
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _own_page(form, 422)
    if not outcome.code:
        return to("pages.own_helpers", done="invited")
    return page("pages/helper_code.html", code=grouped(outcome.code), spoken=spoken(outcome.code))


@bp.post("/me/helpers/<int:link_id>/parts")
@by_own_secret
@signed_in
def change_parts(link_id: int) -> ResponseReturnValue:
    """Switch one thing that a helper may see on or off; nothing left is an end."""
    with transaction() as session:
        link = _link(session, link_id)
        if link.person_id != current_person().person_id:
            abort(404)
        on = {part for part in Part if request.form.get(part.value) == "on"}
        off = {part for part in Part if request.form.get(part.value) == "off"}
        parts = helper_links.change(session, link, link.person_id, on=on, off=off, now=instant_now())
        if not isinstance(parts, Refusal) and not parts:
            _tell(session, link.id)
    if isinstance(parts, Refusal):
        return _own_page(_invitation().refuse(parts), 422)
    return to("pages.own_helpers", done="changed" if parts else "ended")


@bp.post("/me/helpers/<int:link_id>/end")
@signed_in
def end_helper(link_id: int) -> ResponseReturnValue:
    """End it as the trainee, without the other."""
    with transaction() as session:
        link = _link(session, link_id)
        if link.person_id != current_person().person_id:
            abort(404)
        _end(session, link)
    return to("pages.own_helpers", done="ended")


@bp.get("/helping")
@signed_in
def helping() -> ResponseReturnValue:
    """Show whom the person helps, exactly what each of them switched on, and who asks."""
    return _helping_page(HelpCodeForm())


@bp.post("/helping/invitation")
@signed_in
def ask_by_code() -> ResponseReturnValue:
    """Show who asks and for what, by the code that was told; nothing is accepted yet."""
    form = HelpCodeForm()
    code = typed_code(form.code.data or "")
    if not form.validate():
        return _helping_page(form, 422)
    if code is None:
        form.refuse(MALFORMED)
        return _helping_page(form, 422)
    found = _counted(code)
    if isinstance(found, Wait):
        form.form_errors.append(found.sentence)
        return waiting(_helping_page(form, 429), found)
    if isinstance(found, Refusal):
        form.refuse(found)
        return _helping_page(form, 422)
    with reading() as session:
        name = nicknames(session, [found.person_id])[found.person_id]
    return page("pages/helping_asked.html", link=found, name=name, parts=_parts(found), code=code, form=form)


@bp.post("/helping/acceptance")
@signed_in
def accept_by_code() -> ResponseReturnValue:
    """Say yes with a code whose invitation was shown."""
    code = typed_code(request.form.get("code", ""))
    if code is None:
        abort(400)
    found = _counted(code)
    if not isinstance(found, Wait | Refusal):
        with transaction() as session:
            outcome = helper_links.accept_by_code(
                session, keys(), code, current_person().person_id, now=instant_now()
            )
            if outcome is None:
                _tell(session, found.id)
        if outcome is None:
            return to("pages.helping", done="accepted")
        found = outcome
    form = HelpCodeForm()
    form.form_errors.append(found.sentence)
    return _helping_page(form, 422)


@bp.post("/helping/<int:link_id>/answer")
@signed_in
def answer_invitation(link_id: int) -> ResponseReturnValue:
    """Take the yes or no of somebody who was asked by nickname."""
    told = request.form.get("answer", "")
    with transaction() as session:
        link = _link(session, link_id)
        if link.helper_id != current_person().person_id:
            abort(404)
        if told not in {"yes", "no"}:
            abort(400)
        refusal = helper_links.answer(
            session, link, current_person().person_id, is_yes=told == "yes", now=instant_now()
        )
        if refusal is None:
            _tell(session, link.id)
    if refusal is not None:
        form = HelpCodeForm()
        form.form_errors.append(refusal.sentence)
        return _helping_page(form, 422)
    return to("pages.helping", done="accepted" if told == "yes" else "declined")


@bp.post("/helping/<int:link_id>/end")
@signed_in
def end_helping(link_id: int) -> ResponseReturnValue:
    """End it as the helper, without the other."""
    with transaction() as session:
        link = _link(session, link_id)
        if link.helper_id != current_person().person_id:
            abort(404)
        _end(session, link)
    return to("pages.helping", done="ended")


def _counted(code: str) -> Helping | Wait | Refusal:
    """Count a try and return the invitation that a code stands for."""
    person, now = current_person(), instant_now()
    counted = attempts.counters(keys(), Deed.HELP_CODE, name=str(person.person_id), address=visitor_address())
    with transaction() as session:
        wait = attempts.take(session, counted, now=now)
        if wait is not None:
            return wait
        found = helper_links.waiting_by_code(session, keys(), code, person.person_id, now=now)
        if not isinstance(found, Refusal):
            attempts.forgive(session, counted, now=now)
        return found


def _end(session: Session, link: Helping) -> None:
    if helper_links.end(session, link, current_person().person_id, now=instant_now()) is None:
        _tell(session, link.id)


def _tell(session: Session, link_id: int) -> None:
    tell_of_last_step(session, link_id, current_person().person_id, now=instant_now())


def _link(session: Session, link_id: int) -> Helping:
    found = helper_links.link_or_none(session, link_id, current_person().person_id)
    if found is None:
        abort(404)
    return found


def _parts(link: Helping) -> list[str]:
    return [words for part, words in PART_WORDS.items() if part in link.parts]


def _days_max(session: Session) -> int:
    return figures_in_force(session, settings().content_dir).in_force(DAYS_MAX, "", today()).number


def _invitation() -> InvitationForm:
    return InvitationForm(None, until_on=today() + timedelta(days=_DAYS_OFFERED))


def _own_page(form: SiteForm, status: int = 200) -> Response:
    now, on = instant_now(), today()
    with reading() as session:
        links = helper_links.links_of(session, current_person().person_id)
        names = nicknames(session, [one.helper_id for one in links if one.helper_id is not None])
        days_max = _days_max(session)
    return page(
        "pages/own_helpers.html",
        status,
        form=form,
        in_force=[one for one in links if one.is_in_force(on)],
        asked=[one for one in links if one.waits(now, on)],
        declined=[one for one in links if one.is_over and not one.is_accepted and one.helper_id][-3:],
        names=names,
        part_words=PART_WORDS,
        part_hints=PART_HINTS,
        parts_of=_parts,
        is_trainee=current_person().has_role(Role.TRAINEE),
        days_max=days_max,
        done=done(DONE),
    )


def _helping_page(form: SiteForm, status: int = 200) -> Response:
    now, on, person_id = instant_now(), today(), current_person().person_id
    with reading() as session:
        asked = [one for one in helper_links.helped_by(session, person_id) if one.waits(now, on)]
        return page(
            "pages/helping.html",
            status,
            form=form,
            people=helped_people(session, person_id, on=on),
            asked=asked,
            names=nicknames(session, [one.person_id for one in asked]),
            parts_of=_parts,
            done=done(DONE),
        )
