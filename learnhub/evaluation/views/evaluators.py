"""What an evaluator reads of a sample, and writes about it."""

from collections.abc import Mapping

from flask import abort
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.views.circumstances import actor, done, to
from learnhub.evaluation.forms import FindingForm, WholeForm
from learnhub.evaluation.models import Evaluation
from learnhub.evaluation.rules import WHOLE, Finding, Question, State, StepKind, unfinished
from learnhub.evaluation.service import judging, naming
from learnhub.evaluation.views.blueprint import (
    DAY_COLUMNS,
    PERSON_COLUMNS,
    bp,
    classes_of,
    day_rows,
    person_rows,
    satisfied_words,
    worded,
)
from learnhub.primitives import Refusal, fen_text, instant_now, say, today
from learnhub.web import current_person, once, page, reading, signed_in, transaction
from learnhub.web.forms import tidy

DONE = {
    "kept": say("写的已经保存。交出以前都能改。"),
    "handed": say("评价已经交出，不能再改了。谢谢您。"),
}
_SEEN = frozenset({State.RUNNING, State.HANDED_IN, State.PUBLISHED})


@bp.get("/evaluations")
@signed_in
def owns() -> ResponseReturnValue:
    """List the evaluations that somebody was asked for."""
    with reading() as session:
        found = naming.evaluations_of(session, current_person().person_id)
        states = naming.states_of(session, found, on=today())
        return page("evaluation/owns.html", evaluations=found, states=states, seen=_SEEN, **worded())


@bp.get("/evaluations/<int:evaluation_id>")
@signed_in
def own(evaluation_id: int) -> ResponseReturnValue:
    """Show what is asked, the classes that were drawn, and what is still to be written."""
    with reading() as session:
        return _own_page(session, _own(session, evaluation_id), WholeForm(None))


@bp.post("/evaluations/<int:evaluation_id>")
@signed_in
def judge_whole(evaluation_id: int) -> ResponseReturnValue:
    """Keep the judgement of the whole."""
    form = WholeForm()
    with transaction() as session:
        found = _own(session, evaluation_id)
        if form.validate():
            outcome = judging.keep_finding(
                session, found, Finding(WHOLE, {}, tidy(form.words.data)), now=instant_now()
            )
            if outcome is None:
                return to("evaluation.own", evaluation_id=evaluation_id, done="kept")
            form.refuse(outcome)
        return _own_page(session, found, form, 422)


@bp.get("/evaluations/<int:evaluation_id>/classes/<int:number>")
@signed_in
def sampled_class(evaluation_id: int, number: int) -> ResponseReturnValue:
    """Show a class of the sample as it was frozen, and ask what was found."""
    with reading() as session:
        return _class_page(session, _own(session, evaluation_id), number, FindingForm(None))


@bp.post("/evaluations/<int:evaluation_id>/classes/<int:number>")
@signed_in
def judge_class(evaluation_id: int, number: int) -> ResponseReturnValue:
    """Keep what was found of a class."""
    form = FindingForm()
    with transaction() as session:
        found = _own(session, evaluation_id)
        if not 1 <= number <= found.size:
            abort(404)
        if form.validate():
            outcome = judging.keep_finding(session, found, form.finding(number), now=instant_now())
            if outcome is None:
                return to("evaluation.own", evaluation_id=evaluation_id, done="kept")
            form.refuse(outcome)
        return _class_page(session, found, number, form, 422)


@bp.post("/evaluations/<int:evaluation_id>/handing-in")
@signed_in
@once
def hand_in(evaluation_id: int) -> ResponseReturnValue:
    """Hand the whole in."""
    with transaction() as session:
        found = _own(session, evaluation_id)
        outcome = judging.take_step(session, actor(), found, StepKind.HANDED_IN, now=instant_now())
        if isinstance(outcome, Refusal):
            form = WholeForm(None)
            form.refuse(outcome)
            return _own_page(session, found, form, 422)
    return to("evaluation.own", evaluation_id=evaluation_id, done="handed")


def _own(session: Session, evaluation_id: int) -> Evaluation:
    """Return an evaluation to whoever was asked for it, as long as there is something to read; else 404."""
    found = naming.evaluation_or_none(session, evaluation_id)
    if found is None or found.evaluator_id != current_person().person_id:
        abort(404)
    if _state(session, found) not in _SEEN:
        abort(404)
    return found


def _state(session: Session, found: Evaluation) -> State:
    return naming.states_of(session, [found], on=today())[found.id]


def _own_page(session: Session, found: Evaluation, form: WholeForm, status: int = 200) -> ResponseReturnValue:
    findings = judging.findings_of(session, found.id)
    if form.words.data is None and WHOLE in findings:
        form.words.data = findings[WHOLE].words
    return page(
        "evaluation/own.html",
        status,
        form=form,
        evaluation=found,
        state=_state(session, found),
        is_open=_state(session, found) is State.RUNNING,
        classes=classes_of(found),
        findings=findings,
        missing=len(unfinished(findings, size=found.size)),
        done=done(DONE),
        **worded(),
    )


def _class_page(
    session: Session, found: Evaluation, number: int, form: FindingForm, status: int = 200
) -> ResponseReturnValue:
    if not 1 <= number <= found.size:
        abort(404)
    told, kept = classes_of(found)[number - 1], judging.findings_of(session, found.id)
    if status == 200 and number in kept:
        _fill(form, kept, number)
    return page(
        "evaluation/sampled_class.html",
        status,
        form=form,
        evaluation=found,
        number=number,
        told=told,
        total=fen_text(told.total_fen),
        satisfied=satisfied_words(told),
        is_open=_state(session, found) is State.RUNNING,
        finding=kept.get(number),
        day_columns=DAY_COLUMNS,
        days=day_rows(told),
        person_columns=PERSON_COLUMNS,
        people=person_rows(told),
        **worded(),
    )


def _fill(form: FindingForm, kept: Mapping[int, Finding], number: int) -> None:
    for question in Question:
        form._fields[question.value].data = kept[number].scores[question].value
    form.words.data = kept[number].words
