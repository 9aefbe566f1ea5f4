"""What a view needs to take a recording from its form, whichever way it was sent."""

from flask import request
from werkzeug.datastructures import FileStorage

from learnhub.media import service
from learnhub.media.rules.facts import Stored
from learnhub.media.rules.limits import FORM_BYTES_MAX, Purpose, bytes_max, bytes_words
from learnhub.primitives import Refusal, instant_now, say
from learnhub.web import current_person, settings, site, transaction
from learnhub.web.bodies import takes_up_to

# Put it above the access mark of every POST view that calls `received`, else its form may hold a megabyte.
takes_recordings = takes_up_to(FORM_BYTES_MAX)


def received(purpose: Purpose, *, field: str, token_field: str = "upload") -> Stored | Refusal:  # noqa: S107  the name of a field
    """Return what the posted form brought: an upload that a script has sent in pieces, or a file of the form itself.

    field: of the file; a refusal belongs to it. token_field: where the component upload_field puts the finished upload.
    Opens its own transactions; call it in none. The file is the person's own and is dropped after a week unless
    media.service.keep is called.
    """
    outcome = _received(purpose, field, request.form.get(token_field, ""))
    return Refusal(outcome.code, outcome.sentence, field=field) if isinstance(outcome, Refusal) else outcome


def size_hint(purpose: Purpose) -> str:
    """Say, before a file is chosen, how large it may be with scripts and without."""
    most = bytes_words(bytes_max(purpose))
    at_once = bytes_words(min(FORM_BYTES_MAX, bytes_max(purpose)))
    if most == at_once:
        return say("最大 %(most)s。", most=most)
    return say(
        "最大 %(most)s，断了可以接着传；浏览器不支持脚本时，一次最多 %(at_once)s。",
        most=most,
        at_once=at_once,
    )


def _received(purpose: Purpose, field: str, token: str) -> Stored | Refusal:
    person_id = current_person().person_id
    places = service.places_for(settings())
    has_converter = service.converter_or_none() is not None
    if token:
        return service.finish(
            site().database.transaction,
            places,
            token=token[:100],
            person_id=person_id,
            has_converter=has_converter,
            now=instant_now(),
        )
    file: FileStorage | None = request.files.get(field)
    if file is None or not file.filename:
        return Refusal("no-file", say("请先选择文件。"))
    return service.take_stream(
        transaction,
        places,
        file.stream,
        person_id=person_id,
        purpose=purpose,
        limits=service.limits_of(settings()),
        has_converter=has_converter,
        now=instant_now(),
    )
