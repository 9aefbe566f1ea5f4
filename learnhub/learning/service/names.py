"""How the evidence log names people and lessons."""

from learnhub.evidence.rules import subject_of_person as subject_of

__all__ = ["about_lesson_version", "subject_of"]


def about_lesson_version(lesson_version_id: int) -> str:
    """Return how the evidence log names a lesson version."""
    return f"lesson-version:{lesson_version_id}"
