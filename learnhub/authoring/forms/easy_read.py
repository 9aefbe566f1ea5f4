"""What an author of easy-read may send: a photo for a card, a reading with people."""

import re
from datetime import date

from wtforms import DateField, FileField, Form, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import ValidationError

from learnhub.authoring.rules.easy_read import DESCRIPTION_MAX
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, tidy

_MARKUP = re.compile(r"[\[\]\\`*_<>!()\n]")


class PhotoForm(SiteForm):
    """A photo and what it shows. shown: the hash of the text that its author saw."""

    shown = HiddenField()
    photo = FileField(say("照片"), validators=[Needed(say("请选一张照片"))])
    description = StringField(
        say("照片上有什么"),
        filters=[tidy],
        validators=[Needed(say("请写照片上有什么，看不见的人靠它知道")), at_most(DESCRIPTION_MAX)],
    )

    def validate_description(self, field: StringField) -> None:
        """Keep out what would be read as a sign of the lesson format."""
        if _MARKUP.search(field.data or ""):
            raise ValidationError(say("说明里请只写字和标点，不要用括号、星号这些符号。"))


class _PeopleCount:
    field_flags = {"required": True}  # noqa: RUF012  WTForms reads it as a plain class attribute

    def __call__(self, form: Form, field: IntegerField) -> None:
        if field.data is None or not 1 <= field.data <= 100:
            field.errors = []
            raise ValidationError(say("请填有几个人读过，1 到 100 的数字。"))


class TrialForm(SiteForm):
    """A reading with the people the text is for. Who they are is not asked."""

    reader_count = IntegerField(say("几个人读过"), validators=[_PeopleCount()])
    read_on = DateField(
        say("哪一天读的"), validators=[Needed(say("请填试读的日期"))], format=["%Y-%m-%d", "%Y%m%d"]
    )
    changes = TextAreaField(
        say("读的人哪里不懂，改了什么"),
        filters=[tidy],
        validators=[Needed(say("请写哪里不懂、改了什么；都读懂了，也请写下来")), at_most(1000)],
    )

    @property
    def typed(self) -> tuple[int, date, str]:
        """Return how many read, when, and what was changed, of a form that was found valid."""
        count, day = self.reader_count.data, self.read_on.data
        assert count is not None
        assert day is not None
        return count, day, self.changes.data or ""
