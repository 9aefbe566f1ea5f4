"""What may be typed about claims and accounts that money goes to."""

from collections.abc import Sequence

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from learnhub.primitives import say
from learnhub.subsidy.rules.claims import PAYEE_WORDS, Payee
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, options

_KINDS = (("card", say("银行卡，或者有银行功能的社保卡")), ("account", say("存折或者对公账户")))


class MakeForm(SiteForm):
    """Making a claim. act: names this form, so that sending it twice makes one claim."""

    act = HiddenField()


class StepForm(SiteForm):
    """What goes with a step; made by step_form. line: number of the line that the reason is about, "" for the whole claim."""

    reason = TextAreaField(say("原因或答复"), [Optional(), at_most(1000)])
    line = SelectField(say("说的是哪一行"), [Optional()])
    reference = StringField(say("拨付凭证号"), [Optional(), at_most(80)])

    @property
    def remarks(self) -> list[dict[str, object]]:
        """Return the reason tied to its line."""
        if not self.line.data:
            return []
        return [{"line": int(self.line.data), "words": (self.reason.data or "").strip()}]


class PayeeForm(SiteForm):
    """Where the money goes."""

    kind = RadioField(say("钱付给谁"), [InputRequired(say("请选付给谁。"))])
    holder = StringField(say("户名"), [Needed(say("请填写户名，和银行卡上的一样。")), at_most(60)])
    account_kind = RadioField(
        say("哪种账号"), [InputRequired(say("请选是卡还是账户。"))], choices=options(_KINDS)
    )
    number = StringField(say("账号"), [Needed(say("请填写账号。")), at_most(60)])
    bank = StringField(say("开户银行"), [Needed(say("请填写开户银行，写到支行。")), at_most(80)])
    proof = StringField(say("付给别人时，凭什么"), [Optional(), at_most(200)])


def step_form(lines: Sequence[tuple[int, str]]) -> StepForm:
    """Return the form of a step. lines: (position, words)."""
    form = StepForm()
    form.line.choices = options([("", say("整份申请")), *((str(number), words) for number, words in lines)])
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
            [(Payee.TRAINEE.value, say("学员本人")), (Payee.GUARDIAN.value, say("我，监护人"))]
        )
    else:
        del form.kind
    del form.proof
    return form
