"""What liaisons and their office may type, and the sentence for each mistake."""

from wtforms import DateField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Optional

from learnhub.liaison.rules import TOWN_CHARACTERS_MAX, YES_WORDS, Yes, YesBy
from learnhub.primitives import say, today
from learnhub.web import SiteForm
from learnhub.web.forms import Asked, Needed, at_most, options, tidy

DATE_FORMATS = ["%Y-%m-%d", "%Y%m%d", "%Y年%m月%d日", "%Y/%m/%d"]


class TownForm(SiteForm):
    """A town."""

    region = SelectField(say("县区"), [InputRequired(say("请选县区。"))])
    name = StringField(
        say("镇街的名字"), [Needed(say("请填写镇街的名字，例如“花园路街道”。")), at_most(TOWN_CHARACTERS_MAX)]
    )


class LiaisonForm(SiteForm):
    """Who is the liaison of a town."""

    nickname = StringField(say("联络员的昵称"), [Needed(say("请填写联络员在本站的昵称。")), at_most(40)])
    until_on = DateField(say("做到哪一天"), [InputRequired(say("请填写做到哪一天。"))], format=DATE_FORMATS)


class YesForm(SiteForm):
    """How somebody said yes."""

    yes_by = RadioField(
        say("本人怎么同意的"),
        [InputRequired(say("请选本人怎么同意的。没有问过本人，不能替他办。"))],
        choices=options((one.value, words) for one, words in YES_WORDS.items()),
    )
    yes_on = DateField(
        say("哪一天同意的"), [InputRequired(say("请填写本人哪一天同意的。"))], format=DATE_FORMATS
    )
    note = StringField(say("在哪里说的，谁在场"), [Optional(), at_most(120)])

    @property
    def yes(self) -> Yes:
        """Return what was typed; valid fields alone."""
        return Yes(YesBy(self.yes_by.data), self.yes_on.data or today(), tidy(self.note.data))


class PersonForm(YesForm):
    """Somebody who comes onto the list."""

    has_account = RadioField(
        say("有没有账号"),
        [InputRequired(say("请选有没有账号。"))],
        choices=options([("no", say("没有，替本人开一个")), ("yes", say("有，记进名单"))]),
    )
    town = SelectField(say("镇街"), [InputRequired(say("请选镇街。"))])
    nickname = StringField(say("昵称"), [Needed(say("请填写昵称，不用真名。")), at_most(40)])


class CourseForm(SiteForm):
    """Words of a course's title."""

    words = StringField(say("课程名字里的几个字"), [Asked(), at_most(40)])
