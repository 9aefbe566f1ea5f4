"""Put one of a teacher's own videos into a lesson."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from learnhub.accounts.views.circumstances import holdings_of, to
from learnhub.authoring.forms.lesson_videos import LessonChoiceForm
from learnhub.authoring.service import lesson_videos as service
from learnhub.authoring.service.lesson_videos import DraftLesson
from learnhub.authoring.service.own_lessons import own_lessons
from learnhub.authoring.views.blueprint import bp
from learnhub.catalogue.rules import Findings, PublicationFigures, publication_figures
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
    stored = own_video(token)
    with reading() as session:
        return _asking(stored, _lessons(session))


@bp.post("/teach/videos/<token>/lesson")
@requires(*MAKERS)
def put_video(token: str) -> ResponseReturnValue:
    """Put a video into a lesson: of a draft, or as a new version of a course."""
    stored, person = own_video(token), current_person()
    with reading() as session:
        lessons = _lessons(session)
        if not lessons.any:
            return _asking(stored, lessons, status=409)
        form = _form(lessons)
        if not form.validate():
            return _asking(stored, lessons, form, 422)
    chosen = next((one for one in lessons.drafts if one.key == form.lesson.data), None)
    store = store_for(settings())
    try:
        with transaction() as session:
            if chosen is not None:
                outcome = service.put_video_in_draft(
                    session,
                    store,
                    stored,
                    chosen,
                    holdings=holdings_of(person),
                    by=person.person_id,
                    now=instant_now(),
                )
            else:
                outcome = service.put_video(
                    session,
                    store,
                    stored,
                    lesson_key=form.lesson.data or "",
                    holdings=holdings_of(person),
                    figures=_figures(),
                    now=instant_now(),
                )
    except Findings as error:
        outcome = service.gate_refusal(error)
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _asking(stored, lessons, form, 422)
    if chosen is not None:
        return to("authoring.draft_lesson", course=chosen.course, lesson=chosen.slug, done="video-placed")
    return to("media.video", token=token, done="placed")


@dataclass(frozen=True)
class _Lessons:
    """The lessons that a video can go into."""

    drafts: Sequence[DraftLesson]
    published: Sequence[BaseLesson]

    @property
    def any(self) -> bool:
        """Tell whether there is one."""
        return bool(self.drafts or self.published)


def _figures() -> PublicationFigures:
    return publication_figures(figures(settings().content_dir), local_date(instant_now()))


def _lessons(session: Session) -> _Lessons:
    held = holdings_of(current_person())
    drafts = service.draft_lessons(session, store_for(settings()), held, _figures())
    return _Lessons(drafts, own_lessons(session, held))


def _form(lessons: _Lessons) -> LessonChoiceForm:
    form = LessonChoiceForm()
    form.lesson.choices = options(
        [
            ("", _("请选择")),
            *(
                (one.key, _("草稿《%(course)s》：%(lesson)s", course=one.course_title, lesson=one.title))
                for one in lessons.drafts
            ),
            *(
                (
                    one.key,
                    _("已上线《%(course)s》：%(lesson)s", course=one.course_title, lesson=one.version.title),
                )
                for one in lessons.published
            ),
        ]
    )
    return form


def _asking(
    stored: Stored, lessons: _Lessons, form: LessonChoiceForm | None = None, status: int = 200
) -> ResponseReturnValue:
    return page(
        "authoring/video_lesson.html",
        status,
        form=(form or _form(lessons)) if lessons.any else None,
        video=stored,
        has_lessons=lessons.any,
    )
