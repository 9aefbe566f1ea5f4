"""The people of a class as those who teach them see them: where each is, every mark, notes on how to help."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import done, to
from learnhub.learning.models import Enrolment
from learnhub.learning.rules.enquiries import waiting_words
from learnhub.learning.rules.hand_ins import waiting_days
from learnhub.learning.rules.plans import PACE_WORDS
from learnhub.learning.service import granted_accommodations
from learnhub.learning.service.helped import HELPED_SHOWN_MAX, helped_acts
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.training import service
from learnhub.training.forms.notes import NoteForm
from learnhub.training.models import TrainingClass
from learnhub.training.rules import METHOD_WORDS, PRESENCE_WORDS
from learnhub.training.service.members import Member
from learnhub.training.service.waiting import waiting_here
from learnhub.training.views.rolls import bp, own_class
from learnhub.web import current_person, once, page, reading, requires, settings, transaction
from learnhub.web.paging import page_number, part_of

DONE = {"noted": say("记下了。"), "taken-out": say("已经删掉。")}


@bp.get("/teach/classes/<int:class_id>/trainees")
@requires(Role.INSTRUCTOR)
def trainees(class_id: int) -> ResponseReturnValue:
    """List the trainees of a class with how each is doing, a page at a time."""
    on = today()
    with reading() as session:
        found = own_class(session, class_id)
        paging = part_of(service.members(session, found.id), page_number(request.args.get("page")))
        figures = figures_in_force(session, settings().content_dir)
        return page(
            "training/trainees.html",
            training_class=found,
            paging=paging,
            rows=service.standings_of(session, found, paging.rows, figures=figures, on=on),
            granted=granted_accommodations(session, [one.enrolment_id for one in paging.rows]),
            paces=PACE_WORDS,
            on=on,
        )


@bp.get("/teach/classes/<int:class_id>/trainees/<int:enrolment_id>")
@requires(Role.INSTRUCTOR)
def trainee(class_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Show how one trainee is doing, notes on how to help, and every mark, corrected ones too."""
    with reading() as session:
        return _trainee_page(session, *_own_trainee(session, class_id, enrolment_id), NoteForm())


@bp.post("/teach/classes/<int:class_id>/trainees/<int:enrolment_id>/notes")
@requires(Role.INSTRUCTOR)
@once
def note(class_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Note how to help a trainee."""
    form = NoteForm()
    with transaction() as session:
        found, enrolment, member = _own_trainee(session, class_id, enrolment_id)
        if form.validate():
            outcome = service.write_note(
                session,
                training_class=found,
                enrolment=enrolment,
                words=form.words.data or "",
                by_id=current_person().person_id,
                now=instant_now(),
            )
            if not isinstance(outcome, Refusal):
                return to("training.trainee", class_id=class_id, enrolment_id=enrolment_id, done="noted")
            form.refuse(outcome)
        return _trainee_page(session, found, enrolment, member, form, 422)


@bp.post("/teach/classes/<int:class_id>/trainees/<int:enrolment_id>/notes/<int:note_id>/end")
@requires(Role.INSTRUCTOR)
def take_out_note(class_id: int, enrolment_id: int, note_id: int) -> ResponseReturnValue:
    """Take out one's own note."""
    with transaction() as session:
        found, enrolment, member = _own_trainee(session, class_id, enrolment_id)
        outcome = service.take_note_out(
            session, enrolment=enrolment, note_id=note_id, by_id=current_person().person_id, now=instant_now()
        )
        if outcome is not None:
            form = NoteForm()
            form.refuse(outcome)
            return _trainee_page(session, found, enrolment, member, form, 409)
    return to("training.trainee", class_id=class_id, enrolment_id=enrolment_id, done="taken-out")


def _own_trainee(
    session: Session, class_id: int, enrolment_id: int
) -> tuple[TrainingClass, Enrolment, Member]:
    found = own_class(session, class_id)
    enrolment = service.place_or_none(session, found.id, enrolment_id)
    if enrolment is None:
        abort(404)
    member = next(one for one in service.members(session, found.id) if one.enrolment_id == enrolment_id)
    return found, enrolment, member


def _trainee_page(
    session: Session,
    found: TrainingClass,
    enrolment: Enrolment,
    member: Member,
    form: NoteForm,
    status: int = 200,
) -> ResponseReturnValue:
    on = today()
    figures = figures_in_force(session, settings().content_dir)
    history = service.mark_history(session, training_class=found, person_id=enrolment.person_id)
    return page(
        "training/trainee.html",
        status,
        form=form,
        training_class=found,
        enrolment_id=enrolment.id,
        standing=service.standings_of(session, found, [member], figures=figures, on=on)[0],
        granted=granted_accommodations(session, [enrolment.id]).get(enrolment.id, ()),
        notes=service.notes_of(session, [enrolment.id]),
        own_id=current_person().person_id,
        day_count=service.scheduled_days(found),
        paging=part_of(history, page_number(request.args.get("page"))),
        words=PRESENCE_WORDS,
        how=METHOD_WORDS,
        paces=PACE_WORDS,
        helped=helped_acts(session, enrolment.person_id)[:HELPED_SHOWN_MAX],
        here=waiting_here(session, found, [member], but_of=current_person().person_id),
        asked_words=waiting_words,
        worked_words=waiting_days,
        on=on,
        done=done(DONE),
    )
