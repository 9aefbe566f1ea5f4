"""Put a teacher's own video with its captions into a lesson, as a new version of the course."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.accounts.rules.roles import Holding
from learnhub.authoring.adapters.files_at_rest import FilesAtRest, sources_of
from learnhub.authoring.rules import CourseFolder, FileRole
from learnhub.authoring.rules.folders.files import FILE_BYTES_MAX
from learnhub.authoring.service.folders.export import folder_to_change
from learnhub.authoring.service.folders.load import load_course
from learnhub.authoring.service.own_lessons import own_lessons
from learnhub.catalogue.rules import Findings, PublicationFigures
from learnhub.media import service as media
from learnhub.media.rules.captions import TrackKind, vtt_text
from learnhub.media.rules.facts import Stored
from learnhub.primitives import Refusal
from learnhub.storage.rules import BlobStore

_ROLES = {"video/mp4": FileRole.VIDEO_MP4, "video/webm": FileRole.VIDEO_WEBM}
_TRACKS = {TrackKind.CAPTIONS: FileRole.CAPTIONS, TrackKind.DESCRIPTION: FileRole.DESCRIPTION}


def put_video(
    session: Session,
    store: BlobStore,
    stored: Stored,
    *,
    lesson_key: str,
    holdings: Sequence[Holding],
    figures: PublicationFigures,
    now: datetime,
) -> Refusal | None:
    """Put a video with its tracks beside a lesson; the whole course goes through the same gate as any other version.

    lesson_key: as of own_lessons; anything else is refused. A machine's draft is no captions. Doing it twice makes one version.
    Raises Findings, which ends the caller's transaction, when the gate refuses.
    """
    if lesson_key not in {lesson.key for lesson in own_lessons(session, holdings)}:
        return Refusal("no-lesson", "请从列出的课里选一课。", field="lesson")
    if stored.playable is None:
        return Refusal("not-ready", "视频还没有转换好，请过几分钟再来。", field="lesson")
    if stored.playable.byte_count > FILE_BYTES_MAX:
        most = FILE_BYTES_MAX // 1_000_000
        return Refusal(
            "too-large",
            f"放进课里的视频最大 {most} MB，学员流量有限。请剪短一些，或者分成几课。",
            field="lesson",
        )
    course_slug, _, lesson = lesson_key.partition("/")
    files = dict(sources_of(folder_to_change(session, store, course_slug).files))
    for role in (*_ROLES.values(), *_TRACKS.values()):
        files.pop(f"lessons/{lesson}{role.value}", None)
    files[f"lessons/{lesson}{_ROLES[stored.playable.content_type].value}"] = store.path(stored.playable.blob)
    for kind, role in _TRACKS.items():
        track = media.publishable_track(session, stored.id, kind)
        if track is not None:
            files[f"lessons/{lesson}{role.value}"] = vtt_text(track.cues).encode()
    if stored.facts.audio_codec and f"lessons/{lesson}{FileRole.CAPTIONS.value}" not in files:
        return Refusal(
            "no-captions",
            "这段视频有声音，还没有核对过的字幕。聋人要靠字幕学，请先配好字幕。",
            field="lesson",
        )
    load_course(session, store, CourseFolder(course_slug, FilesAtRest(files)), figures=figures, now=now)
    return None


def gate_refusal(error: Findings) -> Refusal:
    """Return the first thing that the gate found, for whoever chose the lesson."""
    return Refusal("gate", f"课程没有通过检查：{min(error.findings).sentence}", field="lesson")
