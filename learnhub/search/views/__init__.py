"""Pages that find courses."""

from learnhub.search.views import courses, results, suggestions, words
from learnhub.search.views.blueprint import bp

__all__ = ["bp", "courses", "results", "suggestions", "words"]
