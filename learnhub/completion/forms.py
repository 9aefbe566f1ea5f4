"""What may be typed about completion and certificates."""

import re
from collections.abc import Sequence

from wtforms import BooleanField, DateField, FileField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional, Regexp

from learnhub.accounts.forms import DATE_FORMATS
from learnhub.primitives import new_token, say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, options

_ACT = re.compile(r"[A-Za-z0-9_-]{8,64}")


class DecisionForm(SiteForm):
    """What the office says of a completion."""

    organiser = StringField(say("联名颁发的单位名称"), [Optional(), at_most(60)])
    reason = TextAreaField(say("写几句"), [Optional(), at_most(500)])


class IssueForm(SiteForm):
    """What stands on a certificate that the program can't know."""

    name = StringField(
        say("证书上的姓名"), [Needed(say("请填写证书上的姓名，和身份证上的一样。")), at_most(40)]
    )
    shows_disability = BooleanField(say("证书名称里写“残疾人”"))
    reason = StringField(say("换发的原因"), [Optional(), at_most(200)])


class CodeForm(SiteForm):
    """The code of a certificate."""

    code = StringField(say("证书上的编码"), [Needed(say("请输入证书上的编码，共 12 个数字。")), at_most(100)])


class RevocationForm(SiteForm):
    """Why a certificate ends."""

    reason = TextAreaField(say("作废的原因"), [Needed(say("请写明作废的原因，学员会看到它。")), at_most(500)])


class RecordForm(SiteForm):
    """A certificate that a trainee goes for; made by record_form. act: names this form, so that sending it twice adds once."""

    act = HiddenField()
    kind = SelectField(say("哪种证书"))
    level = SelectField(say("等级"), [Optional()])
    occupation_name = StringField(
        say("职业名称"), [Needed(say("请填写职业名称，例如“保健按摩师”。")), at_most(60)]
    )
    occupation = StringField(say("职业编码"), [Optional(), at_most(40)])
    agency = StringField(say("在哪里报名"), [Needed(say("请填写报名的机构。")), at_most(80)])
    day = DateField(say("哪一天报的名"), [Needed(say("请填写报名的日期。"))], format=DATE_FORMATS)

    @property
    def client_id(self) -> str:
        """Return the name of this form, or a new one where it isn't one of ours."""
        return str(self.act.data) if _ACT.fullmatch(self.act.data or "") else new_token(9)


class ExamForm(SiteForm):
    """When and where the exam is."""

    day = DateField(say("考试日期"), [Needed(say("请填写考试日期。"))], format=DATE_FORMATS)
    place = StringField(say("考试地点"), [Needed(say("请填写考试地点。")), at_most(100)])
    accommodations = StringField(say("向考试机构申请了哪些便利"), [Optional(), at_most(200)])


class IssuedForm(SiteForm):
    """What a certificate that was issued elsewhere says."""

    number = StringField(say("证书编号"), [Needed(say("请照证书填写编号。")), at_most(60)])
    day = DateField(say("发证日期"), [Needed(say("请填写发证日期。"))], format=DATE_FORMATS)
    issuer = StringField(say("发证机构"), [Needed(say("请填写发证机构。")), at_most(80)])
    verify_address = StringField(
        say("查验证书的网址"),
        [
            Optional(),
            at_most(200),
            Regexp(r"https://[^\s<>\"]+", message=say("请填 https:// 开头的完整网址，没有就空着。")),
        ],
    )
    scan = FileField(say("证书的照片"), [Optional()])


class WordsForm(SiteForm):
    """Why something was not taken, or could not be confirmed."""

    words = TextAreaField(say("写几句"), [Optional(), at_most(500)])


def record_form(
    kinds: Sequence[tuple[str, str]], levels: Sequence[tuple[str, str]], **kept: object
) -> RecordForm:
    """Return the form of a record. kinds, levels: (value, words)."""
    form = RecordForm(**kept)
    form.kind.choices = options(kinds)
    form.level.choices = options([("", say("没有等级")), *levels])
    return form
