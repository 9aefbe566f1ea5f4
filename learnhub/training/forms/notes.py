"""What teachers may note about a trainee."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from learnhub.training.rules.notes import WORDS_CHARACTERS_MAX
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, tidy


class NoteForm(SiteForm):
    """A note on how to help."""

    words = TextAreaField(
        _l("怎样能帮到他"),
        [Needed(_l("请写下怎样能帮到他，再按“记下”。")), at_most(WORDS_CHARACTERS_MAX)],
        filters=[lambda typed: tidy(typed)],
    )
