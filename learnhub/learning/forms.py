"""What a learner may send: an answer, or that a section is done."""

from typing import Any

from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField, SelectMultipleField

from learnhub.catalogue.rules.text import Question
from learnhub.catalogue.service import QuestionHtml
from learnhub.primitives import new_token
from learnhub.web import SiteForm
from learnhub.web.forms import Needed

CHOOSE = "请先选一个答案，再按“提交答案”。"
CHOOSE_SEVERAL = "请先选出答案，可以选几个，再按“提交答案”。"


class AnswerForm(SiteForm):
    """One answer to one question; `with_words` gives `chosen` its label and choices before it is shown.

    act: names this form, so that sending it twice is one try.
    """

    question = HiddenField()
    act = HiddenField()
    chosen: RadioField | SelectMultipleField

    @property
    def chosen_keys(self) -> tuple[str, ...]:
        """Return the keys of the chosen choices; empty when nothing was chosen."""
        picked = self.chosen.data
        return tuple(picked) if isinstance(picked, list) else (picked,) if picked else ()


class _OneAnswer(AnswerForm):
    chosen = RadioField(validators=[Needed(CHOOSE)], validate_choice=False)


class _SeveralAnswers(AnswerForm):
    chosen = SelectMultipleField(validators=[Needed(CHOOSE_SEVERAL)], validate_choice=False)


def posted_answer(question: Question, fields: MultiDict[str, str]) -> AnswerForm:
    """Return the form of a question as it was sent."""
    return _kind(question)(fields)


def fresh_answer(question: Question) -> AnswerForm:
    """Return an empty form of a question, named anew."""
    # Empty fields, not None: a fresh form must not read the request that was answered before it.
    form = _kind(question)(_NOTHING)
    form.question.data = str(question.number)
    form.act.data = new_token(12)
    return form


def with_words(form: AnswerForm, question: Question, html: QuestionHtml) -> AnswerForm:
    """Give a form the words of its question, their sentences marked; return it."""
    form.chosen.label.text = html.prompt + (Markup("（可以选几个）") if question.is_multiple else Markup(""))
    form.chosen.choices = [(choice.key, choice.words) for choice in html.choices]
    return form


def _kind(question: Question) -> type[AnswerForm]:
    return _SeveralAnswers if question.is_multiple else _OneAnswer


_NOTHING: Any = MultiDict()
