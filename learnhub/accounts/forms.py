"""What may be typed about people, and the sentence for each mistake."""

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional

from learnhub.accounts.rules.consent import TEXTS, Basis
from learnhub.accounts.rules.guardianship import RELATION_WORDS, SCOPE_WORDS, WORDS_CHARACTERS_MAX
from learnhub.accounts.rules.helping import BY_WORDS, PART_WORDS, WAY_WORDS
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, options

DATE_FORMATS = ["%Y-%m-%d", "%Y%m%d", "%Y年%m月%d日", "%Y/%m/%d"]
_NICKNAME_TYPED_MAX = 100


class SignInForm(SiteForm):
    """Nickname and password. carried: what had been typed elsewhere."""

    nickname = StringField(say("昵称"), [Needed(say("请填写昵称。")), at_most(_NICKNAME_TYPED_MAX)])
    password = PasswordField(say("密码"), [Needed(say("请填写密码。")), at_most(128)])
    next = HiddenField()
    carried = HiddenField()


class PictureForm(SiteForm):
    """The nickname before the pictures. carried: what had been typed elsewhere."""

    nickname = StringField(say("昵称"), [Needed(say("请填写昵称。")), at_most(_NICKNAME_TYPED_MAX)])
    next = HiddenField()
    carried = HiddenField()


class RegisterForm(SiteForm):
    """Nickname and password, nothing else; the rules of accounts.rules say what is good."""

    nickname = StringField(
        say("昵称"), [Needed(say("请填写昵称。可以用小名，不必用真名。")), at_most(_NICKNAME_TYPED_MAX)]
    )
    password = PasswordField(say("密码"), [Needed(say("请填写密码，至少 8 个字。"))])
    next = HiddenField()


class ResetForm(SiteForm):
    """A new password with a code that was handed over."""

    nickname = StringField(say("昵称"), [Needed(say("请填写昵称。")), at_most(_NICKNAME_TYPED_MAX)])
    code = StringField(say("重设码"), [Needed(say("请填写 8 位重设码。")), at_most(40)])
    new_password = PasswordField(say("新密码"), [Needed(say("请填写新密码，至少 8 个字。"))])


class SignInCodeForm(SiteForm):
    """Sign in with a code that was handed over. carried: what had been typed elsewhere."""

    nickname = StringField(say("昵称"), [Needed(say("请填写昵称。")), at_most(_NICKNAME_TYPED_MAX)])
    code = StringField(say("登录码"), [Needed(say("请填写 8 位登录码。")), at_most(40)])
    next = HiddenField()
    carried = HiddenField()


class NewSignInCodeForm(SiteForm):
    """For whom a code is made, and how it was made sure who that is."""

    nickname = StringField(
        say("学员的昵称"), [Needed(say("请填写学员的昵称。")), at_most(_NICKNAME_TYPED_MAX)]
    )
    reason = StringField(
        say("怎么确认是本人的"), [Needed(say("请写明怎么确认是本人的，审计时会看到。")), at_most(200)]
    )


class PasswordForm(SiteForm):
    """A new password for somebody who knows the old one."""

    password = PasswordField(say("现在的密码"), [Needed(say("请填写现在的密码。")), at_most(128)])
    new_password = PasswordField(say("新密码"), [Needed(say("请填写新密码，至少 8 个字。"))])


class OwnPasswordForm(SiteForm):
    """The own password, before what can't be undone."""

    password = PasswordField(say("现在的密码"), [Needed(say("请填写现在的密码。")), at_most(128)])


class ConfirmForm(OwnPasswordForm):
    """The own password before pages about money. next: the page that was asked for."""

    next = HiddenField()


class PasskeyForm(SiteForm):
    """A passkey that a device has made. answer: the device's."""

    name = StringField(say("名字"), [Needed(say("请给通行密钥起个名字，例如“我的手机”。")), at_most(40)])
    answer = HiddenField()


class CertificateForm(SiteForm):
    """A certificate number; the view takes `agrees` away where nothing is to be agreed to."""

    number = StringField(
        say("残疾人证号"), [Needed(say("请填写残疾人证号，照残疾人证上的号码填，共 20 位。")), at_most(60)]
    )
    agrees = BooleanField(
        TEXTS[Basis.CONSENT].agreement,
        validators=[Needed(say("请先看完说明。同意就选上这一项；不同意也可以学习全部课程。"))],
    )
    next = HiddenField()


class ReasonForm(SiteForm):
    """Why something is done; shown to auditors."""

    reason = StringField(say("理由"), [Needed(say("请写明理由，审计时会看到。")), at_most(200)])


class GrantForm(SiteForm):
    """A role with its scope and dates; choices of role and base are handed in."""

    role = RadioField(say("角色"), [InputRequired(say("请选择一个角色。"))])
    base_id = SelectField(say("培训基地"), [Optional()])
    region_code = StringField(say("地区代码"), [Optional(), at_most(20)])
    from_on = DateField(say("从哪天开始"), [InputRequired(say("请填写开始日期。"))], format=DATE_FORMATS)
    until_on = DateField(say("到哪天为止"), [Optional()], format=DATE_FORMATS)
    reason = StringField(say("理由"), [Needed(say("请写明理由，审计时会看到。")), at_most(200)])


class CheckForm(SiteForm):
    """How and on which day somebody made sure who a person is; choices are handed in."""

    method = RadioField(say("怎么核对的"), [InputRequired(say("请选择一项。"))])
    on = DateField(say("哪一天"), [InputRequired(say("请填写日期。"))], format=DATE_FORMATS)


class AbilityForm(SiteForm):
    """What a person can do, the proof that was seen, and since when; choices are handed in."""

    ability = RadioField(say("会什么"), [InputRequired(say("请选择一项。"))])
    proof = StringField(
        say("看过什么证明"), [Needed(say("请写明看过什么，例如“看过手语翻译员证书原件”。")), at_most(200)]
    )
    from_on = DateField(say("从哪天开始"), [InputRequired(say("请填写开始日期。"))], format=DATE_FORMATS)
    until_on = DateField(say("到哪天为止"), [Optional()], format=DATE_FORMATS)


class DirectoryForm(SiteForm):
    """Narrow a list of people; choices are handed in."""

    nickname = StringField(say("昵称里的字"), [Optional(), at_most(20)])
    role = SelectField(say("角色"), [Optional()])
    base = SelectField(say("培训基地"), [Optional()])
    region = StringField(say("地区代码"), [Optional(), at_most(6)])
    open = BooleanField(say("只看还有事要办的人"))


class DivisionForm(SiteForm):
    """Narrow a list of an office to one of its divisions; choices are handed in."""

    region = SelectField(say("地区"), [Optional()])


class SettleForm(SiteForm):
    """What an officer found about two accounts; choices are handed in."""

    outcome = RadioField(say("查下来"), [InputRequired(say("请选择一项。"))])
    reason = StringField(say("理由"), [Needed(say("请写明理由，审计时会看到。")), at_most(200)])


class GuardianForm(SiteForm):
    """A guardian that an officer saw proof of."""

    guardian = StringField(say("监护人的昵称"), [Needed(say("请填写监护人账号的昵称。")), at_most(40)])
    relation = RadioField(
        say("监护人是学员的什么人"),
        [Needed(say("请选一个关系。"))],
        choices=options([(one.value, words) for one, words in RELATION_WORDS.items()]),
    )
    scope = RadioField(
        say("可以做什么"),
        [Needed(say("请选可以做什么。"))],
        choices=options([(one.value, words) for one, words in SCOPE_WORDS.items()]),
    )
    proof = StringField(
        say("看过什么证明"), [Needed(say("请写明看过什么证明，例如“户口簿原件”。")), at_most(200)]
    )
    until_on = DateField(say("到哪天为止"), [InputRequired(say("请填写结束日期。"))], format=DATE_FORMATS)


class GuardianStepForm(SiteForm):
    """What an officer heard, or what came of a talk."""

    kind = RadioField(
        say("记什么"),
        [Needed(say("请选要记什么。"))],
        choices=options(
            [
                ("own yes", say("学员本人说：好")),
                ("own no", say("学员本人说：不要")),
                ("talked", say("和学员、监护人都谈过")),
                ("ended", say("这个监护关系结束了")),
            ]
        ),
    )
    words = TextAreaField(
        say("原话，或者谈了什么"),
        [Needed(say("请写一写，至少 4 个字。学员的话请照原话写。")), at_most(WORDS_CHARACTERS_MAX)],
    )


class InvitationForm(SiteForm):
    """Whom a trainee asks to help, what may be seen, and until when."""

    nickname = StringField(say("对方的昵称"), [Optional(), at_most(_NICKNAME_TYPED_MAX)])
    parts = SelectMultipleField(
        say("对方可以看什么"),
        [Needed(say("请至少选一样对方可以看的。"))],
        choices=options([(one.value, words) for one, words in PART_WORDS.items()]),
    )
    until_on = DateField(say("到哪天为止"), [InputRequired(say("请填写结束日期。"))], format=DATE_FORMATS)


class HelpCodeForm(SiteForm):
    """The code that a trainee told a helper."""

    code = StringField(say("学员给您的码"), [Needed(say("请填写 8 位的码。")), at_most(40)])


class HelpForm(SiteForm):
    """Who helps today, and how; "" is nobody."""

    who = RadioField(
        say("今天谁帮您？"),
        [Needed(say("请选一个。没有人帮，就按“现在没有人帮我了”。"))],
        choices=options([(one.value, words) for one, words in BY_WORDS.items()]),
    )
    ways = SelectMultipleField(
        say("他怎么帮您？可以选几样"),
        [Needed(say("请选一选他怎么帮您，可以选几样。"))],
        choices=options([(one.value, words) for one, words in WAY_WORDS.items()]),
    )
