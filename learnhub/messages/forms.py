"""What may be typed about messages: which kinds, when, to which number or address, and the code that came there."""

from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Optional

from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Asked, Needed, at_most, options

_HOURS = [(str(hour * 60), f"{hour}:00") for hour in range(24)]


class KindsForm(SiteForm):
    """Which kinds somebody wants to be told of; choices, those that can concern the person and aren't needed, are handed in."""

    kinds = SelectMultipleField(say("哪些消息要告诉您"), [Optional(), Asked()])


class QuietHoursForm(SiteForm):
    """From when until when nothing leaves the site; the same hour twice means no quiet hours."""

    quiet_from = SelectField(
        say("从几点起不发"), [InputRequired(say("请选一个时间。"))], choices=options(_HOURS)
    )
    quiet_until = SelectField(
        say("到几点再发"), [InputRequired(say("请选一个时间。"))], choices=options(_HOURS)
    )


class AddressForm(SiteForm):
    """A mobile number or e-mail address; the view names the field."""

    address = StringField(say("手机号"), [Needed(say("请填写号码或者邮箱地址。")), at_most(300)])


class CodeForm(SiteForm):
    """The code that came to an address."""

    code = StringField(say("确认码"), [Needed(say("请填写收到的 6 位确认码。")), at_most(40)])
