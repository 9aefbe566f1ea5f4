"""How the evidence log names people and lessons."""


def subject_of(person_id: int) -> str:
    """Return how the evidence log names a person."""
    return f"person:{person_id}"


def about_lesson_version(lesson_version_id: int) -> str:
    """Return how the evidence log names a lesson version."""
    return f"lesson-version:{lesson_version_id}"
