"""Where a person left off in a lesson, as its players offer and keep it."""

from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from learnhub.catalogue import service as catalogue
from learnhub.catalogue.rules import SlotView
from learnhub.learning.service.places import place_of
from learnhub.learning.views.lesson_page import Opened
from learnhub.speech.service import cues, rendition_by_blob_or_none
from learnhub.storage.rules import address_of
from learnhub.web import person_or_none
from learnhub.web.guard import form_token

_NAME_CHARACTERS = 16


@dataclass(frozen=True)
class Bookmark:
    """What a player needs to offer and to keep a place.

    text: names the text in a visitor's browser. keep_at, token: where a signed-in person's place is sent, None for visitors.
    sentence, number: where to go on, number from 1; empty and 0 at the beginning. seconds: the same in the sound, 0 where unknown.
    """

    text: str
    keep_at: str | None
    token: str
    sentence: str = ""
    number: int = 0
    seconds: float = 0


def bookmarks(session: Session, opened: Opened, audio: SlotView) -> tuple[Bookmark, Bookmark]:
    """Return the bookmark for the sound of a lesson, and the same for its sign video, whose seconds are others."""
    text_hash = address_of(opened.source.encode())
    name = catalogue.spelled(text_hash)[:_NAME_CHARACTERS]
    person = person_or_none()
    if person is None:
        nowhere = Bookmark(name, None, "")
        return nowhere, nowhere
    keep_at = url_for(
        "learning.keep_place",
        course=opened.place.course.slug,
        lesson=opened.place.lesson.slug,
        edition=opened.text.edition.value,
    )
    start = Bookmark(name, keep_at, form_token(person))
    kept = place_of(session, person.person_id, text_hash).sentence_id
    ids = [sentence.id for sentence in catalogue.spoken_sentences(opened.text)]
    if kept not in ids:
        return start, start
    signed = Bookmark(name, keep_at, start.token, kept, ids.index(kept) + 1)
    rendition = rendition_by_blob_or_none(session, audio.blob) if audio.blob else None
    heard = [] if rendition is None else cues(rendition)
    for number, cue in enumerate(heard, start=1):
        if cue.sentence_id == kept:
            return Bookmark(name, keep_at, start.token, kept, number, cue.start_ms / 1000), signed
    return start, signed
