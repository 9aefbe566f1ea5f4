"""What teachers may note about a trainee."""

from wtforms import TextAreaField

from learnhub.primitives import say
from learnhub.training.rules.notes import WORDS_CHARACTERS_MAX
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, tidy


class NoteForm(SiteForm):
    """A note on how to help."""

    words = TextAreaField(
        say("怎样能帮到他"),
        [Needed(say("请写下怎样能帮到他，再按“记下”。")), at_most(WORDS_CHARACTERS_MAX)],
        filters=[lambda typed: tidy(typed)],
    )
