"""A trainee's statement of one claim: the page, and the same sentences spoken for that trainee alone."""

from typing import Any

from flask import abort, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.views.circumstances import keys, to
from learnhub.jobs.models import JobState
from learnhub.learning.models import Enrolment
from learnhub.primitives import instant_now
from learnhub.speech import service as speech
from learnhub.speech.rules import VOICE_WORDS
from learnhub.subsidy.models import Claim
from learnhub.subsidy.service import claims as service
from learnhub.subsidy.service import course_titles
from learnhub.subsidy.views.blueprint import bp
from learnhub.subsidy.views.own import own_enrolment
from learnhub.web import by_own_secret, page, reading, signed_in, transaction


@bp.get("/me/subsidy/<int:enrolment_id>/claims/<int:claim_id>")
@by_own_secret
@signed_in
def statement(enrolment_id: int, claim_id: int) -> ResponseReturnValue:
    """Tell one claim in sentences, with the player once they are spoken."""
    with reading() as session:
        enrolment, claim = own_claim(session, enrolment_id, claim_id)
        return page("subsidy/statement.html", **_values(session, enrolment, claim))


@bp.post("/me/subsidy/<int:enrolment_id>/claims/<int:claim_id>/voice")
@by_own_secret
@signed_in
def ask_for_voice(enrolment_id: int, claim_id: int) -> ResponseReturnValue:
    """Have the statement spoken; pressing again while it is being spoken does no harm."""
    now = instant_now()
    with transaction() as session:
        enrolment, claim = own_claim(session, enrolment_id, claim_id)
        sentences = service.statement_sentences(session, keys(), claim, enrolment, now=now)
        if service.statement_sound_or_none(session, enrolment, sentences, now=now) is None:
            service.ask_for_statement(session, claim, enrolment, now=now)
    return to("subsidy.statement", enrolment_id=enrolment_id, claim_id=claim_id)


def own_claim(session: Session, enrolment_id: int, claim_id: int) -> tuple[Enrolment, Claim]:
    """Return the present person's enrolment and a claim it has lines in, or answer 404."""
    enrolment = own_enrolment(session, enrolment_id)
    claim = service.own_claim_or_none(session, enrolment, claim_id)
    if claim is None:
        abort(404)
    return enrolment, claim


def _values(session: Session, enrolment: Enrolment, claim: Claim) -> dict[str, Any]:
    now = instant_now()
    sentences = service.statement_sentences(session, keys(), claim, enrolment, now=now)
    spoken = service.statement_sound_or_none(session, enrolment, sentences, now=now)
    state = service.asked_for(session, claim, enrolment)
    return {
        "enrolment_id": enrolment.id,
        "claim": claim,
        "course": course_titles(session, [enrolment])[enrolment.id],
        "sentences": sentences,
        "spoken": spoken,
        "is_asked": spoken is None and state in {JobState.WAITING, JobState.RUNNING},
        "has_failed": spoken is None and state is JobState.FAILED,
        "byte_count": spoken.duration_ms * speech.BIT_RATE_KBPS // 8 if spoken else 0,
        "voice": VOICE_WORDS[spoken.engine] if spoken else "",
        "sound": url_for("speech.page_sound", token=spoken.token) if spoken else "",
        "cues": url_for("speech.page_cues", token=spoken.token) if spoken else "",
    }
