"""What may be sent about a test besides answers."""

from typing import Any

from wtforms import HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import ValidationError

from learnhub.learning.rules.assessments.attempts import HELP_WORDS, HelpKind
from learnhub.primitives import new_token, say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, options, tidy

HELPER_CHARACTERS_MAX = 40
REASON_CHARACTERS_MAX = 200


class PressForm(SiteForm):
    """One press. act: names it, so that sending it twice is one."""

    act = HiddenField()

    def fresh(self) -> Any:
        """Name the form anew; return it."""
        self.act.data = new_token(12)
        return self


def _known_kinds(_form: Any, field: Any) -> None:
    if not set(field.data or []) <= {kind.value for kind in HelpKind}:
        raise ValidationError(say("请从列出的选项里选。"))


class HelpForm(PressForm):
    """Who helped with a test, and how."""

    kinds = SelectMultipleField(
        say("别人帮您做了什么"),
        [Needed(say("请选一选，别人帮您做了什么。")), _known_kinds],
        choices=options([(kind.value, words) for kind, words in HELP_WORDS.items()]),
        validate_choice=False,
    )
    helper = StringField(
        say("谁帮的您"),
        [Needed(say("请写上是谁帮您，例如“妈妈”“王老师”。")), at_most(HELPER_CHARACTERS_MAX)],
        filters=[lambda typed: tidy(typed)],
    )

    @property
    def kinds_chosen(self) -> list[HelpKind]:
        """Return what was chosen, in the order of the list."""
        return [kind for kind in HelpKind if kind.value in (self.kinds.data or [])]


class TakingOutForm(SiteForm):
    """Why a question is taken out."""

    words = TextAreaField(
        say("这道题错在哪里"),
        [
            Needed(say("请写明这道题错在哪里，学员会看到它。")),
            at_most(REASON_CHARACTERS_MAX),
        ],
        filters=[lambda typed: tidy(typed)],
    )


class CheckPaperForm(SiteForm):
    """What somebody says of a paper that was typed in: that it is whole, that it is right, or what isn't."""

    deed = HiddenField()
    words = TextAreaField(
        say("哪一题和纸上不一样"), [at_most(REASON_CHARACTERS_MAX)], filters=[lambda typed: tidy(typed)]
    )
