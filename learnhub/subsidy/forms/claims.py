"""What may be typed about claims and accounts that money goes to."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from learnhub.subsidy.rules.claims import PAYEE_WORDS, Payee
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, options

_KINDS = (("card", _l("银行卡，或者有银行功能的社保卡")), ("account", _l("存折或者对公账户")))


class MakeForm(SiteForm):
    """Making a claim. act: names this form, so that sending it twice makes one claim."""

    act = HiddenField()


class StepForm(SiteForm):
    """What goes with a step; made by step_form. line: number of the line that the reason is about, "" for the whole claim."""

    reason = TextAreaField(_l("原因或答复"), [Optional(), at_most(1000)])
    line = SelectField(_l("说的是哪一行"), [Optional()])
    reference = StringField(_l("拨付凭证号"), [Optional(), at_most(80)])

    @property
    def remarks(self) -> list[dict[str, object]]:
        """Return the reason tied to its line."""
        if not self.line.data:
            return []
        return [{"line": int(self.line.data), "words": (self.reason.data or "").strip()}]


class PayeeForm(SiteForm):
    """Where the money goes."""

    kind = RadioField(_l("钱付给谁"), [InputRequired(_l("请选付给谁。"))])
    holder = StringField(_l("户名"), [Needed(_l("请填写户名，和银行卡上的一样。")), at_most(60)])
    account_kind = RadioField(
        _l("哪种账号"), [InputRequired(_l("请选是卡还是账户。"))], choices=options(_KINDS)
    )
    number = StringField(_l("账号"), [Needed(_l("请填写账号。")), at_most(60)])
    bank = StringField(_l("开户银行"), [Needed(_l("请填写开户银行，写到支行。")), at_most(80)])
    proof = StringField(_l("付给别人时，凭什么"), [Optional(), at_most(200)])


def step_form(lines: Sequence[tuple[int, str]]) -> StepForm:
    """Return the form of a step. lines: (position, words)."""
    form = StepForm()
    form.line.choices = options([("", _l("整份申请")), *((str(number), words) for number, words in lines)])
    return form


def payee_form() -> PayeeForm:
    """Return the form of an account that a base enters."""
    form = PayeeForm()
    form.kind.choices = options([(kind.value, words) for kind, words in PAYEE_WORDS.items()])
    return form


def own_payee_form(*, is_guardian: bool = False, is_sent: bool = True) -> PayeeForm:
    """Return the form of a trainee's own account: nobody else can be meant. A guardian says whether it is the trainee's or the own.

    is_sent: whether what was posted is this form.
    """
    form = PayeeForm() if is_sent else PayeeForm(MultiDict())
    if is_guardian:
        form.kind.choices = options(
            [(Payee.TRAINEE.value, _l("学员本人")), (Payee.GUARDIAN.value, _l("我，监护人"))]
        )
    else:
        del form.kind
    del form.proof
    return form
