"""What a learner may send: an answer, or that a section is done."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup
from wtforms import HiddenField, RadioField, SelectMultipleField
from wtforms.validators import Length

from learnhub.catalogue.rules.text import Question
from learnhub.primitives import new_token
from learnhub.web import SiteForm
from learnhub.web.forms import Needed

CHOOSE = "请先选一个答案，再按“提交答案”。"
CHOOSE_SEVERAL = "请先选出答案，可以选几个，再按“提交答案”。"


class AnswerForm(SiteForm):
    """One answer to one question; made by answer_form, which gives `chosen` its choices.

    act: names this form, so that sending it twice is one try.
    """

    question = HiddenField()
    act = HiddenField(validators=[Length(max=64)])
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


def answer_form(question: Question, pictures: Mapping[str, str], posted: Any = None) -> AnswerForm:
    """Return the form of a question.

    pictures: address by picture path, for choices that show one. posted: the sent fields; None for a fresh form.
    """
    kind = _SeveralAnswers if question.is_multiple else _OneAnswer
    form = kind(posted) if posted is not None else kind(_NOTHING)
    form.chosen.label.text = question.prompt.text + ("（可以选几个）" if question.is_multiple else "")
    form.chosen.choices = _choices(question, pictures)
    if posted is None:
        form.question.data = str(question.number)
        form.act.data = new_token(12)
    return form


# WTForms reads a falsy formdata as "none was sent": a fresh form must not read the request.
_NOTHING: Any = {}


def _choices(question: Question, pictures: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    return [
        (
            choice.key,
            Markup('<img class="choice__picture" src="{}" alt="{}" width="120" height="90"> {}').format(
                pictures[choice.picture.path], choice.picture.description, choice.text.text
            )
            if choice.picture is not None and choice.picture.path in pictures
            else choice.text.text,
        )
        for choice in question.choices
    ]
