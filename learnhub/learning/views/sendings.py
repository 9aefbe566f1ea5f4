"""Take a sending from its form, say what a form for one has to show, keep drafts, and send files to who may see them."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules.consent import Basis, ConsentText, text_of
from learnhub.accounts.rules.consent import Purpose as ConsentPurpose
from learnhub.accounts.service import consents
from learnhub.learning.forms.sendings import SendingForm
from learnhub.learning.models import Sending
from learnhub.learning.rules.sendings import (
    SILENT,
    SendingKind,
    length_refusal,
    sending_refusal,
)
from learnhub.learning.service import sendings as service
from learnhub.learning.service.sendings import FileSent
from learnhub.learning.views.lessons import bp
from learnhub.media import service as media
from learnhub.media.current import received, size_hint
from learnhub.media.rules.facts import Stored
from learnhub.media.rules.limits import Purpose, bytes_words
from learnhub.primitives import Refusal, instant_now, say
from learnhub.storage.service import store_for
from learnhub.web import current_person, reading, settings, signed_in, transaction
from learnhub.web.files import file_answer
from learnhub.web.forms import tidy
from learnhub.web.words import _

PURPOSES: Mapping[SendingKind, Purpose] = {
    SendingKind.VOICE: Purpose.AUDIO_RECORDING,
    SendingKind.VIDEO: Purpose.SIGN_RECORDING,
    SendingKind.PHOTO: Purpose.PHOTO,
}
# Heard and seen again by who may; never kept by a browser that somebody else uses next.
_PRIVATE = "private, no-store"


@dataclass(frozen=True)
class Asked:
    """What the component sending_fields shows beside a form.

    hints: kinds and sizes in words, by kind. purposes: what an upload is begun for. kept: what was taken already, in words; kinds
    without any are left out. told: what is said about recordings before one is sent.
    """

    hints: Mapping[str, str]
    purposes: Mapping[str, str]
    kept: Mapping[str, str]
    told: ConsentText


@dataclass(frozen=True)
class Sent:
    """What a form brought: tidied words, and files that were taken and are the sender's own."""

    words: str
    files: tuple[FileSent, ...]


def asked_of(form: SendingForm) -> Asked:
    """Return what stands beside a form."""
    kept = {kind.value: stored for kind in SendingKind if (stored := _kept(form, kind)) is not None}
    return Asked(
        hints={kind.value: size_hint(purpose) for kind, purpose in PURPOSES.items()},
        purposes={kind.value: purpose.value for kind, purpose in PURPOSES.items()},
        kept={name: bytes_words(stored.facts.byte_count) for name, stored in kept.items()},
        told=_told(),
    )


def sent_in(form: SendingForm, *, may_be_empty: bool = False) -> Sent | None:
    """Return what a posted form brought; None where something has to be mended, which the form then says.

    may_be_empty: the form says something by other fields, so that nothing needs to be sent beside them.

    Call it in no transaction: files are taken in their own. What was taken stays with the form, whatever else has to be mended.
    """
    is_valid = form.validate()
    has_files = any(_is_brought(form, kind) or form.kept_token(kind) for kind in SendingKind)
    if has_files and _told().agreement and not form.agrees.data:
        form.refuse(
            Refusal("not-agreed", say("要发录音、视频或照片，请先勾选同意。也可以只写字。"), field="agrees")
        )
        return None
    taken: dict[SendingKind, Stored] = {}
    for kind in SendingKind:
        found = _taken(form, kind)
        if isinstance(found, Refusal):
            form.refuse(found)
            form.keep_token(kind, "")
        elif found is not None:
            form.keep_token(kind, found.token)
            taken[kind] = found
    words, photo_words = form.words.data or "", form.photo_words.data or ""
    refusal = sending_refusal(
        words, taken, photo_words=photo_words, is_undescribed=bool(form.is_undescribed.data)
    )
    is_plain = may_be_empty and not words and not taken
    if refusal is not None and not is_plain and not form.errors:
        form.refuse(refusal)
    if not is_valid or form.errors:
        return None
    files = [
        FileSent(kind, stored.id, photo_words, bool(form.is_undescribed.data))
        if kind is SendingKind.PHOTO
        else FileSent(kind, stored.id)
        for kind, stored in taken.items()
    ]
    return Sent(words, tuple(files))


def send_in(session: Session, sent: Sent, *, place: str) -> Sending | Refusal:
    """Keep a sending of the person behind this request, with what was told about its files; its draft is done with."""
    person_id, now = current_person().person_id, instant_now()
    made = service.send(session, person_id=person_id, words=sent.words, files=sent.files, now=now)
    if isinstance(made, Sending):
        service.drop_draft(session, person_id=person_id, place=place)
        if sent.files:
            tell_about_files(session)
    return made


def tell_about_files(session: Session) -> None:
    """Record what was told to the person behind this request about recordings and photos, once something with one was sent."""
    consents.tell(session, current_person().person_id, _told(), now=instant_now())


def draft_in(session: Session, place: str) -> str:
    """Return what the person behind this request was writing in a place; empty for nothing."""
    return service.draft_words(session, person_id=current_person().person_id, place=place)


def is_saved_only() -> bool:
    """Tell whether the posted form is to be kept as a draft and not sent: the button 先存着 of sending_fields."""
    return "save" in request.form


def keep_draft_in(session: Session, form: SendingForm, place: str) -> Refusal | None:
    """Keep the words of a form as a draft."""
    return service.keep_draft(
        session,
        person_id=current_person().person_id,
        place=place,
        words=form.words.data or "",
        now=instant_now(),
    )


@bp.post("/me/drafts")
@signed_in
def keep_sending_draft() -> ResponseReturnValue:
    """Keep what a form holds and nobody has sent yet; scripts ask for it every few seconds. Answers in words."""
    with transaction() as session:
        refusal = service.keep_draft(
            session,
            person_id=current_person().person_id,
            place=request.form.get("place", ""),
            words=tidy(request.form.get("words")),
            now=instant_now(),
        )
    if refusal is not None:
        return {"words": refusal.sentence}, 422
    return {"words": _("您写的字已自动存好，还没有发出去。")}


def taken(kind: SendingKind, *, field: str, token_field: str) -> Stored | Refusal:
    """Take a file of a posted form, in transactions of its own; refuse, at its field, what nobody can be asked to listen to.

    What is refused is erased at once; what is taken goes after a week unless something keeps it.
    """
    stored = received(PURPOSES[kind], field=field, token_field=token_field)
    if isinstance(stored, Refusal):
        return stored
    refusal = length_refusal(kind, stored.duration_ms)
    if refusal is None and kind is SendingKind.VOICE:
        is_silent = media.is_silent(media.places_for(settings()), media.converter_or_none(), stored)
        refusal = SILENT if is_silent else None
    if refusal is None:
        return stored
    with transaction() as session:
        media.erase(session, stored.id, now=instant_now())
    return Refusal(refusal.code, refusal.sentence, field=field)


def file_of(stored: Stored | None) -> ResponseReturnValue:
    """Send a file of a sending to somebody who may see it; 404 for one that isn't there or isn't ready."""
    if stored is None or stored.playable is None:
        abort(404)
    try:
        path = store_for(settings()).path(stored.playable.blob)
    except KeyError:
        abort(404)
    return file_answer(path, stored.playable.content_type, tag=stored.playable.blob, cache=_PRIVATE)


def _told() -> ConsentText:
    return text_of(ConsentPurpose.SENDING, Basis(settings().legal_basis))


def _is_brought(form: SendingForm, kind: SendingKind) -> bool:
    return bool(form.upload_token(kind)) or bool(getattr(request.files.get(kind.value), "filename", ""))


def _kept(form: SendingForm, kind: SendingKind) -> Stored | None:
    """Return the file that was taken with an earlier try, if it is this person's and of this kind, and wasn't sent since."""
    token = form.kept_token(kind)
    if not token:
        return None
    with reading() as session:
        found = media.stored_by_token_or_none(session, token)
        if (
            found is None
            or found.owner_id != current_person().person_id
            or found.purpose is not PURPOSES[kind]
        ):
            return None
        return None if service.is_sent(session, found.id) else found


def _taken(form: SendingForm, kind: SendingKind) -> Stored | Refusal | None:
    if not _is_brought(form, kind):
        return _kept(form, kind)
    return taken(kind, field=kind.value, token_field=f"upload_{kind.value}")
