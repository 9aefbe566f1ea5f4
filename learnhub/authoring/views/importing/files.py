"""Put what came with an import beside a lesson: a recording, a video with its subtitles, subtitles alone."""

from collections.abc import Sequence

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import holdings_of, to
from learnhub.authoring.forms.imports import PlaceRecordingForm, PlaceSubtitlesForm, PlaceVideoForm
from learnhub.authoring.models import CourseDraft, DocumentImport
from learnhub.authoring.rules.importing.brought import BroughtKind, lesson_by_name, video_of_subtitles
from learnhub.authoring.service.importing import brought, placing
from learnhub.authoring.service.importing import documents as imports
from learnhub.authoring.service.importing.brought import Brought, BroughtState
from learnhub.authoring.service.lesson_videos import LessonChoice
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.lesson_videos import choices_here, lesson_options
from learnhub.media.rules.captions import CueFault, TrackKind
from learnhub.primitives import Refusal, instant_now, say
from learnhub.storage.service import store_for
from learnhub.web import SiteForm, current_person, page, reading, requires, settings, transaction
from learnhub.web.forms import options
from learnhub.web.words import _

AUTHORS = (Role.INSTRUCTOR, Role.BASE_MANAGER)
KIND_WORDS = {
    BroughtKind.AUDIO: say("录音"),
    BroughtKind.VIDEO: say("视频"),
    BroughtKind.SUBTITLES: say("字幕"),
}
_FAULTS_SHOWN = 10
PlaceForm = PlaceRecordingForm | PlaceSubtitlesForm | PlaceVideoForm


def told_of(file: Brought) -> str:
    """Say how far a file is."""
    if file.state is BroughtState.PLACED:
        return _("已经放进课里")
    if file.state is BroughtState.WORKING:
        return _("正在放进课里")
    if file.is_gone:
        return _("已经删掉了")
    return str(_("没能放进去，请看原因") if file.fault else _("还没有放进课里"))


@bp.get("/teach/imports/<token>/files/<file>")
@requires(*AUTHORS)
def import_file(token: str, file: str) -> ResponseReturnValue:
    """Ask for the lesson that a file is for, or show how far it is."""
    with reading() as session:
        row, found = _opened(session, token, file)
        form, lessons = _form(session, row, found)
        _propose(session, row, found, form, lessons)
        return _page(session, row, found, form, has_lessons=bool(lessons))


@bp.post("/teach/imports/<token>/files/<file>")
@requires(*AUTHORS)
def place_import_file(token: str, file: str) -> ResponseReturnValue:
    """Put a file beside a lesson."""
    person = current_person()
    with transaction() as session:
        row, found = _opened(session, token, file, for_update=True)
        form, lessons = _form(session, row, found)
        if found.state is not BroughtState.OPEN or not lessons:
            return _page(session, row, found, form, 409, has_lessons=bool(lessons))
        if form.validate():
            lesson = next(one for one in lessons if one.key == form.lesson.data)
            outcome = _placed(session, row, found, form, lesson, person.person_id)
            if outcome is None:
                return _afterwards(session, row, found, lesson)
            _refuse(form, outcome)
        return _page(session, row, found, form, 422, has_lessons=True)


@bp.get("/teach/imports/<token>/files/<file>/removal")
@requires(*AUTHORS)
def import_file_removal(token: str, file: str) -> ResponseReturnValue:
    """Ask before a file is let go of."""
    with reading() as session:
        row, found = _opened(session, token, file)
        return page("authoring/import_file_removal.html", row=row, file=found, form=SiteForm())


@bp.post("/teach/imports/<token>/files/<file>/removal")
@requires(*AUTHORS)
def remove_import_file(token: str, file: str) -> ResponseReturnValue:
    """Let go of a file; an import that held nothing else goes with it."""
    with transaction() as session:
        row, found = _opened(session, token, file, for_update=True)
        brought.let_go(session, row, found, now=instant_now())
        session.flush()
        is_left = imports.is_there(session, token)
    if not is_left:
        return to("authoring.import_list", done="removed")
    return to("authoring.import_preview", token=token, done="let-go")


def _opened(
    session: Session, token: str, file: str, *, for_update: bool = False
) -> tuple[DocumentImport, Brought]:
    held = holdings_of(current_person())
    row = imports.import_by_token(session, token, held, for_update=for_update)
    return row, brought.brought_by_token(session, row, file, for_update=for_update)


def _course_of(session: Session, row: DocumentImport) -> str:
    """Return the course that an import is for, or nothing; ?all=1 asks for every course."""
    draft_id = row.draft_id or row.target_id
    if draft_id is None or request.args.get("all") == "1":
        return ""
    return session.get_one(CourseDraft, draft_id).slug


def _form(session: Session, row: DocumentImport, file: Brought) -> tuple[PlaceForm, Sequence[LessonChoice]]:
    lessons: Sequence[LessonChoice] = choices_here(session, _course_of(session, row))
    form: PlaceForm
    if file.row.kind is BroughtKind.AUDIO:
        form = PlaceRecordingForm()
    elif file.row.kind is BroughtKind.VIDEO:
        form = PlaceVideoForm()
        form.subtitles.choices = options(
            [("", _("先不配字幕"))] + [(one.row.token, one.row.name) for one in _subtitles(session, row)]
        )
    else:
        form = PlaceSubtitlesForm()
        lessons = placing.videos_in_drafts(
            session, store_for(settings()), lessons, holdings_of(current_person())
        )
    form.lesson.choices = lesson_options(lessons)
    return form, lessons


def _subtitles(session: Session, row: DocumentImport) -> list[Brought]:
    return [
        one
        for one in brought.brought_of(session, row)
        if one.row.kind is BroughtKind.SUBTITLES and one.state is BroughtState.OPEN
    ]


def _propose(
    session: Session, row: DocumentImport, file: Brought, form: PlaceForm, lessons: Sequence[LessonChoice]
) -> None:
    """Choose beforehand what the names say; the person sees it and confirms it by sending the form."""
    form.lesson.data = lesson_by_name(file.row.name, [(one.key, one.title) for one in lessons])
    if isinstance(form, PlaceVideoForm):
        videos = {
            one.row.token: one.row.name
            for one in brought.brought_of(session, row)
            if one.row.kind is BroughtKind.VIDEO
        }
        form.subtitles.data = next(
            (
                one.row.token
                for one in _subtitles(session, row)
                if video_of_subtitles(one.row.name, videos) == file.row.token
            ),
            "",
        )


def _placed(
    session: Session, row: DocumentImport, file: Brought, form: PlaceForm, lesson: LessonChoice, by: int
) -> Refusal | list[CueFault] | None:
    store, held, now = store_for(settings()), holdings_of(current_person()), instant_now()
    if isinstance(form, PlaceRecordingForm):
        return placing.ask_for_recording(session, store, file, lesson, holdings=held, by=by, now=now)
    if isinstance(form, PlaceSubtitlesForm):
        kind = TrackKind(form.kind.data)
        return placing.place_subtitles(session, store, row, file, lesson, kind, holdings=held, by=by, now=now)
    chosen = next((one for one in _subtitles(session, row) if one.row.token == form.subtitles.data), None)
    return placing.place_video(
        session, store, row, file, lesson, subtitles=chosen, holdings=held, by=by, now=now
    )


def _refuse(form: PlaceForm, outcome: Refusal | list[CueFault]) -> None:
    """Show a refusal, or what is wrong with subtitles, line by line; the first ten."""
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return
    field = "subtitles" if isinstance(form, PlaceVideoForm) else "lesson"
    for fault in outcome[:_FAULTS_SHOWN]:
        sentence = _("字幕第 %(line)d 行：%(told)s", line=fault.line, told=fault.sentence)
        form.refuse(Refusal("cue", sentence, field=field))
    if len(outcome) > _FAULTS_SHOWN:
        told = _("字幕里一共有 %(count)d 处要改，改好后再导入字幕；也可以先放视频。", count=len(outcome))
        form.refuse(Refusal("cue", told, field=field))


def _afterwards(
    session: Session, row: DocumentImport, file: Brought, lesson: LessonChoice
) -> ResponseReturnValue:
    if file.row.kind is BroughtKind.AUDIO:
        return to("authoring.import_file", token=row.token, file=file.row.token)
    if any(one.state is BroughtState.OPEN for one in brought.brought_of(session, row)):
        return to("authoring.import_preview", token=row.token, done="placed")
    told = "subtitles-placed" if file.row.kind is BroughtKind.SUBTITLES else "video-placed"
    done = "video-in-new-draft" if lesson.is_online else told
    return to("authoring.draft_lesson", course=lesson.course, lesson=lesson.slug, done=done)


def _page(
    session: Session,
    row: DocumentImport,
    file: Brought,
    form: PlaceForm,
    status: int = 200,
    *,
    has_lessons: bool,
) -> ResponseReturnValue:
    others = [
        one
        for one in brought.brought_of(session, row)
        if one.row.token != file.row.token and one.state is BroughtState.OPEN and not one.is_gone
    ]
    return page(
        "authoring/import_file.html",
        status,
        form=form,
        row=row,
        file=file,
        kinds=BroughtKind,
        kind_words=KIND_WORDS,
        has_lessons=has_lessons,
        has_subtitles=bool(_subtitles(session, row)),
        is_of_one_course=bool(_course_of(session, row)),
        waits_for_draft=bool(row.sources) and row.draft_id is None,
        following=others[0].row if others else None,
    )
