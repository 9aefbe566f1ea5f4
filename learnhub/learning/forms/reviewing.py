"""What may be said about a mark 需要核对."""

from wtforms import BooleanField, FileField, HiddenField, RadioField, TextAreaField

from learnhub.accounts.rules.consent import Basis, Purpose, text_of
from learnhub.learning.rules.reviewing import OUTCOME_WORDS, WORDS_CHARACTERS_MAX
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, options, tidy

REASON_CHARACTERS_MAX = 200


class MarkAnswerForm(SiteForm):
    """What the trainee says, in words or by voice; both may stay empty, which the service answers."""

    words = TextAreaField(
        say("用一两句话说明"), [at_most(WORDS_CHARACTERS_MAX)], filters=[lambda typed: tidy(typed)]
    )
    recording = FileField(say("或者录一段话"))
    upload = HiddenField()
    # Only where the operator asks for consent; a duty informs.
    agrees = BooleanField(say(text_of(Purpose.VOICE, Basis.CONSENT).agreement))


class MarkDecisionForm(SiteForm):
    """What the office decides, and why."""

    outcome = RadioField(
        say("您的决定"),
        [Needed(say("请选一个决定。"))],
        choices=options([(outcome.value, words) for outcome, words in OUTCOME_WORDS.items()]),
        validate_choice=False,
    )
    words = TextAreaField(
        say("理由"),
        [Needed(say("请写明理由，至少 4 个字，学员会看到它。")), at_most(REASON_CHARACTERS_MAX)],
        filters=[lambda typed: tidy(typed)],
    )
