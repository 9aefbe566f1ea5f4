"""Join several stored recordings to one video."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from learnhub.media.adapters.ffmpeg import Ffmpeg
from learnhub.media.adapters.joining import join_silent
from learnhub.media.adapters.probe import probe
from learnhub.media.rules.facts import Playable, Stored
from learnhub.media.service.places import Places


@dataclass(frozen=True)
class Joined:
    """A video made of recordings. lengths_ms: of each of them, in order; they fill the video from beginning to end."""

    file: Playable
    lengths_ms: tuple[int, ...]


def join_recordings(
    places: Places, ffmpeg: Ffmpeg, recordings: Sequence[Stored], *, after_each: Callable[[int], None]
) -> Joined:
    """Write recordings one after the other, without sound, into the store. after_each: told how many are done.

    Raises ConversionFailed where ffmpeg gives up; nothing is left behind then.
    """
    places.parts.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=places.parts.folder, prefix="join-") as name:
        folder = Path(name)
        target = folder / "joined.mp4"
        clips = [(places.store.path(one.blob), one.facts) for one in recordings]
        lengths = join_silent(ffmpeg, clips, folder, target, after_each=after_each)
        facts = probe(target)
        blob = places.store.put_file(target)
        return Joined(Playable(blob, facts.content_type, facts.byte_count), tuple(lengths))
