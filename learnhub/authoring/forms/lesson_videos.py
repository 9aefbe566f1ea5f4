"""What may be chosen when a video goes into a lesson."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from learnhub.web import SiteForm
from learnhub.web.forms import Needed


class LessonChoiceForm(SiteForm):
    """The lesson that a video is for; choices are handed in."""

    lesson = SelectField(_l("放进哪一课"), [Needed(_l("请选一课。"))])
