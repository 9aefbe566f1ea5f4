"""Read of each lesson of a course what search tools are told about it."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import LessonVideo
from learnhub.catalogue.rules.discovery import LessonWays
from learnhub.catalogue.service.courses import CourseOutline

_PICTURE = "!["


def lesson_ways(
    session: Session, outline: CourseOutline, with_package: Collection[str] = ()
) -> list[LessonWays]:
    """Return what each lesson of an outline has, in its order; one query. with_package: slugs of lessons with foreign courseware."""
    hashes = [lesson.version.text_hash for lesson in outline.lessons]
    rows = session.execute(
        sa.select(LessonVideo.text_hash, LessonVideo.has_sound).where(LessonVideo.text_hash.in_(hashes))
    )
    sounds = {row.text_hash: row.has_sound for row in rows}
    return [
        LessonWays(
            slots={slot.kind: slot.state for slot in lesson.slots},
            has_pictures=_PICTURE in lesson.version.source,
            has_video=lesson.version.text_hash in sounds,
            has_sound=sounds.get(lesson.version.text_hash, False),
            has_package=lesson.slug in with_package,
        )
        for lesson in outline.lessons
    ]
