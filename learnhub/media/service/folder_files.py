"""Look at videos and captions that lie in a course folder, by the same readers as uploads."""

import io
from collections.abc import Sequence
from typing import BinaryIO

from learnhub.media.adapters.caption_file import CaptionFault, read_captions
from learnhub.media.adapters.probe import probe_file
from learnhub.media.rules.captions import (
    STATE_WORDS,
    CaptionCue,
    CueFault,
    TrackState,
    cue_faults,
)
from learnhub.media.rules.facts import Kind, MediaFacts, MediaFault
from learnhub.primitives import Refusal, say

DRAFT_NOTE = f"NOTE {STATE_WORDS[TrackState.MACHINE_DRAFT]}"


def look_at_video(content: bytes | BinaryIO, content_type: str) -> MediaFacts | Refusal:
    """Return what a video in a folder is; refused when it isn't one that browsers play, or not of the type its name says."""
    try:
        facts = probe_file(io.BytesIO(content) if isinstance(content, bytes) else content)
    except MediaFault as fault:
        return Refusal("not-media", str(fault))
    if facts.kind is not Kind.VIDEO:
        return Refusal("other-kind", say("这个文件里没有画面，请放一段视频。"))
    if not facts.plays_everywhere:
        return Refusal(
            "codec",
            say("这段视频是 %(words)s，很多浏览器放不出来，请导出成 H.264 的 MP4。", words=facts.words),
        )
    if facts.content_type != content_type:
        return Refusal(
            "other-suffix", say("这段视频其实是 %(words)s，请改正文件名的后缀。", words=facts.words)
        )
    return facts


def look_at_track(content: bytes, *, duration_ms: int, may_overlap: bool) -> list[CueFault]:
    """Return what is wrong with a track in a folder, by line; a machine's draft is wrong at its note."""
    try:
        cues, lines = read_captions(content)
    except CaptionFault as error:
        return list(error.faults)
    faults = cue_faults(cues, lines, duration_ms=duration_ms, may_overlap=may_overlap)
    if DRAFT_NOTE.encode() in content:
        faults.insert(0, CueFault(1, say("这还是机器草稿。请对着视频核对，改好以后再放进来。")))
    return faults


def cues_of(content: bytes) -> Sequence[CaptionCue]:
    """Return the cues of a track that was checked; empty when it can't be read any more."""
    try:
        return read_captions(content)[0]
    except CaptionFault:
        return ()
