"""Make marks 需要核对 for tests: a course worth enough, clicked through in a moment."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from learnhub.learning import service
from learnhub.learning.models import ReviewMark
from learnhub.learning.rules.reviewing import ReviewMarkTold
from learnhub.learning.service.marks import own_mark_or_none
from learnhub.media.models import StoredMedia
from learnhub.media.rules.facts import Container, StoredState
from learnhub.media.rules.limits import Purpose
from learnhub.primitives import instant_now, new_token
from tests.classes import course_with_lessons, enrol
from tests.classes import deeds_of as acts_of
from tests.people import Someone
from tests.tiny_course import FIGURES


def click_through(
    session: Session, person: Someone, *, slug: str = "clicked", lessons: int = 8, now: datetime | None = None
) -> list[ReviewMark]:
    """Complete a whole course (50 minutes a lesson) within a moment, and look; return the marks."""
    course, versions = course_with_lessons(session, slug, lessons=lessons)
    enrolment = enrol(session, person.person_id, course)
    for version in versions:
        for deed in acts_of(person.person_id, enrolment.id, version):
            deed(session, instant_now())
    return service.look(session, person_id=person.person_id, figures=FIGURES, now=now or instant_now())


def mark_of(session: Session, person: Someone, *, days_ago: int = 0) -> ReviewMarkTold:
    """Return a mark of a person, made so many days ago."""
    made = click_through(session, person, now=instant_now() - timedelta(days=days_ago))
    told = own_mark_or_none(session, person_id=person.person_id, mark_id=made[0].id)
    assert told is not None
    return told


def voice_of(session: Session, person: Someone, *, blob: str) -> int:
    """Keep a recording of a person's, whose bytes are somebody else's matter; return its stored id."""
    now = instant_now()
    stored = StoredMedia(
        token=new_token(12), owner_id=person.person_id, purpose=Purpose.AUDIO_RECORDING, state=StoredState.READY,
        is_kept=False, blob=blob, container=Container.WAV, byte_count=10, duration_ms=1000, width=0, height=0,
        rotation=0, video_codec="", audio_codec="pcm", is_streamable=True, title="", shown_blob=blob,
        shown_type="audio/wav", shown_bytes=10, poster_blob="", sound_blob="", sound_type="", sound_bytes=0, fault="",
        created_at=now, changed_at=now,
    )  # fmt: skip
    session.add(stored)
    session.flush()
    return stored.id
