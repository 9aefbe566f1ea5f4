"""Where uploads lie on this machine, and how much of it they may take."""

from dataclasses import dataclass

from learnhub.media.adapters import ffmpeg
from learnhub.media.adapters.ffmpeg import Ffmpeg
from learnhub.media.adapters.part_files import PartFiles
from learnhub.media.rules.limits import MEGABYTE
from learnhub.settings import Settings
from learnhub.storage.rules import BlobStore
from learnhub.storage.service import store_for


@dataclass(frozen=True)
class Places:
    """The store of finished files, and the folder of those on their way."""

    store: BlobStore
    parts: PartFiles


@dataclass(frozen=True)
class Limits:
    """How many bytes one person, and all people together, may have here."""

    person_bytes: int
    total_bytes: int


def places_for(settings: Settings) -> Places:
    """Return where the uploads of a site lie."""
    return Places(store_for(settings), PartFiles(settings.instance_dir / "uploads"))


def limits_of(settings: Settings) -> Limits:
    """Return the limits that the operator has set."""
    return Limits(settings.uploads_person_mb * MEGABYTE, settings.uploads_total_mb * MEGABYTE)


def converter_or_none() -> Ffmpeg | None:
    """Return the ffmpeg of this machine, or None where there is none."""
    path = ffmpeg.program()
    return Ffmpeg(path) if path else None
