"""What an officer says of a visit, and what follows."""

import re
from collections.abc import Sequence

from wtforms import DateField, FileField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional

from learnhub.accounts.forms import DATE_FORMATS
from learnhub.primitives import new_token, say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, options

_COUNT_MAX = 1000
_ACT = re.compile(r"[A-Za-z0-9_-]{8,64}")


class VisitForm(SiteForm):
    """A visit to a class; made by visit_form. act: names this form, so that sending it twice files once."""

    act = HiddenField()
    inspected_on = DateField(
        say("哪一天去的"), [InputRequired(say("请填写检查的日期。"))], format=DATE_FORMATS
    )
    session = SelectField(say("看的是哪次课"), [Optional()])
    counted_present = IntegerField(
        say("数到在场几名学员"),
        [
            InputRequired(say("请填写数到几名学员，没有人就填 0。")),
            NumberRange(0, _COUNT_MAX, say("人数请填 0 到 1000 之间的整数。")),
        ],
    )
    counted_absent = IntegerField(
        say("有几名学员不在"),
        [
            InputRequired(say("请填写几名学员不在，都在就填 0。")),
            NumberRange(0, _COUNT_MAX, say("人数请填 0 到 1000 之间的整数。")),
        ],
    )
    findings = TextAreaField(
        say("看到了什么"), [Needed(say("请写看到了什么，没有问题也写一句。")), at_most(2000)]
    )
    answer_by = DateField(say("基地在哪一天以前答复"), [Optional()], format=DATE_FORMATS)
    photo = FileField(say("照片"), [Optional()])
    photo_words = StringField(say("照片上是什么"), [Optional(), at_most(200)])

    @property
    def client_id(self) -> str:
        """Return the name of this form, or a new one where it isn't one of ours."""
        return str(self.act.data) if _ACT.fullmatch(self.act.data or "") else new_token(9)


class FollowForm(SiteForm):
    """What the base answers, or what the office says to the answer."""

    words = TextAreaField(say("写几句"), [Needed(say("请写几句：做了什么，或者为什么。")), at_most(2000)])
    answer_by = DateField(say("再请基地答复，在哪一天以前"), [Optional()], format=DATE_FORMATS)


def visit_form(meetings: Sequence[tuple[int, str]], **kept: object) -> VisitForm:
    """Return the form of a visit. meetings: (session id, words), the newest first."""
    form = VisitForm(**kept)
    form.session.choices = options(
        [("", say("那时没有在上课")), *((str(number), words) for number, words in meetings)]
    )
    return form
