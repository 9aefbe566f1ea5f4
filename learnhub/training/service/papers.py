"""Signed sheets of sessions, kept as private pictures."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.primitives import Refusal, local_date, say
from learnhub.training.models import ClassSession, PaperSheet
from learnhub.training.service.chain import log_step
from learnhub.training.service.marks import about_session

KIND_KEPT = "paper-sheet.kept"
SHEETS_MAX = 10


def papers_of(session: Session, class_session: ClassSession) -> list[PaperSheet]:
    """Return the signed sheets of a session, oldest first."""
    return list(
        session.scalars(
            sa.select(PaperSheet)
            .where(PaperSheet.class_session_id == class_session.id)
            .order_by(PaperSheet.id)
        )
    )


def keep_paper(
    session: Session,
    *,
    class_session: ClassSession,
    scan_address: str,
    kept_by: str,
    added_by: int,
    now: datetime,
) -> PaperSheet | Refusal:
    """Keep the picture of a signed sheet; the same picture again is the same sheet.

    scan_address: of a JPEG in the store of files.
    """
    if class_session.day > local_date(now):
        return Refusal("not-yet", say("这次课还没上，签过的签到表等上完课再留存。"))
    known = papers_of(session, class_session)
    same = next((one for one in known if one.scan_address == scan_address), None)
    if same is not None:
        return same
    if len(known) >= SHEETS_MAX:
        return Refusal(
            "sheets-enough",
            say("一次课最多留 %(sheets_max)s 张照片。请把几页拍在一张里。", sheets_max=SHEETS_MAX),
            field="scan",
        )
    made = PaperSheet(
        training_class_id=class_session.training_class_id,
        class_session_id=class_session.id,
        scan_address=scan_address,
        content_type="image/jpeg",
        kept_by=kept_by,
        added_by_id=added_by,
        added_at=now,
    )
    made.evidence_position = log_step(
        session,
        class_session.training_class_id,
        KIND_KEPT,
        client_id=f"paper:{class_session.id}:{scan_address}",
        payload={"session": class_session.id, "scan": scan_address, "added_by": added_by},
        now=now,
        about=about_session(class_session.id),
        row=made,
    )
    session.add(made)
    session.flush()
    return made
