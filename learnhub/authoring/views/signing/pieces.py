"""Record one sentence, question or feedback at a time, beside its words."""

from flask import abort
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.views.circumstances import done, to
from learnhub.authoring.forms.signing import RecordingForm
from learnhub.authoring.service.signing import consent as sign_consent
from learnhub.authoring.service.signing import works as sign_works
from learnhub.authoring.service.signing.works import SignLesson
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.signing.lessons import opened_here, state_words
from learnhub.catalogue.rules.passages import Passage
from learnhub.media.current import received, size_hint, takes_recordings
from learnhub.media.rules import Purpose
from learnhub.primitives import Refusal, instant_now, say
from learnhub.storage.service import store_for
from learnhub.web import current_person, page, reading, settings, signed_in, transaction
from learnhub.web.headers import plays_unsent

DONE = {"kept": say("这一段收到了。看一看，不满意就重拍；满意就接着拍下一段。")}


@bp.get("/teach/signing/courses/<course>/<lesson>/pieces/<key>")
@plays_unsent
@signed_in
def sign_piece(course: str, lesson: str, key: str) -> ResponseReturnValue:
    """Show the words of one piece, what was recorded of it, and the camera."""
    with reading() as session:
        return _piece_page(session, opened_here(session, course, lesson), key, RecordingForm())


@bp.post("/teach/signing/courses/<course>/<lesson>/pieces/<key>")
@takes_recordings
@plays_unsent
@signed_in
def record_piece(course: str, lesson: str, key: str) -> ResponseReturnValue:
    """Take a recording of one piece; it takes the place of the one before."""
    form = RecordingForm()
    with reading() as session:
        opened = opened_here(session, course, lesson)
        passage, _others = _passage(opened, key)
        if opened.work is None:
            abort(404)
        language = opened.work.language
        may_record = sign_consent.portrait_state(session, current_person().person_id).is_given
    if not may_record:
        return to("authoring.portrait")
    outcome: object = received(Purpose.SIGN_RECORDING, field="recording")
    if not isinstance(outcome, Refusal):
        with transaction() as session:
            outcome = sign_works.keep_clip(
                session,
                store_for(settings()),
                outcome,  # type: ignore[arg-type]  # narrowed above; mypy widens names that are assigned again
                passage,
                person_id=current_person().person_id,
                language=language,
                now=instant_now(),
            )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        with reading() as session:
            return _piece_page(session, opened_here(session, course, lesson), key, form, 422)
    return to("authoring.sign_piece", course=course, lesson=lesson, key=key, done="kept")


def _passage(opened: SignLesson, key: str) -> tuple[Passage, tuple[Passage, ...]]:
    found = next(
        (
            (passage, others)
            for others in (opened.sentences, opened.checks)
            for passage in others
            if passage.key == key
        ),
        None,
    )
    if found is None:
        abort(404)
    return found


def _piece_page(
    session: Session, opened: SignLesson, key: str, form: RecordingForm, status: int = 200
) -> ResponseReturnValue:
    passage, others = _passage(opened, key)
    if opened.work is None:
        abort(404)
    person_id = current_person().person_id
    at = others.index(passage)
    piece = sign_works.pieces(session, person_id, opened.work.language, [passage])[0]
    return page(
        "authoring/sign_piece.html",
        status,
        form=form,
        opened=opened,
        course=opened.place.course.slug,
        lesson=opened.place.lesson.slug,
        part="sentences" if others is opened.sentences or passage in opened.sentences else "checks",
        piece=piece,
        state=state_words(piece),
        number=at + 1,
        count=len(others),
        before=others[at - 1] if at else None,
        after=others[at + 1] if at + 1 < len(others) else None,
        portrait=sign_consent.portrait_state(session, person_id),
        hint=size_hint(Purpose.SIGN_RECORDING),
        done=done(DONE),
    )
