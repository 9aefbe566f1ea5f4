"""What of work and feedback stands in the chain: digests of words and files, never the words."""

import hashlib
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.evidence.rules import canonical
from learnhub.learning.models import Feedback, HandIn, Sending, SendingFile
from learnhub.learning.rules.hand_ins import LineTold
from learnhub.media.models import StoredMedia


def digest_of_sending(session: Session, sending: Sending) -> str:
    """Return the digest of the words and files of a sending that hasn't been erased."""
    rows = session.execute(
        sa.select(SendingFile.kind, SendingFile.words, SendingFile.is_undescribed, StoredMedia.blob)
        .join(StoredMedia, StoredMedia.id == SendingFile.stored_id)
        .where(SendingFile.sending_id == sending.id)
    )
    files = sorted([row.kind.value, row.blob, row.words, row.is_undescribed] for row in rows)
    return _digest({"words": sending.words, "files": files})


def digest_of_feedback(lines: Sequence[LineTold], sending_digest: str) -> str:
    """Return the digest of what was said to a piece of work. sending_digest: empty where nothing was sent beside the lines."""
    told = [[one.position, one.verdict.value, one.words] for one in sorted(lines, key=_position)]
    return _digest({"lines": told, "sending": sending_digest})


def payload_of_piece(row: HandIn, section: str) -> dict[str, Any]:
    """Return what the chain says of a piece of work. section: in which the task stands, which handing in closes."""
    return {
        "enrolment": row.enrolment_id,
        "section": section,
        "task": row.task,
        "number": row.number,
        "words": row.digest,
    }


def payload_of_feedback(row: Feedback, piece: HandIn) -> dict[str, Any]:
    """Return what the chain says of feedback."""
    return {
        "enrolment": piece.enrolment_id,
        "task": piece.task,
        "number": piece.number,
        "outcome": row.outcome.value,
        "words": row.digest,
        "by": row.by_id,
    }


def _position(line: LineTold) -> int:
    return line.position


def _digest(value: Any) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()
