"""A lesson with a main video and a sign video, for journeys: both are a 测试画面 that ffmpeg makes.

It goes straight into the tables: everything that publishes refuses it (decision 0015).
"""

import subprocess
from pathlib import Path

import sqlalchemy as sa

from learnhub.catalogue.models import Lesson, LessonVersion, LessonVideo
from learnhub.catalogue.rules import Edition, SlotKind, SlotState
from learnhub.catalogue.service.slots import empty_slot
from learnhub.primitives import instant_now
from learnhub.storage.service import store_for
from tests.ffmpeg import program_or_skip
from tests.journeys.region import Region

SECONDS = 6


def put_films(region: Region, lesson: str, folder: Path) -> str:
    """Give a lesson a main video that has captions, and a sign video in step; return its title. folder: for the picture."""
    picture = folder / "film.webm"
    _film(picture)
    store, now = store_for(region.settings), instant_now()
    captions = "WEBVTT\n\n00:00.500 --> 00:02.500\n先看画面\n\n00:03.000 --> 00:05.000\n再动手试\n"
    with region.database.transaction() as session:
        version = session.scalars(sa.select(LessonVersion).join(Lesson).where(Lesson.slug == lesson)).one()
        content = store.put(picture.read_bytes())
        size = picture.stat().st_size
        session.add(
            LessonVideo(
                text_hash=version.text_hash,
                edition=version.edition,
                blob=content,
                content_type="video/webm",
                byte_count=size,
                milliseconds=SECONDS * 1000,
                has_sound=True,
                changed_at=now,
            )
        )
        for kind, blob, content_type, cues in (
            (SlotKind.CAPTIONS, store.put(captions.encode()), "text/vtt", None),
            (SlotKind.SIGN, content, "video/webm", store.put(b"WEBVTT\n\ns-1\n00:00.000 --> 00:06.000\n-\n")),
        ):
            slot = empty_slot(kind, version.text_hash, Edition.STANDARD, now)
            slot.state, slot.blob, slot.content_type, slot.cues_blob = (
                SlotState.UPLOADED,
                blob,
                content_type,
                cues,
            )
            slot.byte_count, slot.milliseconds = size, SECONDS * 1000
            slot.language = "测试画面，没有手语" if kind is SlotKind.SIGN else ""
            session.add(slot)
        return version.title


def _film(target: Path) -> None:
    """Make a few seconds of a test picture with a tone."""
    subprocess.run(
        [program_or_skip(), "-v", "error", "-y", "-f", "lavfi", "-i", f"testsrc=s=160x120:r=10:d={SECONDS}",
         "-f", "lavfi", "-i", f"sine=f=440:d={SECONDS}", "-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus",
         str(target)],
        check=True,
        timeout=60,
    )  # fmt: skip
