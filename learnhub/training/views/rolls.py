"""An instructor's desk: own classes, rolls, and what was marked."""

from collections.abc import Sequence

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import done, holdings_of, to
from learnhub.catalogue.service import version_titles
from learnhub.learning.rules.enquiries import waiting_words
from learnhub.learning.rules.hand_ins import waiting_days
from learnhub.learning.service import granted_accommodations
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.providers.service import base_or_none
from learnhub.training import service
from learnhub.training.forms import RollForm, people_in, roll_form
from learnhub.training.models import ClassSession, TrainingClass
from learnhub.training.rules import PRESENCE_WORDS, ROLL_STATE_WORDS, RollState
from learnhub.training.service import RollRow, RollTold
from learnhub.training.service.assessments import tests_of_class
from learnhub.training.service.waiting import waiting_here
from learnhub.web import (
    current_person,
    page,
    reading,
    requires,
    settings,
    transaction,
)
from learnhub.web.paging import page_number, part_of

bp = Blueprint("training", __name__)

_QUIET_TOLD = 10
ROLL_ROWS_PER_PAGE = 20  # a page with twenty mistakes still stays under 30 KB
DONE = {"marked": say("点名已经保存。"), "unchanged": say("点名和原来一样，没有改动。")}


@bp.get("/teach")
@requires(Role.INSTRUCTOR)
def classes() -> ResponseReturnValue:
    """List the classes that the instructor teaches."""
    person = current_person()
    with reading() as session:
        found = service.classes_taught_by(session, person.person_id, holdings_of(person))
        paging = part_of(found, page_number(request.args.get("page")))
        return page(
            "training/classes.html",
            paging=paging,
            courses=version_titles(session, [one.course_version_id for one in paging.rows]),
            counts=service.place_counts(session, [one.id for one in paging.rows]),
        )


@bp.get("/teach/classes/<int:class_id>")
@requires(Role.INSTRUCTOR)
def training_class(class_id: int) -> ResponseReturnValue:
    """Show a class: what is next, its timetable, and how its trainees are doing."""
    with reading() as session:
        found = own_class(session, class_id)
        people = service.members(session, found.id)
        granted = granted_accommodations(session, [one.enrolment_id for one in people])
        figures = figures_in_force(session, settings().content_dir)
        rolls = service.rolls_of(session, found, on=today())
        return page(
            "training/training_class.html",
            training_class=found,
            course=version_titles(session, [found.course_version_id])[found.course_version_id],
            base=base_or_none(session, found.base_id),
            paging=part_of(found.sessions, page_number(request.args.get("page"))),
            rolls={one.meeting.id: one for one in rolls},
            state_words=ROLL_STATE_WORDS,
            next_roll=next_roll(rolls),
            trainee_count=len(people),
            tests=tests_of_class(session, found),
            quiet=service.quiet_among(session, found, people, figures=figures, on=today())[:_QUIET_TOLD],
            next_meeting=next((one for one in found.sessions if one.day >= today()), None),
            prepared=service.prepared_counts(granted),
            here=waiting_here(session, found, people, but_of=current_person().person_id),
            asked_words=waiting_words,
            worked_words=waiting_days,
            on=today(),
        )


@bp.get("/teach/classes/<int:class_id>/sessions/<int:session_id>")
@requires(Role.INSTRUCTOR)
def roll(class_id: int, session_id: int) -> ResponseReturnValue:
    """Show the roll of a session as a form, with the marks in force."""
    with reading() as session:
        meeting = own_session(session, class_id, session_id)
        number = page_number(request.args.get("page"))
        rows = service.roll(session, meeting)
        shown = part_of(_concerned(rows), number, ROLL_ROWS_PER_PAGE).rows
        form = roll_form(
            {row.person_id: row.nickname for row in shown},
            meeting.planned_minutes,
            chosen={row.person_id: (row.mark.presence, row.mark.minutes) for row in shown if row.mark},
        )
        following = None
        if done(DONE):
            found = meeting.training_class
            following = next_roll(service.rolls_of(session, found, on=today()))
        return _roll_page(meeting, rows, form, number, following=following)


@bp.post("/teach/classes/<int:class_id>/sessions/<int:session_id>")
@requires(Role.INSTRUCTOR)
def save_roll(class_id: int, session_id: int) -> ResponseReturnValue:
    """Take the roll of a session; marking again corrects."""
    number = page_number(request.args.get("page"))
    with reading() as session:
        meeting = own_session(session, class_id, session_id)
        rows = service.roll(session, meeting)
        form = _posted_roll(meeting, rows)
        if not form.validate():
            return _roll_page(meeting, rows, form, number, 422)
        typed = form.typed
    outcome = _mark(class_id, session_id, form) if typed else _nothing_said()
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        form.name_anew()  # what is sent again is meant
        with reading() as session:
            meeting = own_session(session, class_id, session_id)
            return _roll_page(meeting, service.roll(session, meeting), form, number, 422)
    return to(
        "training.roll",
        class_id=class_id,
        session_id=session_id,
        done="marked" if outcome else "unchanged",
        page=number if number > 1 else None,
    )


def _posted_roll(meeting: ClassSession, rows: Sequence[RollRow]) -> RollForm:
    names = {row.person_id: row.nickname for row in _concerned(rows)}
    sent = {one: names[one] for one in people_in(request.form, list(names))}
    form = roll_form(sent, meeting.planned_minutes, posted=request.form)
    if "everybody" in request.form:
        form.everybody_present()
    return form


def _mark(class_id: int, session_id: int, form: RollForm) -> int | Refusal:
    with transaction() as session:
        return service.mark_roll(
            session,
            class_session=own_session(session, class_id, session_id),
            typed=form.typed,
            marked_by=current_person().person_id,
            client_id=form.client_id,
            now=instant_now(),
        )


def _nothing_said() -> Refusal:
    return Refusal(
        "nothing-said", say("请至少给一名学员选到课、没到或者请假，再按保存。都到了就按“全部到课”。")
    )


def own_class(session: Session, class_id: int) -> TrainingClass:
    """Return a class that this instructor teaches; 404 for any other."""
    person = current_person()
    found = service.taught_class_or_none(session, class_id, person.person_id, holdings_of(person))
    if found is None:
        abort(404)
    return found


def own_session(session: Session, class_id: int, session_id: int) -> ClassSession:
    """Return a session of a class that this instructor teaches; 404 for any other."""
    meeting = service.session_of_class_or_none(session, own_class(session, class_id).id, session_id)
    if meeting is None:
        abort(404)
    return meeting


def next_roll(rolls: Sequence[RollTold]) -> ClassSession | None:
    """Return the earliest session until today in whose roll somebody has no mark; None when there is none."""
    return next((one.meeting for one in rolls if one.state is RollState.OPEN), None)


def _concerned(rows: Sequence[RollRow]) -> list[RollRow]:
    return [row for row in rows if row.is_applicable]


def _roll_page(
    meeting: ClassSession,
    rows: Sequence[RollRow],
    form: RollForm,
    number: int,
    status: int = 200,
    *,
    following: ClassSession | None = None,
) -> ResponseReturnValue:
    concerned = _concerned(rows)
    marks = [row.mark.presence for row in concerned if row.mark is not None]
    return page(
        "training/roll.html",
        status,
        form=form,
        meeting=meeting,
        training_class=meeting.training_class,
        paging=part_of(concerned, number, ROLL_ROWS_PER_PAGE),
        late=[row.nickname for row in rows if not row.is_applicable],
        counts=[(words, marks.count(presence)) for presence, words in PRESENCE_WORDS.items()],
        unmarked=len(concerned) - len(marks),
        is_to_come=meeting.day > today(),
        is_today=meeting.day == today(),
        next_roll=following if following is not None and following.id != meeting.id else None,
        done=done(DONE),
    )
