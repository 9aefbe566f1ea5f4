"""Guardians: the trainee's own yes or no, the guardian's consent to money, and the office's record."""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from flask import abort, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.forms import GuardianForm, GuardianStepForm
from learnhub.accounts.rules.guardianship import (
    RELATION_WORDS,
    SCOPE_WORDS,
    STEP_WORDS,
    GuardianScope,
    Guardianship,
    GuardianStepKind,
    How,
    Relation,
)
from learnhub.accounts.rules.roles import Role
from learnhub.accounts.service import guardians
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.blueprint import bp
from learnhub.accounts.views.circumstances import actor, done, to
from learnhub.accounts.views.office_person import seen_person
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.web import (
    SiteForm,
    by_own_secret,
    current_person,
    once,
    page,
    reading,
    requires,
    signed_in,
    transaction,
)

# Messages lie above: app.py hands in what tells the trainee that a guardian was recorded.
RECORDED = "learnhub.guardian_recorded"
Told = Callable[[Session, Guardianship, datetime], None]
DONE = {
    "yes": say("记下了：您说好。想改主意，随时可以按“不要”。"),
    "no": say("记下了：您说不要。从现在起不算数，残联的人会和你们谈一谈。"),
    "money": say("记下了：您同意申请补贴。"),
    "ended": say("已经结束。"),
    "recorded": say("监护人已经记下。学员本人说好以后才算数。"),
    "noted": say("已经记下。"),
}


@bp.get("/me/guardians")
@signed_in
def own_guardians() -> ResponseReturnValue:
    """Ask the trainee in short sentences, and show a guardian whose it is."""
    with reading() as session:
        return _own_page(session, SiteForm())


@bp.post("/me/guardians/<int:link_id>/answer")
@signed_in
def answer_guardian(link_id: int) -> ResponseReturnValue:
    """Take the trainee's own yes or no."""
    told = request.form.get("answer", "")
    if told not in {"yes", "no"}:
        abort(400)
    person_id = current_person().person_id
    with transaction() as session:
        outcome = guardians.answer(
            session,
            _own_link(session, link_id),
            is_yes=told == "yes",
            by_id=person_id,
            how=How.PRESSED,
            now=instant_now(),
        )
    return _own_done(outcome, told)


@bp.post("/me/guardians/<int:link_id>/money")
@by_own_secret
@signed_in
def agree_to_money(link_id: int) -> ResponseReturnValue:
    """Take the guardian's consent to applying for money."""
    with transaction() as session:
        outcome = guardians.agree_to_money(
            session, _own_link(session, link_id), by_id=current_person().person_id, now=instant_now()
        )
    return _own_done(outcome, "money")


@bp.post("/me/guardians/<int:link_id>/end")
@signed_in
def end_guardian(link_id: int) -> ResponseReturnValue:
    """End a link, as trainee or guardian; an officer can record another one."""
    with transaction() as session:
        outcome = guardians.end(
            session,
            _own_link(session, link_id),
            by_id=current_person().person_id,
            words="",
            now=instant_now(),
        )
    return _own_done(outcome, "ended")


@bp.get("/office/people/<int:person_id>/guardians")
@requires(Role.OFFICER)
def guardians_of_person(person_id: int) -> ResponseReturnValue:
    """Show a trainee's guardians with all that was said, and the form for another one."""
    with reading() as session:
        return _office_page(session, person_id, GuardianForm())


@bp.post("/office/people/<int:person_id>/guardians")
@requires(Role.OFFICER)
@once
def record_guardian(person_id: int) -> ResponseReturnValue:
    """Record a guardian of whom proof was seen."""
    form = GuardianForm()
    with transaction() as session:
        _officer_here(session, person_id)
        if form.validate():
            now = instant_now()
            outcome = guardians.record(
                session,
                actor(),
                person_id=person_id,
                guardian_nickname=form.guardian.data or "",
                relation=Relation(form.relation.data),
                scope=GuardianScope(form.scope.data),
                proof=form.proof.data or "",
                from_on=today(),
                until_on=form.until_on.data or today(),
                now=now,
            )
            if not isinstance(outcome, Refusal):
                cast(Told, current_app.extensions[RECORDED])(session, outcome, now)
                return to("accounts.guardians_of_person", person_id=person_id, done="recorded")
            form.refuse(outcome)
    with reading() as session:
        return _office_page(session, person_id, form, 422)


@bp.get("/office/people/<int:person_id>/guardians/<int:link_id>")
@requires(Role.OFFICER)
def guardian_of_person(person_id: int, link_id: int) -> ResponseReturnValue:
    """Show one link, and ask what was heard or talked about."""
    with reading() as session:
        return _step_page(session, person_id, link_id, GuardianStepForm())


@bp.post("/office/people/<int:person_id>/guardians/<int:link_id>")
@requires(Role.OFFICER)
@once
def note_guardian_step(person_id: int, link_id: int) -> ResponseReturnValue:
    """Note the trainee's spoken answer, a talk with both, or an end."""
    form = GuardianStepForm()
    with transaction() as session:
        link = _office_link(session, person_id, link_id)
        if form.validate():
            outcome = _noted(session, link, GuardianStepKind(form.kind.data), form.words.data or "")
            if outcome is None:
                return to("accounts.guardians_of_person", person_id=person_id, done="noted")
            form.refuse(outcome)
    with reading() as session:
        return _step_page(session, person_id, link_id, form, 422)


def _noted(session: Session, link: Guardianship, kind: GuardianStepKind, words: str) -> Refusal | None:
    now, by_id = instant_now(), current_person().person_id
    if kind is GuardianStepKind.TALKED:
        return guardians.talk(session, actor(), link, words=words, now=now)
    if kind is GuardianStepKind.ENDED:
        return guardians.end(session, link, by_id=by_id, words=words, now=now)
    is_yes = kind is GuardianStepKind.OWN_YES
    return guardians.answer(session, link, is_yes=is_yes, by_id=by_id, how=How.SAID, words=words, now=now)


def _own_link(session: Session, link_id: int) -> Guardianship:
    found = guardians.link_or_none(session, link_id, [current_person().person_id])
    if found is None:
        abort(404)
    return found


def _own_done(outcome: Refusal | None, code: str) -> ResponseReturnValue:
    if outcome is None:
        return to("accounts.own_guardians", done=code)
    with reading() as session:
        return _own_page(session, SiteForm().refuse(outcome), 422)


def _own_page(session: Session, form: SiteForm, status: int = 200) -> ResponseReturnValue:
    person_id = current_person().person_id
    mine, wards = guardians.links_of(session, person_id), guardians.wards_of(session, person_id)
    return page(
        "accounts/own_guardians.html",
        status,
        form=form,
        mine=[one for one in mine if not one.is_ended],
        wards=[one for one in wards if not one.is_ended],
        names=nicknames(session, [one.guardian_id for one in mine] + [one.person_id for one in wards]),
        relations=RELATION_WORDS,
        scopes=SCOPE_WORDS,
        on=today(),
        done=done(DONE),
    )


def _officer_here(session: Session, person_id: int) -> object:
    person, powers = seen_person(session, person_id)
    if not powers.is_officer_here:
        abort(403)
    return person


def _office_link(session: Session, person_id: int, link_id: int) -> Guardianship:
    _officer_here(session, person_id)
    found = guardians.link_or_none(session, link_id, [person_id])
    if found is None or found.person_id != person_id:
        abort(404)
    return found


def _office_page(
    session: Session, person_id: int, form: GuardianForm, status: int = 200
) -> ResponseReturnValue:
    subject = _officer_here(session, person_id)
    links = guardians.links_of(session, person_id)
    return page(
        "accounts/guardians.html",
        status,
        form=form,
        subject=subject,
        links=links,
        names=nicknames(session, [one.guardian_id for one in links]),
        relations=RELATION_WORDS,
        on=today(),
        done=done(DONE),
    )


def _step_page(
    session: Session, person_id: int, link_id: int, form: GuardianStepForm, status: int = 200
) -> ResponseReturnValue:
    link = _office_link(session, person_id, link_id)
    return page(
        "accounts/guardian.html",
        status,
        form=form,
        subject=_officer_here(session, person_id),
        link=link,
        names=nicknames(session, [link.guardian_id]),
        relations=RELATION_WORDS,
        scopes=SCOPE_WORDS,
        step_words=STEP_WORDS,
        on=today(),
    )
