"""Tell whether a course has a blob, so that nobody erases what a lesson or an old version of it holds."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import CourseFile, LessonVersion, LessonVideo, MediaFile, Slot
from learnhub.speech.models import Rendition, Utterance


def shows_blob(session: Session, blob: str) -> bool:
    """Tell whether a course file, a picture, a slot, a text or spoken audio has these bytes."""
    queries = [
        sa.select(column).where(column == blob).limit(1)
        for column in (
            CourseFile.blob,
            LessonVideo.blob,
            MediaFile.blob,
            Slot.blob,
            LessonVersion.text_hash,
            Rendition.blob,
            Utterance.blob,
        )
    ]
    return any(session.scalar(query) is not None for query in queries)
