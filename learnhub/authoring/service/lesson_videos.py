"""Put a teacher's own video with its captions into a lesson, always by way of a draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.accounts.rules.roles import Holding
from learnhub.authoring.adapters.files_at_rest import Source
from learnhub.authoring.models import CourseDraft
from learnhub.authoring.rules import FileRole
from learnhub.authoring.rules.drafts.revisions import EDITABLE_STATES, Conflict
from learnhub.authoring.rules.folders.files import FILE_BYTES_MAX
from learnhub.authoring.service.drafts import (
    draft_by_slug,
    draft_of_published,
    drafts_for,
    head_of,
    save_files,
)
from learnhub.authoring.service.drafts.outlines import outline_of
from learnhub.authoring.service.own_lessons import own_lessons
from learnhub.catalogue.rules import PublicationFigures
from learnhub.media import service as media
from learnhub.media.rules.captions import TrackKind, vtt_text
from learnhub.media.rules.facts import Stored
from learnhub.primitives import Refusal, say
from learnhub.storage.rules import BlobStore

_ROLES = {"video/mp4": FileRole.VIDEO_MP4, "video/webm": FileRole.VIDEO_WEBM}
LESSONS_SHOWN_MAX = 300
_TRACKS = {TrackKind.CAPTIONS: FileRole.CAPTIONS, TrackKind.DESCRIPTION: FileRole.DESCRIPTION}


@dataclass(frozen=True, slots=True)
class LessonChoice:
    """A lesson that something can be put into. course: the slug.

    is_online: its course is published and nobody has a draft of it open; a draft is opened then.
    """

    course: str
    course_title: str
    slug: str
    title: str
    is_online: bool = False

    @property
    def key(self) -> str:
        """Return what a form calls it."""
        return f"{self.course}/{self.slug}"


def lesson_choices(
    session: Session,
    store: BlobStore,
    holdings: Sequence[Holding],
    figures: PublicationFigures,
    *,
    course: str = "",
) -> list[LessonChoice]:
    """Return the lessons that somebody may change: of drafts, the last changed first, then of published courses without a draft.

    course: the slug of the only course that is asked about, or empty. At most LESSONS_SHOWN_MAX. A course whose draft is
    submitted is left out: its files can't change until the office has answered.
    """
    found: list[LessonChoice] = []
    drafts = drafts_for(session, holdings)
    for draft in drafts:
        if draft.state not in EDITABLE_STATES or course not in {"", draft.slug}:
            continue
        if len(found) >= LESSONS_SHOWN_MAX:
            break
        shown = outline_of(store, head_of(session, draft), figures)
        found += [
            LessonChoice(draft.slug, shown.title or draft.slug, lesson.slug, lesson.title)
            for unit in shown.units
            for lesson in unit.lessons
        ]
    at_work = {draft.slug for draft in drafts}
    found += [
        LessonChoice(one.course.slug, one.course_title, one.slug, one.version.title, is_online=True)
        for one in own_lessons(session, holdings)
        if one.course.slug not in at_work and course in {"", one.course.slug}
    ]
    return found[:LESSONS_SHOWN_MAX]


def draft_to_fill(
    session: Session,
    store: BlobStore,
    lesson: LessonChoice,
    *,
    holdings: Sequence[Holding],
    by: int,
    now: datetime,
) -> CourseDraft | Refusal:
    """Return the draft of a chosen lesson; one is opened for a published course. lesson: of lesson_choices."""
    if not lesson.is_online:
        return draft_by_slug(session, lesson.course, holdings)
    return draft_of_published(session, store, lesson.course, holdings=holdings, by=by, now=now)


def put_video(
    session: Session,
    store: BlobStore,
    stored: Stored,
    lesson: LessonChoice,
    *,
    holdings: Sequence[Holding],
    by: int,
    now: datetime,
) -> Refusal | None:
    """Put a video with its tracks beside a lesson of a draft, in one revision.

    lesson: of lesson_choices. One without captions may go in: the gate names it until it has some. Captions of the video that it
    takes the place of go with that video.
    """
    changes = _changes(session, store, stored, lesson.slug)
    if isinstance(changes, Refusal):
        return changes
    draft = draft_to_fill(session, store, lesson, holdings=holdings, by=by, now=now)
    if isinstance(draft, Refusal):
        return draft
    head = head_of(session, draft)
    kept = {path: content for path, content in changes.items() if content is not None or path in head.files}
    answer = save_files(
        session,
        store,
        draft,
        base_revision=head.number,
        changes=kept,
        by=by,
        words=say("《%(title)s》：放了视频", title=lesson.title),
        now=now,
    )
    if isinstance(answer, Conflict):
        return Refusal("changed", say("刚刚有人改过这一课，请再放一次。"), field="lesson")
    return answer if isinstance(answer, Refusal) else None


def _changes(
    session: Session, store: BlobStore, stored: Stored, lesson: str
) -> dict[str, Source | None] | Refusal:
    """Return what changes beside a lesson: its video and tracks; None for those of an earlier video that have no successor."""
    if stored.playable is None:
        return Refusal("not-ready", say("视频还没有转换好，请过几分钟再来。"), field="lesson")
    if stored.playable.byte_count > FILE_BYTES_MAX:
        most = FILE_BYTES_MAX // 1_000_000
        return Refusal(
            "too-large",
            say("放进课里的视频最大 %(most)s MB，学员流量有限。请剪短一些，或者分成几课。", most=most),
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
