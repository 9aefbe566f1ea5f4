"""What an office types about brand projects."""

from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired

from learnhub.accounts.forms import DATE_FORMATS
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most


class BrandForm(SiteForm):
    """A project that the office named a brand."""

    base = SelectField(say("哪个基地"), [InputRequired(say("请选一个基地。"))])
    title = StringField(say("项目名称"), [Needed(say("请填写项目名称。")), at_most(60)])
    named_on = DateField(say("哪一天定的"), [InputRequired(say("请填写是哪一天。"))], format=DATE_FORMATS)
    document = StringField(say("依据的文件"), [Needed(say("请写明依据的文件名和文号。")), at_most(200)])
