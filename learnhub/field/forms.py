"""What an office may type about people and agencies of the field, and the sentence for each mistake."""

from typing import ClassVar

from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional

from learnhub.field.rules import (
    EVENT_WORDS,
    POST_WORDS,
    SIGNING_WORDS,
    SORT_WORDS,
    SORTS,
    EventKind,
    FieldKind,
)
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, options

DATE_FORMATS = ["%Y-%m-%d", "%Y%m%d", "%Y年%m月%d日", "%Y/%m/%d"]
_MINUTES_MAX = 60 * 24 * 60  # two months of full days
_CAN_FOLLOW = [kind for kind in EventKind if kind is not EventKind.FILED]


class EntryForm(SiteForm):
    """An entry of any register."""

    name = StringField(say("姓名或名称"), [Needed(say("请填写姓名或名称。")), at_most(60)])
    region = SelectField(say("地区"), [InputRequired(say("请选一个地区。"))])
    sort = SelectField(say("类别"), [InputRequired(say("请选一个类别。"))])
    works_at = StringField(say("所在单位"), [Optional(), at_most(80)])
    subjects = StringField(
        say("教什么、评什么或专长"),
        [Needed(say("请填写教什么、评什么或专长，例如“保健按摩”。")), at_most(120)],
    )
    contact = StringField(say("联系方式"), [Optional(), at_most(80)])
    filed_on = DateField(
        say("登记依据的日期"), [InputRequired(say("请填写文件或申请的日期。"))], format=DATE_FORMATS
    )
    source = StringField(
        say("登记依据"), [Needed(say("请填写依据，例如文件号，或“本人申请”。")), at_most(120)]
    )
    own: ClassVar[tuple[str, ...]] = ()  # what only this register asks


class TeacherForm(EntryForm):
    """A teacher."""

    post = RadioField(
        say("专职还是兼职"),
        [InputRequired(say("请选专职或兼职。"))],
        choices=options((one.value, words) for one, words in POST_WORDS.items()),
    )
    signing = RadioField(
        say("手语"),
        [InputRequired(say("请选会不会手语。"))],
        choices=options((one.value, words) for one, words in SIGNING_WORDS.items()),
    )
    braille = RadioField(
        say("盲文"),
        [InputRequired(say("请选会不会盲文。"))],
        choices=options((("yes", say("会盲文")), ("no", say("不会盲文")))),
    )
    own = ("post", "signing", "braille")


class OccupationForm(EntryForm):
    """An entry that is about an occupation."""

    occupation = StringField(say("职业版本和代码"), [Optional(), at_most(40)])
    own: ClassVar[tuple[str, ...]] = ("occupation",)


class AssessorForm(OccupationForm):
    """An assessor."""

    issued_on = DateField(
        say("考评员证书的发证日期"), [InputRequired(say("请填写考评员证书的发证日期。"))], format=DATE_FORMATS
    )
    own = ("occupation", "issued_on")


class EventForm(SiteForm):
    """What happened to an entry."""

    kind = SelectField(
        say("发生了什么"),
        [InputRequired(say("请选发生了什么。"))],
        choices=options((kind.value, EVENT_WORDS[kind]) for kind in _CAN_FOLLOW),
    )
    day = DateField(say("哪一天"), [InputRequired(say("请填写日期。"))], format=DATE_FORMATS)
    minutes = IntegerField(
        say("培训了多少分钟"),
        [
            Optional(),
            NumberRange(1, _MINUTES_MAX, say("分钟数要在 1 和 %(most)d 之间。", most=_MINUTES_MAX)),
        ],
    )
    words = TextAreaField(say("内容和依据"), [Optional(), at_most(300)])


_FORMS: dict[FieldKind, type[EntryForm]] = {
    FieldKind.TEACHER: TeacherForm,
    FieldKind.ASSESSOR: AssessorForm,
    FieldKind.AGENCY: OccupationForm,
    FieldKind.EXPERT: EntryForm,
}


def entry_form(kind: FieldKind, regions: list[tuple[str, str]]) -> EntryForm:
    """Return the form of a register. regions: (code, name) of the divisions that whoever asks looks after."""
    form = _FORMS[kind]()
    form.region.choices = options(regions)
    form.sort.choices = options((sort.value, SORT_WORDS[sort]) for sort in SORTS[kind])
    return form
