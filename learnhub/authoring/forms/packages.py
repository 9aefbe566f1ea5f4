"""What may be typed and chosen when a course is brought in or begun from a training package."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, RadioField, SelectField, StringField
from wtforms.validators import ValidationError

from learnhub.primitives import is_slug
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, tidy

TITLE_MAX = 40


class BringInForm(SiteForm):
    """A package of a course; the bases are handed in."""

    archive = FileField(_l("课程包"), [Needed(_l("请选一个 zip 文件。"))])
    base = SelectField(_l("放到哪个基地"), [Needed(_l("请选一个基地。"))])
    slug = StringField(_l("换一个网址里的名字"), filters=[tidy])
    is_for_draft = BooleanField(_l("如果这门课已经有草稿，就换掉草稿里的全部文件（以前的版本都留着）"))

    def validate_slug(self, field: StringField) -> None:
        """Only what an address can hold."""
        if field.data and not is_slug(field.data):
            raise ValidationError(_l("请用小写字母、数字和连字符，3 到 60 个字，例如 blind-massage。"))


class BeginForm(SiteForm):
    """A course that begins from a training package; packages and bases are handed in."""

    package = RadioField(_l("用哪个培训包"), [Needed(_l("请选一个培训包。"))])
    title = StringField(_l("课程名"), [at_most(TITLE_MAX)], filters=[tidy])
    base = SelectField(_l("放到哪个基地"), [Needed(_l("请选一个基地。"))])


class CoursewareForm(SiteForm):
    """A SCORM package for one lesson of a draft."""

    package = FileField(_l("SCORM 课件"), [Needed(_l("请选一个 zip 文件。"))])
