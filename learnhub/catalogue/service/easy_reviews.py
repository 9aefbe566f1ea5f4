"""Say that an easy-read text was tried by readers: its slot is reviewed from then on."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import LessonVersion, Slot
from learnhub.catalogue.rules import Edition, SlotKind, SlotState


def mark_easy_read(
    session: Session, version: LessonVersion, *, easy_hash: str, byte_count: int, facts: str, now: datetime
) -> None:
    """Mark the easy-read text that goes with a lesson version, or is it, as reviewed.

    easy_hash: of the text that was read. facts: how many readers and when, shown beside the state. Whoever calls this has
    seen to it that the reading is on record. LookupError when the slot holds another text by now.
    """
    slot = session.scalar(
        sa.select(Slot).where(
            Slot.text_hash == version.text_hash,
            Slot.edition == version.edition,
            Slot.kind == SlotKind.EASY_READ,
            Slot.language == "",
        )
    )
    if slot is None and version.edition is Edition.EASY_READ and easy_hash == version.text_hash:
        # A lesson that is written in easy-read has no file beside it: the row only says that it was read.
        slot = Slot(
            text_hash=version.text_hash,
            edition=version.edition,
            kind=SlotKind.EASY_READ,
            language="",
            blob=easy_hash,
            content_type="text/markdown",
            byte_count=byte_count,
            milliseconds=0,
            requested_of="",
            reason="",
        )
        session.add(slot)
    if slot is None or slot.blob != easy_hash:
        raise LookupError(f"no easy-read text {easy_hash}")
    slot.state, slot.maker, slot.changed_at = SlotState.REVIEWED, facts, now
    session.flush()
