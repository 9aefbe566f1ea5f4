"""Sessions that trainees sign in to themselves: codes, printed sheets, and the trainee's own page."""

from flask import request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.waits import Deed, Wait
from learnhub.accounts.service import attempts
from learnhub.accounts.views.circumstances import done, keys, to, visitor_address
from learnhub.accounts.views.entrance import waiting
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.training import service
from learnhub.training.forms import CodeForm
from learnhub.training.models import ClassSession
from learnhub.training.rules import PRESENCE_WORDS
from learnhub.training.rules.codes import spoken, typed_code
from learnhub.training.views.rolls import bp, own_session
from learnhub.web import current_person, once, page, reading, requires, transaction

CODE_DONE = {"made": say("出了一个新的签到码。以前出的也还能用。")}
OWN_DONE = {"signed-in": say("签到成功，这次课记为到课。")}
MALFORMED = Refusal(
    "code-malformed", say("签到码是 4 个数字，请听老师说的，或者看老师写的，再填一次。"), field="code"
)


@bp.get("/teach/classes/<int:class_id>/sessions/<int:session_id>/codes")
@requires(Role.INSTRUCTOR)
def codes(class_id: int, session_id: int) -> ResponseReturnValue:
    """Show the codes of a session large and in words that can be read out."""
    with reading() as session:
        return _codes_page(own_session(session, class_id, session_id))


@bp.post("/teach/classes/<int:class_id>/sessions/<int:session_id>/codes")
@requires(Role.INSTRUCTOR)
@once
def make_code(class_id: int, session_id: int) -> ResponseReturnValue:
    """Make one more code."""
    with transaction() as session:
        outcome = service.show_code(
            session,
            class_session=own_session(session, class_id, session_id),
            shown_by=current_person().person_id,
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        with reading() as session:
            return _codes_page(own_session(session, class_id, session_id), 409, refused=outcome.sentence)
    return to("training.codes", class_id=class_id, session_id=session_id, done="made")


@bp.get("/teach/classes/<int:class_id>/sessions/<int:session_id>/sheet")
@requires(Role.INSTRUCTOR)
def sign_in_sheet(class_id: int, session_id: int) -> ResponseReturnValue:
    """Show a sheet to be printed and signed: names, and room for a signature or a fingerprint."""
    with reading() as session:
        meeting = own_session(session, class_id, session_id)
        names = [row.nickname for row in service.roll(session, meeting) if row.is_applicable]
        return page("training/sign_in_sheet.html", meeting=meeting, names=names)


@bp.get("/me/attendance")
@requires(Role.TRAINEE)
def own_attendance() -> ResponseReturnValue:
    """Ask a trainee for the code of a session of today."""
    return _own_page(CodeForm())


@bp.post("/me/attendance")
@requires(Role.TRAINEE)
def mark_own_attendance() -> ResponseReturnValue:
    """Sign a trainee in to a session of today."""
    form = CodeForm()
    if not form.validate():
        return _own_page(form, 422)
    code = typed_code(form.code.data or "")
    if code is None:
        form.refuse(MALFORMED)
        return _own_page(form, 422)
    outcome = _signed_in(code)
    if isinstance(outcome, Wait):
        form.form_errors.append(outcome.sentence)
        return waiting(_own_page(form, 429), outcome)
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _own_page(form, 422)
    return to("training.own_attendance", done="signed-in")


def _signed_in(code: str) -> Wait | Refusal | ClassSession:
    now = instant_now()
    person_id = current_person().person_id
    counted = attempts.counters(keys(), Deed.ATTENDANCE, name=str(person_id), address=visitor_address())
    with transaction() as session:
        wait = attempts.take(session, counted, now=now)
        if wait is not None:
            return wait
    with transaction() as session:
        outcome = service.sign_in(session, person_id=person_id, code=code, now=now)
        if not isinstance(outcome, Refusal):
            attempts.forgive(session, counted, now=now)
        return outcome


def _codes_page(meeting: ClassSession, status: int = 200, *, refused: str = "") -> Response:
    with reading() as session:
        return page(
            "training/codes.html",
            status,
            meeting=meeting,
            training_class=meeting.training_class,
            codes=[(one.code, spoken(one.code)) for one in service.codes_of(session, meeting)],
            is_today=meeting.day == today(),
            refused=refused,
            done=done(CODE_DONE) if request.method == "GET" else None,
        )


def _own_page(form: CodeForm, status: int = 200) -> Response:
    with reading() as session:
        return page(
            "training/own_attendance.html",
            status,
            form=form,
            meetings=service.own_sessions(session, current_person().person_id, on=today()),
            words=PRESENCE_WORDS,
            done=done(OWN_DONE) if request.method == "GET" else None,
        )
