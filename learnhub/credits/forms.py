"""What may be typed about hours that were learned on another platform."""

import re

from wtforms import DateField, FileField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional

from learnhub.accounts.forms import DATE_FORMATS
from learnhub.primitives import new_token, say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most

_MINUTES_MAX = 100_000
_ACT = re.compile(r"[A-Za-z0-9_-]{8,64}")


class OutsideForm(SiteForm):
    """What was learned elsewhere. act: names this form, so that sending it twice states it once."""

    act = HiddenField()
    platform = StringField(say("在哪个平台学的"), [Needed(say("请填写平台的名称。")), at_most(60)])
    title = StringField(
        say("学的是哪门课"), [Needed(say("请填写课程的名称，和证明上的一样。")), at_most(100)]
    )
    first = DateField(say("从哪天学起"), [InputRequired(say("请填写从哪天学起。"))], format=DATE_FORMATS)
    last = DateField(say("学到哪天"), [InputRequired(say("请填写学到哪天。"))], format=DATE_FORMATS)
    minutes = IntegerField(
        say("一共多少分钟"),
        [
            InputRequired(say("请照证明填写一共学了多少分钟。")),
            NumberRange(1, _MINUTES_MAX, say("分钟数请填 1 到 100000 之间的整数。")),
        ],
    )
    proof = FileField(say("证明的照片或者截图"), [Needed(say("请选择证明的照片或者截图。"))])

    @property
    def client_id(self) -> str:
        """Return the name of this form, or a new one where it isn't one of ours."""
        return str(self.act.data) if _ACT.fullmatch(self.act.data or "") else new_token(9)


class OutsideDecisionForm(SiteForm):
    """How many minutes an officer recognises, and why fewer."""

    minutes = IntegerField(
        say("认定多少分钟"),
        [
            InputRequired(say("请填写认定多少分钟，不认定就填 0。")),
            NumberRange(0, _MINUTES_MAX, say("分钟数请填 0 到 100000 之间的整数。")),
        ],
    )
    reason = TextAreaField(say("少认定或者不认定的原因"), [Optional(), at_most(500)])
