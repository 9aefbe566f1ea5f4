"""A trainee's statement as sentences, and spoken by local voices for that trainee alone."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import SiteKeys, site_keys
from learnhub.db import Database
from learnhub.jobs import service as jobs
from learnhub.jobs.models import JobState
from learnhub.jobs.worker import Handler, Work
from learnhub.learning.models import Enrolment
from learnhub.primitives import instant_now, local_date
from learnhub.settings import Settings
from learnhub.speech import service as speech
from learnhub.speech.models import PageSpeech
from learnhub.speech.rules import Engine, SpokenSentence, rank
from learnhub.subsidy.models import Claim
from learnhub.subsidy.rules import LINE_WORDS
from learnhub.subsidy.rules.claims import PAYEE_WORDS
from learnhub.subsidy.rules.statements import LineSaid, Statement, StepSaid, said
from learnhub.subsidy.service.claims.payees import payee_told, payees_of
from learnhub.subsidy.service.claims.told import claim_told, claims_of_enrolments

JOB_STATEMENT = "subsidy.statement"


def own_claim_or_none(session: Session, enrolment: Enrolment, claim_id: int) -> Claim | None:
    """Return a claim if this enrolment has lines in it; None otherwise, whether or not it exists."""
    claims = claims_of_enrolments(session, [enrolment.id]).get(enrolment.id, [])
    return next((one for one in claims if one.id == claim_id), None)


def statement_sentences(
    session: Session, keys: SiteKeys, claim: Claim, enrolment: Enrolment, *, now: datetime
) -> tuple[SpokenSentence, ...]:
    """Return what the page of a statement says and its sound repeats, sentence by sentence."""
    told = claim_told(session, claim, on=local_date(now))
    account = payees_of(session, [enrolment.id]).get(enrolment.id)
    payee = payee_told(keys, account) if account is not None else None
    statement = Statement(
        title=told.training_class.title,
        class_number=told.training_class.number,
        claim_number=claim.number,
        is_reversal=claim.reverses_id is not None,
        lines=[
            LineSaid(LINE_WORDS[one.source.kind], one.source.sentence, one.line.amount_fen, one.line.held_for)
            for one in told.lines
            if one.line.enrolment_id == enrolment.id
        ],
        steps=[StepSaid(local_date(step.taken_at), step.kind, step.reason) for step in told.steps],
        account=(PAYEE_WORDS[payee.kind], payee.masked) if payee is not None else None,
        applicant=claim.applicant,
    )
    return speech.sentences_of(said(statement))


def statement_sound_or_none(
    session: Session, enrolment: Enrolment, sentences: Sequence[SpokenSentence], *, now: datetime
) -> PageSpeech | None:
    """Return the sound of these very sentences that is kept for the trainee, the best voice's; None while there is none."""
    return speech.page_speech_or_none(
        session, sentences, lexicon=speech.page_lexicon(session), owner_id=enrolment.person_id, now=now
    )


def ask_for_statement(session: Session, claim: Claim, enrolment: Enrolment, *, now: datetime) -> None:
    """Ask the worker to speak a statement; asking again while it waits is asking once. The job holds no word of it."""
    jobs.enqueue(
        session,
        JOB_STATEMENT,
        {"claim": claim.id, "enrolment": enrolment.id},
        key=_key(claim, enrolment),
        now=now,
        priority=speech.PRIORITY_PAGE,
        again=True,  # what was spoken has expired since, or the claim has moved
    )


def asked_for(session: Session, claim: Claim, enrolment: Enrolment) -> JobState | None:
    """Return how far the asking is; None when nobody has asked."""
    key = _key(claim, enrolment)
    return jobs.states_by_key(session, [key]).get(key)


def statement_handler(
    database: Database, settings: Settings, engines: Callable[[], Sequence[Engine]]
) -> Handler:
    """Return the handler of JOB_STATEMENT jobs: the built-in voice at once, then the natural one where it is installed.

    Voices that send words away are never asked. Running it again speaks only what isn't kept.
    """

    def handle(work: Work) -> None:
        now = instant_now()
        with database.reading() as session:
            enrolment = session.get_one(Enrolment, work.payload["enrolment"])
            claim = own_claim_or_none(session, enrolment, work.payload["claim"])
            if claim is None:
                return
            owner_id = enrolment.person_id
            lexicon = speech.page_lexicon(session)
            sentences = statement_sentences(session, site_keys(settings), claim, enrolment, now=now)
            kept = statement_sound_or_none(session, enrolment, sentences, now=now)
            best = rank(kept.engine) if kept is not None else None
        for engine in sorted(speech.local_engines(engines()), key=lambda one: -rank(one.name)):
            if best is not None and rank(engine.name) >= best:
                continue
            sound, cues = speech.speak_page(sentences, engine=engine, lexicon=lexicon, goes_on=work.progress)
            with database.transaction() as session:
                speech.keep_page_speech(
                    session, sentences, sound, cues,
                    lexicon=lexicon, engine=engine, owner_id=owner_id, now=instant_now(),
                )  # fmt: skip

    return handle


def _key(claim: Claim, enrolment: Enrolment) -> str:
    return f"{JOB_STATEMENT}:{claim.id}:{enrolment.id}"
