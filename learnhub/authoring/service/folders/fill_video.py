"""Give a lesson its main video from the file beside it, and say what the video lacks."""

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.rules import FileRole
from learnhub.authoring.service.folders.check import CheckedCourse
from learnhub.authoring.service.folders.posters import ask_for_poster
from learnhub.catalogue.models import LessonVideo, Slot
from learnhub.catalogue.rules import LessonText, SlotKind, SlotState
from learnhub.primitives import say

NO_DESCRIPTION = say("这一课的视频还没有画面描述，看不见的人请先看课文。")
NO_SOUND = say("这一课的视频没有声音，不用字幕。")
_ROLES = (FileRole.VIDEO_MP4, FileRole.VIDEO_WEBM)


def fill_video(
    session: Session,
    checked: CheckedCourse,
    slug: str,
    text: LessonText,
    blobs: Mapping[str, str],
    *,
    gone: Collection[str],
    now: datetime,
) -> None:
    """Make the main video of a lesson agree with its folder; after its captions and description have been filled.

    gone: blobs that the version before had and this one hasn't.
    """
    text_hash = blobs[f"lessons/{slug}.md"]
    row = session.scalar(
        sa.select(LessonVideo).where(LessonVideo.text_hash == text_hash, LessonVideo.edition == text.edition)
    )
    path = next(
        (f"lessons/{slug}{role.value}" for role in _ROLES if f"lessons/{slug}{role.value}" in blobs), None
    )
    if path is None:
        if row is not None and row.blob in gone:
            session.delete(row)
            _say(session, text, text_hash, SlotKind.CAPTIONS, None, "", now)
            _say(session, text, text_hash, SlotKind.AUDIO_DESCRIPTION, None, "", now)
        return
    facts = checked.videos[slug]
    is_new = row is None or row.blob != blobs[path]
    if row is None:
        row = LessonVideo(text_hash=text_hash, edition=text.edition)
        session.add(row)
    row.blob, row.content_type, row.byte_count = blobs[path], facts.content_type, facts.byte_count
    row.milliseconds, row.has_sound, row.changed_at = facts.duration_ms, bool(facts.audio_codec), now
    if is_new:
        ask_for_poster(session, row, now=now)
    silent = None if facts.audio_codec else SlotState.NOT_NEEDED
    _say(session, text, text_hash, SlotKind.CAPTIONS, silent, NO_SOUND, now)
    _say(session, text, text_hash, SlotKind.AUDIO_DESCRIPTION, SlotState.MISSING, NO_DESCRIPTION, now)


def _say(
    session: Session,
    text: LessonText,
    text_hash: str,
    kind: SlotKind,
    state: SlotState | None,
    reason: str,
    now: datetime,
) -> None:
    """Keep a row that only says why there is nothing; None takes it away. What has content is left alone."""
    row = session.scalar(
        sa.select(Slot).where(Slot.text_hash == text_hash, Slot.edition == text.edition, Slot.kind == kind)
    )
    if row is not None and row.blob is not None:
        return
    if state is None:
        if row is not None:
            session.delete(row)
            session.flush()
        return
    if row is None:
        row = Slot(
            text_hash=text_hash,
            edition=text.edition,
            kind=kind,
            language="",
            blob=None,
            content_type="",
            byte_count=0,
            milliseconds=0,
            maker="",
            requested_of="",
            requested_on=None,
            promised_on=None,
        )
        session.add(row)
    row.state, row.reason, row.changed_at = state, reason, now
    session.flush()
