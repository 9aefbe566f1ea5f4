"""Pages of a draft."""

from learnhub.authoring.views.drafts import (
    assessments,
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
    "assessments",
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
