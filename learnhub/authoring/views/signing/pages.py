"""Sign videos of the pages that decide something for a person: recorded here, shown there."""

from flask import abort
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules.abilities import SIGN_ABILITIES
from learnhub.accounts.service.abilities import abilities_on
from learnhub.accounts.views.circumstances import done, to
from learnhub.authoring.forms.signing import RecordingForm
from learnhub.authoring.rules.signing.pages import PAGES, page_passages
from learnhub.authoring.rules.signing.works import ABILITY_OF
from learnhub.authoring.service.signing import consent as sign_consent
from learnhub.authoring.service.signing import deliveries as sign_deliveries
from learnhub.authoring.service.signing import works as sign_works
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.signing.lessons import state_words
from learnhub.catalogue.rules import SignLanguage
from learnhub.catalogue.rules.passages import Passage
from learnhub.catalogue.service.signs import passage_signs
from learnhub.catalogue.views import ShownSign, shown_sign
from learnhub.media.current import received, size_hint, takes_recordings
from learnhub.media.rules import Purpose
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.storage.service import store_for
from learnhub.web import SiteForm, current_person, page, reading, settings, signed_in, transaction
from learnhub.web.headers import plays_unsent

DONE = {
    "kept": say("这一段收到了。看一看，满意就交上去，不满意就重拍。"),
    "handed-in": say("手语视频已经交上，那一页上就能看到。接下来请另一个懂手语的人审核。"),
}


def page_sign_of(key: str) -> ShownSign | None:
    """Return the sign video of a page that decides something; None where there is none. One query."""
    passage = page_passages()[key]
    with reading() as session:
        sign = passage_signs(session, [passage.text]).get(passage.text)
    return shown_sign(sign) if sign is not None else None


@bp.record_once
def _give_to_templates(state: object) -> None:
    # The pages lie in packages below this one: their templates ask by a name that is handed in here.
    state.app.jinja_env.globals["page_sign_of"] = page_sign_of  # type: ignore[attr-defined]


@bp.get("/teach/signing/pages")
@signed_in
def sign_pages() -> ResponseReturnValue:
    """List the pages that can be signed."""
    with reading() as session:
        _languages(session)
        signs = passage_signs(session, [passage.text for passage, _title in PAGES])
        rows = [(passage, title, signs.get(passage.text)) for passage, title in PAGES]
        return page("authoring/sign_pages.html", rows=rows)


@bp.get("/teach/signing/pages/<key>")
@plays_unsent
@signed_in
def sign_page(key: str) -> ResponseReturnValue:
    """Show the words of a page, what was recorded of them, and the camera."""
    with reading() as session:
        return _sign_page(session, key, RecordingForm())


@bp.post("/teach/signing/pages/<key>")
@takes_recordings
@plays_unsent
@signed_in
def record_page(key: str) -> ResponseReturnValue:
    """Take a recording of a page."""
    form, person_id = RecordingForm(), current_person().person_id
    with reading() as session:
        passage, language = _passage(key), _languages(session)[0]
        may_record = sign_consent.portrait_state(session, person_id).is_given
    if not may_record:
        return to("authoring.portrait")
    stored = received(Purpose.SIGN_RECORDING, field="recording")
    outcome: object = stored
    if not isinstance(stored, Refusal):
        with transaction() as session:
            outcome = sign_works.keep_clip(
                session,
                store_for(settings()),
                stored,
                passage,
                person_id=person_id,
                language=language,
                now=instant_now(),
            )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        with reading() as session:
            return _sign_page(session, key, form, 422)
    return to("authoring.sign_page", key=key, done="kept")


@bp.post("/teach/signing/pages/<key>/delivery")
@signed_in
def hand_in_page(key: str) -> ResponseReturnValue:
    """Hand in the recording of a page."""
    person_id = current_person().person_id
    with transaction() as session:
        passage, language = _passage(key), _languages(session)[0]
        outcome = sign_deliveries.hand_in_passages(
            session,
            store_for(settings()),
            sign_works.pieces(session, person_id, language, [passage]),
            signer_id=person_id,
            language=language,
            lesson_id=None,
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        form = SiteForm()
        form.refuse(outcome)
        with reading() as session:
            return _sign_page(session, key, RecordingForm(), 422, refused=form)
    return to("authoring.sign_page", key=key, done="handed-in")


def _passage(key: str) -> Passage:
    found = page_passages().get(key)
    if found is None:
        abort(404)
    return found


def _languages(session: Session) -> list[SignLanguage]:
    """Return in which languages the person is known to sign, the national one first; 404 for everybody else."""
    known = abilities_on(session, current_person().person_id, today()) & SIGN_ABILITIES
    if not known:
        abort(404)
    return [language for language, ability in ABILITY_OF.items() if ability in known]


def _sign_page(
    session: Session, key: str, form: RecordingForm, status: int = 200, *, refused: SiteForm | None = None
) -> ResponseReturnValue:
    passage, language = _passage(key), _languages(session)[0]
    person_id = current_person().person_id
    piece = sign_works.pieces(session, person_id, language, [passage])[0]
    return page(
        "authoring/sign_page.html",
        status,
        form=refused or form,
        recording_form=form,
        key=key,
        title={one.key: title for one, title in PAGES}[key],
        language=language,
        piece=piece,
        state=state_words(piece),
        portrait=sign_consent.portrait_state(session, person_id),
        hint=size_hint(Purpose.SIGN_RECORDING),
        done=done(DONE),
    )
