"""What may be typed about 便利."""

from typing import Any

from wtforms import Form, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import ValidationError

from learnhub.learning.rules.accommodations import (
    FOR_WORDS,
    KIND_WORDS,
    WORDS_CHARACTERS_MAX,
    AccommodationFor,
    AccommodationKind,
)
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, options, tidy


def _one_of_these(_form: Form, field: Any) -> None:
    wanted = field.data if isinstance(field.data, list) else [field.data]
    if not set(wanted) <= {choice.value for choice in field.choices}:
        raise ValidationError(say("请从列出的选项里选。"))


class AskForm(SiteForm):
    """What somebody needs in a course."""

    kinds = SelectMultipleField(
        say("您需要什么"),
        [Needed(say("请至少选一种便利。没有列出的，选“别的便利”再写一句。")), _one_of_these],
        choices=options([(kind.value, words) for kind, words in KIND_WORDS.items()]),
        validate_choice=False,
    )
    asked_for = RadioField(
        say("什么时候用"),
        [_one_of_these],
        choices=options([(one.value, words) for one, words in FOR_WORDS.items()]),
        default=AccommodationFor.COURSE.value,
        validate_choice=False,
    )
    words = TextAreaField(
        say("想补充的话"), [at_most(WORDS_CHARACTERS_MAX)], filters=[lambda typed: tidy(typed)]
    )

    @property
    def kinds_asked(self) -> list[AccommodationKind]:
        """Return what was chosen, in the order of the list."""
        return [kind for kind in AccommodationKind if kind.value in (self.kinds.data or [])]


class AnswerRequestForm(SiteForm):
    """What a base or the office answers."""

    decision = RadioField(
        say("您的答复"),
        [Needed(say("请选一个答复。")), _one_of_these],
        choices=options([("granted", say("同意，到时候会安排好")), ("refused", say("不同意"))]),
        validate_choice=False,
    )
    words = TextAreaField(say("说明"), [at_most(WORDS_CHARACTERS_MAX)], filters=[lambda typed: tidy(typed)])


class ObjectionForm(SiteForm):
    """Why somebody doesn't agree; may stay empty: not agreeing needs no reason."""

    words = TextAreaField(
        say("为什么不同意"), [at_most(WORDS_CHARACTERS_MAX)], filters=[lambda typed: tidy(typed)]
    )
