"""Captions and descriptions of a video that stands in a draft: put there from a file, or written on the video's own pages."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from learnhub.authoring.adapters.files_at_rest import opened, source_of
from learnhub.authoring.models import CourseDraft
from learnhub.authoring.rules import FileRole
from learnhub.authoring.rules.drafts.revisions import Conflict, FileAt, Revision
from learnhub.authoring.service import drafts
from learnhub.catalogue.rules import NotFound
from learnhub.media import service as media
from learnhub.media.rules import Purpose
from learnhub.media.rules.captions import TRACK_WORDS, CaptionCue, CueFault, TrackKind, vtt_text
from learnhub.media.rules.facts import MediaFacts, Stored
from learnhub.media.service.folder_files import look_at_video
from learnhub.media.service.uploads import Units
from learnhub.primitives import Refusal, say
from learnhub.storage.rules import BlobStore

_VIDEOS = {FileRole.VIDEO_MP4: "video/mp4", FileRole.VIDEO_WEBM: "video/webm"}
TRACKS = {TrackKind.CAPTIONS: FileRole.CAPTIONS, TrackKind.DESCRIPTION: FileRole.DESCRIPTION}
NO_VIDEO = Refusal("no-video", say("这一课现在没有视频，请先放视频。"), field="lesson")
MOVED = Refusal("draft-moved", say("同事刚刚改了这份草稿。请再按一次。"))


def video_path(files: Mapping[str, object], lesson: str) -> str:
    """Return where the main video of a lesson is among these files; empty where it has none."""
    paths = [f"lessons/{lesson}{role.value}" for role in _VIDEOS]
    return next((path for path in paths if path in files), "")


def look_at_draft_video(
    session: Session, store: BlobStore, draft: CourseDraft, head: Revision, lesson: str
) -> MediaFacts | Refusal:
    """Return what the video of a lesson in a draft is; refused where there is none, or none that browsers play."""
    files = drafts.folder_of(session, store, draft, head).files
    path = video_path(head.files, lesson)
    if not path or path not in files:
        return NO_VIDEO
    content_type = _VIDEOS[FileRole(path.removeprefix(f"lessons/{lesson}"))]
    with opened(source_of(files, path)) as content:
        return look_at_video(content, content_type)


def put_track(
    session: Session,
    store: BlobStore,
    draft: CourseDraft,
    lesson: str,
    title: str,
    content: bytes,
    kind: TrackKind,
    *,
    by: int,
    now: datetime,
) -> Refusal | list[CueFault] | None:
    """Put a caption file beside the video of a lesson, in one revision. What is wrong in it comes back line by line."""
    head = drafts.head_of(session, draft)
    looked = look_at_draft_video(session, store, draft, head, lesson)
    if isinstance(looked, Refusal):
        return looked
    read = media.read_track(content, kind, duration_ms=looked.duration_ms)
    faults = [one for one in read if isinstance(one, CueFault)]
    if faults:
        return faults
    cues = [one for one in read if isinstance(one, CaptionCue)]
    answer = drafts.save_files(
        session,
        store,
        draft,
        base_revision=head.number,
        changes={f"lessons/{lesson}{TRACKS[kind].value}": vtt_text(cues).encode()},
        by=by,
        words=say("给《%(title)s》的视频放了%(kind)s", title=title, kind=TRACK_WORDS[kind]),
        now=now,
    )
    if isinstance(answer, Conflict):
        return MOVED
    return answer if isinstance(answer, Refusal) else None


def own_copy(
    units: Units,
    places: media.Places,
    files: Mapping[str, FileAt],
    lesson: str,
    *,
    person_id: int,
    limits: media.Limits,
    now: datetime,
) -> Stored | Refusal:
    """Return the video of a lesson as one of somebody's own, with the tracks that stand beside it, so that these can be written and heard.

    units: opens transactions; none may be open. A video that the person has sent is that very one; another's is taken as if it
    were sent, which stores no byte twice. NotFound where the lesson has no video.
    """
    path = video_path(files, lesson)
    if not path:
        raise NotFound(lesson)
    blob = files[path].blob
    with units() as session:
        mine = media.own_media(session, person_id, Purpose.LESSON_VIDEO)
        found = next(
            (one for one in mine if blob in {one.blob, one.playable.blob if one.playable else ""}), None
        )
    if found is None:
        with Path(places.store.path(blob)).open("rb") as content:
            taken = media.take_stream(
                units,
                places,
                content,
                person_id=person_id,
                purpose=Purpose.LESSON_VIDEO,
                limits=limits,
                has_converter=media.converter_or_none() is not None,
                now=now,
            )
        if isinstance(taken, Refusal):
            return taken
        found = taken
    with units() as session:
        media.keep(session, found.id)
        for kind, role in TRACKS.items():
            beside = files.get(f"lessons/{lesson}{role.value}")
            if beside is None or media.newest_track(session, found.id, kind) is not None:
                continue
            read = media.read_track(places.store.get(beside.blob), kind, duration_ms=found.duration_ms)
            cues = [one for one in read if isinstance(one, CaptionCue)]
            if cues:
                media.add_version(session, found.id, kind, cues, made_by=person_id, now=now)
    return found
