"""The main video of a lesson, with what belongs to it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import LessonVersion, LessonVideo, Slot
from learnhub.catalogue.rules import SlotKind, SlotState
from learnhub.catalogue.service.media import slot_file_name
from learnhub.catalogue.service.sounds import DESCRIPTION_EDITION, described_sentences
from learnhub.media.service.folder_files import cues_of
from learnhub.media.service.stored import stored_by_blob_or_none
from learnhub.speech.models import Rendition
from learnhub.speech.service import cues, rendition_or_none
from learnhub.storage.rules import BlobStore


@dataclass(frozen=True, slots=True)
class DescribedMoment:
    """What is to be seen at one moment of a video. sentence_id: names its sound; empty until an engine has spoken it."""

    milliseconds: int
    words: str
    sentence_id: str = ""


@dataclass(frozen=True, slots=True)
class VideoView:
    """A video as its lesson shows it. Names: by which the view catalogue.slot_content serves; empty where there is none.

    description_sound: the descriptions as spoken, description_blob its address; empty until an engine has spoken them.
    transcript: (milliseconds, words) of each caption, in order. described: in order.
    """

    name: str
    content_type: str
    byte_count: int
    milliseconds: int
    captions: str = ""
    description: str = ""
    description_sound: str = ""
    description_blob: str = ""
    poster: str = ""
    sound: str = ""
    sound_bytes: int = 0
    transcript: Sequence[tuple[int, str]] = ()
    described: Sequence[DescribedMoment] = ()


def video_of(session: Session, store: BlobStore, version: LessonVersion) -> VideoView | None:
    """Return the main video of a lesson version, or None."""
    row = session.scalar(
        sa.select(LessonVideo).where(
            LessonVideo.text_hash == version.text_hash, LessonVideo.edition == version.edition
        )
    )
    if row is None:
        return None
    tracks = {
        slot.kind: slot.blob
        for slot in session.scalars(
            sa.select(Slot).where(
                Slot.text_hash == version.text_hash,
                Slot.edition == version.edition,
                Slot.kind.in_([SlotKind.CAPTIONS, SlotKind.AUDIO_DESCRIPTION]),
                Slot.blob.is_not(None),
            )
        )
    }
    captions = tracks.get(SlotKind.CAPTIONS)
    description = tracks.get(SlotKind.AUDIO_DESCRIPTION)
    stored = stored_by_blob_or_none(session, row.blob)  # there only when it was uploaded here
    poster = (stored.poster if stored else "") or row.poster_blob
    spoken = rendition_or_none(session, description, DESCRIPTION_EDITION) if description else None
    said = cues_of(store.get(captions)) if captions and captions in store else ()
    return VideoView(
        name=slot_file_name(row.blob, row.content_type),
        content_type=row.content_type,
        byte_count=row.byte_count,
        milliseconds=row.milliseconds,
        captions=slot_file_name(captions, "text/vtt") if captions else "",
        description=slot_file_name(description, "text/vtt") if description else "",
        description_sound=slot_file_name(spoken.blob, "audio/mpeg") if spoken else "",
        description_blob=spoken.blob if spoken else "",
        poster=slot_file_name(poster, "image/jpeg") if poster else "",
        sound=slot_file_name(stored.sound.blob, "audio/mp4") if stored and stored.sound else "",
        sound_bytes=stored.sound.byte_count if stored and stored.sound else 0,
        transcript=[(cue.start_ms, cue.text) for cue in said],
        described=_described(store.get(description), spoken) if description and description in store else (),
    )


def take_out(
    session: Session, blobs: Collection[str], *, reason: str, now: datetime
) -> tuple[set[str], set[str]]:
    """Take main videos out of all lessons, earlier texts too; return the hashes of the texts that lost one, and their stills.

    Captions and description go with the video; their slots say why they are missing.
    """
    rows = session.scalars(sa.select(LessonVideo).where(LessonVideo.blob.in_(blobs))).all()
    for row in rows:
        for slot in session.scalars(
            sa.select(Slot).where(
                Slot.text_hash == row.text_hash,
                Slot.edition == row.edition,
                Slot.kind.in_([SlotKind.CAPTIONS, SlotKind.AUDIO_DESCRIPTION]),
            )
        ):
            slot.state, slot.reason, slot.changed_at = SlotState.MISSING, reason, now
            slot.blob, slot.cues_blob, slot.content_type, slot.byte_count, slot.milliseconds = (
                None,
                None,
                "",
                0,
                0,
            )
        session.delete(row)
    session.flush()
    return {row.text_hash for row in rows}, {row.poster_blob for row in rows} - {""}


def _described(track: bytes, spoken: Rendition | None) -> Sequence[DescribedMoment]:
    heard = {cue.sentence_id for cue in cues(spoken)} if spoken is not None else set()
    return [
        DescribedMoment(cue.start_ms, sentence.text, sentence.id if sentence.id in heard else "")
        for cue, sentence in zip(cues_of(track), described_sentences(track), strict=True)
    ]
