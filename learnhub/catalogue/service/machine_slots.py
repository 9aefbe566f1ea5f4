"""Fill a slot with what a machine made, and empty it when that is thrown away."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Slot
from learnhub.catalogue.rules import Edition, SlotKind, SlotState, SlotView
from learnhub.catalogue.service.slots import view_of_row


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
    slot = _slot_or_none(session, text_hash, edition, kind)
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


def machine_slot_or_none(
    session: Session, text_hash: str, edition: Edition, kind: SlotKind
) -> SlotView | None:
    """Return what a machine made of a text, reviewed or not; None where it has made nothing yet."""
    slot = _slot_or_none(session, text_hash, edition, kind)
    return view_of_row(slot, slot.state) if slot is not None else None


def vouch(
    session: Session,
    *,
    text_hash: str,
    edition: Edition,
    kind: SlotKind,
    blob: str,
    byte_count: int,
    reviewer: str,
    now: datetime,
) -> None:
    """Say that somebody has checked what a machine made: this file is kept, whatever the machine makes later."""
    slot = _slot_or_none(session, text_hash, edition, kind)
    if slot is None:
        raise LookupError(f"no {kind.value} of {text_hash}")
    slot.state, slot.blob, slot.byte_count = SlotState.REVIEWED, blob, byte_count
    slot.maker, slot.changed_at = reviewer, now
    session.flush()


def vouch_no_more(
    session: Session, *, text_hash: str, edition: Edition, kind: SlotKind, maker: str, now: datetime
) -> None:
    """Let what was checked count as made by a machine again; where nothing was checked, nothing changes."""
    slot = _slot_or_none(session, text_hash, edition, kind)
    if slot is not None and slot.state is SlotState.REVIEWED:
        slot.state, slot.maker, slot.changed_at = SlotState.GENERATED, maker, now
        session.flush()


def _slot_or_none(session: Session, text_hash: str, edition: Edition, kind: SlotKind) -> Slot | None:
    return session.scalar(
        sa.select(Slot).where(
            Slot.text_hash == text_hash, Slot.edition == edition, Slot.kind == kind, Slot.language == ""
        )
    )
