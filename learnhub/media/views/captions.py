"""Captions and descriptions of a teacher's own video: read a file, correct one, correct all."""

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.views.circumstances import done, to
from learnhub.media import service
from learnhub.media.forms import CueForm, TrackFileForm, TrackTextForm, cue_lines
from learnhub.media.rules.captions import (
    STATE_WORDS,
    TRACK_WORDS,
    CaptionCue,
    CueFault,
    TrackKind,
    cue_faults,
    time_text,
    vtt_text,
)
from learnhub.media.rules.facts import Stored
from learnhub.media.service import TrackText
from learnhub.media.views.blueprint import bp
from learnhub.media.views.videos import DONE, MAKERS, own_video
from learnhub.primitives import Refusal, instant_now, say
from learnhub.web import current_person, page, reading, requires, transaction
from learnhub.web.paging import page_number, part_of

_ROWS = 10  # each row has a link of its own, and a page at most 25 stops


@bp.get("/teach/videos/<token>/<any(captions, description):kind>")
@requires(*MAKERS)
def track(token: str, kind: str) -> ResponseReturnValue:
    """Show the captions of a video as a table, with a form for a file."""
    return _track_page(own_video(token), TrackKind(kind), TrackFileForm(after=str(_number(token, kind))))


@bp.post("/teach/videos/<token>/<any(captions, description):kind>")
@requires(*MAKERS)
def read_track_file(token: str, kind: str) -> ResponseReturnValue:
    """Take a caption file in the place of what there is."""
    stored, which, form = own_video(token), TrackKind(kind), TrackFileForm()
    file = request.files.get("track")
    if file is None or not file.filename:
        form.refuse(
            Refusal(
                "no-file",
                say("请先选择%(track_words)s文件（.vtt 或 .srt）。", track_words=TRACK_WORDS[which]),
                field="track",
            )
        )
        return _track_page(stored, which, form, 422)
    read = service.read_track(file.stream.read(600_000), which, duration_ms=stored.duration_ms)
    faults = [one for one in read if isinstance(one, CueFault)]
    if faults:
        return _track_page(stored, which, form.refuse_all(faults), 422)
    cues = [one for one in read if isinstance(one, CaptionCue)]
    outcome = _save(stored, which, cues, after=form.after.data, is_checked=True)
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        form.after.data = str(_number(token, kind))
        return _track_page(stored, which, form, 422)
    return to("media.track", token=token, kind=kind, done="saved")


@bp.get("/teach/videos/<token>/<any(captions, description):kind>/text")
@requires(*MAKERS)
def track_text(token: str, kind: str) -> ResponseReturnValue:
    """Show all captions as lines of text to be corrected together."""
    stored, which = own_video(token), TrackKind(kind)
    with reading() as session:
        newest = service.newest_track(session, stored.id, which)
    form = TrackTextForm(
        lines=cue_lines(newest.cues) if newest else "", after=str(newest.number if newest else 0)
    )
    return _text_page(stored, which, newest, form)


@bp.post("/teach/videos/<token>/<any(captions, description):kind>/text")
@requires(*MAKERS)
def save_track_text(token: str, kind: str) -> ResponseReturnValue:
    """Save all captions; what was typed stays on the page until it is right."""
    stored, which, form = own_video(token), TrackKind(kind), TrackTextForm()
    with reading() as session:
        newest = service.newest_track(session, stored.id, which)
    if not form.validate():
        return _text_page(stored, which, newest, form, 422)
    typed = form.cues()
    faults = typed if isinstance(typed, list) else _faults(stored, which, *typed)
    if isinstance(typed, list) or faults:
        return _text_page(stored, which, newest, form.refuse_all(faults), 422)
    outcome = _save(stored, which, typed[0], after=form.after.data, is_checked=bool(form.is_checked.data))
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        form.after.data = str(_number(token, kind))
        return _text_page(stored, which, newest, form, 422)
    return to("media.track", token=token, kind=kind, done="saved")


@bp.get("/teach/videos/<token>/<any(captions, description):kind>/cues/<int:place>")
@requires(*MAKERS)
def cue(token: str, kind: str, place: int) -> ResponseReturnValue:
    """Show one caption to be corrected; the place after the last one is a new one."""
    stored, which = own_video(token), TrackKind(kind)
    with reading() as session:
        newest, cues = _cues(session, stored, which)
    if not 1 <= place <= len(cues) + 1:
        abort(404)
    number = str(newest.number if newest else 0)
    if place <= len(cues):
        shown = cues[place - 1]
        form = CueForm(
            starts=time_text(shown.start_ms), ends=time_text(shown.end_ms), words=shown.text, after=number
        )
    else:
        form = CueForm(starts=time_text(cues[-1].end_ms) if cues else "0:00", after=number)
    return _cue_page(stored, which, place, len(cues), form)


@bp.post("/teach/videos/<token>/<any(captions, description):kind>/cues/<int:place>")
@requires(*MAKERS)
def save_cue(token: str, kind: str, place: int) -> ResponseReturnValue:
    """Save, remove, or add one caption; it goes where its time puts it."""
    stored, which, form = own_video(token), TrackKind(kind), CueForm()
    with reading() as session:
        _newest, cues = _cues(session, stored, which)
    if not 1 <= place <= len(cues) + 1:
        abort(404)
    is_new = place == len(cues) + 1
    if "remove" in request.form and not is_new:
        changed = cues[: place - 1] + cues[place:]
    else:
        typed = form.cue() if form.validate() else None
        if typed is None or isinstance(typed, Refusal):
            if typed is not None:
                form.refuse(typed)
            return _cue_page(stored, which, place, len(cues), form, 422)
        changed = sorted([*cues[: place - 1], typed, *cues[place:]], key=lambda one: one.start_ms)
        at = changed.index(typed) + 1
        faults = _faults(stored, which, changed, list(range(1, len(changed) + 1)))
        # An old fault elsewhere doesn't hold up this correction; one beside it does.
        near = [fault for fault in faults if fault.line in {at, at + 1}]
        if near:
            for fault in near:
                form.refuse(
                    Refusal("cue", fault.sentence, field="words" if "字" in fault.sentence else "starts")
                )
            return _cue_page(stored, which, place, len(cues), form, 422)
    outcome = _save(stored, which, changed, after=form.after.data, is_checked=False)
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        form.after.data = str(_number(token, kind))
        return _cue_page(stored, which, place, len(cues), form, 422)
    number = (place - 1) // _ROWS + 1
    return to("media.track", token=token, kind=kind, page=number if number > 1 else None, done="saved")


@bp.get("/teach/videos/<token>/<any(captions, description):kind>.vtt")
@requires(*MAKERS)
def track_file(token: str, kind: str) -> ResponseReturnValue:
    """Send the track as WebVTT, for the preview and to keep."""
    stored = own_video(token)
    with reading() as session:
        found = service.newest_track(session, stored.id, TrackKind(kind))
    if found is None:
        abort(404)
    note = "" if found.state.is_publishable else STATE_WORDS[found.state]
    return Response(vtt_text(found.cues, note=note), content_type="text/vtt; charset=utf-8")


def _cues(session: Session, stored: Stored, which: TrackKind) -> tuple[TrackText | None, list[CaptionCue]]:
    newest = service.newest_track(session, stored.id, which)
    return newest, service.track_cues(newest)


def _faults(stored: Stored, which: TrackKind, cues: list[CaptionCue], lines: list[int]) -> list[CueFault]:
    return cue_faults(cues, lines, duration_ms=stored.duration_ms, may_overlap=which is TrackKind.DESCRIPTION)


def _save(
    stored: Stored, which: TrackKind, cues: list[CaptionCue], *, after: str | None, is_checked: bool
) -> TrackText | Refusal:
    with transaction() as session:
        return service.add_version(
            session,
            stored.id,
            which,
            cues,
            made_by=current_person().person_id,
            is_checked=is_checked,
            after=int(after) if after and after.isdecimal() and len(after) < 9 else 0,
            now=instant_now(),
        )


def _number(token: str, kind: str) -> int:
    with reading() as session:
        newest = service.newest_track(session, own_video(token).id, TrackKind(kind))
    return newest.number if newest else 0


def _track_page(
    stored: Stored, which: TrackKind, form: TrackFileForm, status: int = 200
) -> ResponseReturnValue:
    with reading() as session:
        newest, cues = _cues(session, stored, which)
    numbered = list(enumerate(cues, start=1))
    return page(
        "media/track.html",
        status,
        form=form,
        video=stored,
        kind=which,
        words=TRACK_WORDS[which],
        newest=newest,
        state_words=STATE_WORDS,
        paging=part_of(numbered, page_number(request.args.get("page")), _ROWS),
        time_text=time_text,
        done=done(DONE),
    )


def _text_page(
    stored: Stored, which: TrackKind, newest: TrackText | None, form: TrackTextForm, status: int = 200
) -> ResponseReturnValue:
    return page(
        "media/track_text.html",
        status,
        form=form,
        video=stored,
        kind=which,
        words=TRACK_WORDS[which],
        is_draft=newest is not None and not newest.state.is_publishable,
    )


def _cue_page(
    stored: Stored, which: TrackKind, place: int, count: int, form: CueForm, status: int = 200
) -> ResponseReturnValue:
    return page(
        "media/cue.html",
        status,
        form=form,
        video=stored,
        kind=which,
        words=TRACK_WORDS[which],
        place=place,
        is_new=place > count,
    )
