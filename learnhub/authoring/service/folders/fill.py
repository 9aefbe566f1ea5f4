"""Fill the slots of lessons from the files beside them and from slots.toml."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.adapters.files_at_rest import size_of
from learnhub.authoring.rules import FileRole, place_of
from learnhub.authoring.service.folders.check import CheckedCourse
from learnhub.authoring.service.folders.fill_video import fill_video
from learnhub.authoring.service.folders.site_files import files_of, held_by_signers
from learnhub.authoring.service.signing.passages import fill_passages
from learnhub.catalogue.models import CourseFile, CourseVersion, Slot
from learnhub.catalogue.rules import Finding, Findings, LessonText, SignNote, SlotKind, SlotState
from learnhub.catalogue.service.slots import empty_slot
from learnhub.primitives import Refusal
from learnhub.speech.service import adopt_recording
from learnhub.storage.rules import BlobStore

_ROLES = {
    FileRole.SIGN_WEBM: (SlotKind.SIGN, "video/webm"),
    FileRole.SIGN_MP4: (SlotKind.SIGN, "video/mp4"),
    FileRole.CAPTIONS: (SlotKind.CAPTIONS, "text/vtt"),
    FileRole.DESCRIPTION: (SlotKind.AUDIO_DESCRIPTION, "text/vtt"),
    FileRole.EASY_READ: (SlotKind.EASY_READ, "text/markdown"),
}


@dataclass(frozen=True)
class _Content:
    """A file that fills a slot."""

    kind: SlotKind
    content_type: str
    path: str
    milliseconds: int
    cues_path: str = ""


def fill_slots(
    session: Session,
    store: BlobStore,
    checked: CheckedCourse,
    blobs: Mapping[str, str],
    *,
    before: CourseVersion | None,
    now: datetime,
) -> None:
    """Make the slots of every lesson agree with its folder.

    before: the version that this one follows; a slot whose file was there and is gone loses it. What was reviewed stays so
    while its bytes are the same; nothing becomes reviewed here.
    """
    held = files_of(session, before)
    gone = set(held.values()) - set(blobs.values())
    # What signers handed in here came into the folder by an export: a folder without it doesn't take it away.
    gone -= held_by_signers(session, gone)
    for slug, text in checked.lessons.items():
        text_hash = blobs[f"lessons/{slug}.md"]
        rows = {
            (row.kind, row.language): row
            for row in session.scalars(
                sa.select(Slot).where(Slot.text_hash == text_hash, Slot.edition == text.edition)
            )
        }
        for key, row in list(rows.items()):
            if row.blob in gone:
                session.delete(rows.pop(key))
        session.flush()
        note = checked.sign_notes.get(slug)
        _adopt_recording(session, store, checked, slug, text, text_hash)
        for content in _contents(checked, slug):
            is_new = held.get(content.path) != blobs[content.path]
            _upload(session, rows, text, text_hash, content, note, checked, blobs, now, is_new=is_new)
        fill_video(session, checked, slug, text, blobs, gone=gone, now=now)
        if note is not None and note.requested_of and not any(key[0] is SlotKind.SIGN for key in rows):
            _request(session, text, text_hash, note, now)
        elif note is not None:
            _renew_request(rows.get((SlotKind.SIGN, "")), note, now)
    clips_gone = gone & {blob for path, blob in held.items() if _is_clip(path)}
    fill_passages(
        session,
        checked.clips,
        blobs,
        checked.folder.files,
        before=held,
        gone=_only_here(session, clips_gone, before),
        now=now,
    )


def _adopt_recording(
    session: Session, store: BlobStore, checked: CheckedCourse, slug: str, text: LessonText, text_hash: str
) -> None:
    """Hand a recording over to speech, which keeps all audio; it was checked with the folder."""
    files = checked.folder.files
    sound = files.get(f"lessons/{slug}{FileRole.AUDIO.value}")
    if sound is None or slug in checked.outdated_recordings:
        return
    cues = f"lessons/{slug}{FileRole.AUDIO_CUES.value}"
    adopted = adopt_recording(
        session,
        store,
        sound,
        files[cues].decode("utf-8"),
        name=f"{slug}{FileRole.AUDIO_CUES.value}",
        text_hash=text_hash,
        edition=text.edition.value,
    )
    if isinstance(adopted, Refusal):
        raise Findings([Finding(checked.folder.shown + cues, 1, adopted.sentence)])


def _is_clip(path: str) -> bool:
    place = place_of(path)
    return place is not None and place.role is FileRole.PASSAGE_SIGN


def _only_here(session: Session, blobs: Collection[str], version: CourseVersion | None) -> set[str]:
    """Return which of these no other course has: equal questions of two courses share their video."""
    if version is None or not blobs:
        return set()
    elsewhere = session.scalars(
        sa.select(CourseFile.blob)
        .join(CourseVersion, CourseVersion.id == CourseFile.course_version_id)
        .where(CourseFile.blob.in_(blobs), CourseVersion.course_id != version.course_id)
    )
    return set(blobs) - set(elsewhere)


def _contents(checked: CheckedCourse, slug: str) -> list[_Content]:
    found = []
    for role, (kind, content_type) in _ROLES.items():
        path = f"lessons/{slug}{role.value}"
        if path in checked.folder.files:
            if kind is not SlotKind.SIGN:
                found.append(_Content(kind, content_type, path, 0))
            elif slug not in checked.outdated_signs:
                cues = f"lessons/{slug}{FileRole.SIGN_CUES.value}"
                told = cues if cues in checked.folder.files else ""
                found.append(_Content(kind, content_type, path, checked.sign_milliseconds[slug], told))
    return found


def _upload(
    session: Session,
    rows: dict[tuple[SlotKind, str], Slot],
    text: LessonText,
    text_hash: str,
    content: _Content,
    note: SignNote | None,
    checked: CheckedCourse,
    blobs: Mapping[str, str],
    now: datetime,
    *,
    is_new: bool,
) -> None:
    is_sign = content.kind is SlotKind.SIGN
    language = note.language.value if is_sign and note is not None and note.language is not None else ""
    blob = blobs[content.path]
    cues_blob = blobs[content.cues_path] if content.cues_path else None
    row = rows.get((content.kind, language))
    # What was asked for has come: the request's row takes the video.
    asked = rows.pop((content.kind, ""), None) if is_sign and language and row is None else None
    row = row or asked
    if row is not None and row.blob == blob and row.cues_blob == cues_blob:
        return
    if is_sign and row is not None and row.blob is not None and not is_new:
        return  # a signer handed in another one since; the folder says nothing new
    is_as_before = row is not None and row.blob == blob
    if row is None:
        row = empty_slot(content.kind, text_hash, text.edition, now)
        session.add(row)
    row.language = language
    if not is_as_before:
        row.state = SlotState.UPLOADED
    row.blob, row.cues_blob, row.reason = blob, cues_blob, ""
    row.content_type = content.content_type
    row.byte_count = size_of(checked.folder.files, content.path)
    row.milliseconds = content.milliseconds
    row.maker = ""
    row.changed_at = now
    rows[content.kind, language] = row
    session.flush()


def _request(session: Session, text: LessonText, text_hash: str, note: SignNote, now: datetime) -> None:
    row = empty_slot(SlotKind.SIGN, text_hash, text.edition, now)
    session.add(row)
    _renew_request(row, note, now)


def _renew_request(row: Slot | None, note: SignNote, now: datetime) -> None:
    if row is None or row.state is not SlotState.REQUESTED:
        return
    told = (note.requested_of, note.requested_on, note.promised_on)
    if (row.requested_of, row.requested_on, row.promised_on) != told:
        row.requested_of, row.requested_on, row.promised_on = told
        row.changed_at = now
