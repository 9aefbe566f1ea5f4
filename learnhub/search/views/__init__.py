"""Pages that find courses."""

from learnhub.search.views import courses, results, saved, suggestions, words
from learnhub.search.views.blueprint import bp

__all__ = ["bp", "courses", "results", "saved", "suggestions", "words"]
