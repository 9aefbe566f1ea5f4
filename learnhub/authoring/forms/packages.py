"""What may be typed and chosen when a course is brought in or begun from a training package."""

from wtforms import BooleanField, FileField, RadioField, SelectField, StringField
from wtforms.validators import ValidationError

from learnhub.primitives import is_slug, say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, tidy

TITLE_MAX = 40


class BringInForm(SiteForm):
    """A package of a course; the bases are handed in."""

    archive = FileField(say("课程包"), [Needed(say("请选一个 zip 文件。"))])
    base = SelectField(say("放到哪个基地"), [Needed(say("请选一个基地。"))])
    slug = StringField(say("换一个网址里的名字"), filters=[tidy])
    is_for_draft = BooleanField(say("如果这门课已经有草稿，就换掉草稿里的全部文件（以前的版本都留着）"))

    def validate_slug(self, field: StringField) -> None:
        """Only what an address can hold."""
        if field.data and not is_slug(field.data):
            raise ValidationError(say("请用小写字母、数字和连字符，3 到 60 个字，例如 blind-massage。"))


class BeginForm(SiteForm):
    """A course that begins from a training package; packages and bases are handed in."""

    package = RadioField(say("用哪个培训包"), [Needed(say("请选一个培训包。"))])
    title = StringField(say("课程名"), [at_most(TITLE_MAX)], filters=[tidy])
    base = SelectField(say("放到哪个基地"), [Needed(say("请选一个基地。"))])


class CoursewareForm(SiteForm):
    """A SCORM package for one lesson of a draft."""

    package = FileField(say("SCORM 课件"), [Needed(say("请选一个 zip 文件。"))])
