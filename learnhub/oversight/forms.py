"""What auditors may type, and the sentence for each mistake."""

from wtforms import DateField, FileField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Optional

from learnhub.oversight.rules import KIND_WORDS, OUTCOME_WORDS, SAMPLE_MAX, SEED_CHARACTERS_MAX
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, options

DATE_FORMATS = ["%Y-%m-%d", "%Y%m%d", "%Y年%m月%d日", "%Y/%m/%d"]


class ReasonForm(SiteForm):
    """Why a bundle is taken."""

    reason = StringField(
        say("用来做什么"), [Needed(say("请写明用来做什么，例如“2026 年抽查”。")), at_most(200)]
    )


class SinceForm(SiteForm):
    """From which day on."""

    since = DateField(say("从哪一天起"), [Optional()], format=DATE_FORMATS)


class PaymentForm(SiteForm):
    """Which payment is looked for."""

    asked = StringField(say("凭证号或者申请编号"), [Optional(), at_most(80)])


class SampleForm(SiteForm):
    """What is drawn."""

    seed = StringField(
        say("种子"), [Needed(say("请填写种子，例如当场掷出的数字。")), at_most(SEED_CHARACTERS_MAX)]
    )
    size = IntegerField(
        say("抽多少份"), [InputRequired(say("请填写抽多少份，最多 %(most)d 份。", most=SAMPLE_MAX))]
    )
    region = SelectField(say("地区"))


class ListForm(SiteForm):
    """A list to compare with."""

    kind = RadioField(
        say("哪一种名单"),
        [InputRequired(say("请选哪一种名单。"))],
        choices=options((k.value, w) for k, w in KIND_WORDS.items()),
    )
    name = StringField(say("名称和出处"), [Needed(say("请填写名单的名称和出处。")), at_most(80)])
    region = SelectField(say("地区"))
    file = FileField(say("名单文件"), [Needed(say("请选一个文件。"))])


class HitForm(SiteForm):
    """What was found about a hit."""

    outcome = RadioField(
        say("核对的结果"),
        [InputRequired(say("请选核对的结果。"))],
        choices=options((o.value, w) for o, w in OUTCOME_WORDS.items()),
    )
    reason = StringField(say("怎么核对的"), [Needed(say("请写明怎么核对的。")), at_most(200)])
