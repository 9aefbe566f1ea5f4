"""Pages of the sign studio."""

from learnhub.authoring.views.signing import asking, choice, desk, lessons, pages, pieces, videos

__all__ = ["asking", "choice", "desk", "lessons", "pages", "pieces", "videos"]
