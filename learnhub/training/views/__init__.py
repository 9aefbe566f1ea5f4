"""The desks around a class."""

from learnhub.training.views.rolls import DONE, ROLL_ROWS_PER_PAGE, bp

__all__ = ["DONE", "ROLL_ROWS_PER_PAGE", "bp"]
