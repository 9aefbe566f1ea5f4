"""A figure as an officer types it, and the same kept unseen while its preview is shown."""

from typing import Any

from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from learnhub.accounts.forms import DATE_FORMATS
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, options, tidy

SOURCE_CHARACTERS_MAX = 300
REMARK_CHARACTERS_MAX = 200


class FigureForm(SiteForm):
    """One figure: how much, from when, by which document. An empty value says that the document states none."""

    value = StringField(say("标准"), [Optional(), at_most(20)], filters=[tidy])
    chosen = SelectField(say("选哪一种"), [Optional()], validate_choice=False)
    valid_from = DateField(say("从哪天起"), [InputRequired(say("请填写从哪天起。"))], format=DATE_FORMATS)
    valid_to = DateField(say("到哪天止"), [Optional()], format=DATE_FORMATS)
    source = TextAreaField(
        say("来源"),
        [Needed(say("请写明文件名称、文号和第几条。")), at_most(SOURCE_CHARACTERS_MAX)],
        filters=[tidy],
    )
    is_example = BooleanField(say("没有正式文件，只作示例"))
    caveat = StringField(
        say("用到这个数的地方要说明什么"), [Optional(), at_most(REMARK_CHARACTERS_MAX)], filters=[tidy]
    )
    objection = StringField(
        say("对这个数的异议"), [Optional(), at_most(REMARK_CHARACTERS_MAX)], filters=[tidy]
    )

    def offer(self, choices: Any) -> "FigureForm":
        """Offer the words that a figure can be; a figure that is a number loses the field, and the other way round."""
        if choices:
            self.chosen.choices = options([("", say("文件没有写明")), *choices.items()])
            del self.value
        else:
            del self.chosen
        return self

    @property
    def typed(self) -> str:
        """Return the value as it was typed or chosen."""
        field = self._fields.get("value") or self._fields["chosen"]
        return field.data or ""


class KeptFigure(SiteForm):
    """The fields of FigureForm, unseen, and what the officer saw: the number of the newest row."""

    after = HiddenField()
    region = HiddenField()
    value = HiddenField()
    chosen = HiddenField()
    valid_from = HiddenField()
    valid_to = HiddenField()
    source = HiddenField()
    is_example = HiddenField()
    caveat = HiddenField()
    objection = HiddenField()
