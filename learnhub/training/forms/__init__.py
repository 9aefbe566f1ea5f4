"""What may be typed about classes."""

from learnhub.training.forms.attendance import CodeForm, PaperForm
from learnhub.training.forms.opening import DecisionForm
from learnhub.training.forms.roll import RollForm, people_in, roll_form

__all__ = [
    "CodeForm",
    "DecisionForm",
    "PaperForm",
    "RollForm",
    "people_in",
    "roll_form",
]
