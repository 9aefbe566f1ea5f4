"""The recording beside a lesson of a draft: hear it, and say when each sentence begins."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import done, to
from learnhub.authoring.forms.signing import TimesForm, times_form
from learnhub.authoring.rules.drafts.revisions import EDITABLE_STATES
from learnhub.authoring.service import recordings
from learnhub.authoring.service.recordings import LessonRecording
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.drafts.opened import Opened, is_from_gate, open_in, opened
from learnhub.catalogue.rules import NotFound
from learnhub.media.rules.captions import time_text
from learnhub.primitives import Refusal, instant_now, say
from learnhub.storage.service import store_for
from learnhub.web import SiteForm, current_person, page, requires, settings, transaction
from learnhub.web.files import file_answer
from learnhub.web.paging import page_number, part_of
from learnhub.web.words import _

ROWS = 5  # each a field of its own, and a page at most 25 stops
AUTHORS = (Role.INSTRUCTOR, Role.BASE_MANAGER)
DONE = {
    "saved": say("时间已经保存。"),
    "heard": say("记下了：从头听过，时间都对。"),
}


@bp.get("/teach/courses/<course>/draft/lessons/<lesson>/recording/times")
@requires(*AUTHORS)
def recording_times(course: str, lesson: str) -> ResponseReturnValue:
    """Show a recording with a table of when its sentences begin, a part at a time."""
    with opened(course) as at:
        found = recordings.recording_of(at.store, at.head, lesson)
        if isinstance(found, Refusal):
            return _unready(at, lesson, found)
        return _page(at, lesson, found, _form(found))


@bp.post("/teach/courses/<course>/draft/lessons/<lesson>/recording/times")
@requires(*AUTHORS)
def save_recording_times(course: str, lesson: str) -> ResponseReturnValue:
    """Keep the times of a part of the table; the whole must run forwards and end within the recording."""
    with transaction() as session:
        at = open_in(session, course)
        found = recordings.recording_of(at.store, at.head, lesson)
        if isinstance(found, Refusal):
            return _unready(at, lesson, found)
        if request.form.get("deed") == "heard":
            return _heard(at, lesson, found)
        form = _form(found, posted=request.form)
        typed = form.times() if form.validate() else None
        if typed is not None:
            merged = {key: at_ms for key, at_ms in {**found.starts, **typed}.items() if at_ms is not None}
            by, now = current_person().person_id, instant_now()
            outcome = recordings.keep_times(
                session, at.store, at.draft, lesson, merged, is_heard=False, by=by, now=now
            )
            if isinstance(outcome, Refusal):
                form.refuse(outcome)
            elif isinstance(outcome, list):
                form.refuse_all(outcome)
            else:
                number = page_number(request.args.get("page"))
                shown = number if number > 1 else None
                return to(
                    "authoring.recording_times",
                    course=course,
                    lesson=lesson,
                    page=shown,
                    back=at.back,
                    done="saved",
                )
        return _page(at, lesson, found, form, 422)


@bp.get("/teach/courses/<course>/draft/lessons/<lesson>/recording.mp3")
@requires(*AUTHORS)
def recording_sound(course: str, lesson: str) -> ResponseReturnValue:
    """Send the recording of a draft."""
    with opened(course) as at:
        blob = _blob(at, recordings.sound_path(lesson))
    return file_answer(store_for(settings()).path(blob), "audio/mpeg", tag=blob, cache="private, no-cache")


@bp.get("/teach/courses/<course>/draft/lessons/<lesson>/recording.vtt")
@requires(*AUTHORS)
def recording_cues(course: str, lesson: str) -> ResponseReturnValue:
    """Send the times of the recording, for the player."""
    with opened(course) as at:
        content = at.store.get(_blob(at, recordings.cues_path(lesson)))
    return Response(content, content_type="text/vtt; charset=utf-8")


def _heard(at: Opened, lesson: str, found: LessonRecording) -> ResponseReturnValue:
    """Keep that somebody has heard the whole recording and its times are right."""
    by, now = current_person().person_id, instant_now()
    outcome = recordings.keep_times(
        at.session, at.store, at.draft, lesson, None, is_heard=True, by=by, now=now
    )
    form = _form(found)
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _page(at, lesson, found, form, 422)
    if isinstance(outcome, list):
        return _page(at, lesson, found, form.refuse_all(outcome), 422)
    return to("authoring.recording_times", course=at.slug, lesson=lesson, back=at.back, done="heard")


def _blob(at: Opened, path: str) -> str:
    file = at.head.files.get(path)
    if file is None or file.blob not in at.store:
        raise NotFound(path)
    return file.blob


def _numbered(found: LessonRecording) -> list[tuple[int, str, str]]:
    return [(number, one.id, one.text) for number, one in enumerate(found.sentences, start=1)]


def _form(found: LessonRecording, posted: object = None) -> TimesForm:
    rows = part_of(_numbered(found), page_number(request.args.get("page")), ROWS).rows
    words = {key: _("第 %(number)d 句：%(words)s", number=number, words=text) for number, key, text in rows}
    return times_form(words, times=dict(found.starts), posted=posted)


def _unready(at: Opened, lesson: str, refusal: Refusal) -> ResponseReturnValue:
    form = SiteForm().refuse(Refusal(refusal.code, refusal.sentence))
    return page("authoring/recording_times.html", 409, at=at, lesson=lesson, found=None, form=form, done=None)


def _page(
    at: Opened, lesson: str, found: LessonRecording, form: TimesForm, status: int = 200
) -> ResponseReturnValue:
    return page(
        "authoring/recording_times.html",
        status,
        at=at,
        lesson=lesson,
        found=found,
        form=form,
        paging=part_of(_numbered(found), page_number(request.args.get("page")), ROWS),
        length=time_text(found.duration_ms),
        is_editable=at.draft.state in EDITABLE_STATES,
        is_from_gate=is_from_gate(),
        done=done(DONE),
    )
