"""What a learner may send: an answer, or that a section is done."""

import re
from collections.abc import Collection, Sequence
from typing import Any, ClassVar

from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, RadioField, SelectField, SelectMultipleField, StringField

from learnhub.catalogue.rules.answers import WORDS_CHARACTERS_MAX, paired, placed, words_of, written
from learnhub.catalogue.rules.text import Question, QuestionKind
from learnhub.catalogue.service import QuestionHtml
from learnhub.primitives import new_token, say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, options, tidy
from learnhub.web.words import _

CHOOSE = say("请先选一个答案，再按“提交答案”。")
CHOOSE_SEVERAL = say("请先选出答案，可以选几个，再按“提交答案”。")
WRITE = say("请先写下答案，再按“提交答案”。")
PLACE_NEEDED = say("请给这一项选一个位置。")
PAIR_NEEDED = say("请给这一项选一个答案。")
PLACE_TWICE = say("这个位置已经给了别的一项，请换一个位置。")


class AnswerForm(SiteForm):
    """One answer to one question; `with_words` gives its fields their labels and choices before it is shown.

    act: names this form, so that sending it twice is one try. kind: how the question is answered. legend: what is asked, above
    several fields.
    """

    kind: ClassVar[QuestionKind] = QuestionKind.CHOICE
    legend: Markup = Markup("")
    question = HiddenField()
    act = HiddenField()

    @property
    def chosen_keys(self) -> tuple[str, ...]:
        """Return the marks of the answer (catalogue.rules.answers), here what the fields hold; empty when nothing was chosen."""
        chosen = [field.data for field in self.parts if field.data]
        return tuple(mark for data in chosen for mark in ([data] if isinstance(data, str) else data))

    @property
    def parts(self) -> Sequence[Field]:
        """Return the fields that make up the answer, as they are shown."""
        return [field for name, field in self._fields.items() if name not in {"question", "act"}]


class _OneAnswer(AnswerForm):
    chosen = RadioField(validators=[Needed(CHOOSE)], validate_choice=False)


class _SeveralAnswers(AnswerForm):
    chosen = SelectMultipleField(validators=[Needed(CHOOSE_SEVERAL)], validate_choice=False)


class _WrittenAnswer(AnswerForm):
    kind = QuestionKind.SHORT
    written = StringField(
        validators=[Needed(WRITE), at_most(WORDS_CHARACTERS_MAX)], filters=[lambda typed: tidy(typed)]
    )

    @property
    def chosen_keys(self) -> tuple[str, ...]:
        return (written(self.written.data),) if self.written.data else ()


class _PartedAnswer(AnswerForm):
    """An answer of one list for each thing; the lists are made for the question."""

    @property
    def chosen_keys(self) -> tuple[str, ...]:
        mark = _placed if self.kind is QuestionKind.ORDERING else paired
        return tuple(mark(field.name, field.data) for field in self.parts if field.data)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        is_whole = super().validate(*args, **kwargs)
        if is_whole and self.kind is QuestionKind.ORDERING:
            taken: set[str] = set()
            for field in self.parts:
                if field.data in taken:
                    field.errors = [PLACE_TWICE]
                    is_whole = False
                taken.add(field.data)
        return is_whole


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


def filled_answer(question: Question, marks: Collection[str]) -> AnswerForm:
    """Return the form of a question, named anew, with an answer that was given before."""
    form = fresh_answer(question)
    if isinstance(form, _OneAnswer):
        form.chosen.data = next(iter(marks), None)
    elif isinstance(form, _SeveralAnswers):
        form.chosen.data = sorted(marks)
    elif isinstance(form, _WrittenAnswer):
        form.written.data = words_of(marks)
    else:
        given = {key: value for key, _, value in (re.split("([@=])", mark, maxsplit=1) for mark in marks)}
        for field in form.parts:
            field.data = given.get(field.name, "")
    return form


def with_words(form: AnswerForm, question: Question, html: QuestionHtml) -> AnswerForm:
    """Give a form the words of its question, their sentences marked; return it."""
    form.legend = html.prompt
    if isinstance(form, _OneAnswer | _SeveralAnswers):
        chosen = form.chosen
        chosen.label.text = html.prompt + (_("（可以选几个）") if question.is_multiple else "")
        chosen.choices = [(choice.key, choice.words) for choice in html.choices]
    elif question.kind is QuestionKind.SHORT:
        form.parts[0].label.text = html.prompt
    else:
        for field, choice in zip(form.parts, html.choices, strict=True):
            field.label.text = choice.words
    return form


def with_own_ids(form: AnswerForm, name: str) -> AnswerForm:
    """Give the parts of a form ids that begin with a name, so that several forms can stand on one page; return it."""
    for field in form.parts:
        field.id = field.label.field_id = f"{name}-{field.id}"
    return form


def needed_words(question: Question) -> str:
    """Return what is said to who sends a question without having answered it."""
    match question.kind:
        case QuestionKind.CHOICE:
            return CHOOSE_SEVERAL if question.is_multiple else CHOOSE
        case QuestionKind.SHORT:
            return WRITE
        case QuestionKind.ORDERING:
            return PLACE_NEEDED
        case QuestionKind.MATCHING:
            return PAIR_NEEDED


def _kind(question: Question) -> type[AnswerForm]:
    match question.kind:
        case QuestionKind.CHOICE:
            return _SeveralAnswers if question.is_multiple else _OneAnswer
        case QuestionKind.SHORT:
            return _WrittenAnswer
        case QuestionKind.ORDERING:
            count = len(question.choices)
            pairs: list[tuple[str, str]] = [
                (str(place), say("第 %(place)s 步", place=place)) for place in range(1, count + 1)
            ]
            return _parted(question, pairs, PLACE_NEEDED)
        case QuestionKind.MATCHING:
            pairs = [(choice.key, str(choice.partner)) for choice in question.partners]
            return _parted(question, pairs, PAIR_NEEDED)


def _parted(question: Question, pairs: Sequence[tuple[str, str]], needed: str) -> type[AnswerForm]:
    fields: dict[str, Any] = {
        choice.key: SelectField(
            validators=[Needed(needed)], choices=options([("", say("请选择")), *pairs]), name=choice.key
        )
        for choice in question.choices
    }
    return type("_Parted", (_PartedAnswer,), {"kind": question.kind, **fields})


def _placed(key: str, place: str) -> str:
    return placed(key, int(place)) if place.isascii() and place.isdigit() else ""


_NOTHING: Any = MultiDict()
