"""The desk of papers: give one out, print it or take it in braille, type in what stands on it, and let another person check."""

from typing import Any

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import done, holdings_of, to
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.rules import Edition
from learnhub.formats.rules.braille_lesson import questions_sheet
from learnhub.language import house_lexicon
from learnhub.learning.forms import AnswerForm, filled_answer, posted_answer, with_words
from learnhub.learning.forms.assessments import CheckPaperForm
from learnhub.learning.models import Enrolment
from learnhub.learning.rules.assessments.attempts import AttemptForm
from learnhub.learning.rules.assessments.papers import Answer
from learnhub.learning.service import assessments as tests
from learnhub.learning.service.assessments import AttemptFound
from learnhub.learning.service.assessments.beginning import assessment_or_none
from learnhub.learning.service.assessments.papers import typists, waits_for_check
from learnhub.learning.service.assessments.questions import ItemText, text_of_item
from learnhub.learning.views.lesson_page import shown_text
from learnhub.learning.views.question_audio import answered_words
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, say
from learnhub.storage.service import store_for
from learnhub.training.service import classes as of_class
from learnhub.training.service.assessments import classes_seen, tested_trainees
from learnhub.training.views.rolls import bp
from learnhub.web import SiteForm, current_person, page, reading, requires, settings, transaction

DONE = {
    "begun": say("卷子出好了。可以打印，也可以下载盲文。"),
    "typed": say("录完了，等另一位同事核对。"),
    "returned": say("退回了，请照纸上的改过来。"),
    "checked": say("核对好了，卷子交了。"),
    "saved": say("这一题录好了。"),
}


@bp.get("/teach/classes/<int:class_id>/assessments/<assessment>/papers/<int:enrolment_id>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def paper_desk(class_id: int, assessment: str, enrolment_id: int) -> ResponseReturnValue:
    """Show how far a trainee's paper is: given out, typed in, checked."""
    with reading() as session:
        return _desk(session, class_id, assessment, enrolment_id)


@bp.post("/teach/classes/<int:class_id>/assessments/<assessment>/papers/<int:enrolment_id>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def give_paper_out(class_id: int, assessment: str, enrolment_id: int) -> ResponseReturnValue:
    """Draw a paper for a trainee whose 便利 it is."""
    with transaction() as session:
        enrolment = _enrolment(session, class_id, assessment, enrolment_id)
        outcome = tests.begin(
            session,
            store_for(settings()),
            enrolment,
            assessment,
            edition=Edition.EASY_READ if request.form.get("edition") == "easy-read" else Edition.STANDARD,
            figures=figures_in_force(session, settings().content_dir),
            by_id=current_person().person_id,
            now=instant_now(),
            form=AttemptForm.PAPER,
        )
    if isinstance(outcome, Refusal):
        with reading() as session:
            return _desk(session, class_id, assessment, enrolment_id, refused=outcome)
    return to(
        "training.paper_desk",
        class_id=class_id,
        assessment=assessment,
        enrolment_id=enrolment_id,
        done="begun",
    )


@bp.get("/teach/attempts/<int:attempt_id>/sheet")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def test_sheet(attempt_id: int) -> ResponseReturnValue:
    """Show all questions of a paper on one page, to be printed in whatever size."""
    with reading() as session:
        found = _paper(session, attempt_id)
        return page("training/test_sheet.html", **_told(session, found), questions=_items(session, found))


@bp.get("/teach/attempts/<int:attempt_id>/sheet.brf")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def test_braille(attempt_id: int) -> ResponseReturnValue:
    """Send all questions of a paper in braille."""
    store = store_for(settings())
    with reading() as session:
        found = _paper(session, attempt_id)
        items = _items(session, found)
        title = _told(session, found)["title"]
        lexicon = house_lexicon().with_course(
            catalogue.course_lexicon(session, store, items[0].home_course_id)
        )
    sheet = questions_sheet(str(title), [one.question for one in items], lexicon)
    answer = Response(sheet.brf, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="paper-{attempt_id}.brf"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.get("/teach/attempts/<int:attempt_id>/questions/<int:position>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def typed_question(attempt_id: int, position: int) -> ResponseReturnValue:
    """Ask what stands on the paper at one question."""
    with reading() as session:
        found = _paper(session, attempt_id)
        asked = _item(session, found, position)
        given = found.present.get(position)
        form = filled_answer(asked.question, given.marks if given is not None else ())
        return _question_page(session, found, position, asked, form)


@bp.post("/teach/attempts/<int:attempt_id>/questions/<int:position>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def type_answer(attempt_id: int, position: int) -> ResponseReturnValue:
    """Take what stands on the paper at one question."""
    with reading() as session:
        found = _paper(session, attempt_id)
        asked = _item(session, found, position)
        form = posted_answer(asked.question, request.form)
        if not form.validate():
            return _question_page(session, found, position, asked, form, 422)
    now = instant_now()
    given = Answer(position, frozenset(form.chosen_keys), form.act.data or "", now)
    with transaction() as session:
        found = _paper(session, attempt_id)
        outcome = tests.answer(
            session, found, asked.question, given, typed_by=current_person().person_id, now=now
        )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        with reading() as session:
            found = _paper(session, attempt_id)
            return _question_page(session, found, position, asked, form, 422)
    if position < len(found.paper.items):
        return to("training.typed_question", attempt_id=attempt_id, position=position + 1, done="saved")
    return to("training.typed_paper", attempt_id=attempt_id, done="saved")


@bp.get("/teach/attempts/<int:attempt_id>/check")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def typed_paper(attempt_id: int) -> ResponseReturnValue:
    """Show everything that was typed in, beside which the paper is laid."""
    with reading() as session:
        return _check_page(session, _paper(session, attempt_id), CheckPaperForm())


@bp.post("/teach/attempts/<int:attempt_id>/check")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def check_typed_paper(attempt_id: int) -> ResponseReturnValue:
    """Take that everything is typed in, or another person's word on whether it is what stands on the paper."""
    form, by_id, now = CheckPaperForm(), current_person().person_id, instant_now()
    deed = form.deed.data or ""
    outcome: Refusal | AttemptFound | None = Refusal("no-deed", say("请按下面的一个按钮。"))
    with transaction() as session:
        found = _paper(session, attempt_id)
        if deed == "typed":
            outcome = tests.say_typed(session, found, by_id=by_id, now=now)
        elif deed == "checked":
            outcome = tests.check_paper(session, found, by_id=by_id, now=now)
        elif deed == "returned":
            outcome = tests.return_paper(session, found, words=form.words.data or "", by_id=by_id, now=now)
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        with reading() as session:
            return _check_page(session, _paper(session, attempt_id), form, 422)
    return to("training.typed_paper", attempt_id=attempt_id, done=deed)


def _enrolment(session: Session, class_id: int, assessment: str, enrolment_id: int) -> Enrolment:
    """Return the enrolment of a trainee of one's own class whom paper, braille or a scribe was granted; 404 otherwise."""
    person = current_person()
    found = of_class.class_or_none(session, class_id)
    mine = classes_seen(session, person.person_id, holdings_of(person), found.course_id) if found else []
    enrolment = (
        of_class.place_or_none(session, class_id, enrolment_id)
        if class_id in {one.id for one in mine}
        else None
    )
    if found is None or enrolment is None:
        abort(404)
    figures = figures_in_force(session, settings().content_dir)
    trainees = tested_trainees(session, [found], assessment, figures)
    if not any(one.enrolment_id == enrolment_id and one.is_on_paper for one in trainees):
        abort(404)
    return enrolment


def _paper(session: Session, attempt_id: int) -> AttemptFound:
    """Return a paper of a trainee of one's own classes; 404 for any other attempt."""
    found = tests.attempt_or_none(session, attempt_id)
    if found is None or found.row.form is not AttemptForm.PAPER:
        abort(404)
    training_class = of_class.class_of_enrolment_or_none(session, found.row.enrolment_id)
    person = current_person()
    mine = (
        classes_seen(session, person.person_id, holdings_of(person), training_class.course_id)
        if training_class is not None
        else []
    )
    if training_class is None or training_class.id not in {one.id for one in mine}:
        abort(404)
    return found


def _items(session: Session, found: AttemptFound) -> list[ItemText]:
    return [text_of_item(session, store_for(settings()), item) for item in found.paper.items]


def _item(session: Session, found: AttemptFound, position: int) -> ItemText:
    if not 1 <= position <= len(found.paper.items):
        abort(404)
    return text_of_item(session, store_for(settings()), found.paper.items[position - 1])


def _told(session: Session, found: AttemptFound) -> dict[str, Any]:
    """Return what every page of a paper shows."""
    enrolment = session.get_one(Enrolment, found.row.enrolment_id)
    figures = figures_in_force(session, settings().content_dir)
    test = assessment_or_none(session, enrolment, found.row.assessment, figures)
    assert test is not None, "an enrolment's course version never changes"
    training_class = of_class.class_of_enrolment_or_none(session, enrolment.id)
    assert training_class is not None
    return {
        "attempt_id": found.row.id,
        "title": test.rule.text.title,
        "nickname": nicknames(session, [found.row.person_id])[found.row.person_id],
        "count": len(found.paper.items),
        "class_id": training_class.id,
        "enrolment_id": enrolment.id,
        "assessment": found.row.assessment,
    }


def _desk(
    session: Session,
    class_id: int,
    assessment: str,
    enrolment_id: int,
    *,
    refused: Refusal | None = None,
) -> ResponseReturnValue:
    enrolment = _enrolment(session, class_id, assessment, enrolment_id)
    figures = figures_in_force(session, settings().content_dir)
    test = assessment_or_none(session, enrolment, assessment, figures)
    assert test is not None
    papers = [one for one in test.attempts if one.row.form is AttemptForm.PAPER]
    return page(
        "training/paper_desk.html",
        200 if refused is None else 409,
        form=SiteForm().refuse(refused) if refused is not None else None,
        test=test,
        nickname=nicknames(session, [enrolment.person_id])[enrolment.person_id],
        paper=papers[-1] if papers else None,
        waits=bool(papers) and waits_for_check(papers[-1]),
        address={"class_id": class_id, "assessment": assessment, "enrolment_id": enrolment_id},
        done=done(DONE),
    )


def _question_page(
    session: Session,
    found: AttemptFound,
    position: int,
    asked: ItemText,
    form: AnswerForm,
    status: int = 200,
) -> ResponseReturnValue:
    html = shown_text(session, store_for(settings()), asked.source, asked.text, asked.home_course_id)
    check = next(one for section in html.sections for one in section.checks if one.name == asked.item.check)
    return page(
        "training/typed_question.html",
        status,
        **_told(session, found),
        position=position,
        form=with_words(form, asked.question, check.questions[asked.item.question - 1]),
        done=done(DONE),
    )


def _check_page(
    session: Session, found: AttemptFound, form: CheckPaperForm, status: int = 200
) -> ResponseReturnValue:
    rows = [
        (position, told.question.prompt.text, _typed_words(told, found, position))
        for position, told in enumerate(_items(session, found), start=1)
    ]
    return page(
        "training/typed_paper.html",
        status,
        form=form,
        **_told(session, found),
        rows=rows,
        waits=waits_for_check(found),
        is_own=current_person().person_id in typists(found),
        score=found.score,
        done=done(DONE),
    )


def _typed_words(told: ItemText, found: AttemptFound, position: int) -> str:
    given = found.present.get(position)
    return answered_words(told.question, given.marks) if given is not None else ""
