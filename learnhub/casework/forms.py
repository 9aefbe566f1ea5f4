"""What trainees and officers may write into a file, and the sentence for each mistake."""

from wtforms import BooleanField, DateField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Optional

from learnhub.casework.rules import (
    FOLLOW_UP_MONTHS,
    FOLLOWED,
    KIND_WORDS,
    OUTCOME_WORDS,
    PLACED,
    EntryKind,
)
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, options

DATE_FORMATS = ["%Y-%m-%d", "%Y%m%d", "%Y年%m月%d日", "%Y/%m/%d"]
_BY_OFFICE = [kind for kind in EntryKind if kind is not EntryKind.NEED]


class NeedForm(SiteForm):
    """What a trainee wants to learn. course: the choices are handed in."""

    course = SelectField(say("想学哪门课"), [Optional()])
    words = TextAreaField(say("还想说什么"), [Optional(), at_most(300)])


class EntryForm(SiteForm):
    """What an office writes down."""

    kind = SelectField(
        say("记什么"),
        [InputRequired(say("请选记什么。"))],
        choices=options((kind.value, KIND_WORDS[kind]) for kind in _BY_OFFICE),
    )
    day = DateField(say("哪一天"), [InputRequired(say("请填写日期。"))], format=DATE_FORMATS)
    outcome = SelectField(
        say("去向或回访结果"),
        [Optional()],
        choices=options(
            [("", say("不用选")), *((one.value, OUTCOME_WORDS[one]) for one in (*PLACED, *FOLLOWED))]
        ),
    )
    months = SelectField(
        say("第几个月的回访"),
        [Optional()],
        choices=options(
            [
                ("", say("不用选")),
                *((str(one), say("第 %(months)d 个月", months=one)) for one in FOLLOW_UP_MONTHS),
            ]
        ),
    )
    words = TextAreaField(say("内容"), [Optional(), at_most(500)])


class EndForm(SiteForm):
    """That a trainee means it."""

    sure = BooleanField(
        say("我明白：档案里写的内容会马上删掉，不能恢复"), [Needed(say("要结束档案，请先勾选这一句。"))]
    )
