"""A video that was recorded in one go, and when each sentence begins in it: by one key, or in a table."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.views.circumstances import done, to
from learnhub.authoring.forms.signing import MarkedForm, RecordingForm, TimesForm, times_form
from learnhub.authoring.models import SignWork
from learnhub.authoring.rules.signing.works import TimeFault, check_times
from learnhub.authoring.service.signing import consent as sign_consent
from learnhub.authoring.service.signing import works as sign_works
from learnhub.authoring.service.signing.works import SignLesson
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.signing.lessons import opened_here
from learnhub.media.current import received, size_hint, takes_recordings
from learnhub.media.rules import Purpose
from learnhub.media.rules.captions import time_text
from learnhub.primitives import Refusal, instant_now, say
from learnhub.storage.service import store_for
from learnhub.web import SiteForm, current_person, page, reading, settings, signed_in, transaction
from learnhub.web.headers import plays_unsent
from learnhub.web.paging import page_number, part_of
from learnhub.web.words import _

ROWS = 6
DONE = {
    "kept": say("视频收到了。接下来标时间：每一句从几分几秒开始。"),
    "saved": say("时间已经保存。"),
}


@bp.get("/teach/signing/courses/<course>/<lesson>/video")
@plays_unsent
@signed_in
def sign_video(course: str, lesson: str) -> ResponseReturnValue:
    """Show the form for a whole video."""
    with reading() as session:
        return _video_page(session, opened_here(session, course, lesson), RecordingForm())


@bp.post("/teach/signing/courses/<course>/<lesson>/video")
@takes_recordings
@plays_unsent
@signed_in
def send_sign_video(course: str, lesson: str) -> ResponseReturnValue:
    """Take a whole video."""
    form = RecordingForm()
    with reading() as session:
        opened = opened_here(session, course, lesson)
        _work(opened)
        may_record = sign_consent.portrait_state(session, current_person().person_id).is_given
    if not may_record:
        return to("authoring.portrait")
    stored = received(Purpose.SIGN_RECORDING, field="recording")
    refusal = stored if isinstance(stored, Refusal) else None
    if not isinstance(stored, Refusal):
        with transaction() as session:
            opened = opened_here(session, course, lesson)
            refusal = sign_works.keep_video(
                session,
                store_for(settings()),
                stored,
                _work(opened),
                text_hash=opened.place.version.text_hash,
                now=instant_now(),
            )
    if refusal is not None:
        form.refuse(refusal)
        with reading() as session:
            return _video_page(session, opened_here(session, course, lesson), form, 422)
    return to("authoring.sign_times", course=course, lesson=lesson, done="kept")


@bp.get("/teach/signing/courses/<course>/<lesson>/times")
@signed_in
def sign_times(course: str, lesson: str) -> ResponseReturnValue:
    """Show the times of a part of the sentences as a table to be typed."""
    with reading() as session:
        opened = opened_here(session, course, lesson)
        return _times_page(opened, _times_form(opened))


@bp.post("/teach/signing/courses/<course>/<lesson>/times")
@signed_in
def save_sign_times(course: str, lesson: str) -> ResponseReturnValue:
    """Keep the times of a part of the table; the whole must run forwards and end within the video."""
    with transaction() as session:
        opened = opened_here(session, course, lesson)
        work = _video_work(opened)
        form = _times_form(opened, posted=request.form)
        typed = form.times() if form.validate() else None
        if typed is not None:
            merged = {**dict(sign_works.times_of(opened)), **typed}
            times = [
                (one.key, start) for one in opened.sentences if (start := merged.get(one.key)) is not None
            ]
            faults = _faults(opened, times)
            if not faults:
                sign_works.keep_times(work, times, now=instant_now())
                number = page_number(request.args.get("page"))
                return to(
                    "authoring.sign_times",
                    course=course,
                    lesson=lesson,
                    page=number if number > 1 else None,
                    done="saved",
                )
            form.refuse_all(faults)
        return _times_page(opened, form, 422)


@bp.get("/teach/signing/courses/<course>/<lesson>/marking")
@signed_in
def sign_marking(course: str, lesson: str) -> ResponseReturnValue:
    """Show the video with the one key that says: the next sentence begins now."""
    with reading() as session:
        return _marking_page(opened_here(session, course, lesson), MarkedForm())


@bp.post("/teach/signing/courses/<course>/<lesson>/marking")
@signed_in
def save_sign_marking(course: str, lesson: str) -> ResponseReturnValue:
    """Keep what was marked with one key."""
    form = MarkedForm()
    with transaction() as session:
        opened = opened_here(session, course, lesson)
        work = _video_work(opened)
        known = {one.key for one in opened.sentences}
        times = [(sentence_id, start) for sentence_id, start in form.times() if sentence_id in known]
        faults = _faults(opened, times) if times else []
        if times and not faults:
            sign_works.keep_times(work, times, now=instant_now())
            return to("authoring.sign_times", course=course, lesson=lesson, done="saved")
        sentence = (
            faults[0].sentence if faults else _("还没有标时间。请一边放视频，一边按“下一句从这里开始”。")
        )
        form.refuse(Refusal("times", sentence))
        return _marking_page(opened, form, 422)


def _faults(opened: SignLesson, times: list[tuple[str, int]]) -> list[TimeFault]:
    assert opened.video is not None
    ids = [one.key for one in opened.sentences]
    return check_times(times, ids, opened.video.duration_ms)


def _work(opened: SignLesson) -> SignWork:
    if opened.work is None:
        abort(404)
    return opened.work


def _video_work(opened: SignLesson) -> SignWork:
    if opened.video is None or opened.is_video_outdated:
        abort(404)
    return _work(opened)


def _times_form(opened: SignLesson, posted: object = None) -> TimesForm:
    part = part_of(opened.sentences, page_number(request.args.get("page")), ROWS)
    first = (part.number - 1) * ROWS
    words = {
        one.key: f"{number}. {one.text if len(one.text) <= 40 else one.text[:39] + '…'}"
        for number, one in enumerate(part.rows, first + 1)
    }
    return times_form(words, times=dict(sign_works.times_of(opened)), posted=posted)


def _times_page(opened: SignLesson, form: TimesForm, status: int = 200) -> ResponseReturnValue:
    _video_work(opened)
    assert opened.video is not None
    return page(
        "authoring/sign_times.html",
        status,
        form=form,
        paging=part_of(opened.sentences, page_number(request.args.get("page")), ROWS),
        length=time_text(opened.video.duration_ms),
        marked_count=len(sign_works.times_of(opened)),
        is_timed=sign_works.is_timed(opened),
        done=done(DONE),
        **_common(opened),
    )


def _marking_page(opened: SignLesson, form: MarkedForm, status: int = 200) -> ResponseReturnValue:
    _video_work(opened)
    times = form.times() or sign_works.times_of(opened)
    form.marked.data = "\n".join(f"{sentence_id} {start}" for sentence_id, start in times)
    return page(
        "authoring/sign_marking.html", status, form=form, sentences=opened.sentences, **_common(opened)
    )


def _video_page(
    session: Session, opened: SignLesson, form: SiteForm, status: int = 200
) -> ResponseReturnValue:
    _work(opened)
    return page(
        "authoring/sign_video.html",
        status,
        form=form,
        portrait=sign_consent.portrait_state(session, current_person().person_id),
        hint=size_hint(Purpose.SIGN_RECORDING),
        **_common(opened),
    )


def _common(opened: SignLesson) -> dict[str, object]:
    return {
        "opened": opened,
        "course": opened.place.course.slug,
        "lesson": opened.place.lesson.slug,
        "video": opened.video,
    }
