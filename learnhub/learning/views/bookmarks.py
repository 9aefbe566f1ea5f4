"""Where a person left off in a lesson, as its players offer and keep it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import url_for
from sqlalchemy.orm import Session

from learnhub.catalogue import service as catalogue
from learnhub.catalogue.rules import SlotView
from learnhub.catalogue.service.media import sign_starts
from learnhub.learning.service.places import place_of
from learnhub.learning.views.lesson_page import Opened
from learnhub.speech.service import cues, rendition_by_blob_or_none
from learnhub.storage.rules import address_of
from learnhub.storage.service import store_for
from learnhub.web import person_or_none, settings
from learnhub.web.guard import form_token

_NAME_CHARACTERS = 16


@dataclass(frozen=True)
class Bookmark:
    """What a player needs to offer and to keep a place.

    text: names the text in a visitor's browser. keep_at, token: where a signed-in person's place is sent, None for visitors.
    sentence, number: where to go on, number from 1; empty and 0 at the beginning. seconds: the same in this sound or video, 0 where
    unknown. kind: what is kept: "sentence", or the milliseconds of a "video" or "sign" video that has no sentences.
    """

    text: str
    keep_at: str | None
    token: str
    sentence: str = ""
    number: int = 0
    seconds: float = 0
    kind: str = "sentence"


@dataclass(frozen=True)
class Bookmarks:
    """The bookmarks of a lesson: for its sound, its sign video and its main video, whose seconds are all others."""

    heard: Bookmark
    signed: Bookmark
    watched: Bookmark


def bookmarks(session: Session, opened: Opened, audio: SlotView, sign: SlotView) -> Bookmarks:
    """Return where the person who looks left off; for visitors, what their browser needs to keep it."""
    text_hash = address_of(opened.source.encode())
    has_sentences = bool(sign.cues_blob) and opened.text.edition is opened.place.version.edition
    person = person_or_none()
    keep_at = None
    if person is not None:
        keep_at = url_for(
            "learning.keep_place",
            course=opened.place.course.slug,
            lesson=opened.place.lesson.slug,
            edition=opened.text.edition.value,
        )
    name = catalogue.spelled(text_hash)[:_NAME_CHARACTERS]
    start = Bookmark(name, keep_at, form_token(person) if person is not None else "")
    sign_start = start if has_sentences else replace(start, kind="sign")
    if person is None:
        return Bookmarks(start, sign_start, replace(start, kind="video"))
    kept = place_of(session, person.person_id, text_hash)
    heard, signed = start, replace(sign_start, seconds=0 if has_sentences else kept.sign_ms // 1000)
    ids = [sentence.id for sentence in catalogue.spoken_sentences(opened.text)]
    if kept.sentence_id in ids:
        number = ids.index(kept.sentence_id)
        if has_sentences:
            signed = replace(
                start,
                sentence=kept.sentence_id,
                number=number + 1,
                seconds=_signed_at(ids[: number + 1], sign.cues_blob),
            )
        heard = _heard(session, start, audio, kept.sentence_id)
    return Bookmarks(heard, signed, replace(start, kind="video", seconds=kept.video_ms // 1000))


def _heard(session: Session, start: Bookmark, audio: SlotView, sentence_id: str) -> Bookmark:
    rendition = rendition_by_blob_or_none(session, audio.blob) if audio.blob else None
    for number, cue in enumerate(cues(rendition) if rendition is not None else (), start=1):
        if cue.sentence_id == sentence_id:
            return replace(start, sentence=sentence_id, number=number, seconds=cue.start_ms / 1000)
    return start


def _signed_at(ids: Sequence[str], cues_blob: str) -> float:
    """Return when a sign video shows the last of these sentences: its own cue, or that of the sentences it is joined to."""
    starts = sign_starts(store_for(settings()), cues_blob)
    return next((starts[one] / 1000 for one in reversed(ids) if one in starts), 0)
