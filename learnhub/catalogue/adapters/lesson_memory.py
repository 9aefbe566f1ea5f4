"""Remember lessons that were read without findings: whoever loads one checks it first, and reading it again takes as long."""

from functools import lru_cache

from learnhub.catalogue.rules.text import LessonText


def remember(source: str, lesson: LessonText) -> None:
    """Keep what a text was read as; the first reading stays."""
    known = _known(source)
    if not known:
        known.append(lesson)


def remembered_or_none(source: str) -> LessonText | None:
    """Return what a text was read as, or None where nobody read it lately."""
    known = _known(source)
    return known[0] if known else None


@lru_cache(maxsize=512)
def _known(_source: str) -> list[LessonText]:
    return []
