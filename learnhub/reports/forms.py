"""What an office may type about targets and reports, and the sentence for each mistake."""

from datetime import date

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional

from learnhub.primitives import Refusal, say
from learnhub.reports.rules import (
    DEPARTMENTS,
    MEASURE_WORDS,
    PERIOD_YEARS_MAX,
    SAY_WHY,
    YEAR_MAX,
    YEAR_MIN,
)
from learnhub.subsidy.rules import FUND_WORDS
from learnhub.web import SiteForm
from learnhub.web.forms import NUMBER_MAX, Needed, at_most, options

DATE_FORMATS = ["%Y-%m-%d", "%Y%m%d", "%Y年%m月%d日", "%Y/%m/%d"]
_MEASURES = [(one.value, words) for one, words in MEASURE_WORDS.items()]


class CountedForm(SiteForm):
    """What targets and totals from elsewhere share."""

    name = StringField(say("名称"), [Needed(say("请填写名称，例如“年度培训任务”。")), at_most(80)])
    measure = RadioField(
        say("数人次还是数人"), [InputRequired(say("请选人次或人。"))], choices=options(_MEASURES)
    )
    starts_on = DateField(say("从哪一天起"), [InputRequired(say("请填写开始的日期。"))], format=DATE_FORMATS)
    ends_on = DateField(say("到哪一天止"), [InputRequired(say("请填写结束的日期。"))], format=DATE_FORMATS)
    source = StringField(say("来源"), [Needed(say("请填写来源，例如文件号和日期。")), at_most(160)])


class TargetForm(CountedForm):
    """A target."""

    value = IntegerField(
        say("要达到多少"),
        [
            InputRequired(say("请填写要达到多少。")),
            NumberRange(1, NUMBER_MAX, say("请填写大于 0 的数字。")),
        ],
    )
    share_type = SelectField(say("占比看哪一类培训"), [Optional()])
    share_percent = IntegerField(
        say("占比至少百分之几"),
        [Optional(), NumberRange(1, 100, say("占比在 1 和 100 之间。"))],
    )
    is_example = BooleanField(say("这是示例，没有正式文件"))


class TotalForm(CountedForm):
    """A total that somebody else counted."""

    value = IntegerField(
        say("数字"),
        [InputRequired(say("请填写数字。")), NumberRange(0, NUMBER_MAX, say("请填写不小于 0 的数字。"))],
    )
    words = StringField(say("原文怎么写"), [Needed(say("请照原文写，例如“17000余人”。")), at_most(60)])


class HoldersForm(SiteForm):
    """How many people hold a certificate, as others counted them."""

    counted_on = DateField(
        say("统计到哪一天"), [InputRequired(say("请填写统计到哪一天。"))], format=DATE_FORMATS
    )
    source = StringField(
        say("来源文件"), [Needed(say("请填写来源，写明哪个单位的哪份文件、文号。")), at_most(160)]
    )
    counts = TextAreaField(say("各地区的人数"), [Needed(say("请填写各地区的人数。")), at_most(10_000)])


class ProgrammeForm(SiteForm):
    """A programme of a year."""

    name = StringField(
        say("项目名称"), [Needed(say("请填写项目名称，例如“盲人保健按摩培训”。")), at_most(80)]
    )
    fund = RadioField(
        say("资金来源"), [InputRequired(say("请选资金来源。"))], choices=options(FUND_WORDS.items())
    )
    budget_yuan = IntegerField(
        say("计划资金，多少元"),
        [Optional(), NumberRange(1, NUMBER_MAX, say("请填写大于 0 的整数，或者不填。"))],
    )
    measure = RadioField(
        say("数人次还是数人"), [InputRequired(say("请选人次或人。"))], choices=options(_MEASURES)
    )
    value = IntegerField(
        say("要培训多少"),
        [
            InputRequired(say("请填写要培训多少。")),
            NumberRange(1, NUMBER_MAX, say("请填写大于 0 的数字。")),
        ],
    )
    source = StringField(say("来源"), [Needed(say("请填写来源，例如文件号和日期。")), at_most(160)])
    is_example = BooleanField(say("这是示例，没有正式文件"))


class ProgrammeClassForm(SiteForm):
    """Which class runs under a programme."""

    number = StringField(say("班号"), [Needed(say("请填写班号。")), at_most(60)])


class PeriodForm(SiteForm):
    """Which days a look back holds, inclusive."""

    starts_on = DateField(say("从哪一天起"), [InputRequired(say("请填写开始的日期。"))], format=DATE_FORMATS)
    ends_on = DateField(say("到哪一天止"), [InputRequired(say("请填写结束的日期。"))], format=DATE_FORMATS)

    def period(self) -> tuple[date, date] | Refusal:
        """Return the days that were typed."""
        first: date = self.starts_on.data or date.min
        last: date = self.ends_on.data or date.min
        if last < first:
            return Refusal("period", say("结束的日期要在开始的日期以后。"), field="ends_on")
        if not YEAR_MIN <= first.year <= last.year <= YEAR_MAX or last.year - first.year >= PERIOD_YEARS_MAX:
            words = say("一次最多看 %(most)d 个年度，请把日期改近一些。", most=PERIOD_YEARS_MAX)
            return Refusal("too-long", words, field="starts_on")
        return first, last


class FreezeForm(SiteForm):
    """Why a report is frozen."""

    words = StringField(say("这一版的说明"), [Optional(), at_most(200)])


class CorrectionForm(SiteForm):
    """Why a report is frozen again."""

    words = StringField(say("为什么和上一版不一样"), [Needed(SAY_WHY), at_most(200)])


def freeze_form(*, is_correction: bool) -> FreezeForm | CorrectionForm:
    """Return what is asked before a year is frozen: the first time, or to correct what was frozen before."""
    return CorrectionForm() if is_correction else FreezeForm()


class DeliveryForm(SiteForm):
    """To whom an edition was handed."""

    department = SelectField(
        say("报送给哪个部门"),
        [InputRequired(say("请选一个部门。"))],
        choices=options((one, one) for one in DEPARTMENTS),
    )
    delivered_on = DateField(say("报送日期"), [InputRequired(say("请填写报送日期。"))], format=DATE_FORMATS)
    how = StringField(say("怎么送的"), [Needed(say("请写怎么送的，例如“公文交换”。")), at_most(80)])


class ListForm(SiteForm):
    """Why a list is published, over the rows that were read. seen: service.lists.seen_of them."""

    seen = HiddenField()
    words = StringField(
        say("为什么公布这一版"),
        [Needed(say("请写明为什么公布，例如“2026 年第一次公布”或者文件名和文号。")), at_most(200)],
    )
