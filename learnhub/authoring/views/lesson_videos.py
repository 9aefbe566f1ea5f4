"""Put one of a teacher's own videos into a lesson."""

from collections.abc import Sequence

from flask.typing import ResponseReturnValue

from learnhub.accounts.views.circumstances import holdings_of, to
from learnhub.authoring.forms.lesson_videos import LessonChoiceForm
from learnhub.authoring.service import lesson_videos as service
from learnhub.authoring.service.own_lessons import own_lessons
from learnhub.authoring.views.blueprint import bp
from learnhub.catalogue.rules import Findings, publication_figures
from learnhub.catalogue.service.base_lessons import BaseLesson
from learnhub.media.rules.facts import Stored
from learnhub.media.views.videos import MAKERS, own_video
from learnhub.policy.service import figures
from learnhub.primitives import Refusal, instant_now, local_date
from learnhub.storage.service import store_for
from learnhub.web import current_person, page, reading, requires, settings, transaction
from learnhub.web.forms import options


@bp.get("/teach/videos/<token>/lesson")
@requires(*MAKERS)
def video_lesson(token: str) -> ResponseReturnValue:
    """Ask for the lesson that a video is for."""
    return _asking(own_video(token), _lessons())


@bp.post("/teach/videos/<token>/lesson")
@requires(*MAKERS)
def put_video(token: str) -> ResponseReturnValue:
    """Put a video into a lesson: a new version of the course."""
    stored, lessons = own_video(token), _lessons()
    if not lessons:
        return _asking(stored, lessons, status=409)
    form = _form(lessons)
    if not form.validate():
        return _asking(stored, lessons, form, 422)
    now = instant_now()
    rates = publication_figures(figures(settings().content_dir), local_date(now))
    try:
        with transaction() as session:
            outcome = service.put_video(
                session,
                store_for(settings()),
                stored,
                lesson_key=form.lesson.data or "",
                holdings=holdings_of(current_person()),
                figures=rates,
                now=now,
            )
    except Findings as error:
        outcome = service.gate_refusal(error)
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _asking(stored, lessons, form, 422)
    return to("media.video", token=token, done="placed")


def _lessons() -> list[BaseLesson]:
    with reading() as session:
        return own_lessons(session, holdings_of(current_person()))


def _form(lessons: Sequence[BaseLesson]) -> LessonChoiceForm:
    form = LessonChoiceForm()
    form.lesson.choices = options(
        [("", "请选择"), *((one.key, f"{one.course_title}：{one.version.title}") for one in lessons)]
    )
    return form


def _asking(
    stored: Stored, lessons: Sequence[BaseLesson], form: LessonChoiceForm | None = None, status: int = 200
) -> ResponseReturnValue:
    return page(
        "authoring/video_lesson.html",
        status,
        form=(form or _form(lessons)) if lessons else None,
        video=stored,
        has_lessons=bool(lessons),
    )
