"""What may be typed on the road to publication."""

from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Optional

from learnhub.authoring.rules.publication import COMMENT_CHARACTERS_MAX, REASON_CHARACTERS_MAX
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, tidy

HANDOVER_CHARACTERS_MAX = 200


class SubmissionForm(SiteForm):
    """A revision to be submitted: the one that the author saw."""

    revision = HiddenField()


class CommentForm(SiteForm):
    """A comment at a place; the places are handed in, by the line in which they begin."""

    line = SelectField(say("说的是哪里"), [InputRequired(say("请选一个地方。"))])
    words = TextAreaField(
        say("意见"),
        [Needed(say("请写一句：哪里不对，怎么改。")), at_most(COMMENT_CHARACTERS_MAX)],
        filters=[tidy],
    )


class ReturnForm(SiteForm):
    """Why a course goes back."""

    words = TextAreaField(say("为什么退回"), [Optional(), at_most(REASON_CHARACTERS_MAX)], filters=[tidy])


class WithdrawalForm(SiteForm):
    """Why a course is taken out of the catalogue."""

    words = TextAreaField(
        say("为什么下架"), [Needed(say("请写上为什么下架。")), at_most(REASON_CHARACTERS_MAX)], filters=[tidy]
    )


class HandoverForm(SiteForm):
    """Who is asked to take a draft over; the choices are handed in: p and a person's id, b and a base's."""

    to = SelectField(say("请谁接手"), [InputRequired(say("请从名单里选一个。"))])
    words = TextAreaField(say("想说的话"), [Optional(), at_most(HANDOVER_CHARACTERS_MAX)], filters=[tidy])
