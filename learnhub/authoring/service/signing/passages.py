"""Signed questions and feedback as files of a course folder: lessons/<slug>.sign/<sixteen digits>.<language>.<suffix>.

The digits are the first of the SHA-256 of the words that are signed, so that an edited question leaves its video behind.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.adapters.files_at_rest import Source, holds, mapped, size_of, source_of
from learnhub.authoring.adapters.video_file import VideoFault, length_milliseconds
from learnhub.authoring.rules.signing.works import TEST_PICTURE, TEST_PICTURE_MARK
from learnhub.catalogue.models import Slot
from learnhub.catalogue.rules import Edition, LessonText, SignLanguage, SlotKind
from learnhub.catalogue.rules.passages import check_passages
from learnhub.catalogue.service.signs import SignFile, fill_sign, passage_slots, sign_slot_or_none
from learnhub.primitives import say
from learnhub.storage.rules import BlobStore

_DIGITS = 16
_LANGUAGES = {"national": SignLanguage.NATIONAL, "natural": SignLanguage.NATURAL}
_SUFFIXES = {"video/mp4": ".mp4", "video/webm": ".webm"}
_TYPES = {suffix: content_type for content_type, suffix in _SUFFIXES.items()}


@dataclass(frozen=True, slots=True)
class PassageClip:
    """A signed passage in a folder. text_hash: of the words, whole; empty where no lesson says them any more."""

    path: str
    text_hash: str
    language: SignLanguage
    content_type: str
    milliseconds: int


def look_at_clips(
    files: Mapping[str, bytes], paths: Iterable[str], texts: Iterable[LessonText]
) -> tuple[list[PassageClip], list[tuple[str, str]]]:
    """Return what the clips of a folder sign, and what is wrong with some: (path, sentence).

    paths: those of clips. texts: the readable texts of the course.
    """
    known = _hashes(texts)
    found: list[PassageClip] = []
    faults: list[tuple[str, str]] = []
    seen: dict[str, str] = {}
    for path in sorted(paths):
        stem, suffix = path.rsplit(".", 1)
        digits, language = stem.rpartition("/")[2].split(".")
        if stem in seen:
            faults.append((path, say("和 %(seen)s 打的是同一段，请只留一个。", seen=seen[stem])))
            continue
        seen[stem] = path
        if holds(source_of(files, path), TEST_PICTURE_MARK):
            faults.append((path, TEST_PICTURE.sentence))
            continue
        try:
            with mapped(source_of(files, path)) as content:
                milliseconds = length_milliseconds(content, f".{suffix}")
        except VideoFault as fault:
            faults.append((path, str(fault)))
            continue
        text_hash = known.get(digits, "")
        found.append(PassageClip(path, text_hash, _LANGUAGES[language], _TYPES[f".{suffix}"], milliseconds))
    return found, faults


def fill_passages(
    session: Session,
    clips: Iterable[PassageClip],
    blobs: Mapping[str, str],
    files: Mapping[str, bytes],
    *,
    before: Mapping[str, str],
    gone: Collection[str],
    now: datetime,
) -> None:
    """Put the clips of a folder into the slots of their words. What was reviewed stays so while its bytes are the same.

    blobs, before: path → address, now and in the version before; what that one had already doesn't replace what stands there since.
    gone: addresses of clips that the folder had and nobody has any longer.
    """
    session.execute(sa.delete(Slot).where(Slot.kind == SlotKind.SIGN, Slot.blob.in_(gone)))
    for clip in clips:
        if not clip.text_hash:
            continue
        row = sign_slot_or_none(session, clip.text_hash, Edition.STANDARD, clip.language)
        standing = row.blob if row is not None else None
        is_new = before.get(clip.path) != blobs[clip.path]
        if standing is None or (is_new and standing != blobs[clip.path]):
            file = SignFile(
                blobs[clip.path],
                clip.content_type,
                size_of(files, clip.path),
                clip.milliseconds,
            )
            fill_sign(session, clip.text_hash, Edition.STANDARD, clip.language, file, now=now)


def put_clips_beside(
    session: Session, store: BlobStore, files: dict[str, Source], texts: Mapping[str, Iterable[LessonText]]
) -> None:
    """Put the signed passages of lessons into the files of a course, as they stand in their slots now. One query.

    texts: the texts of each lesson by slug, in course order. What several lessons say stands beside the one where the folder has it, else
    beside the first.
    """
    homes: dict[str, list[str]] = {}
    for slug, of in texts.items():
        for text_hash in _hashes(of).values():
            homes.setdefault(text_hash, []).append(slug)
    names = {language.value: name for name, language in _LANGUAGES.items()}
    for text_hash, slots in passage_slots(session, homes).items():
        for slot in slots:
            stems = [
                f"lessons/{slug}.sign/{text_hash[:_DIGITS]}.{names[slot.language]}"
                for slug in homes[text_hash]
            ]
            had = [stem for stem in stems if any(f"{stem}{suffix}" in files for suffix in _TYPES)]
            for stem in had or stems[:1]:
                for suffix in _TYPES:
                    files.pop(f"{stem}{suffix}", None)
                files[f"{stem}{_SUFFIXES[slot.content_type]}"] = store.path(slot.blob)


def _hashes(texts: Iterable[LessonText]) -> dict[str, str]:
    found = (passage.text_hash for text in texts for passage in check_passages(text))
    return {text_hash[:_DIGITS]: text_hash for text_hash in found}
