"""Pages where courses are made."""

from learnhub.authoring.views import (
    drafts,
    easy_read,
    gate,
    importing,
    lesson_videos,
    packages,
    publication,
    signing,
)
from learnhub.authoring.views.blueprint import bp

__all__ = [
    "bp",
    "drafts",
    "easy_read",
    "gate",
    "importing",
    "lesson_videos",
    "packages",
    "publication",
    "signing",
]
