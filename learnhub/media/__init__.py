"""Uploads, video, captions: what people record, taken in pieces, looked at by its bytes, and played.

For packages above: a page that asks for a recording shows the component `upload_field` and calls `media.current.received`
in its POST view. It takes the file of an ordinary form as well as an upload that a script has sent in pieces, and answers
with a `Stored` (an id, and the facts read from the bytes) or a `Refusal` whose sentence the page shows at the field:

    stored = received(Purpose.SIGN_RECORDING, field="recording")       # in a view; opens its own transactions
    if isinstance(stored, Refusal): return page(..., form=form.refuse(stored)), 422
    row.stored_media_id = stored.id

    media.service.stored_or_none(session, id)         # rules.Stored: facts, state, what can be played
    stored.playable                                    # rules.Playable(blob, content_type, byte_count) or None while converting
    media.service.keep(session, id)                    # something shows it now: it is no longer dropped after a week
    media.service.erase(session, id, now=…)            # takes it out of every page at once; a job erases the bytes

Pieces (static/js/upload.js speaks it; the form token goes in X-Form-Token):
    POST /uploads  purpose, bytes, key  → 201 {"address", "offset", "piece_bytes"}; the same key goes on where it stopped
    HEAD  <address>                      → Upload-Offset, Upload-Length
    PATCH <address>  Upload-Offset: n    → 204 Upload-Offset: n + length; 409 with the true offset when n is another
    POST  <address>/finish               → 200 {"upload": token to post with the form, "facts": sentence} or 422 {"sentence"}
    POST  <address>/cancel               → 204
What was acknowledged survives a kill of the server. Only the person who began an upload can see or go on with it.
"""
