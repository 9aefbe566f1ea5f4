"""Read when a sign video shows which sentence."""

import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError


def sign_starts(cues: bytes) -> dict[str, int]:
    """Return when each sentence that has a cue begins, in milliseconds by sentence id; empty for what can't be read any more.

    cues: as catalogue.service.sign_cues tells them; they were checked when they came.
    """
    try:
        read = webvtt.from_string(cues.decode("utf-8"))
    except (MalformedFileError, MalformedCaptionError, ValueError):
        return {}
    return {cue.identifier: _milliseconds(cue.start_time) for cue in read.captions if cue.identifier}


def _milliseconds(time: webvtt.models.Timestamp) -> int:
    return ((time.hours * 60 + time.minutes) * 60 + time.seconds) * 1000 + time.milliseconds
