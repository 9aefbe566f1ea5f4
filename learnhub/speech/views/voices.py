"""朗读声音: what reads lessons on this site, how far it is, and what may leave the country for it."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.audit.rules import Actor
from learnhub.language import house_lexicon
from learnhub.primitives import instant_now, say
from learnhub.speech import service
from learnhub.speech.adapters.gtts import GoogleSpeech
from learnhub.speech.adapters.kokoro import is_installed
from learnhub.speech.forms import OFF, ON, VoicesForm
from learnhub.speech.models import EngineState
from learnhub.speech.rules import EngineFault, saying_of
from learnhub.speech.views.blueprint import bp
from learnhub.web import current_person, page, reading, requires, settings, site, transaction
from learnhub.web.forms import options
from learnhub.web.words import _, shown_instant

VOICE_CHOICES = options([(service.MAN, say("男声")), (service.WOMAN, say("女声"))])
TEST_SENTENCE = "这是一句试音的话。"
_DONE = {
    "kept": say("已经保存。课文会在后台重新朗读，读好一课换一课。"),
    "unchanged": say("选择和原来一样，没有改动。"),
    "again": say("没读成的课文会再试一次。"),
    "google-works": say("试音成功，谷歌机器音现在能用。"),
    "google-fails": say("试音没有成功，谷歌机器音现在用不了。课文照常由本机朗读。"),
}


@bp.get("/office/voices")
@requires(Role.ADMIN)
def voices() -> ResponseReturnValue:
    """Show the voices, how far they are, and the switch."""
    with reading() as session:
        return _voices_page(session)


@bp.post("/office/voices")
@requires(Role.ADMIN)
def choose_voices() -> ResponseReturnValue:
    """Take a choice of voices."""
    form = _form()
    if not form.validate():
        with reading() as session:
            return _voices_page(session, form, status=422)
    now = instant_now()
    chosen = service.Choice(form.google.data == ON, str(form.natural_voice.data))
    with transaction() as session:
        is_new = service.choose(session, chosen, by=Actor(current_person().person_id), now=now)
        if is_new:
            service.ask_for_all(session, now=now)
    return _done("kept" if is_new else "unchanged")


@bp.post("/office/voices/retries")
@requires(Role.ADMIN)
def try_again() -> ResponseReturnValue:
    """Try what could not be spoken once more."""
    with transaction() as session:
        service.try_failed_again(session, now=instant_now())
    return _done("again")


@bp.post("/office/voices/google-test")
@requires(Role.ADMIN)
def test_google() -> ResponseReturnValue:
    """Send one sentence of no consequence to Google's voice, where it is switched on, and say what came of it."""
    with reading() as session:
        is_on = service.choice(session).is_google_on or settings().google_speech
    if not is_on:
        return _done("google-fails")
    engine = GoogleSpeech(service.SharedBreaker(site().database))
    try:
        engine.speak(engine.form(saying_of(TEST_SENTENCE, house_lexicon())), service.BIT_RATE_KBPS)
    except EngineFault:
        return _done("google-fails")
    return _done("google-works")


def _voices_page(
    session: Session, form: VoicesForm | None = None, *, status: int = 200
) -> ResponseReturnValue:
    chosen = service.choice(session)
    state = service.engine_state_or_none(session, service.GOOGLE)
    current = settings()
    is_on = chosen.is_google_on or current.google_speech
    return page(
        "speech/voices.html",
        status,
        form=form or _form(chosen),
        done=_DONE.get(request.args.get("done", ""), ""),
        progress=service.natural_progress(session),
        is_natural_installed=is_installed(),
        is_opted_out=current.voices == "espeak",
        is_google_on=is_on,
        is_google_by_operator=current.google_speech,
        google_words=_google_words(state, is_on=is_on),
        test_sentence=TEST_SENTENCE,
    )


def _form(chosen: service.Choice | None = None) -> VoicesForm:
    if chosen is None:
        form = VoicesForm()
    else:
        form = VoicesForm(natural_voice=chosen.natural_voice, google=ON if chosen.is_google_on else OFF)
    form.natural_voice.choices = VOICE_CHOICES
    return form


def _google_words(state: EngineState | None, *, is_on: bool) -> str:
    """Return how Google's voice is doing, in words."""
    if not is_on:
        return _("关闭。没有任何课文发到境外。")
    if state is None:
        return _("打开，还没有用过。")
    if state.rests_until_at is not None and state.rests_until_at > instant_now():
        until = shown_instant(state.rests_until_at, "M月d日 HH:mm")
        return str(_("打开，但是接连出错，先不再去问，%(until)s 以后再试。课文由本机朗读。", until=until))
    if state.faults:
        return _("打开，最近出过错，下次用到时再试。")
    return _("打开，正常。")


def _done(code: str) -> ResponseReturnValue:
    return redirect(url_for("speech.voices", done=code), 303)
