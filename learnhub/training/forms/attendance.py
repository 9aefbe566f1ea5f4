"""What trainees type to sign in, and what teachers keep of a signed sheet."""

from wtforms import FileField, StringField

from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most


class CodeForm(SiteForm):
    """The code of a session."""

    code = StringField(say("签到码"), [Needed(say("请填写老师给的 4 个数字。")), at_most(40)])


class PaperForm(SiteForm):
    """A photo of a signed sheet, and who keeps the paper."""

    scan = FileField(say("签到表的照片"), [Needed(say("请先选择照片。"))])
    kept_by = StringField(
        say("原件由谁保管，放在哪里"), [Needed(say("请写明原件由谁保管，放在哪里。")), at_most(100)]
    )
