"""Put a teacher's own video with its captions into a lesson: of a draft, or as a new version of a published course."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.accounts.rules.roles import Holding
from learnhub.authoring.adapters.files_at_rest import FilesAtRest, Source, sources_of
from learnhub.authoring.rules import CourseFolder, FileRole
from learnhub.authoring.rules.drafts.revisions import EDITABLE_STATES, Conflict
from learnhub.authoring.rules.folders.files import FILE_BYTES_MAX
from learnhub.authoring.service.drafts import draft_by_slug, drafts_for, head_of, save_files
from learnhub.authoring.service.drafts.outlines import outline_of
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
LESSONS_SHOWN_MAX = 300
_DRAFT = "draft"
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
    course_slug, _, lesson = lesson_key.partition("/")
    changes = _changes(session, store, stored, lesson)
    if isinstance(changes, Refusal):
        return changes
    there = sources_of(folder_to_change(session, store, course_slug).files)
    files = {path: source for path, source in {**there, **changes}.items() if source is not None}
    if stored.facts.audio_codec and f"lessons/{lesson}{FileRole.CAPTIONS.value}" not in files:
        return Refusal(
            "no-captions",
            "这段视频有声音，还没有核对过的字幕。聋人要靠字幕学，请先配好字幕。",
            field="lesson",
        )
    load_course(session, store, CourseFolder(course_slug, FilesAtRest(files)), figures=figures, now=now)
    return None


@dataclass(frozen=True, slots=True)
class DraftLesson:
    """A lesson of a draft that a video can be put into. course: the slug of the draft."""

    course: str
    course_title: str
    slug: str
    title: str

    @property
    def key(self) -> str:
        """Return what a form calls it."""
        return f"{_DRAFT}/{self.course}/{self.slug}"


def draft_lessons(
    session: Session, store: BlobStore, holdings: Sequence[Holding], figures: PublicationFigures
) -> list[DraftLesson]:
    """Return the lessons of the drafts that somebody may change, the last changed draft first; at most LESSONS_SHOWN_MAX."""
    found: list[DraftLesson] = []
    for draft in drafts_for(session, holdings):
        if draft.state not in EDITABLE_STATES or len(found) >= LESSONS_SHOWN_MAX:
            continue
        shown = outline_of(store, head_of(session, draft), figures)
        found += [
            DraftLesson(draft.slug, shown.title or draft.slug, lesson.slug, lesson.title)
            for unit in shown.units
            for lesson in unit.lessons
        ]
    return found[:LESSONS_SHOWN_MAX]


def put_video_in_draft(
    session: Session,
    store: BlobStore,
    stored: Stored,
    lesson: DraftLesson,
    *,
    holdings: Sequence[Holding],
    by: int,
    now: datetime,
) -> Refusal | None:
    """Put a video with its tracks beside a lesson of a draft, in one revision.

    lesson: of draft_lessons. One without captions may go in: the gate names it until it has some. Captions of the video that it
    takes the place of go with that video.
    """
    changes = _changes(session, store, stored, lesson.slug)
    if isinstance(changes, Refusal):
        return changes
    draft = draft_by_slug(session, lesson.course, holdings)
    head = head_of(session, draft)
    kept = {path: content for path, content in changes.items() if content is not None or path in head.files}
    answer = save_files(
        session,
        store,
        draft,
        base_revision=head.number,
        changes=kept,
        by=by,
        words=f"《{lesson.title}》：放了视频",
        now=now,
    )
    if isinstance(answer, Conflict):
        return Refusal("changed", "刚刚有人改过这一课，请再放一次。", field="lesson")
    return answer if isinstance(answer, Refusal) else None


def _changes(
    session: Session, store: BlobStore, stored: Stored, lesson: str
) -> dict[str, Source | None] | Refusal:
    """Return what changes beside a lesson: its video and tracks; None for those of an earlier video that have no successor."""
    if stored.playable is None:
        return Refusal("not-ready", "视频还没有转换好，请过几分钟再来。", field="lesson")
    if stored.playable.byte_count > FILE_BYTES_MAX:
        most = FILE_BYTES_MAX // 1_000_000
        return Refusal(
            "too-large",
            f"放进课里的视频最大 {most} MB，学员流量有限。请剪短一些，或者分成几课。",
            field="lesson",
        )
    changes: dict[str, Source | None] = {
        f"lessons/{lesson}{role.value}": None for role in (*_ROLES.values(), *_TRACKS.values())
    }
    changes[f"lessons/{lesson}{_ROLES[stored.playable.content_type].value}"] = store.path(
        stored.playable.blob
    )
    for kind, role in _TRACKS.items():
        track = media.publishable_track(session, stored.id, kind)
        if track is not None:
            changes[f"lessons/{lesson}{role.value}"] = vtt_text(track.cues).encode()
    return changes


def gate_refusal(error: Findings) -> Refusal:
    """Return the first thing that the gate found, for whoever chose the lesson."""
    return Refusal("gate", f"课程没有通过检查：{min(error.findings).sentence}", field="lesson")
