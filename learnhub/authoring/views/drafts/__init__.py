"""Pages of a draft."""

from learnhub.authoring.views.drafts import (
    blocks,
    courses,
    guide,
    handovers,
    history,
    lesson_places,
    lessons,
    outline,
    papers,
    recordings,
    searching,
    team,
    versions,
)

__all__ = [
    "blocks",
    "courses",
    "guide",
    "handovers",
    "history",
    "lesson_places",
    "lessons",
    "outline",
    "papers",
    "recordings",
    "searching",
    "team",
    "versions",
]
