"""Make the still picture of a video that lies in the store."""

import tempfile
from pathlib import Path

from learnhub.media.adapters.ffmpeg import ConversionFailed, Ffmpeg
from learnhub.media.adapters.probe import probe
from learnhub.media.rules.facts import MediaFault
from learnhub.media.service.places import Places


def poster_or_none(places: Places, ffmpeg: Ffmpeg, blob: str) -> str | None:
    """Return the address of a JPEG of a video, stored; None for a video that is gone or can't be read, which plays without one too."""
    if blob not in places.store:
        return None
    places.parts.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=places.parts.folder, prefix="work-") as folder:
        target = Path(folder) / "poster.jpg"
        try:
            video = places.store.path(blob)
            ffmpeg.poster(video, probe(video), target)
        except (ConversionFailed, MediaFault):
            return None
        return places.store.put_file(target)
