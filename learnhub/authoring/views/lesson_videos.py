"""Put one of a teacher's own videos into a lesson."""

from collections.abc import Sequence
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.views.circumstances import holdings_of, to
from learnhub.authoring.forms.lesson_videos import LessonChoiceForm
from learnhub.authoring.service import lesson_videos as service
from learnhub.authoring.service.lesson_videos import LessonChoice
from learnhub.authoring.views.blueprint import bp
from learnhub.catalogue.rules import publication_figures
from learnhub.media.rules.facts import Stored
from learnhub.media.views.videos import MAKERS, own_video
from learnhub.policy.service import figures
from learnhub.primitives import instant_now, local_date
from learnhub.storage.service import store_for
from learnhub.web import current_person, once, page, reading, requires, settings, transaction
from learnhub.web.forms import options
from learnhub.web.words import _

SLUG_CHARACTERS_MAX = 60


@bp.get("/teach/videos/<token>/lesson")
@requires(*MAKERS)
def video_lesson(token: str) -> ResponseReturnValue:
    """Ask for the lesson that a video is for."""
    stored = own_video(token)
    with reading() as session:
        return _asking(stored, choices_here(session, _course()))


@bp.post("/teach/videos/<token>/lesson")
@requires(*MAKERS)
@once
def put_video(token: str) -> ResponseReturnValue:
    """Put a video into a lesson of a draft; a published course gets a draft for it."""
    stored, person = own_video(token), current_person()
    with reading() as session:
        lessons = choices_here(session, _course())
        if not lessons:
            return _asking(stored, lessons, status=409)
        form = _form(lessons)
        if not form.validate():
            return _asking(stored, lessons, form, 422)
    chosen = next(one for one in lessons if one.key == form.lesson.data)
    with transaction() as session:
        outcome = service.put_video(
            session,
            store_for(settings()),
            stored,
            chosen,
            holdings=holdings_of(person),
            by=person.person_id,
            now=instant_now(),
        )
    if outcome is not None:
        form.refuse(outcome)
        return _asking(stored, lessons, form, 422)
    done = "video-in-new-draft" if chosen.is_online else "video-placed"
    return to("authoring.draft_lesson", course=chosen.course, lesson=chosen.slug, done=done)


def choices_here(session: Session, course: str) -> list[LessonChoice]:
    """Return the lessons that the person behind this request may put something into. course: of one course alone, or empty."""
    rates = publication_figures(figures(settings().content_dir), local_date(instant_now()))
    held = holdings_of(current_person())
    return service.lesson_choices(session, store_for(settings()), held, rates, course=course)


def lesson_options(lessons: Sequence[LessonChoice]) -> Any:
    """Return lessons as the options of a select field, after one that says to choose."""
    told = [
        (
            one.key,
            _("已上线《%(course)s》：%(lesson)s", course=one.course_title, lesson=one.title)
            if one.is_online
            else _("草稿《%(course)s》：%(lesson)s", course=one.course_title, lesson=one.title),
        )
        for one in lessons
    ]
    return options([("", _("请选择")), *told])


def _course() -> str:
    """Return the course that somebody came from, or nothing."""
    return request.args.get("course", "")[:SLUG_CHARACTERS_MAX]


def _form(lessons: Sequence[LessonChoice]) -> LessonChoiceForm:
    form = LessonChoiceForm()
    form.lesson.choices = lesson_options(lessons)
    return form


def _asking(
    stored: Stored,
    lessons: Sequence[LessonChoice],
    form: LessonChoiceForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    return page(
        "authoring/video_lesson.html",
        status,
        form=(form or _form(lessons)) if lessons else None,
        video=stored,
        course=_course(),
    )
