"""Which trainees of a class have shown a step."""

from wtforms import SelectMultipleField

from learnhub.learning.forms.hand_ins import NOTHING_CHOSEN, SignOffForm, known_choices
from learnhub.primitives import say
from learnhub.web.forms import Needed


class ClassSignOffForm(SignOffForm):
    """One step, signed off for several trainees. steps: their enrolments; who may be signed, is handed in."""

    steps = SelectMultipleField(
        say("谁做到了"), [Needed(NOTHING_CHOSEN), known_choices], validate_choice=False
    )
