"""Pages that find courses."""

from learnhub.search.views import courses, pictures, results, saved, suggestions, words
from learnhub.search.views.blueprint import bp

__all__ = ["bp", "courses", "pictures", "results", "saved", "suggestions", "words"]
