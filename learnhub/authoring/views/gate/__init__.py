"""Pages of the gate."""

from learnhub.authoring.views.gate import captions, previews, question_lists, report, steps

__all__ = ["captions", "previews", "question_lists", "report", "steps"]
