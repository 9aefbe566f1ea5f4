"""Fill a slot with what a machine made, and empty it when that is thrown away."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Slot
from learnhub.catalogue.rules import Edition, SlotKind, SlotState


def fill_by_machine(
    session: Session,
    *,
    text_hash: str,
    edition: Edition,
    kind: SlotKind,
    blob: str,
    content_type: str,
    byte_count: int,
    milliseconds: int,
    maker: str,
    now: datetime,
) -> None:
    """Say that a machine has made one way of a text; what it made before is replaced, what people made stays."""
    slot = session.scalar(
        sa.select(Slot).where(
            Slot.text_hash == text_hash, Slot.edition == edition, Slot.kind == kind, Slot.language == ""
        )
    )
    if slot is None:
        slot = Slot(text_hash=text_hash, edition=edition, kind=kind, language="", requested_of="", reason="")
        session.add(slot)
    elif slot.state in {SlotState.UPLOADED, SlotState.REVIEWED}:
        return
    slot.state, slot.blob, slot.content_type = SlotState.GENERATED, blob, content_type
    slot.byte_count, slot.milliseconds, slot.maker, slot.changed_at = byte_count, milliseconds, maker, now
    session.flush()


def empty_by_machine(session: Session, blobs: Collection[str]) -> None:
    """Say that these files are there no more: slots that machines had filled with them are missing again."""
    session.execute(
        sa.delete(Slot)
        .where(Slot.blob.in_(blobs), Slot.state == SlotState.GENERATED)
        .execution_options(synchronize_session="fetch")
    )
