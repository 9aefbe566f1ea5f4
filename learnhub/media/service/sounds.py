"""Lend the sound of a stored file as WAV, with its pauses, to whoever makes a recording of it."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from learnhub.media.adapters.ffmpeg import ConversionFailed, Ffmpeg
from learnhub.media.adapters.pauses import pauses_in
from learnhub.media.rules.facts import MediaFacts, MediaFault
from learnhub.media.service.places import Places


@dataclass(frozen=True)
class Wave:
    """A WAV file of 16-bit mono that is there within the block that asked for it. pauses: (start, end), milliseconds, sorted."""

    path: Path
    pauses: Sequence[tuple[int, int]]


@contextmanager
def as_wave(
    places: Places, program: Ffmpeg, blob: str, facts: MediaFacts, *, sample_rate: int
) -> Iterator[Wave | None]:
    """Lend a file's sound; None where nothing can be decoded. facts: what its bytes said when it was taken."""
    places.parts.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=places.parts.folder, prefix="work-") as folder:
        target = Path(folder) / "sound.wav"
        try:
            program.wave(places.store.path(blob), facts, target, sample_rate=sample_rate)
            lent: Wave | None = Wave(target, pauses_in(target))
        except (ConversionFailed, MediaFault):
            lent = None
        yield lent
