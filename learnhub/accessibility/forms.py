"""What may be typed about barriers."""

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from learnhub.accessibility.rules import ReportState, Told
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, options, tidy

STATE_WORDS = {
    ReportState.IN_WORK: say("正在处理"),
    ReportState.MENDED: say("已经改好"),
    ReportState.NOT_CHANGED: say("没有改，原因写在答复里"),
}


class BarrierForm(SiteForm):
    """Tell what kept one from using the site; only what happened is needed."""

    words = TextAreaField(
        say("您想做什么，遇到了什么困难"),
        filters=[tidy],
        validators=[Needed(say("请写下遇到的困难")), at_most(2000)],
    )
    region = SelectField(say("您在哪个市、州"), default="", validators=[Optional()])
    page_address = StringField(say("在哪一页"), filters=[tidy], validators=[at_most(500)])
    tools = StringField(say("您用什么设备或辅助工具"), filters=[tidy], validators=[at_most(300)])
    contact = StringField(say("怎么联系您"), filters=[tidy], validators=[at_most(300)])

    def told(self) -> Told:
        """Return what was typed, tidied."""
        fields = (self.page_address, self.words, self.tools, self.contact, self.region)
        return Told(*(field.data or "" for field in fields))


class BarrierAnswerForm(SiteForm):
    """Answer a report, in words that its reporter will read."""

    state = RadioField(
        say("处理情况"),
        choices=options((state.value, words) for state, words in STATE_WORDS.items()),
        validators=[Needed(say("请选择处理情况"))],
    )
    words = TextAreaField(
        say("给报告人的答复"), filters=[tidy], validators=[Needed(say("请写下答复")), at_most(2000)]
    )
