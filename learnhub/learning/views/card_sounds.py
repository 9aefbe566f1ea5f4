"""The sound of one card of an easy-read lesson."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from learnhub.catalogue.rules import NotFound
from learnhub.learning.views.lessons import bp
from learnhub.speech.service import rendition_by_blob_or_none
from learnhub.speech.service.excerpts import excerpt_or_none, excerpt_sound
from learnhub.storage.service import store_for
from learnhub.web import public, reading, settings

_FOR_EVER = "public, max-age=31536000, immutable"


@bp.get("/slots/<blob:blob>/sentences/<first>/<last>.mp3")
@public("a part of the audio of a lesson that anybody may read")
def card_sound(blob: str, first: str, last: str) -> ResponseReturnValue:
    """Serve what one card says, cut from the audio of its lesson; the address changes with the audio."""
    with reading() as session:
        rendition = rendition_by_blob_or_none(session, blob)
        excerpt = excerpt_or_none(rendition, {first, last}) if rendition is not None else None
        if rendition is None or excerpt is None or (excerpt.first, excerpt.last) != (first, last):
            raise NotFound(f"{first}/{last}")
        sound = excerpt_sound(store_for(settings()), rendition, excerpt)
    answer = Response(sound, content_type="audio/mpeg", headers={"Cache-Control": _FOR_EVER})
    answer.set_etag(f"{blob}-{first}-{last}")
    # A player asks for ranges, and some phones play nothing without.
    answer.make_conditional(request, accept_ranges=True, complete_length=len(sound))
    return answer
