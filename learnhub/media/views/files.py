"""Play one's own recordings: video, sound, poster. What a course shows is served by the catalogue."""

from flask import abort, request
from flask.typing import ResponseReturnValue

from learnhub.media import service
from learnhub.media.rules.facts import Playable, Stored
from learnhub.media.views.blueprint import bp
from learnhub.primitives import say
from learnhub.storage.service import store_for
from learnhub.web import current_person, reading, settings, signed_in
from learnhub.web.files import file_answer

# Kept by the person's own browser, asked about each time: an erased recording must not come out of a cache.
_PRIVATE = "private, no-cache"
_SUFFIXES = {
    "video/mp4": "mp4", "video/webm": "webm", "audio/mp4": "m4a", "audio/webm": "weba", "audio/ogg": "ogg",
    "audio/mpeg": "mp3", "audio/wav": "wav", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp",
}  # fmt: skip


@bp.get("/recordings/<token>/file")
@signed_in
def recording_file(token: str) -> ResponseReturnValue:
    """Send a person's own recording as players want it; ?keep=1 to keep it as a file."""
    return _sent(_own(token).playable, say("录像"))


@bp.get("/recordings/<token>/sound")
@signed_in
def recording_sound(token: str) -> ResponseReturnValue:
    """Send the sound alone."""
    return _sent(_own(token).sound, say("声音"))


@bp.get("/recordings/<token>/poster")
@signed_in
def recording_poster(token: str) -> ResponseReturnValue:
    """Send the picture that stands for the video."""
    poster = _own(token).poster
    return _sent(Playable(poster, "image/jpeg", 0) if poster else None, say("画面"))


def _own(token: str) -> Stored:
    with reading() as session:
        found = service.stored_by_token_or_none(session, token)
    if found is None or found.owner_id != current_person().person_id:
        abort(404)
    return found


def _sent(file: Playable | None, name: str) -> ResponseReturnValue:
    if file is None:
        abort(404)
    try:
        path = store_for(settings()).path(file.blob)
    except KeyError:
        abort(404)
    keeps = request.args.get("keep") == "1"
    return file_answer(
        path,
        file.content_type,
        tag=file.blob,
        cache=_PRIVATE,
        download_name=f"{name}.{_SUFFIXES.get(file.content_type, 'bin')}" if keeps else "",
    )
