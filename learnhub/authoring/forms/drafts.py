"""What may be typed about a draft: the course, its units and its lessons."""

from collections.abc import Mapping
from typing import Any

from wtforms import (
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from learnhub.authoring.rules.drafts.readings import typed_readings
from learnhub.authoring.rules.drafts.team import REASON_CHARACTERS_MAX
from learnhub.catalogue.rules.course import CATEGORIES, CERTIFICATES, TRAINING_TYPES, Origin, UnitMode
from learnhub.language.pronunciation import LexiconError
from learnhub.primitives import is_slug, say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, options, tidy
from learnhub.web.words import _

TITLE_MAX = 40
TEXT_MAX = 400
READINGS_MAX = 20_000
MODE_WORDS = {UnitMode.ONLINE: say("线上：学课文"), UnitMode.OFFLINE: say("线下：面授和实操")}
ORIGIN_WORDS = {
    Origin.DEVELOPED: say("开发：自己写、自己拍的"),
    Origin.COLLECTED: say("收集：别人允许使用的"),
    Origin.PURCHASED: say("购买：花钱买来的"),
}
_HOURS = say("请写 0 到 2000 的整数。")


class TitleForm(SiteForm):
    """A title, and which outline its author saw."""

    shown = HiddenField()
    title = StringField(say("名字"), [Needed(say("请写上名字。")), at_most(TITLE_MAX)], filters=[tidy])


class FindForm(SiteForm):
    """Words that are looked for in a draft; sent by GET, so nothing is refused."""

    words = StringField(say("找什么"), filters=[tidy])


class NewCourseForm(SiteForm):
    """A new course; the bases are handed in."""

    title = StringField(say("课程名"), [Needed(say("请写上课程名。")), at_most(TITLE_MAX)], filters=[tidy])
    category = SelectField(
        say("教哪一类"),
        [InputRequired(say("请选一类。"))],
        choices=options([("", say("请选择")), *CATEGORIES.items()]),
    )
    training_type = SelectField(
        say("培训类型"),
        [InputRequired(say("请选培训类型。"))],
        choices=options([("", say("请选择")), *((one, one) for one in TRAINING_TYPES)]),
    )
    occupation_name = StringField(say("对应的职业"), [Optional(), at_most(60)], filters=[tidy])
    occupation_code = StringField(say("职业编码"), [Optional(), at_most(30)], filters=[tidy])
    occupation_edition = StringField(say("职业分类大典的版本"), [Optional(), at_most(10)], filters=[tidy])
    slug = StringField(say("网址里的名字"), [Optional()], filters=[tidy])
    base = SelectField(say("哪个基地的课"), [InputRequired(say("请选一个基地。"))])

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


class _Readings:
    """Read the words and their pinyin that a form brings, or name the line to mend."""

    def __call__(self, form: "CourseForm", field: Field) -> None:
        try:
            form.said = typed_readings(field.data or "")
        except LexiconError as error:
            raise ValidationError(str(error)) from error


class CourseForm(SiteForm):
    """What a course says of itself before anybody enrols, and how its words are read.

    readings_shown: which file of readings its author saw; empty where none was shown, and then none is changed. said: what was typed, once
    the form is valid.
    """

    shown = HiddenField()
    readings_shown = HiddenField()
    title = StringField(say("课程名"), [Needed(say("请写上课程名。")), at_most(TITLE_MAX)], filters=[tidy])
    summary = TextAreaField(
        say("一两句话：学什么，学完能做什么"),
        [Needed(say("请写一两句简介。")), at_most(TEXT_MAX)],
        filters=[tidy],
    )
    category = SelectField(
        say("教哪一类"), [InputRequired(say("请选一类。"))], choices=options(CATEGORIES.items())
    )
    training_type = SelectField(
        say("培训类型"),
        [InputRequired(say("请选培训类型。"))],
        choices=options((one, one) for one in TRAINING_TYPES),
    )
    level = StringField(
        say("等级"), [Needed(say("请写上等级，例如 五级/初级工。")), at_most(TEXT_MAX)], filters=[tidy]
    )
    cost = StringField(
        say("要不要交钱"), [Needed(say("请写一句要不要交钱。")), at_most(TEXT_MAX)], filters=[tidy]
    )
    support_provided = StringField(
        say("这门课提供哪些支持"), [Needed(say("请写上提供哪些支持。")), at_most(TEXT_MAX)], filters=[tidy]
    )
    readings = TextAreaField(say("机器会读错的词"), [Optional(), at_most(READINGS_MAX), _Readings()])
    said: Mapping[str, tuple[str, ...]] = {}

    KEYS = ("title", "summary", "category", "training_type", "level", "cost", "support_provided")


class RightsForm(SiteForm):
    """Where a course comes from, who has which rights, what learners get."""

    shown = HiddenField()
    origin = RadioField(
        say("内容从哪里来"),
        [InputRequired(say("请选一种。"))],
        choices=options((one.value, words) for one, words in ORIGIN_WORDS.items()),
    )
    licence = StringField(
        say("许可"), [Needed(say("请写上许可，例如 Apache-2.0。")), at_most(TEXT_MAX)], filters=[tidy]
    )
    rights = StringField(
        say("谁写的，谁有权利"), [Needed(say("请写上谁写的、谁有权利。")), at_most(TEXT_MAX)], filters=[tidy]
    )
    certificates = SelectMultipleField(
        say("学完能拿的证书"), choices=options((one, one) for one in CERTIFICATES)
    )
    notice = StringField(say("给学员的提醒"), [Optional(), at_most(TEXT_MAX)], filters=[tidy])

    KEYS = ("origin", "licence", "rights", "certificates", "notice")


class UnitForm(SiteForm):
    """A unit and its plan."""

    shown = HiddenField()
    title = StringField(say("单元名"), [Needed(say("请写上单元名。")), at_most(TITLE_MAX)], filters=[tidy])
    mode = RadioField(
        say("怎么学"),
        [InputRequired(say("请选线上或线下。"))],
        choices=options((one.value, words) for one, words in MODE_WORDS.items()),
        default=UnitMode.ONLINE.value,
    )
    planned_class_hours = IntegerField(
        say("计划学时"), [InputRequired(_HOURS), NumberRange(min=0, max=2000, message=_HOURS)]
    )


class DeedForm(SiteForm):
    """A button that was pressed; which one, and what it needs. The choices are handed in."""

    shown = HiddenField()
    deed = HiddenField()


class SplitUnitForm(SiteForm):
    """From which lesson a new unit begins."""

    shown = HiddenField()
    title = StringField(
        say("新单元的名字"), [Needed(say("请写上新单元的名字。")), at_most(TITLE_MAX)], filters=[tidy]
    )
    lesson = SelectField(say("新单元从哪一课开始"), [InputRequired(say("请选一课。"))])


class LessonForm(SiteForm):
    """What a lesson is called and what it is about."""

    revision = HiddenField()
    title = StringField(say("课名"), [Needed(say("请写上课名。")), at_most(TITLE_MAX)], filters=[tidy])
    summary = TextAreaField(
        say("一两句简介"), [Needed(say("请写一两句简介，学员先听到它。")), at_most(120)], filters=[tidy]
    )

    def validate_summary(self, field: TextAreaField) -> None:
        """One line: it is one key of the file."""
        field.data = " ".join((field.data or "").split("\n"))


class SplitLessonForm(SiteForm):
    """From which section a new lesson begins."""

    shown = HiddenField()
    title = StringField(
        say("新一课的名字"), [Needed(say("请写上新一课的名字。")), at_most(TITLE_MAX)], filters=[tidy]
    )
    section = SelectField(say("新的一课从哪一节开始"), [InputRequired(say("请选一节。"))])


class PlaceForm(SiteForm):
    """Into which unit a lesson goes."""

    shown = HiddenField()
    unit = SelectField(say("移到哪个单元"), [InputRequired(say("请选一个单元。"))])


class NewLeadForm(SiteForm):
    """Who answers for a draft whose lead has gone, and why; the people are handed in."""

    person = SelectField(say("由谁负责"), [InputRequired(say("请从名单里选一个人。"))])
    words = TextAreaField(
        say("为什么换人"),
        [Needed(say("请写上为什么换人。")), at_most(REASON_CHARACTERS_MAX)],
        filters=[tidy],
    )


class MarkdownForm(SiteForm):
    """A whole file as text."""

    revision = HiddenField()
    text = TextAreaField(
        say("整课的 Markdown"), [Needed(say("课文不能是空的。不要这一课了，请用“删除这一课”。"))]
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
