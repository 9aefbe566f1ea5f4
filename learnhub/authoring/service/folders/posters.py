"""A still picture for each video that came with a course folder, made in the background where ffmpeg is there."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import LessonVideo
from learnhub.db import Database
from learnhub.jobs.service import enqueue
from learnhub.jobs.worker import Handler, Work
from learnhub.media.service import Places, converter_or_none
from learnhub.media.service.posters import poster_or_none
from learnhub.media.service.stored import stored_by_blob_or_none

JOB_POSTER = "authoring.poster"


def ask_for_poster(session: Session, row: LessonVideo, *, now: datetime) -> None:
    """Give a new video the poster that the same video has elsewhere, or ask for one; uploads bring their own."""
    row.poster_blob = (
        session.scalar(
            sa.select(LessonVideo.poster_blob).where(
                LessonVideo.blob == row.blob, LessonVideo.poster_blob != ""
            )
        )
        or ""
    )
    if not row.poster_blob and stored_by_blob_or_none(session, row.blob) is None:
        key = f"{JOB_POSTER}:{row.blob}"
        enqueue(session, JOB_POSTER, {"blob": row.blob}, key=key, now=now, priority=10)


def poster_handler(database: Database, places: Places) -> Handler:
    """Return the handler of JOB_POSTER jobs. Without ffmpeg nothing is made: players need no poster. Done twice it makes the same one."""

    def handle(work: Work) -> None:
        blob, ffmpeg = str(work.payload["blob"]), converter_or_none()
        poster = poster_or_none(places, ffmpeg, blob) if ffmpeg is not None else None
        if poster is not None:
            with database.transaction() as session:
                session.execute(
                    sa.update(LessonVideo).where(LessonVideo.blob == blob).values(poster_blob=poster)
                )

    return handle
