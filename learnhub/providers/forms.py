"""What may be typed about a training base and the steps of its life."""

from collections.abc import Sequence
from typing import Any

from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, InputRequired, Optional

from learnhub.accounts.forms import DATE_FORMATS
from learnhub.primitives import say
from learnhub.providers.rules.particulars import NATURE_WORDS, Nature
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, options


class ParticularsForm(SiteForm):
    """What a base says of itself."""

    text_contact = StringField(
        say("文字联系方式"),
        [Needed(say("请写一种不用打电话的联系方式，例如短信号码、微信号或者邮箱。")), at_most(200)],
    )
    phone = StringField(say("电话"), [Optional(), at_most(100)])
    address = StringField(say("地址"), [Needed(say("请填写地址。")), at_most(200)])
    facilities = SelectMultipleField(say("有哪些无障碍设施和服务"), [Optional()])
    access_words = TextAreaField(say("怎么进来、怎么用"), [Optional(), at_most(1000)])
    specialities = TextAreaField(say("特色"), [Optional(), at_most(400)])
    areas = TextAreaField(say("功能区"), [Optional(), at_most(800)])
    credit_code = StringField(say("统一社会信用代码"), [Optional(), at_most(40)])
    nature = SelectField(
        say("办学性质"),
        [Optional(), AnyOf([one.value for one in Nature], say("请从列出的选项里选一个。"))],
        choices=options((one.value, words) for one, words in NATURE_WORDS.items()),
        validate_choice=False,
    )


class NewBaseForm(SiteForm):
    """A base that asks to be listed, as the office enters it."""

    name = StringField(say("基地名称"), [Needed(say("请填写基地的名称，和证书上一样。")), at_most(60)])
    slug = StringField(say("短名"), [Needed(say("请填写短名，用小写字母、数字和连字符。")), at_most(60)])
    level = SelectField(say("申请哪一级"), [InputRequired(say("请选申请哪一级。"))])
    region_code = StringField(
        say("地区代码"), [Needed(say("请填写 6 位地区代码，例如 410105。")), at_most(6)]
    )
    address = StringField(say("地址"), [Needed(say("请填写地址。")), at_most(200)])
    text_contact = StringField(
        say("文字联系方式"),
        [Needed(say("请写一种不用打电话的联系方式，例如短信号码、微信号或者邮箱。")), at_most(200)],
    )
    phone = StringField(say("电话"), [Optional(), at_most(100)])


class _SeenForm(SiteForm):
    """A form that answers what a page showed. seen: the number of the last step on it."""

    seen = HiddenField()

    @property
    def seen_position(self) -> int:
        """Return the number that the page showed; -1, which no base has, for anything else."""
        told = str(self.seen.data or "")
        return int(told) if told.isascii() and told.isdigit() and len(told) < 6 else -1


class StepForm(_SeenForm):
    """One step in the life of a base."""

    on = DateField(say("哪一天"), [InputRequired(say("请填写是哪一天。"))], format=DATE_FORMATS)
    score = IntegerField(say("评估得分"), [Optional()])
    level = SelectField(say("定为哪一级"), [Optional()])
    document = StringField(say("依据的文件"), [Optional(), at_most(200)])
    reason = TextAreaField(say("说明或者理由"), [Optional(), at_most(1000)])


class ApplicationForm(_SeenForm):
    """A base asks, or asks again, to be listed."""

    reason = TextAreaField(
        say("补正了什么，或者为什么申请"), [Needed(say("请写明补正了什么，或者为什么申请。")), at_most(1000)]
    )


def chosen_from(pairs: Sequence[tuple[str, str]], none_words: str = "") -> Any:
    """Return choices of a list; none_words: of the choice that leaves it as it is, "" where one must be chosen."""
    return options([("", none_words), *pairs] if none_words else pairs)
