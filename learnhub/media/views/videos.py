"""A teacher's own videos: send one, see how far it is, ask for captions, erase it."""

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import done, to
from learnhub.media import service
from learnhub.media.current import received, size_hint, takes_recordings
from learnhub.media.forms import ConfirmForm, VideoForm
from learnhub.media.rules.captions import STATE_WORDS, TrackKind
from learnhub.media.rules.facts import Stored, StoredState
from learnhub.media.rules.limits import Purpose
from learnhub.media.rules.taking import HOW_TO_RECORD
from learnhub.media.views.blueprint import bp
from learnhub.primitives import Refusal, instant_now, is_slug, say
from learnhub.web import current_person, page, reading, requires, transaction
from learnhub.web.paging import page_number, part_of

MAKERS = (Role.INSTRUCTOR, Role.BASE_MANAGER)
STATES = {
    StoredState.READY: say("可以放了"),
    StoredState.CONVERTING: say("正在转换成网页能放的格式"),
    StoredState.FAILED: say("没能转换"),
}
DONE = {
    "sent": say("视频已经收到。"),
    "asked": say("已经请机器听写，过几分钟刷新这一页。"),
    "erased": say("视频已经删掉。"),
    "saved": say("字幕已经保存。"),
}


@bp.get("/teach/videos")
@requires(*MAKERS)
def videos() -> ResponseReturnValue:
    """List the person's own videos, newest first."""
    with reading() as session:
        found = service.own_media(session, current_person().person_id, Purpose.LESSON_VIDEO)
        tracks = {one.id: service.tracks_of(session, one.id) for one in found}
    return page(
        "media/videos.html",
        paging=part_of(found, page_number(request.args.get("page"))),
        tracks=tracks,
        states=STATES,
        done=done(DONE),
        TrackKind=TrackKind,
    )


@bp.get("/teach/videos/new")
@requires(*MAKERS)
def new_video() -> ResponseReturnValue:
    """Ask for a video, with its limits and how phones have to record."""
    return _asking(VideoForm())


@bp.post("/teach/videos/new")
@takes_recordings
@requires(*MAKERS)
def send_video() -> ResponseReturnValue:
    """Take a video, whichever way it was sent."""
    form = VideoForm()
    stored = received(Purpose.LESSON_VIDEO, field="video")
    if isinstance(stored, Refusal):
        form.refuse(stored)
        form.upload.data = ""
        return _asking(form, 422)
    with transaction() as session:
        service.keep(session, stored.id)
    return to("media.video", token=stored.token, course=_course() or None, done="sent")


@bp.get("/teach/videos/<token>")
@requires(*MAKERS)
def video(token: str) -> ResponseReturnValue:
    """Show one video: what it is, how far it is, its captions."""
    stored = own_video(token)
    with reading() as session:
        tracks = service.tracks_of(session, stored.id)
    return page(
        "media/video.html",
        video=stored,
        tracks=tracks,
        states=STATES,
        track_states=STATE_WORDS,
        can_draft=service.can_draft(),
        done=done(DONE),
        TrackKind=TrackKind,
        form=ConfirmForm(),
        placing=request.path + "/lesson" + (f"?course={_course()}" if _course() else ""),
    )


@bp.post("/teach/videos/<token>/draft")
@requires(*MAKERS)
def ask_draft(token: str) -> ResponseReturnValue:
    """Ask a machine to write down what is said."""
    stored = own_video(token)
    if not service.can_draft():
        abort(404)
    with transaction() as session:
        outcome = service.ask_for_draft(session, stored.id, now=instant_now())
    return to("media.video", token=token, done="asked" if outcome is None else None)


@bp.get("/teach/videos/<token>/erasure")
@requires(*MAKERS)
def video_erasure(token: str) -> ResponseReturnValue:
    """Ask before a video is erased."""
    return page("media/erasure.html", video=own_video(token), form=ConfirmForm())


@bp.post("/teach/videos/<token>/erasure")
@requires(*MAKERS)
def erase_video(token: str) -> ResponseReturnValue:
    """Erase a video from the person's own list; a course that shows it keeps it."""
    stored = own_video(token)
    with transaction() as session:
        service.erase(session, stored.id, now=instant_now())
    return to("media.videos", done="erased")


def _course() -> str:
    """Return the course that a video was begun for, so that it leads back there; empty for none."""
    asked = request.args.get("course", "")
    return asked if is_slug(asked) else ""


def own_video(token: str) -> Stored:
    """Return the person's own lesson video; nobody else's is there."""
    with reading() as session:
        found = service.stored_by_token_or_none(session, token)
    if (
        found is None
        or found.owner_id != current_person().person_id
        or found.purpose is not Purpose.LESSON_VIDEO
    ):
        abort(404)
    return found


def _asking(form: VideoForm, status: int = 200) -> ResponseReturnValue:
    return page(
        "media/new_video.html",
        status,
        form=form,
        hint=size_hint(Purpose.LESSON_VIDEO),
        purpose=Purpose.LESSON_VIDEO.value,
        how_to_record=HOW_TO_RECORD,
        converts=service.converter_or_none() is not None,
        course=_course(),
        back=url_for("media.videos"),
    )
