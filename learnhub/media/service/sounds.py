"""Lend the sound of a stored file as WAV, with its pauses, to whoever makes a recording of it."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from learnhub.media.adapters.ffmpeg import ConversionFailed, Ffmpeg
from learnhub.media.adapters.pauses import is_one_pause, pauses_in
from learnhub.media.rules.facts import Container, MediaFacts, MediaFault, Stored
from learnhub.media.service.places import Places

_LISTENING_RATE = 8000


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


def is_silent(places: Places, program: Ffmpeg | None, stored: Stored) -> bool:
    """Tell whether nothing at all is heard in a recording; False where nobody can tell. All of it is decoded: ask for short ones."""
    if not stored.facts.audio_codec:
        return False
    if program is None:
        return stored.facts.container is Container.WAV and _is_one_pause(places.store.path(stored.blob))
    with as_wave(places, program, stored.blob, stored.facts, sample_rate=_LISTENING_RATE) as lent:
        return lent is not None and _is_one_pause(lent.path)


def _is_one_pause(path: Path) -> bool:
    try:
        return is_one_pause(path)
    except MediaFault:
        return False
