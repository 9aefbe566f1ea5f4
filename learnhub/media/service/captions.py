"""Keep captions and descriptions of videos: every state is a version, a machine's draft is never published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.jobs.service import enqueue
from learnhub.media.adapters.caption_file import CaptionFault, read_captions
from learnhub.media.models import CaptionVersion, StoredMedia
from learnhub.media.rules.captions import (
    TRACK_WORDS,
    CaptionCue,
    CueFault,
    TrackKind,
    TrackState,
    cue_faults,
)
from learnhub.media.rules.facts import StoredState
from learnhub.primitives import Refusal, say

JOB_DRAFT = "media.draft"


@dataclass(frozen=True, slots=True)
class TrackText:
    """One version of a track. cues: in order, plain text. made_by: None for a machine."""

    stored_id: int
    kind: TrackKind
    number: int
    state: TrackState
    cues: tuple[CaptionCue, ...]
    made_by: int | None
    made_at: datetime


def read_track(content: bytes, kind: TrackKind, *, duration_ms: int) -> list[CaptionCue] | list[CueFault]:
    """Read and check a caption file: cues, or what is wrong with it, never both."""
    try:
        cues, lines = read_captions(content)
    except CaptionFault as error:
        return list(error.faults)
    faults = cue_faults(cues, lines, duration_ms=duration_ms, may_overlap=kind is TrackKind.DESCRIPTION)
    return faults or cues


def add_version(
    session: Session,
    stored_id: int,
    kind: TrackKind,
    cues: Sequence[CaptionCue],
    *,
    made_by: int | None,
    is_checked: bool = True,
    after: int | None = None,
    now: datetime,
) -> TrackText | Refusal:
    """Save cues that were checked as the version in force.

    made_by: None for a machine's draft. is_checked: a person says to have gone through all of it; a draft that nobody has gone
    through stays a draft, however much of it was changed. after: the version that was changed; another one in force by now means
    that somebody else saved meanwhile, which is refused. Equal cues in the same state make no version.
    """
    row = session.get(StoredMedia, stored_id, with_for_update=True)
    if row is None or row.state is StoredState.ERASED:
        return Refusal("no-video", say("这段视频已经删掉了。"))
    newest = newest_track(session, stored_id, kind)
    if after is not None and after != (newest.number if newest else 0):
        return Refusal(
            "changed-meanwhile",
            say(
                "别人刚才也改了这段%(track_words)s。请先看一看新的版本，再把您的改动写进去。",
                track_words=TRACK_WORDS[kind],
            ),
        )
    state = _state(newest, made_by=made_by, is_checked=is_checked)
    if newest is not None and newest.cues == tuple(cues) and newest.state is state:
        return newest
    made = CaptionVersion(
        stored_id=stored_id,
        kind=kind,
        number=newest.number + 1 if newest else 1,
        state=state,
        cues=[{"start_ms": cue.start_ms, "end_ms": cue.end_ms, "text": cue.text} for cue in cues],
        made_by=made_by,
        made_at=now,
    )
    session.add(made)
    session.flush()
    return _told(made)


def newest_track(session: Session, stored_id: int, kind: TrackKind) -> TrackText | None:
    """Return the version in force, draft or not; None where there is none."""
    row = session.scalar(
        sa.select(CaptionVersion)
        .where(CaptionVersion.stored_id == stored_id, CaptionVersion.kind == kind)
        .order_by(CaptionVersion.number.desc())
        .limit(1)
    )
    return _told(row) if row is not None else None


def publishable_track(session: Session, stored_id: int, kind: TrackKind) -> TrackText | None:
    """Return the version in force if trainees may see it; None for a machine's draft, and where there are no cues."""
    found = newest_track(session, stored_id, kind)
    return found if found is not None and found.state.is_publishable and found.cues else None


def tracks_of(session: Session, stored_id: int) -> dict[TrackKind, TrackText]:
    """Return the tracks in force of a video."""
    found = {kind: newest_track(session, stored_id, kind) for kind in TrackKind}
    return {kind: track for kind, track in found.items() if track is not None}


def track_cues(track: TrackText | None) -> list[CaptionCue]:
    """Return the cues of a track as a list that can be changed; empty where there is no track."""
    return list(track.cues) if track is not None else []


def ask_for_draft(session: Session, stored_id: int, *, now: datetime) -> Refusal | None:
    """Ask for captions heard by a machine; refused where a person has written some, which a draft must not replace."""
    newest = newest_track(session, stored_id, TrackKind.CAPTIONS)
    if newest is not None and newest.state is not TrackState.MACHINE_DRAFT:
        return Refusal("has-captions", say("这段视频已经有人写的字幕，机器草稿不会盖掉它。"))
    enqueue(session, JOB_DRAFT, {"stored": stored_id}, key=f"{JOB_DRAFT}:{stored_id}", now=now, priority=5)
    return None


def _state(newest: TrackText | None, *, made_by: int | None, is_checked: bool) -> TrackState:
    if made_by is None:
        return TrackState.MACHINE_DRAFT
    if newest is None or newest.state is TrackState.WRITTEN:
        return TrackState.WRITTEN
    if newest.state is TrackState.MACHINE_DRAFT and not is_checked:
        return TrackState.MACHINE_DRAFT
    return TrackState.CORRECTED


def _told(row: CaptionVersion) -> TrackText:
    cues = tuple(CaptionCue(each["start_ms"], each["end_ms"], each["text"]) for each in row.cues)
    return TrackText(row.stored_id, row.kind, row.number, row.state, cues, row.made_by, row.made_at)
