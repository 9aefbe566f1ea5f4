"""Captions heard by a machine on this machine: a draft, marked so, until a person has gone through it."""

import importlib.util
import tempfile
from collections.abc import Callable
from pathlib import Path

from learnhub.db import Database
from learnhub.jobs.worker import Handler, Work
from learnhub.language import to_simplified
from learnhub.media.adapters import ffmpeg, listener
from learnhub.media.adapters.ffmpeg import Ffmpeg
from learnhub.media.models import StoredMedia
from learnhub.media.rules.captions import CUE_CHARACTERS_MAX, CaptionCue, TrackKind, plain_text
from learnhub.media.rules.facts import StoredState
from learnhub.media.service.captions import add_version, newest_track
from learnhub.media.service.places import Places
from learnhub.media.service.stored import facts_of
from learnhub.primitives import instant_now


def can_draft() -> bool:
    """Tell whether this machine can listen: ffmpeg, faster-whisper and its weights (requirements-video.txt)."""
    needed = ("faster_whisper", *listener.WEIGHTS)
    return ffmpeg.program() is not None and all(importlib.util.find_spec(name) for name in needed)


def draft_handler(
    database: Database, places: Places, converter: Callable[[], Ffmpeg | None], models: Path
) -> Handler:
    """Return the handler of JOB_DRAFT jobs. models: folder in which the weights are put together once.

    What a person wrote meanwhile is never replaced.
    """

    def handle(work: Work) -> None:
        stored_id = int(work.payload["stored"])
        with database.reading() as session:
            row = session.get(StoredMedia, stored_id)
            if row is None or row.state is StoredState.ERASED or not row.audio_codec:
                return
            facts, original = facts_of(row), places.store.path(row.blob)
        program = converter()
        if program is None or not can_draft():
            raise RuntimeError(
                "the packages of requirements-video.txt were taken away since this was asked for"
            )
        places.parts.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=places.parts.folder, prefix="work-") as folder:
            wave = Path(folder) / "sound.wav"
            program.wave(original, facts, wave)
            heard = listener.listen(
                wave,
                models,
                duration_ms=facts.duration_ms,
                progress=lambda done: work.progress(done, facts.duration_ms),
            )
        cues = draft_cues(heard, facts.duration_ms)
        with database.transaction() as session:
            newest = newest_track(session, stored_id, TrackKind.CAPTIONS)
            if newest is None or newest.made_by is None:
                add_version(session, stored_id, TrackKind.CAPTIONS, cues, made_by=None, now=instant_now())

    return handle


def draft_cues(heard: list[tuple[int, int, str]], duration_ms: int) -> list[CaptionCue]:
    """Make cues that don't overlap and lie within the video from what was heard: (start, end, words) in milliseconds."""
    cues: list[CaptionCue] = []
    last_end = 0
    for start, end, words in sorted(heard):
        text = plain_text(to_simplified(words)).replace("<", "").replace(">", "")[:CUE_CHARACTERS_MAX]
        begins, ends = max(start, last_end), min(end, duration_ms)
        if text and ends > begins:
            cues.append(CaptionCue(begins, ends, text))
            last_end = ends
    return cues
