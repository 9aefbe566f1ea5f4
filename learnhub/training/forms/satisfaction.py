"""What a trainee may say about a class; nothing is needed."""

from wtforms import RadioField, TextAreaField
from wtforms.validators import Optional

from learnhub.primitives import say
from learnhub.training.rules.satisfaction import (
    CHOICE_WORDS,
    QUESTION_WORDS,
    SKIPPED_WORDS,
    WORDS_CHARACTERS_MAX,
    Answers,
    Choice,
    Question,
)
from learnhub.web import SiteForm
from learnhub.web.forms import at_most, options, tidy


def _asked(question: Question) -> RadioField:
    words = (*CHOICE_WORDS[question], SKIPPED_WORDS)
    return RadioField(
        QUESTION_WORDS[question],
        [Optional()],
        choices=options((choice.value, said) for choice, said in zip(Choice, words, strict=True)),
    )


class SurveyForm(SiteForm):
    """What somebody thought of a class."""

    understood = _asked(Question.UNDERSTOOD)
    useful = _asked(Question.USEFUL)
    access = _asked(Question.ACCESS)
    respect = _asked(Question.RESPECT)
    overall = _asked(Question.OVERALL)
    words = TextAreaField(say("还想说什么"), [Optional(), at_most(WORDS_CHARACTERS_MAX)], filters=[tidy])

    @property
    def answers(self) -> Answers:
        """Return what was answered; a question left alone is skipped."""
        return {one: Choice(self[one.value].data or Choice.SKIPPED) for one in Question}
