"""Pages of the gate."""

from learnhub.authoring.views.gate import previews, question_lists, report, steps

__all__ = ["previews", "question_lists", "report", "steps"]
