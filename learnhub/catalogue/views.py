"""Pictures of courses, and the files that fill slots."""

from dataclasses import dataclass

from flask import Blueprint, Response, current_app, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound as NotFoundAnswer
from werkzeug.routing import BaseConverter

from learnhub.catalogue import service
from learnhub.catalogue.rules import NotFound, SlotState, SlotView
from learnhub.storage.service import store_for
from learnhub.web import public, reading, settings
from learnhub.web.files import file_answer


class BlobConverter(BaseConverter):
    """A blob in an address: hexadecimal for us, letters outside."""

    regex = "[a-p]{64}"

    def to_python(self, value: str) -> str:
        """Return the blob."""
        return service.unspelled(value)

    def to_url(self, value: str) -> str:
        """Return the letters."""
        return service.spelled(value)


bp = Blueprint("catalogue", __name__)
bp.record_once(lambda state: state.app.url_map.converters.update(blob=BlobConverter))

_YEAR_SECONDS = 31_536_000
_FOR_EVER = f"public, max-age={_YEAR_SECONDS}, immutable"
# A signer can take a video back at any moment: no cache may go on showing it without having asked.
_ASKED_FOR = "public, no-cache"
# Opened by its own address, a drawing is a document: it may draw and nothing else.
_DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@bp.app_errorhandler(NotFound)
def nothing_there(error: NotFound) -> ResponseReturnValue:
    """Answer every look-up of a course, lesson or file that isn't there as the 404 page."""
    return current_app.handle_user_exception(NotFoundAnswer())


def picture_address(course: str, digest: str, path: str) -> str:
    """Return the address of a picture, for service.shown_pictures."""
    return url_for("catalogue.picture", course=course, digest=digest, path=path)


@dataclass(frozen=True, slots=True)
class ShownSign:
    """A short sign video as the component sign_clip shows it: of a question, of feedback, of a page. src: its address."""

    src: str
    content_type: str
    milliseconds: int
    byte_count: int
    language: str
    is_reviewed: bool


def shown_sign(sign: SlotView) -> ShownSign:
    """Return a sign slot with content, ready to be shown."""
    return ShownSign(
        url_for("catalogue.slot_content", name=service.slot_file_name(sign.blob, sign.content_type)),
        sign.content_type,
        sign.milliseconds,
        sign.byte_count,
        sign.language,
        sign.state is SlotState.REVIEWED,
    )


@bp.get("/media/<course>/<digest>/<path:path>")
@public("pictures of lessons that anybody may read")
def picture(course: str, digest: str, path: str) -> ResponseReturnValue:
    """Serve a picture; its address changes with its content, so it may be kept for ever."""
    with reading() as session:
        file = service.media_by_path(session, course, digest, path)
        blob, content_type = file.blob, file.content_type
    answer = _blob_answer(blob, content_type)
    answer.headers["Content-Security-Policy"] = _DRAWING_POLICY
    return answer


@bp.get("/slots/<name>")
@public("audio, sign video and captions of lessons that anybody may read")
def slot_content(name: str) -> ResponseReturnValue:
    """Serve a file that fills a slot, in ranges where a player asks for them."""
    blob = service.unspelled(name.partition(".")[0])
    with reading() as session:
        file = service.slot_file(session, blob)
    if file.name != name:
        raise NotFound(name)
    return _blob_answer(file.blob, file.content_type)


@bp.get("/slots/<blob:blob>/cues.vtt")
@public("which sentence is heard or signed when; goes with audio and sign video")
def slot_cues(blob: str) -> ResponseReturnValue:
    """Serve the cues of spoken text or of a sign video; kept a short while, as they are made anew with their audio."""
    with reading() as session:
        cues = service.slot_cues(session, store_for(settings()), blob)
    return Response(
        cues, content_type="text/vtt; charset=utf-8", headers={"Cache-Control": "public, max-age=300"}
    )


def _blob_answer(blob: str, content_type: str) -> Response:
    try:
        path = store_for(settings()).path(blob)
    except KeyError as error:
        raise NotFound(blob) from error
    if content_type == "image/svg+xml":
        # Drawings are small and shrink to a third: as bytes they are compressed on the way, a sent file isn't.
        answer = Response(path.read_bytes(), content_type=content_type)
        answer.set_etag(blob)
        answer.make_conditional(request)
    else:
        cache = _ASKED_FOR if content_type.startswith("video/") else _FOR_EVER
        return file_answer(path, content_type, tag=blob, cache=cache)
    answer.headers["Cache-Control"] = _FOR_EVER
    return answer
