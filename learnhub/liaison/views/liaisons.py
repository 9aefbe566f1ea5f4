"""A liaison's own pages: the people of the own towns, a new one, and a course for one of them."""

from collections.abc import Sequence

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.reset_codes import grouped, spoken
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import actor, done, keys, to
from learnhub.catalogue.models import Course
from learnhub.liaison.forms import CourseForm, PersonForm, YesForm
from learnhub.liaison.models import Town
from learnhub.liaison.service import acting, towns
from learnhub.liaison.views.blueprint import bp
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.web import (
    current_person,
    once,
    page,
    reading,
    requires,
    shown_once,
    transaction,
)
from learnhub.web.forms import tidy
from learnhub.web.paging import page_number, part_of

DONE = {
    "listed": say("已经记进名单。本人在站内消息里看得到。"),
    "enrolled": say("已经报名。本人在站内消息里看得到，不想学，按一下就能退。"),
}
NO_TOWN = Refusal("no-town", say("县区残联还没有请您负责哪个镇街。请联系县区残联。"))
_PERSON = "/liaison/people/<int:person_id>"
LINKS_PER_PAGE = 10


@bp.get("/liaison")
@requires(Role.LIAISON)
def people() -> ResponseReturnValue:
    """List the people of the own towns, what each learns, and when the next meeting is."""
    with reading() as session:
        own = _own_towns(session)
        paging = part_of(
            acting.listed(session, own, now=instant_now()),
            page_number(request.args.get("page")),
            size=LINKS_PER_PAGE,
        )
        return page("liaison/people.html", towns=own, paging=paging, done=done(DONE))


@bp.get("/liaison/people/new")
@requires(Role.LIAISON)
def new_person() -> ResponseReturnValue:
    """Ask who comes onto the list, and how that person said yes."""
    with reading() as session:
        return _new_page(session, PersonForm(None))


@bp.post("/liaison/people/new")
@requires(Role.LIAISON)
@shown_once
def add_person() -> ResponseReturnValue:
    """Open an account and show its code, once; or put somebody with an account on the list."""
    form = PersonForm()
    with transaction() as session:
        own = _named(form, _own_towns(session))
        if own and form.validate():
            town = next(one for one in own if str(one.id) == form.town.data)
            nickname, now = tidy(form.nickname.data), instant_now()
            if form.has_account.data == "yes":
                listed = acting.put_on_list(session, actor(), town, nickname=nickname, yes=form.yes, now=now)
                if not isinstance(listed, Refusal):
                    return to("liaison.person", person_id=listed, done="listed")
                form.refuse(listed)
            else:
                made = acting.open_account(
                    session, keys(), actor(), town, nickname=nickname, yes=form.yes, now=now
                )
                if not isinstance(made, Refusal):
                    person_id, code = made
                    return page(
                        "liaison/opened.html",
                        person_id=person_id,
                        nickname=nickname,
                        code=grouped(code),
                        spoken=spoken(code),
                    )
                session.rollback()
                form.refuse(made)
        if not own:
            form.refuse(NO_TOWN)
        return _new_page(session, form, 422)


@bp.get(_PERSON)
@requires(Role.LIAISON)
def person(person_id: int) -> ResponseReturnValue:
    """Show somebody of the list, and find a course by words of its title."""
    form = CourseForm(request.args)
    words = tidy(form.words.data) if form.validate() else ""
    with reading() as session:
        told = _listed(session, person_id)
        found = acting.courses_named(session, words) if words else []
        return page(
            "liaison/person.html",
            form=form,
            told=told,
            words=words,
            found=found,
            most=acting.COURSES_MAX,
            done=done(DONE),
        )


@bp.get(f"{_PERSON}/courses/<course>")
@requires(Role.LIAISON)
def new_enrolment(person_id: int, course: str) -> ResponseReturnValue:
    """Ask how somebody said yes to a course."""
    with reading() as session:
        _listed(session, person_id)
        return _enrolment_page(session, person_id, _course(session, course), YesForm(None))


@bp.post(f"{_PERSON}/courses/<course>")
@requires(Role.LIAISON)
@once
def enrol(person_id: int, course: str) -> ResponseReturnValue:
    """Enrol somebody of the list."""
    form = YesForm()
    with transaction() as session:
        town = _listed(session, person_id).town
        found, title = _course(session, course)
        if form.validate():
            made = acting.enrol(session, actor(), town, person_id, found, yes=form.yes, now=instant_now())
            if not isinstance(made, Refusal):
                return to("liaison.person", person_id=person_id, done="enrolled")
            form.refuse(made)
        return _enrolment_page(session, person_id, (found, title), form, 422)


def _own_towns(session: Session) -> list[Town]:
    return towns.towns_of(session, current_person().person_id, on=today())


def _named(form: PersonForm, own: Sequence[Town]) -> Sequence[Town]:
    form.town.choices = [(str(one.id), one.name) for one in own]
    return own


def _listed(session: Session, person_id: int) -> acting.OnTheList:
    """Return somebody who is on the list of one of the own towns; else 404."""
    found = [
        one
        for one in acting.listed(session, _own_towns(session), now=instant_now())
        if one.person_id == person_id
    ]
    if not found:
        abort(404)
    return found[0]


def _course(session: Session, slug: str) -> tuple[Course, str]:
    found = acting.course_to_enrol_or_none(session, slug)
    if found is None:
        abort(404)
    return found


def _new_page(session: Session, form: PersonForm, status: int = 200) -> ResponseReturnValue:
    return page("liaison/new_person.html", status, form=form, towns=_named(form, _own_towns(session)))


def _enrolment_page(
    session: Session, person_id: int, course: tuple[Course, str], form: YesForm, status: int = 200
) -> ResponseReturnValue:
    found, title = course
    return page(
        "liaison/new_enrolment.html",
        status,
        form=form,
        person_id=person_id,
        nickname=nicknames(session, [person_id])[person_id],
        course=found,
        title=title,
    )
