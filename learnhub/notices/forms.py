"""What may be typed about notices, objections and working days."""

import re
from datetime import date

from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from learnhub.notices.rules import COMPLAINT_WORDS, TOPIC_WORDS, ComplaintState
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, options, tidy

_DAYS_MAX = 80
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")


class ObjectionForm(SiteForm):
    """What somebody finds wrong about a notice; who it is isn't asked."""

    words = TextAreaField(
        say("您觉得哪里不对"), [Needed(say("请写明觉得哪里不对，比如哪一行、为什么。")), at_most(2000)]
    )


class FollowForm(SiteForm):
    """The number of an objection."""

    code = StringField(say("查询号"), [Needed(say("请填写提交意见时给您的 12 位查询号。")), at_most(40)])


class AnswerForm(SiteForm):
    """What the office answers to an objection."""

    outcome = RadioField(
        say("查下来"),
        [InputRequired(say("请选一个结果。"))],
        choices=options([("not upheld", say("公示没有错")), ("upheld", say("意见是对的，要退回改正"))]),
    )
    words = TextAreaField(
        say("查了什么、结果怎样"), [Needed(say("请写明查了什么、结果怎样。")), at_most(2000)]
    )


class YearForm(SiteForm):
    """A year of working days, a day on each line."""

    year = IntegerField(
        say("哪一年"),
        [InputRequired(say("请填写哪一年。")), NumberRange(2000, 2100, say("请填四位的年份，例如 2027。"))],
    )
    days_off = TextAreaField(say("放假的日子"), [Needed(say("请写放假的日子，一行一天。")), at_most(2000)])
    days_worked = TextAreaField(say("要上班的周末"), [Optional(), at_most(500)])
    source = StringField(say("文件"), [Needed(say("请写明文件名和文号。")), at_most(200)])

    def validate_days_off(self, field: TextAreaField) -> None:
        """Hold every line to being a day."""
        days_of(field.data)

    def validate_days_worked(self, field: TextAreaField) -> None:
        """Hold every line to being a day."""
        days_of(field.data)


def days_of(text: str | None) -> list[date]:
    """Read days, one on each line; ValidationError naming the first line that is none."""
    found = []
    for line in (text or "").split():
        told = _DAY.fullmatch(line)
        try:
            found.append(date(*(int(part) for part in told.groups())) if told else None)
        except ValueError:
            found.append(None)
        if found[-1] is None:
            raise ValidationError(
                say("“%(line)s”不是日期，请写成 2027-01-01 这样，一行一天。", line=line[:20])
            )
    if len(found) > _DAYS_MAX:
        raise ValidationError(say("最多写 %(days_max)s 天。", days_max=_DAYS_MAX))
    return [day for day in found if day is not None]


class ComplaintAreaForm(SiteForm):
    """In which prefecture it happened: the first of two short lists instead of one of a hundred names and more."""

    area = SelectField(say("在哪个市、州"), [InputRequired(say("请选在哪里。"))])


class ComplaintForm(SiteForm):
    """What somebody complains about; who it is isn't asked."""

    area = HiddenField()
    region = SelectField(say("在哪里"), [InputRequired(say("请选在哪里。"))])
    topic = RadioField(
        say("关于什么"),
        [InputRequired(say("请选关于什么。"))],
        choices=options((one.value, words) for one, words in TOPIC_WORDS.items()),
    )
    about = StringField(say("哪个班或者哪个基地"), [Optional(), at_most(200)], filters=[tidy])
    words = TextAreaField(
        say("发生了什么"),
        [Needed(say("请写下发生了什么，比如哪一天、在哪里、谁做的。")), at_most(2000)],
        filters=[tidy],
    )
    contact = StringField(say("怎么联系您"), [Optional(), at_most(300)], filters=[tidy])


class ComplaintAnswerForm(SiteForm):
    """What the office did about a complaint."""

    state = RadioField(
        say("查到哪一步"),
        [InputRequired(say("请选查到哪一步。"))],
        choices=options(
            (one.value, words) for one, words in COMPLAINT_WORDS.items() if one is not ComplaintState.WAITING
        ),
    )
    words = TextAreaField(
        say("给投诉人的话"), [Needed(say("请写明查了什么、怎么办。")), at_most(2000)], filters=[tidy]
    )
