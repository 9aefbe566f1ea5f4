"""What may be typed about a draft: the course, its units and its lessons."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from learnhub.authoring.rules.drafts.team import REASON_CHARACTERS_MAX
from learnhub.catalogue.rules.course import CATEGORIES, CERTIFICATES, TRAINING_TYPES, Origin, UnitMode
from learnhub.primitives import is_slug
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, options, tidy

TITLE_MAX = 40
TEXT_MAX = 400
MODE_WORDS = {UnitMode.ONLINE: _l("线上：学课文"), UnitMode.OFFLINE: _l("线下：面授和实操")}
ORIGIN_WORDS = {
    Origin.DEVELOPED: _l("开发：自己写、自己拍的"),
    Origin.COLLECTED: _l("收集：别人允许使用的"),
    Origin.PURCHASED: _l("购买：花钱买来的"),
}
_HOURS = _l("请写 0 到 2000 的整数。")


class TitleForm(SiteForm):
    """A title, and which outline its author saw."""

    shown = HiddenField()
    title = StringField(_l("名字"), [Needed(_l("请写上名字。")), at_most(TITLE_MAX)], filters=[tidy])


class FindForm(SiteForm):
    """Words that are looked for in a draft; sent by GET, so nothing is refused."""

    words = StringField(_l("找什么"), filters=[tidy])


class NewCourseForm(SiteForm):
    """A new course; the bases are handed in."""

    title = StringField(_l("课程名"), [Needed(_l("请写上课程名。")), at_most(TITLE_MAX)], filters=[tidy])
    category = SelectField(
        _l("教哪一类"),
        [InputRequired(_l("请选一类。"))],
        choices=options([("", _l("请选择")), *CATEGORIES.items()]),
    )
    training_type = SelectField(
        _l("培训类型"),
        [InputRequired(_l("请选培训类型。"))],
        choices=options([("", _l("请选择")), *((one, one) for one in TRAINING_TYPES)]),
    )
    occupation_name = StringField(_l("对应的职业"), [Optional(), at_most(60)], filters=[tidy])
    occupation_code = StringField(_l("职业编码"), [Optional(), at_most(30)], filters=[tidy])
    occupation_edition = StringField(_l("职业分类大典的版本"), [Optional(), at_most(10)], filters=[tidy])
    slug = StringField(_l("网址里的名字"), [Optional()], filters=[tidy])
    base = SelectField(_l("哪个基地的课"), [InputRequired(_l("请选一个基地。"))])

    def validate_slug(self, field: StringField) -> None:
        """Only what an address can hold."""
        if field.data and not is_slug(field.data):
            raise ValidationError(
                _("网址里的名字请用小写字母、数字和连字符，3 到 60 个字；也可以空着，由课程名的拼音来定。")
            )

    def validate(self, *_args: Any, **_kwargs: Any) -> bool:
        """Check all fields; an occupation is named whole, as codes move between editions."""
        super().validate()
        told = (self.occupation_name.data, self.occupation_code.data, self.occupation_edition.data)
        if any(told) and not all(told):
            self.occupation_code.errors = [_("职业、职业编码和大典版本要么都写，要么都空着。")]
        return not self.error_list


class CourseForm(SiteForm):
    """What a course says of itself before anybody enrols."""

    shown = HiddenField()
    title = StringField(_l("课程名"), [Needed(_l("请写上课程名。")), at_most(TITLE_MAX)], filters=[tidy])
    summary = TextAreaField(
        _l("一两句话：学什么，学完能做什么"),
        [Needed(_l("请写一两句简介。")), at_most(TEXT_MAX)],
        filters=[tidy],
    )
    category = SelectField(_l("教哪一类"), choices=options(CATEGORIES.items()))
    training_type = SelectField(_l("培训类型"), choices=options((one, one) for one in TRAINING_TYPES))
    level = StringField(
        _l("等级"), [Needed(_l("请写上等级，例如 五级/初级工。")), at_most(TEXT_MAX)], filters=[tidy]
    )
    cost = StringField(
        _l("要不要交钱"), [Needed(_l("请写一句要不要交钱。")), at_most(TEXT_MAX)], filters=[tidy]
    )
    support_provided = StringField(
        _l("这门课提供哪些支持"), [Needed(_l("请写上提供哪些支持。")), at_most(TEXT_MAX)], filters=[tidy]
    )

    KEYS = ("title", "summary", "category", "training_type", "level", "cost", "support_provided")


class RightsForm(SiteForm):
    """Where a course comes from, who has which rights, what learners get."""

    shown = HiddenField()
    origin = RadioField(
        _l("内容从哪里来"),
        [InputRequired(_l("请选一种。"))],
        choices=options((one.value, words) for one, words in ORIGIN_WORDS.items()),
    )
    licence = StringField(
        _l("许可"), [Needed(_l("请写上许可，例如 Apache-2.0。")), at_most(TEXT_MAX)], filters=[tidy]
    )
    rights = StringField(
        _l("谁写的，谁有权利"), [Needed(_l("请写上谁写的、谁有权利。")), at_most(TEXT_MAX)], filters=[tidy]
    )
    certificates = SelectMultipleField(
        _l("学完能拿的证书"), choices=options((one, one) for one in CERTIFICATES)
    )
    notice = StringField(_l("给学员的提醒"), [Optional(), at_most(TEXT_MAX)], filters=[tidy])

    KEYS = ("origin", "licence", "rights", "certificates", "notice")


class UnitForm(SiteForm):
    """A unit and its plan."""

    shown = HiddenField()
    title = StringField(_l("单元名"), [Needed(_l("请写上单元名。")), at_most(TITLE_MAX)], filters=[tidy])
    mode = RadioField(
        _l("怎么学"),
        [InputRequired(_l("请选线上或线下。"))],
        choices=options((one.value, words) for one, words in MODE_WORDS.items()),
        default=UnitMode.ONLINE.value,
    )
    planned_class_hours = IntegerField(
        _l("计划学时"), [InputRequired(_HOURS), NumberRange(min=0, max=2000, message=_HOURS)]
    )


class DeedForm(SiteForm):
    """A button that was pressed; which one, and what it needs. The choices are handed in."""

    shown = HiddenField()
    deed = HiddenField()


class SplitUnitForm(SiteForm):
    """From which lesson a new unit begins."""

    shown = HiddenField()
    title = StringField(
        _l("新单元的名字"), [Needed(_l("请写上新单元的名字。")), at_most(TITLE_MAX)], filters=[tidy]
    )
    lesson = SelectField(_l("新单元从哪一课开始"), [InputRequired(_l("请选一课。"))])


class LessonForm(SiteForm):
    """What a lesson is called and what it is about."""

    revision = HiddenField()
    title = StringField(_l("课名"), [Needed(_l("请写上课名。")), at_most(TITLE_MAX)], filters=[tidy])
    summary = TextAreaField(
        _l("一两句简介"), [Needed(_l("请写一两句简介，学员先听到它。")), at_most(120)], filters=[tidy]
    )

    def validate_summary(self, field: TextAreaField) -> None:
        """One line: it is one key of the file."""
        field.data = " ".join((field.data or "").split("\n"))


class SplitLessonForm(SiteForm):
    """From which section a new lesson begins."""

    shown = HiddenField()
    title = StringField(
        _l("新一课的名字"), [Needed(_l("请写上新一课的名字。")), at_most(TITLE_MAX)], filters=[tidy]
    )
    section = SelectField(_l("新的一课从哪一节开始"), [InputRequired(_l("请选一节。"))])


class PlaceForm(SiteForm):
    """Into which unit a lesson goes."""

    shown = HiddenField()
    unit = SelectField(_l("移到哪个单元"), [InputRequired(_l("请选一个单元。"))])


class NewLeadForm(SiteForm):
    """Who answers for a draft whose lead has gone, and why; the people are handed in."""

    person = SelectField(_l("由谁负责"), [InputRequired(_l("请从名单里选一个人。"))])
    words = TextAreaField(
        _l("为什么换人"),
        [Needed(_l("请写上为什么换人。")), at_most(REASON_CHARACTERS_MAX)],
        filters=[tidy],
    )


class MarkdownForm(SiteForm):
    """A whole file as text."""

    revision = HiddenField()
    text = TextAreaField(
        _l("整课的 Markdown"), [Needed(_l("课文不能是空的。不要这一课了，请用“删除这一课”。"))]
    )

    def validate_text(self, field: TextAreaField) -> None:
        """Line ends as the format has them."""
        field.data = tidy((field.data or "").replace("\r\n", "\n").replace("\t", "    ")) + "\n"


def filled(form: SiteForm, values: dict[str, Any]) -> SiteForm:
    """Put values into the fields that the form has."""
    for key, value in values.items():
        if key in form:
            form[key].data = value
    return form
