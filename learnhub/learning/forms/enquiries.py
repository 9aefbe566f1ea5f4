"""What may be typed and chosen in questions to a teacher and their answers."""

from collections.abc import Sequence

from wtforms import BooleanField, HiddenField, SelectField, TextAreaField

from learnhub.learning.forms.sendings import SendingForm
from learnhub.learning.rules.enquiries import (
    ABOUT_WORDS,
    ANSWER_CHARACTERS_MAX,
    QUESTION_CHARACTERS_MAX,
    About,
    AboutGroup,
    AboutKind,
    shortened,
)
from learnhub.learning.rules.sendings import WORDS_CHARACTERS_MAX
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import at_most, grouped_options, tidy

_NAMED = {AboutKind.SENTENCE: "", AboutKind.TASK: say("练习："), AboutKind.CHECK: say("题目：")}


class EnquiryForm(SendingForm):
    """A question to a teacher. about: the place that it is about (rules.enquiries.About.value)."""

    about = SelectField(say("问的是哪里"), validate_choice=False, default="")
    words = TextAreaField(
        say("您的问题"), [at_most(WORDS_CHARACTERS_MAX)], filters=[lambda typed: tidy(typed)]
    )
    is_shared = BooleanField(say("同班同学也可以看这个问题和老师的回答"))

    def offer(self, groups: Sequence[AboutGroup], heard: About | None) -> None:
        """Put the places of a lesson into the list; heard: the sentence where the person left off, which comes first."""
        first = [("", str(ABOUT_WORDS[AboutKind.LESSON]))]
        if heard is not None:
            first.append((heard.value, shortened(heard.words)))
        known = [
            (group.heading, [(one.value, _NAMED[one.kind] + shortened(one.words)) for one in group.places])
            for group in groups
        ]
        self.about.choices = grouped_options(
            [(say("整节课，或者您听到的这一句") if heard is not None else say("整节课"), first), *known]
        )


class AnswerEnquiryForm(SendingForm):
    """What a teacher answers."""

    words = TextAreaField(
        say("您的回答"), [at_most(WORDS_CHARACTERS_MAX)], filters=[lambda typed: tidy(typed)]
    )
    is_shared = BooleanField(say("学员同意的话，同班同学也可以看这个回答"))


class FrequentForm(SiteForm):
    """A question and its answer for everybody. answer_id: of the answer that it was made from."""

    question = TextAreaField(
        say("问题"), [at_most(QUESTION_CHARACTERS_MAX)], filters=[lambda typed: tidy(typed)]
    )
    answer = TextAreaField(say("回答"), [at_most(ANSWER_CHARACTERS_MAX)], filters=[lambda typed: tidy(typed)])
    shows_files = BooleanField(say("我录的也放上去，所有学这一课的人都能听、能看"))
    answer_id = HiddenField()
