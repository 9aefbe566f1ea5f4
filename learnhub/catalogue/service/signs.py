"""Sign videos in their slots: asked for, there, reviewed, taken out again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Slot
from learnhub.catalogue.rules import Edition, SignLanguage, SlotKind, SlotState, SlotView
from learnhub.catalogue.rules.passages import passage_hash
from learnhub.catalogue.service.slots import empty_slot, view_of_row


@dataclass(frozen=True, slots=True)
class SignFile:
    """A sign video as it lies in the store. cues_blob: its WebVTT, empty where it shows one passage as a whole."""

    blob: str
    content_type: str
    byte_count: int
    milliseconds: int
    cues_blob: str = ""


def sign_slot_or_none(
    session: Session, text_hash: str, edition: Edition, language: SignLanguage | None
) -> Slot | None:
    """Return the slot of a text in one sign language; language None: the request that names no language yet."""
    return session.scalar(
        sa.select(Slot).where(
            Slot.text_hash == text_hash,
            Slot.edition == edition,
            Slot.kind == SlotKind.SIGN,
            Slot.language == (language.value if language is not None else ""),
        )
    )


def fill_sign(
    session: Session,
    text_hash: str,
    edition: Edition,
    language: SignLanguage,
    file: SignFile,
    *,
    now: datetime,
) -> Slot:
    """Put a video into the slot of a text; it is not reviewed yet. What was asked for has come: its row takes the video."""
    row = sign_slot_or_none(session, text_hash, edition, language) or sign_slot_or_none(
        session, text_hash, edition, None
    )
    if row is None:
        row = empty_slot(SlotKind.SIGN, text_hash, edition, now)
        session.add(row)
    row.language = language.value
    row.state = SlotState.UPLOADED
    row.blob, row.content_type = file.blob, file.content_type
    row.byte_count, row.milliseconds = file.byte_count, file.milliseconds
    row.cues_blob = file.cues_blob or None
    row.maker, row.reason = "", ""
    row.changed_at = now
    session.flush()
    return row


def mark_reviewed(session: Session, blob: str, *, now: datetime) -> int:
    """Let every slot that this video fills say that it was reviewed; return how many there are."""
    rows = session.scalars(
        sa.select(Slot).where(Slot.kind == SlotKind.SIGN, Slot.blob == blob, Slot.state == SlotState.UPLOADED)
    ).all()
    for row in rows:
        row.state, row.changed_at = SlotState.REVIEWED, now
    session.flush()
    return len(rows)


def take_out(session: Session, blobs: Collection[str], *, reason: str, now: datetime) -> list[str]:
    """Take videos out of all slots, those of earlier texts too; return the hashes of the texts that lost one.

    The slot says why it is missing.
    """
    rows = session.scalars(sa.select(Slot).where(Slot.kind == SlotKind.SIGN, Slot.blob.in_(blobs))).all()
    for row in rows:
        row.state, row.reason, row.changed_at = SlotState.MISSING, reason, now
        row.blob, row.cues_blob = None, None
        row.content_type, row.byte_count, row.milliseconds = "", 0, 0
    session.flush()
    return sorted({row.text_hash for row in rows})


def note_request(
    session: Session,
    text_hash: str,
    edition: Edition,
    *,
    requested_of: str,
    requested_on: date,
    promised_on: date | None,
    now: datetime,
) -> Slot | None:
    """Say that a video was asked for; None where the text has one already, which then says so itself."""
    rows = session.scalars(
        sa.select(Slot).where(
            Slot.text_hash == text_hash, Slot.edition == edition, Slot.kind == SlotKind.SIGN
        )
    ).all()
    if any(row.blob is not None for row in rows):
        return None
    row = next(iter(rows), None)
    if row is None:
        row = empty_slot(SlotKind.SIGN, text_hash, edition, now)
        session.add(row)
    row.state = SlotState.REQUESTED
    row.requested_of, row.requested_on, row.promised_on = requested_of, requested_on, promised_on
    row.changed_at = now
    session.flush()
    return row


def drop_request(session: Session, text_hash: str, edition: Edition, *, now: datetime) -> None:
    """Say no longer that a video was asked for, where none has come; a reason why one is missing stays."""
    for row in session.scalars(
        sa.select(Slot).where(
            Slot.text_hash == text_hash,
            Slot.edition == edition,
            Slot.kind == SlotKind.SIGN,
            Slot.state == SlotState.REQUESTED,
        )
    ).all():
        if row.reason:
            row.state, row.changed_at = SlotState.MISSING, now
            row.requested_of, row.requested_on, row.promised_on = "", None, None
        else:
            session.delete(row)
    session.flush()


def passage_slots(session: Session, hashes: Collection[str]) -> Mapping[str, list[SlotView]]:
    """Return the sign videos of passages by the hash of their text, one for each language; those without are left out. One query."""
    found: dict[str, list[SlotView]] = {}
    rows = session.scalars(
        sa.select(Slot)
        .where(Slot.text_hash.in_(hashes), Slot.kind == SlotKind.SIGN, Slot.blob.is_not(None))
        .order_by(Slot.id)
    )
    for row in rows:
        found.setdefault(row.text_hash, []).append(view_of_row(row, row.state))
    return found


def passage_signs(session: Session, texts: Collection[str]) -> Mapping[str, SlotView]:
    """Return the sign videos of passages by their text; passages without one are left out. One query."""
    by_hash = {passage_hash(text): text for text in texts}
    if not by_hash:
        return {}
    rows = session.scalars(
        sa.select(Slot)
        .where(Slot.text_hash.in_(by_hash), Slot.kind == SlotKind.SIGN, Slot.blob.is_not(None))
        .order_by(Slot.id.desc())
    )
    return {by_hash[row.text_hash]: view_of_row(row, row.state) for row in rows}
