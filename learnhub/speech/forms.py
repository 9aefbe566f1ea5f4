"""What an administrator may choose about voices."""

from wtforms import BooleanField, RadioField
from wtforms.validators import ValidationError

from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, options

ON, OFF = "on", "off"


class VoicesForm(SiteForm):
    """Who speaks naturally, and whether Google's voice may be asked; the view hands in the voices."""

    natural_voice = RadioField(say("自然机器音用哪一个"), validators=[Needed(say("请选择男声或女声"))])
    google = RadioField(
        say("谷歌机器音"),
        choices=options([(OFF, say("关闭，课文不离开本机")), (ON, say("打开，课文会发到境外"))]),
        validators=[Needed(say("请选择关闭或打开"))],
    )
    is_told = BooleanField(say("我知道打开以后，课文会发到境外的谷歌服务器"))

    def validate_is_told(self, field: BooleanField) -> None:
        """Switching on needs the words beside the switch to have been read."""
        if self.google.data == ON and not field.data:
            raise ValidationError(say("打开以前，请先看清什么会发到境外，再勾选这一项"))
