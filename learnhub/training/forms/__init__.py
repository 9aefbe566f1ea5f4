"""What may be typed about classes."""

from learnhub.training.forms.attendance import CodeForm, PaperForm
from learnhub.training.forms.opening import DecisionForm, OpeningForm, opening_form
from learnhub.training.forms.roll import RollForm, people_in, roll_form

__all__ = [
    "CodeForm",
    "DecisionForm",
    "OpeningForm",
    "PaperForm",
    "RollForm",
    "opening_form",
    "people_in",
    "roll_form",
]
