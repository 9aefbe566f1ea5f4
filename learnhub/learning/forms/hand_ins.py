"""What may be typed and chosen about work that is handed in, feedback to it, and steps that are signed off."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from wtforms import (
    DateField,
    Form,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional, ValidationError

from learnhub.accounts.forms import DATE_FORMATS
from learnhub.learning.forms.sendings import SendingForm
from learnhub.learning.rules.hand_ins import (
    LINE_CHARACTERS_MAX,
    OUTCOME_WORDS,
    VERDICT_WORDS,
    LineTold,
    Outcome,
    Verdict,
)
from learnhub.learning.rules.sendings import WORDS_CHARACTERS_MAX
from learnhub.learning.rules.sign_offs import REASON_CHARACTERS_MAX
from learnhub.primitives import new_token, say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, options, tidy

_ACT = re.compile(r"[A-Za-z0-9_-]{8,64}")


class WorkForm(SendingForm):
    """A piece of work that is put together."""

    words = TextAreaField(
        say("您的作业"), [at_most(WORDS_CHARACTERS_MAX)], filters=[lambda typed: tidy(typed)]
    )


class CheckedForm(SiteForm):
    """Hand in what was looked over. token: of the contents that were shown."""

    token = HiddenField()


class FeedbackForm(SendingForm):
    """What a teacher says to a piece of work; feedback_form adds a verdict and words for each thing that is looked at.

    act: names this form, so that sending it twice says it once. seen: how many feedbacks the page showed.
    """

    act = HiddenField()
    seen = HiddenField()
    outcome = RadioField(
        say("这份作业"),
        [InputRequired(say("请选“收下了”或者“请再试一次”。"))],
        choices=options((one.value, words) for one, words in OUTCOME_WORDS.items()),
    )
    words = TextAreaField(
        say("对学员说的话"), [at_most(WORDS_CHARACTERS_MAX)], filters=[lambda typed: tidy(typed)]
    )
    numbers: Sequence[int] = ()

    @property
    def client_id(self) -> str:
        """Return the name of this form, or a new one where it isn't one of ours."""
        return str(self.act.data) if _ACT.fullmatch(self.act.data or "") else new_token(9)

    @property
    def seen_count(self) -> int:
        """Return how many feedbacks the page showed; -1 where that can't be read."""
        typed = str(self.seen.data or "")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else -1

    @property
    def has_said(self) -> bool:
        """Tell whether something was typed about a line, or has to be mended there."""
        said = [self[f"said_{number}"] for number in self.numbers]
        return any(field.data or field.errors for field in said)

    @property
    def lines(self) -> tuple[LineTold, ...]:
        """Return what was said to each thing that is looked at, of a form that was found valid."""
        return tuple(
            LineTold(number, Verdict(self[f"verdict_{number}"].data), self[f"said_{number}"].data or "")
            for number in self.numbers
        )

    @property
    def chosen_outcome(self) -> Outcome:
        """Return the outcome, of a form that was found valid."""
        return Outcome(self.outcome.data)


def feedback_form(looked_at: Sequence[str]) -> FeedbackForm:
    """Return the form for a rubric. looked_at: what is looked at, in order; may be empty."""
    fields: dict[str, Any] = {"numbers": range(1, len(looked_at) + 1)}
    for number, words in enumerate(looked_at, start=1):
        fields[f"verdict_{number}"] = RadioField(
            words,
            [InputRequired(say("请选“够了”或者“还差一点”。"))],
            choices=options((one.value, told) for one, told in VERDICT_WORDS.items()),
        )
        fields[f"said_{number}"] = StringField(
            say("关于“%(words)s”的话", words=words),
            [Optional(), at_most(LINE_CHARACTERS_MAX)],
            filters=[lambda typed: tidy(typed)],
        )
    made: FeedbackForm = type("RubricForm", (FeedbackForm,), fields)()
    return made


NOTHING_CHOSEN = say("请至少勾一个。已经确认过的不用再勾。")


def known_choices(_form: Form, field: SelectMultipleField) -> None:
    """Take nothing that isn't offered: somebody else may have signed it meanwhile."""
    offered: set[str] = {choice.value for choice in field.choices or ()}  # type: ignore[union-attr]  # SelectChoice
    if not set(field.data or ()) <= offered:
        raise ValidationError(say("请从列出的里面勾。已经确认过的不用再勾。"))


class SignOffForm(SiteForm):
    """Steps of one trainee that are signed off. The steps that may be, are handed in."""

    act = HiddenField()
    steps = SelectMultipleField(
        say("今天做到了哪几步"), [Needed(NOTHING_CHOSEN), known_choices], validate_choice=False
    )
    signed_on = DateField(say("哪天做的"), [InputRequired(say("请填写做的那一天。"))], format=DATE_FORMATS)

    @property
    def client_id(self) -> str:
        """Return the name of this form, or a new one where it isn't one of ours."""
        return str(self.act.data) if _ACT.fullmatch(self.act.data or "") else new_token(9)

    def offer(self, choices: Iterable[tuple[str, str]], *, on: date | None = None) -> "SignOffForm":
        """Put what may be signed into the form; on: the day that it begins with."""
        self.steps.choices = options(choices)
        if on is not None:
            self.signed_on.data, self.act.data = on, new_token(9)
        return self

    @property
    def chosen(self) -> list[int]:
        """Return the numbers that were chosen, of a form that was found valid."""
        return [int(one) for one in self.steps.data or ()]


class SignOffReversalForm(SiteForm):
    """Why a signing is answered by its reversal."""

    reason = StringField(
        say("为什么撤销"),
        [Needed(say("请写一句为什么撤销，学员会看到。")), at_most(REASON_CHARACTERS_MAX)],
        filters=[lambda typed: tidy(typed)],
    )
