"""The first step towards captions: from a file, by a machine's draft, or line by line, for a video that stands in a draft."""

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import to
from learnhub.authoring.forms.lesson_videos import TrackForm
from learnhub.authoring.service import lesson_tracks
from learnhub.authoring.service.drafts import outlines
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.drafts.opened import Opened, open_in, opened
from learnhub.catalogue.rules import NotFound
from learnhub.media import service as media
from learnhub.media.rules.captions import CAPTION_BYTES_MAX, CueFault, TrackKind
from learnhub.primitives import Refusal, instant_now
from learnhub.web import SiteForm, current_person, page, requires, settings, site, transaction
from learnhub.web.words import _

AUTHORS = (Role.INSTRUCTOR, Role.BASE_MANAGER)
_FAULTS_SHOWN = 10


@bp.get("/teach/courses/<course>/draft/lessons/<lesson>/captions")
@requires(*AUTHORS)
def gate_captions(course: str, lesson: str) -> ResponseReturnValue:
    """Say which ways there are to captions, and ask for a file."""
    with opened(course) as at:
        return _page(at, lesson, TrackForm(kind=TrackKind.CAPTIONS.value))


@bp.post("/teach/courses/<course>/draft/lessons/<lesson>/captions")
@requires(*AUTHORS)
def put_captions(course: str, lesson: str) -> ResponseReturnValue:
    """Put a file of captions beside the video."""
    form = TrackForm(CombinedMultiDict((request.form, request.files)))
    if form.validate():
        content = request.files["track"].stream.read(CAPTION_BYTES_MAX + 1)
        with transaction() as session:
            at = open_in(session, course)
            title = outlines.lesson_line(at.store, at.head, lesson, at.rates).title
            by, now, kind = current_person().person_id, instant_now(), TrackKind(form.kind.data)
            outcome = lesson_tracks.put_track(
                session, at.store, at.draft, lesson, title, content, kind, by=by, now=now
            )
        if outcome is None:
            return to("authoring.draft_gate", course=course, done="captions")
        _refuse(form, outcome)
    with opened(course) as at:
        return _page(at, lesson, form, 422)


@bp.post("/teach/courses/<course>/draft/lessons/<lesson>/captions/writing")
@requires(*AUTHORS)
def write_captions(course: str, lesson: str) -> ResponseReturnValue:
    """Open the video on its own pages, where captions are written and heard; asked for, a machine makes a first draft."""
    is_drafted = request.form.get("deed") == "draft"
    with opened(course) as at:
        files, person = at.head.files, current_person()
    outcome = lesson_tracks.own_copy(
        site().database.transaction,
        media.places_for(settings()),
        files,
        lesson,
        person_id=person.person_id,
        limits=media.limits_of(settings()),
        now=instant_now(),
    )
    if isinstance(outcome, Refusal):
        with opened(course) as at:
            return _page(
                at, lesson, TrackForm(kind=TrackKind.CAPTIONS.value), 409, SiteForm().refuse(outcome)
            )
    if is_drafted and media.can_draft():
        with transaction() as session:
            media.ask_for_draft(session, outcome.id, now=instant_now())
        return to("media.video", token=outcome.token, course=course, done="asked")
    return to("media.video", token=outcome.token, course=course)


def _refuse(form: TrackForm, outcome: Refusal | list[CueFault]) -> None:
    """Show a refusal, or what is wrong in the file, line by line; the first ten."""
    if isinstance(outcome, Refusal):
        form.refuse(Refusal(outcome.code, outcome.sentence))
        return
    for fault in outcome[:_FAULTS_SHOWN]:
        sentence = _("第 %(line)d 行：%(told)s", line=fault.line, told=fault.sentence)
        form.refuse(Refusal("cue", sentence, field="track"))


def _page(
    at: Opened, lesson: str, form: TrackForm, status: int = 200, refused: SiteForm | None = None
) -> ResponseReturnValue:
    path = lesson_tracks.video_path(at.head.files, lesson)
    if not path:
        raise NotFound(lesson)
    return page(
        "authoring/gate_captions.html",
        status,
        at=at,
        lesson=lesson,
        title=outlines.lesson_line(at.store, at.head, lesson, at.rates).title,
        form=refused or form,
        track=form,
        can_draft=media.can_draft(),
        has_captions=f"lessons/{lesson}.captions.vtt" in at.head.files,
    )
