"""Speak texts, keep their audio, find it again."""

from learnhub.speech.service.engines import engines_of
from learnhub.speech.service.jobs import RENDER, ask_for_audio, render_handler
from learnhub.speech.service.rendering import (
    BIT_RATE_KBPS,
    Made,
    SpeechFault,
    Step,
    form_hash,
    make,
    render_text,
    speak_ahead,
    write_cue_file,
)
from learnhub.speech.service.renditions import (
    RECORDING_OUTDATED,
    adopt_recording,
    best_by_text,
    check_recording,
    cue_text,
    cues,
    rendition_by_blob_or_none,
    rendition_or_none,
    renditions,
    texts_with_audio,
)

__all__ = [
    "BIT_RATE_KBPS",
    "RECORDING_OUTDATED",
    "RENDER",
    "Made",
    "SpeechFault",
    "Step",
    "adopt_recording",
    "ask_for_audio",
    "best_by_text",
    "check_recording",
    "cue_text",
    "cues",
    "engines_of",
    "form_hash",
    "make",
    "render_handler",
    "render_text",
    "rendition_by_blob_or_none",
    "rendition_or_none",
    "renditions",
    "speak_ahead",
    "texts_with_audio",
    "write_cue_file",
]
