"""Pictures and slot files, looked up by their address."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.adapters.sign_cues import sign_starts as read_sign_starts
from learnhub.catalogue.models import Course, CourseFile, CourseVersion, LessonVideo, MediaFile, Slot
from learnhub.catalogue.rules import Edition, NotFound, SlotKind
from learnhub.media.models import StoredMedia
from learnhub.speech.service import cue_text, rendition_by_blob_or_none
from learnhub.storage.rules import BlobStore, is_address

DIGEST_CHARACTERS = 16
# In addresses a blob is spelled in letters: no page may carry a long number in a link, as one could be a person's.
_TO_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_FROM_LETTERS = str.maketrans("abcdefghijklmnop", "0123456789abcdef")
_SUFFIXES = {
    "audio/mpeg": "mp3",
    "video/webm": "webm",
    "video/mp4": "mp4",
    "audio/mp4": "m4a",
    "image/jpeg": "jpg",
    "text/vtt": "vtt",
    "text/markdown": "md",
    "application/epub+zip": "epub",
}


@dataclass(frozen=True, slots=True)
class SlotFile:
    """A file that fills a slot. blob: its address in the store."""

    blob: str
    content_type: str

    @property
    def name(self) -> str:
        """Return the name it is fetched by: the blob spelled in letters, with the suffix of its kind."""
        return slot_file_name(self.blob, self.content_type)


def spelled(blob: str) -> str:
    """Return the address of a blob in 64 letters from a to p."""
    return blob.translate(_TO_LETTERS)


def unspelled(letters: str) -> str:
    """Return the blob that letters spell; what isn't spelled right becomes an address that nothing has."""
    return letters.translate(_FROM_LETTERS)


def slot_file_name(blob: str, content_type: str) -> str:
    """Return the name by which a slot's content is fetched (the view catalogue.slot_content)."""
    return f"{spelled(blob)}.{_SUFFIXES[content_type]}"


def digest_of(blob: str) -> str:
    """Return the part of a blob's address that stands in the address of a picture."""
    return spelled(blob)[:DIGEST_CHARACTERS]


def media_by_path(session: Session, course_slug: str, digest: str, path: str) -> MediaFile:
    """Return a picture that a course shows or has shown; NotFound otherwise.

    digest: of its content; path: relative to lessons/.
    """
    found = session.scalars(
        sa.select(MediaFile)
        .join(Course, Course.id == MediaFile.course_id)
        .where(Course.slug == course_slug, MediaFile.path == path)
    )
    for file in found:
        if digest_of(file.blob) == digest:
            return file
    raise NotFound(f"{course_slug}/{path}")


def pictures_of(session: Session, course_id: int, paths: Collection[str]) -> Mapping[str, MediaFile]:
    """Return the pictures of a course by path: those of its newest version, or the last one where that has none.

    A redrawn picture is a correction, so that earlier texts show it too. Paths that nobody has are left out.
    """
    newest = (
        sa.select(CourseVersion.id)
        .where(CourseVersion.course_id == course_id)
        .order_by(CourseVersion.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    is_current = sa.exists().where(
        CourseFile.course_version_id == newest,
        CourseFile.path == sa.literal("lessons/") + MediaFile.path,
        CourseFile.blob == MediaFile.blob,
    )
    rows = session.execute(
        sa.select(MediaFile, is_current.label("is_current"))
        .where(MediaFile.course_id == course_id, MediaFile.path.in_(paths))
        .order_by(MediaFile.id)
    )
    # The last one to be put in stays: of each path the current picture, else the newest.
    return {file.path: file for file, _is_current in sorted(rows, key=lambda row: bool(row.is_current))}


def slot_file(session: Session, blob: str) -> SlotFile:
    """Return what kind of file fills a slot; NotFound for a blob that fills none, so that nothing else can be fetched."""
    if is_address(blob):
        slot = session.scalar(sa.select(Slot).where(Slot.blob == blob).limit(1))
        if slot is not None:
            return SlotFile(blob, slot.content_type)
        if rendition_by_blob_or_none(session, blob) is not None:
            return SlotFile(blob, "audio/mpeg")
        content_type = _video_type_or_none(session, blob)
        if content_type is not None:
            return SlotFile(blob, content_type)
    raise NotFound(blob)


def _video_type_or_none(session: Session, blob: str) -> str | None:
    """Return the type of what a lesson's main video is, of its poster, or of its sound alone."""
    content_type = session.scalar(
        sa.select(LessonVideo.content_type).where(LessonVideo.blob == blob).limit(1)
    )
    if content_type is not None:
        return content_type
    if session.scalar(sa.select(LessonVideo.id).where(LessonVideo.poster_blob == blob).limit(1)) is not None:
        return "image/jpeg"
    beside = session.scalar(
        sa.select(StoredMedia)
        .join(LessonVideo, LessonVideo.blob == StoredMedia.shown_blob)
        .where(sa.or_(StoredMedia.poster_blob == blob, StoredMedia.sound_blob == blob))
        .limit(1)
    )
    if beside is None:
        return None
    return "image/jpeg" if beside.poster_blob == blob else beside.sound_type


def slot_cues(session: Session, store: BlobStore, blob: str) -> str:
    """Return the cues of spoken text or of a sign video as WebVTT, by the address of sound or video; NotFound without any."""
    rendition = rendition_by_blob_or_none(session, blob)
    if rendition is not None:
        return cue_text(rendition)
    slot = session.scalar(sa.select(Slot).where(Slot.blob == blob, Slot.cues_blob.is_not(None)).limit(1))
    if slot is None or slot.cues_blob is None:
        raise NotFound(blob)
    return store.get(slot.cues_blob).decode("utf-8")


def sign_cues(session: Session, store: BlobStore, text_hash: str, edition: Edition) -> str | None:
    """Return which sentence the sign video of a text shows when, or None: the file <slug>.sign.vtt.

    WebVTT; the id of a cue is that of a sentence. A cue that shows several sentences has the id of the first one, and they
    last until the next cue. Where a text is signed in two languages, the one that the lesson page shows.
    """
    slot = session.scalar(
        sa.select(Slot)
        .where(
            Slot.text_hash == text_hash,
            Slot.edition == edition,
            Slot.kind == SlotKind.SIGN,
            Slot.blob.is_not(None),
        )
        .order_by(Slot.id)
        .limit(1)
    )
    if slot is None or slot.cues_blob is None:
        return None
    return store.get(slot.cues_blob).decode("utf-8")


def sign_starts(store: BlobStore, cues_blob: str) -> Mapping[str, int]:
    """Return when the sentences that have a cue begin in a sign video, in milliseconds by sentence id."""
    return read_sign_starts(store.get(cues_blob)) if cues_blob in store else {}
