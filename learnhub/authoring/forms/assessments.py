"""What may be typed about a test of a draft."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import NumberRange, Optional

from learnhub.authoring.forms.drafts import TITLE_MAX
from learnhub.catalogue.rules.assessments import (
    ATTEMPTS_MAX,
    MINUTES_MAX,
    QUESTIONS_MAX,
    WAIT_HOURS_MAX,
    AssessmentText,
    Draw,
)
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, tidy


def _number(words: Any, most: int) -> IntegerField:
    sentence = say("请写 0 到 %(most)d 的整数，或者空着。", most=most)
    return IntegerField(words, [Optional(), NumberRange(min=0, max=most, message=sentence)])


class AssessmentForm(SiteForm):
    """A test of a course; how many questions each unit gives is added for the draft by `assessment_form`."""

    shown = HiddenField()
    title = StringField(
        say("测验的名字"), [Needed(say("请写上测验的名字。")), at_most(TITLE_MAX)], filters=[tidy]
    )
    pass_right = _number(say("答对几题算过"), QUESTIONS_MAX)
    attempts = _number(say("最多考几次（0 是不限）"), ATTEMPTS_MAX)
    wait_hours = _number(say("隔几小时能再考"), WAIT_HOURS_MAX)
    minutes = _number(say("限多少分钟（0 是不限）"), MINUTES_MAX)

    @property
    def draws(self) -> list[Any]:
        """Return the fields of the units, in their order."""
        return [field for name, field in self._fields.items() if name.startswith("draw_")]


def assessment_form(units: Sequence[tuple[str, int]]) -> AssessmentForm:
    """Return the form for a draft. units: (title, how many questions it can give)."""
    fields = {
        f"draw_{number}": _number(say("从“%(unit)s”抽几题，最多 %(count)d", unit=title, count=count), count)
        for number, (title, count) in enumerate(units)
    }
    made: type[AssessmentForm] = type("_AssessmentForm", (AssessmentForm,), fields)
    return made()


def fill(form: AssessmentForm, told: AssessmentText, units: Sequence[tuple[str, int]]) -> AssessmentForm:
    """Show a test in its form."""
    form.title.data = told.title
    form.pass_right.data, form.attempts.data = told.pass_right, told.attempts
    form.wait_hours.data, form.minutes.data = told.wait_hours, told.minutes
    drawn = {draw.unit: draw.questions for draw in told.draws}
    for field, (title, _count) in zip(form.draws, units, strict=True):
        field.data = drawn.get(title, 0)
    return form


def told_in(form: AssessmentForm, slug: str, units: Sequence[tuple[str, int]]) -> AssessmentText:
    """Return the test that a valid form tells."""
    return AssessmentText(
        slug=slug,
        title=form.title.data or "",
        draws=tuple(
            Draw(title, field.data)
            for field, (title, _count) in zip(form.draws, units, strict=True)
            if field.data
        ),
        pass_right=form.pass_right.data,
        attempts=form.attempts.data,
        wait_hours=form.wait_hours.data,
        minutes=form.minutes.data or 0,
    )
