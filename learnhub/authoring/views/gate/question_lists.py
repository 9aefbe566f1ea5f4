"""Bring questions into a lesson of a draft from a list that there is: numbered, or GIFT."""

from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.authoring.forms.gate import QuestionListForm
from learnhub.authoring.rules.question_lists import Left, quiz_blocks, read_questions, with_blocks
from learnhub.authoring.service import drafts
from learnhub.authoring.service.drafts import outlines
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.drafts.blocks import revision_seen
from learnhub.authoring.views.drafts.opened import Opened, opened
from learnhub.authoring.views.drafts.saving import after_saving, save_lesson
from learnhub.catalogue.rules import NotFound
from learnhub.catalogue.rules.survey import LessonSurvey, QuestionPart
from learnhub.catalogue.service import survey_lesson
from learnhub.primitives import Refusal, say
from learnhub.web import page, requires
from learnhub.web.forms import options

PLACE = "question-list"
_LEFT_SHOWN_MAX = 10


@bp.get("/teach/courses/<course>/draft/lessons/<lesson>/questions")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def question_list(course: str, lesson: str) -> ResponseReturnValue:
    """Ask for a list of questions."""
    with opened(course) as at:
        form = _form(_survey(at, lesson, at.head.number))
        form.revision.data = str(at.head.number)
        return page("authoring/question_list.html", at=at, lesson=lesson, title=_title(at, lesson), form=form)


@bp.post("/teach/courses/<course>/draft/lessons/<lesson>/questions")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def bring_questions(course: str, lesson: str) -> ResponseReturnValue:
    """Put the questions of a list at the end of a section; what isn't understood is said first, and left out only when told so."""
    with opened(course) as at:
        seen = revision_seen(at, QuestionListForm().revision.data)
        survey = _survey(at, lesson, seen.number)
    form = _form(survey)
    if form.validate():
        found, left = read_questions(form.text.data or "")
        if (left and not form.rest.data) or not found:
            form.text.errors = _told(left)
        else:
            taken = {part.name for part in survey.parts if isinstance(part, QuestionPart)}
            text = with_blocks(survey.source, survey, int(form.section.data), quiz_blocks(found, taken))
            outcome = save_lesson(
                course,
                lesson,
                base_revision=seen.number,
                text=text,
                words=say("导入了 %(count)s 道题", count=len(found)),
                place=PLACE,
            )
            if not isinstance(outcome, Refusal):
                return after_saving(course, lesson, outcome, done="added", block=0)
            form.refuse(outcome)
    with opened(course) as at:
        return page(
            "authoring/question_list.html", 422, at=at, lesson=lesson, title=_title(at, lesson), form=form
        )


def _told(left: list[Left]) -> list[str]:
    told = [
        one.sentence
        if f"第 {one.line} 行" in one.sentence
        else say("第 %(line)s 行：%(sentence)s", line=one.line, sentence=one.sentence)
        for one in left
    ]
    return told[:_LEFT_SHOWN_MAX]


def _survey(at: Opened, lesson: str, revision: int) -> LessonSurvey:
    path = outlines.lesson_path(lesson)
    seen = drafts.revision_by_number(at.session, at.draft, revision)
    content = drafts.file_of(at.store, seen, path)
    survey = survey_lesson(content, path=path) if content is not None else None
    if survey is None:
        raise NotFound(lesson)
    return survey


def _form(survey: LessonSurvey) -> QuestionListForm:
    form = QuestionListForm()
    sections = [(str(one.line), one.text) for one in survey.headings if one.level == 2 and one.text.strip()]
    form.section.choices = options(sections)
    return form


def _title(at: Opened, lesson: str) -> str:
    return outlines.lesson_line(at.store, at.head, lesson, at.rates).title
