"""Which ways the published courses come in, counted for the whole catalogue at once."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import (
    Course,
    CourseVersion,
    LessonVersion,
    LessonVideo,
    Slot,
    Unit,
    UnitLesson,
)
from learnhub.catalogue.rules import CourseKind, CourseState, Edition, SlotKind, SlotState
from learnhub.catalogue.service.courses import newest_version_id
from learnhub.speech.service import texts_with_audio


@dataclass(frozen=True, slots=True)
class OfferedWays:
    """What the lessons of one published course have. lessons, spoken_videos: how many there are; the latter are videos with sound.

    ways: of kind, how many lessons have it; captions: how many of those videos have them. proof_read: lessons whose braille somebody vouched for.
    """

    course_id: int
    lessons: int
    spoken_videos: int
    ways: Mapping[SlotKind, int]
    captions: int
    proof_read: int


def offered_ways(session: Session) -> list[OfferedWays]:
    """Return what each published course has in its newest version, by id; four queries. A course without a lesson is left out."""
    lessons = (
        sa.select(
            Course.id.label("course_id"), LessonVersion.id, LessonVersion.text_hash, LessonVersion.edition
        )
        .select_from(Course)
        .join(CourseVersion, CourseVersion.id == newest_version_id(Course.id))
        .join(Unit, Unit.course_version_id == CourseVersion.id)
        .join(UnitLesson, UnitLesson.unit_id == Unit.id)
        .join(LessonVersion, LessonVersion.id == UnitLesson.lesson_version_id)
        .where(Course.state == CourseState.PUBLISHED, Course.kind == CourseKind.COURSE)
        .distinct()
        .subquery()
    )
    of_text = (Slot.text_hash == lessons.c.text_hash) & (Slot.edition == lessons.c.edition)
    totals = session.execute(
        sa.select(
            lessons.c.course_id,
            sa.func.count(),
            sa.func.sum(sa.case((lessons.c.edition == Edition.EASY_READ, 1), else_=0)),
        ).group_by(lessons.c.course_id)
    ).all()
    ways: defaultdict[int, dict[SlotKind, int]] = defaultdict(lambda: dict.fromkeys(SlotKind, 0))
    proof_read: dict[int, int] = {}
    for course_id, kind, count, reviewed in session.execute(
        sa.select(
            lessons.c.course_id,
            Slot.kind,
            sa.func.count(sa.distinct(lessons.c.id)),
            sa.func.sum(sa.case((Slot.state == SlotState.REVIEWED, 1), else_=0)),
        )
        .join(Slot, of_text)
        .where(Slot.blob.is_not(None))
        .group_by(lessons.c.course_id, Slot.kind)
    ):
        ways[course_id][kind] = count
        if kind is SlotKind.BRAILLE:
            proof_read[course_id] = int(reviewed)
    audio = texts_with_audio().subquery()
    for course_id, count in session.execute(
        sa.select(lessons.c.course_id, sa.func.count(sa.distinct(lessons.c.id)))
        .join(audio, (audio.c.text_hash == lessons.c.text_hash) & (audio.c.edition == lessons.c.edition))
        .group_by(lessons.c.course_id)
    ):
        ways[course_id][SlotKind.AUDIO] = count
    has_captions = (
        sa.exists()
        .where(Slot.text_hash == LessonVideo.text_hash, Slot.edition == LessonVideo.edition)
        .where(Slot.kind == SlotKind.CAPTIONS, Slot.blob.is_not(None))
    )
    videos = {
        course_id: (spoken, int(captioned))
        for course_id, spoken, captioned in session.execute(
            sa.select(lessons.c.course_id, sa.func.count(), sa.func.sum(sa.case((has_captions, 1), else_=0)))
            .join(
                LessonVideo,
                (LessonVideo.text_hash == lessons.c.text_hash) & (LessonVideo.edition == lessons.c.edition),
            )
            .where(LessonVideo.has_sound.is_(True))
            .group_by(lessons.c.course_id)
        )
    }
    found = []
    for course_id, count, easy in sorted(tuple(row) for row in totals):
        of_course = dict(ways[course_id])
        of_course[SlotKind.EASY_READ] += int(easy)
        spoken, captioned = videos.get(course_id, (0, 0))
        found.append(
            OfferedWays(course_id, count, spoken, of_course, captioned, proof_read.get(course_id, 0))
        )
    return found
