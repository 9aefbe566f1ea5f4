"""One question of an attempt a page: read, heard, signed, answered, and answered otherwise until it is handed in."""

from datetime import timedelta

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import done, to
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.rules.passages import question_text
from learnhub.catalogue.service.signs import passage_signs
from learnhub.catalogue.views import shown_sign
from learnhub.learning.forms import AnswerForm, filled_answer, posted_answer, with_words
from learnhub.learning.rules.assessments.attempts import AttemptForm, minutes_left
from learnhub.learning.rules.assessments.papers import Answer
from learnhub.learning.service import assessments as service
from learnhub.learning.service.assessments import AttemptFound
from learnhub.learning.service.assessments.questions import ItemText, text_of_item
from learnhub.learning.views.assessments.attempts import DONE
from learnhub.learning.views.assessments.opened import close_when_over, own_attempt, test_of
from learnhub.learning.views.lesson_page import shown_text
from learnhub.learning.views.lessons import bp
from learnhub.learning.views.question_audio import question_lines, sentences_of, spoken_lines
from learnhub.primitives import Refusal, instant_now
from learnhub.speech.rules import VOICE_WORDS
from learnhub.storage.service import store_for
from learnhub.web import page, reading, requires, settings, transaction

LITTLE_TIME_MINUTES = 5
_LITTLE_TIME = timedelta(minutes=LITTLE_TIME_MINUTES)


@bp.get("/me/attempts/<int:attempt_id>/questions/<int:position>")
@requires(Role.TRAINEE)
def attempt_question(attempt_id: int, position: int) -> ResponseReturnValue:
    """Show one question with the answer given so far."""
    close_when_over(attempt_id)
    with reading() as session:
        found = own_attempt(session, attempt_id)
        asked = _item(session, found, position)
        if found.handed_in is not None or found.row.form is AttemptForm.PAPER:
            return to("learning.attempt", attempt_id=attempt_id)
        given = found.present.get(position)
        form = filled_answer(asked.question, given.marks if given is not None else ())
        return _page(session, found, position, asked, form)


@bp.post("/me/attempts/<int:attempt_id>/questions/<int:position>")
@requires(Role.TRAINEE)
def answer_attempt(attempt_id: int, position: int) -> ResponseReturnValue:
    """Keep an answer and go on: to the next question that is open, else to the whole."""
    with reading() as session:
        found = own_attempt(session, attempt_id)
        asked = _item(session, found, position)
        form = posted_answer(asked.question, request.form)
        if not form.validate():
            return _page(session, found, position, asked, form, 422)
    now = instant_now()
    given = Answer(position, frozenset(form.chosen_keys), form.act.data or "", now)
    with transaction() as session:
        outcome = service.answer(
            session, own_attempt(session, attempt_id), asked.question, given, typed_by=None, now=now
        )
    if isinstance(outcome, Refusal):
        close_when_over(attempt_id)
        with reading() as session:
            found = own_attempt(session, attempt_id)
            form.refuse(outcome)
            return _page(session, found, position, asked, form, 422)
    with reading() as session:
        found = own_attempt(session, attempt_id)
        following = next_open(found, position)
    if following:
        return to("learning.attempt_question", attempt_id=attempt_id, position=following, done="saved")
    return to("learning.attempt", attempt_id=attempt_id, done="saved")


@bp.get("/me/attempts/<int:attempt_id>/questions/<int:position>/audio")
@requires(Role.TRAINEE)
def attempt_audio(attempt_id: int, position: int) -> ResponseReturnValue:
    """Show a question with its sound."""
    store = store_for(settings())
    with reading() as session:
        found = own_attempt(session, attempt_id)
        asked = _item(session, found, position)
        readings = catalogue.course_lexicon(session, store, asked.home_course_id)
    lines = question_lines(asked.question)
    spoken = spoken_lines(lines, catalogue.lesson_lexicon(readings, asked.text))
    return page(
        "learning/assessments/question_audio.html",
        attempt_id=attempt_id,
        position=position,
        sentences=sentences_of(lines),
        spoken=spoken,
        sound=url_for("catalogue.slot_content", name=catalogue.slot_file_name(spoken.blob, "audio/mpeg")),
        voice=VOICE_WORDS[spoken.engine],
    )


def next_open(found: AttemptFound, position: int) -> int:
    """Return the next question without an answer, from a position round to it; 0 when all have one."""
    count = len(found.paper.items)
    around = [*range(position + 1, count + 1), *range(1, position)]
    return next((one for one in around if one not in found.present), 0)


def _item(session: Session, found: AttemptFound, position: int) -> ItemText:
    if not 1 <= position <= len(found.paper.items):
        abort(404)
    return text_of_item(session, store_for(settings()), found.paper.items[position - 1])


def _page(
    session: Session,
    found: AttemptFound,
    position: int,
    asked: ItemText,
    form: AnswerForm,
    status: int = 200,
) -> ResponseReturnValue:
    html = shown_text(session, store_for(settings()), asked.source, asked.text, asked.home_course_id)
    check = next(one for section in html.sections for one in section.checks if one.name == asked.item.check)
    words = question_text(asked.question)
    sign = passage_signs(session, {words}).get(words)
    end, now = found.ends_at, instant_now()
    left = minutes_left(end, now) if end is not None else None
    return page(
        "learning/assessments/question.html",
        status,
        attempt_id=found.row.id,
        title=test_of(session, found).found.rule.text.title,
        position=position,
        count=len(found.paper.items),
        form=with_words(form, asked.question, check.questions[asked.item.question - 1]),
        is_answered=position in found.present,
        is_handed_in=found.handed_in is not None,
        sign=shown_sign(sign) if sign is not None else None,
        has_limit=end is not None,
        little_time=left if left is not None and left <= LITTLE_TIME_MINUTES else None,
        seconds_to_warning=int((end - _LITTLE_TIME - now).total_seconds()) if end is not None else None,
        done=done(DONE),
    )
