"""What may be typed about classes."""

from learnhub.training.forms.roll import RollForm, people_in, roll_form

__all__ = ["RollForm", "people_in", "roll_form"]
