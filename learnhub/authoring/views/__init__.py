"""Pages where lessons are made: the sign studio."""

from learnhub.authoring.views import (
    draft_blocks,
    draft_courses,
    draft_history,
    draft_lesson_places,
    draft_lessons,
    draft_outline,
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
    "draft_blocks",
    "draft_courses",
    "draft_history",
    "draft_lesson_places",
    "draft_lessons",
    "draft_outline",
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
