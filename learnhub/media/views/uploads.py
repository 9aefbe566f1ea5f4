"""The upload protocol: begin, send pieces, ask how far it is, finish (described in learnhub/media/__init__.py)."""

from flask import abort, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from learnhub.media import service
from learnhub.media.models import MediaUpload
from learnhub.media.rules.limits import PIECE_BYTES, PIECE_BYTES_MAX, Purpose
from learnhub.media.views.blueprint import bp
from learnhub.primitives import Refusal, instant_now
from learnhub.web import current_person, reading, settings, signed_in, site, transaction
from learnhub.web.bodies import takes_up_to

PIECE_TYPE = "application/offset+octet-stream"
_DIGITS_MAX = 15


@bp.post("/uploads")
@signed_in
def begin_upload() -> ResponseReturnValue:
    """Begin an upload, or go on with the one begun for the same file."""
    byte_count = _number(request.form.get("bytes", ""))
    key = request.form.get("key", "")
    try:
        purpose = Purpose(request.form.get("purpose", ""))
    except ValueError:
        abort(400)
    if byte_count is None or not key:
        abort(400)
    with transaction() as session:
        outcome = service.begin(
            session,
            person_id=current_person().person_id,
            purpose=purpose,
            byte_count=byte_count,
            key=key,
            limits=service.limits_of(settings()),
            now=instant_now(),
        )
        if isinstance(outcome, Refusal):
            return _refused(outcome)
        address = url_for("media.upload", token=outcome.token)
        answer = jsonify(address=address, offset=outcome.received, piece_bytes=PIECE_BYTES)
    answer.status_code = 201
    answer.headers["Location"] = address
    return answer


@bp.get("/uploads/<token>")
@signed_in
def upload(token: str) -> ResponseReturnValue:
    """Say how far an upload is (HEAD alone needs it); a stranger's isn't there."""
    with reading() as session:
        return _progress(_own(service.own_upload_or_none(session, token, current_person().person_id)))


@bp.patch("/uploads/<token>")
@takes_up_to(PIECE_BYTES_MAX)
@signed_in
def send_piece(token: str) -> ResponseReturnValue:
    """Take one piece. It is read before anything is locked: a slow phone keeps nobody waiting."""
    offset = _number(request.headers.get("Upload-Offset", ""))
    if offset is None or request.mimetype != PIECE_TYPE:
        abort(400)
    person_id = current_person().person_id
    with reading() as session:
        _own(service.own_upload_or_none(session, token, person_id))
    piece = request.get_data(cache=False)
    parts = service.places_for(settings()).parts
    with parts.alone(token), transaction() as session:
        outcome = service.receive(
            session, parts, token=token, person_id=person_id, offset=offset, piece=piece, now=instant_now()
        )
    if isinstance(outcome, Refusal):
        return _refused(outcome)
    answer = Response(status=204 if outcome.is_taken else 409)
    answer.headers["Upload-Offset"] = str(outcome.received)
    return answer


@bp.post("/uploads/<token>/finish")
@signed_in
def finish_upload(token: str) -> ResponseReturnValue:
    """Look at the whole file; what it is, or the sentence that says why it can't be taken."""
    outcome = service.finish(
        site().database.transaction,
        service.places_for(settings()),
        token=token,
        person_id=current_person().person_id,
        has_converter=service.converter_or_none() is not None,
        now=instant_now(),
    )
    if isinstance(outcome, Refusal):
        return _refused(outcome)
    return jsonify(upload=token, facts=outcome.facts.words)


@bp.post("/uploads/<token>/cancel")
@signed_in
def cancel_upload(token: str) -> ResponseReturnValue:
    """Drop a half upload."""
    parts = service.places_for(settings()).parts
    person_id = current_person().person_id
    with reading() as session:
        _own(service.own_upload_or_none(session, token, person_id))
    with parts.alone(token), transaction() as session:
        service.cancel(session, parts, token=token, person_id=person_id)
    return Response(status=204)


def _own(found: MediaUpload | None) -> MediaUpload:
    if found is None:
        abort(404)
    return found


def _progress(found: MediaUpload) -> Response:
    answer = Response(status=204)
    answer.headers["Upload-Offset"] = str(found.received)
    answer.headers["Upload-Length"] = str(found.byte_count)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _refused(refusal: Refusal) -> ResponseReturnValue:
    return jsonify(code=refusal.code, sentence=refusal.sentence), 422


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX else None
