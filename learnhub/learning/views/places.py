"""Take where somebody left off, from the scripts of a player."""

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from learnhub.catalogue.rules import Edition
from learnhub.learning import service
from learnhub.learning.service.places import VIDEO_MS_MAX, keep_place
from learnhub.learning.views.lessons import bp
from learnhub.primitives import instant_now
from learnhub.storage.rules import address_of
from learnhub.storage.service import store_for
from learnhub.web import current_person, reading, settings, signed_in, transaction


@bp.post("/courses/<course>/lessons/<lesson>/place", endpoint="keep_place")
@signed_in
def keep(course: str, lesson: str) -> ResponseReturnValue:
    """Move the person's bookmark in a text: `sentence` is one of its sentences or empty, `video` and `sign` whole milliseconds."""
    person_id = current_person().person_id
    with reading() as session:
        found = service.find_lesson(
            session,
            store_for(settings()),
            course_slug=course,
            lesson_slug=lesson,
            person_id=person_id,
            edition=_edition(request.args.get("edition", "")),
        )
    sentence_id = request.form.get("sentence")
    if sentence_id and sentence_id not in {sentence.id for sentence in found.text.sentences()}:
        abort(404)
    with transaction() as session:
        keep_place(
            session,
            person_id=person_id,
            text_hash=address_of(found.source.encode()),
            sentence_id=sentence_id,
            video_ms=_milliseconds(request.form.get("video")),
            sign_ms=_milliseconds(request.form.get("sign")),
            now=instant_now(),
        )
    return Response(status=204, content_type="text/plain; charset=utf-8")


def _edition(told: str) -> Edition:
    return Edition(told) if told in {edition.value for edition in Edition} else Edition.STANDARD


def _milliseconds(told: str | None) -> int | None:
    if told is None:
        return None
    if not (told.isascii() and told.isdigit()) or len(told) > len(str(VIDEO_MS_MAX)):
        abort(400)
    return min(int(told), VIDEO_MS_MAX)
