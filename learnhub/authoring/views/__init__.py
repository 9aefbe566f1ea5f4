"""Pages where lessons are made: the sign studio."""

from learnhub.authoring.views import (
    easy_read,
    lesson_videos,
    packages,
    sign_asking,
    sign_choice,
    sign_desk,
    sign_lessons,
    sign_pages,
    sign_pieces,
    sign_videos,
)
from learnhub.authoring.views.blueprint import bp

__all__ = [
    "bp",
    "easy_read",
    "lesson_videos",
    "packages",
    "sign_asking",
    "sign_choice",
    "sign_desk",
    "sign_lessons",
    "sign_pages",
    "sign_pieces",
    "sign_videos",
]
