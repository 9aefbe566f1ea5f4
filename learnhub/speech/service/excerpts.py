"""Cut a few sentences out of the audio of a text: what one card of an easy-read lesson says."""

from collections.abc import Collection
from dataclasses import dataclass

from learnhub.speech.adapters import mp3
from learnhub.speech.models import Rendition
from learnhub.speech.rules import FRAME_MS
from learnhub.speech.service.renditions import cues
from learnhub.storage.rules import BlobStore


@dataclass(frozen=True)
class Excerpt:
    """A stretch of an audio. first, last: ids of its sentences; milliseconds from the beginning; byte_count of its MP3, about."""

    first: str
    last: str
    start_ms: int
    end_ms: int
    byte_count: int


def excerpt_or_none(rendition: Rendition, sentence_ids: Collection[str]) -> Excerpt | None:
    """Return where some neighbouring sentences are heard, from the first to the last of them; None where none has a sound."""
    heard = [cue for cue in cues(rendition) if cue.sentence_id in sentence_ids]
    if not heard:
        return None
    start, end = heard[0].start_ms, heard[-1].end_ms
    share = (end - start) * rendition.byte_count // rendition.duration_ms
    return Excerpt(heard[0].sentence_id, heard[-1].sentence_id, start, end, share)


def excerpt_sound(store: BlobStore, rendition: Rendition, excerpt: Excerpt) -> bytes:
    """Return the MP3 of a stretch, cut at whole frames of 24 ms; each sentence of ours begins with a frame of its own.

    A person's recording is one stream: its first frame may be silent, as it can lean on the one before.
    """
    frames = mp3.frames(store.get(rendition.blob))
    return mp3.join(frames[excerpt.start_ms // FRAME_MS : -(-excerpt.end_ms // FRAME_MS)])
