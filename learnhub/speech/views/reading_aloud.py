"""朗读这一页: any page of the site read aloud by the local voice, without scripts, for whoever may see that page."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import Response, abort, current_app, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from learnhub.accounts.rules.addresses import local_address
from learnhub.language import Lexicon
from learnhub.primitives import Refusal, instant_now
from learnhub.speech import service
from learnhub.speech.adapters.page_text import PageText, page_text
from learnhub.speech.models import PageSpeech
from learnhub.speech.rules import VOICE_WORDS, EngineFault, SpokenSentence
from learnhub.speech.views.blueprint import bp
from learnhub.web import page, person_or_none, public, reading, settings, transaction
from learnhub.web.words import FOR_A_VOICE, _

# Where app.py puts what tells the readings of a course and its lesson, by their slugs: courses lie above speech.
READINGS = "learnhub.page_readings"
PageReadings = Callable[[Session, str, str], Lexicon]

_ADDRESS_CHARACTERS_MAX = 500
_NOT_READ = frozenset({"static", "favicon", "speech.read_page", "speech.page_sound", "speech.page_cues"})


@bp.get("/read-aloud")
@public(
    "the page is asked for as the person who asks; what it holds for one person only that person can hear"
)
def read_page() -> ResponseReturnValue:
    """Show what a page says, with a player. page: its address on this site, as in the footer's link."""
    address = local_address(request.args.get("page"))
    if address is None or len(address) > _ADDRESS_CHARACTERS_MAX:
        abort(404)
    found = _words_of(address)
    sentences = service.page_sentences(found.words) if found is not None else ()
    if found is None or not sentences:
        return page("speech/nothing_to_read.html", 404, address=address)
    spoken = _spoken(sentences, found)
    if isinstance(spoken, Refusal):
        return page(
            "speech/nothing_to_read.html", 429 if spoken.code == "too-many-pages" else 503,
            address=address, sentence=spoken.sentence,
        )  # fmt: skip
    return page(
        "speech/read_page.html",
        title=found.words.title,
        address=address,
        sentences=sentences,
        spoken=spoken,
        byte_count=spoken.duration_ms * service.BIT_RATE_KBPS // 8,
        voice=VOICE_WORDS[spoken.engine],
        sound=url_for("speech.page_sound", token=spoken.token),
        cues=url_for("speech.page_cues", token=spoken.token),
    )


@bp.get("/read-aloud/<token>.mp3")
@public("the sound of a page that everybody sees; of somebody's page for that person alone")
def page_sound(token: str) -> ResponseReturnValue:
    """Serve the sound of a page, in ranges where a player asks for them."""
    spoken = _kept_or_404(token)
    answer = send_file(io.BytesIO(spoken.sound), mimetype="audio/mpeg", conditional=True, etag=token)
    answer.headers["Cache-Control"] = _cache_rule(spoken)
    return answer


@bp.get("/read-aloud/<token>/cues.vtt")
@public("which sentence of a page is heard when; goes with the sound")
def page_cues(token: str) -> ResponseReturnValue:
    """Serve the cues of a page's sound."""
    spoken = _kept_or_404(token)
    return Response(
        service.page_cue_text(spoken),
        content_type="text/vtt; charset=utf-8",
        headers={"Cache-Control": _cache_rule(spoken)},
    )


def _kept_or_404(token: str) -> PageSpeech:
    person = person_or_none()
    with reading() as session:
        spoken = service.page_speech_by_token_or_none(
            session, token, person_id=person.person_id if person else None, now=instant_now()
        )
    if spoken is None:
        abort(404)
    return spoken


def _cache_rule(spoken: PageSpeech) -> str:
    return "public, max-age=3600" if spoken.owner_id is None else "no-store"


@dataclass(frozen=True)
class _Found:
    """The words of a page. course, lesson: slugs of what it is about, or empty."""

    words: PageText
    course: str
    lesson: str


def _words_of(address: str) -> _Found | None:
    """Return the words of a page as the present person sees it, or None for what is no page for them.

    The page is made by its own view, with its own checks, in a context of its own, and in Chinese: the voice is a Mandarin one.
    """
    with (
        current_app.app_context(),
        current_app.test_request_context(
            address,
            base_url=request.host_url,
            headers={"Cookie": request.headers.get("Cookie", "")},
            environ_overrides={"REMOTE_ADDR": request.remote_addr or "", FOR_A_VOICE: "Mandarin"},
        ) as asked,
    ):
        try:
            if asked.request.endpoint in _NOT_READ:
                return None
            response = current_app.full_dispatch_request()
        except (HTTPException, RequestRedirect):
            return None
        try:
            if 300 <= response.status_code < 400 or response.mimetype != "text/html":
                return None
            named = asked.request.view_args or {}
            return _Found(
                page_text(response.get_data(as_text=True)),
                course=str(named.get("course", named.get("slug", ""))),
                lesson=str(named.get("lesson", "")),
            )
        except ValueError:
            return None
        finally:
            response.close()


def _spoken(sentences: tuple[SpokenSentence, ...], found: _Found) -> PageSpeech | Refusal:
    person = person_or_none()
    # Whoever is signed in may see on any page what concerns nobody else.
    owner_id = person.person_id if person else None
    now = instant_now()
    with reading() as session:
        lexicon = service.page_lexicon(session, _own_readings(session, found))
        kept = service.page_speech_or_none(session, sentences, lexicon=lexicon, owner_id=owner_id, now=now)
        if kept is not None:
            return kept
        refusal = service.too_many(session, owner_id=owner_id, now=now)
    if refusal is not None:
        return refusal
    engine = service.local_voice()
    try:
        sound, cues = service.speak_page(sentences, engine=engine, lexicon=lexicon)
    except EngineFault:
        return Refusal("no-voice", _("朗读暂时用不了，请过几分钟再试。"))
    with transaction() as session:
        made = service.keep_page_speech(
            session, sentences, sound, cues, lexicon=lexicon, engine=engine, owner_id=owner_id, now=now
        )
        if owner_id is None:
            service.ask_for_natural_page(
                session,
                sentences,
                lexicon=lexicon,
                token=made.token,
                engines=service.engines_of(settings()),
                now=now,
            )
        return made


def _own_readings(session: Session, found: _Found) -> Lexicon:
    if not found.course:
        return Lexicon()
    return cast(PageReadings, current_app.extensions[READINGS])(session, found.course, found.lesson)
