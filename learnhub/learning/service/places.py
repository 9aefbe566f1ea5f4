"""Where people left off: one bookmark for each person and text, whichever device and voice."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from learnhub.learning.models import LessonPlace

VIDEO_MS_MAX = 24 * 60 * 60 * 1000


@dataclass(frozen=True)
class Place:
    """Where somebody left off. sentence_id: empty before any sentence. video_ms, sign_ms: of the main video and of a sign video
    without sentences, 0 at the beginning."""

    sentence_id: str = ""
    video_ms: int = 0
    sign_ms: int = 0


def place_of(session: Session, person_id: int, text_hash: str) -> Place:
    """Return where a person left off in a text; the beginning for who never began."""
    found = session.get(LessonPlace, (person_id, text_hash), populate_existing=True)
    return Place(found.sentence_id, found.video_ms, found.sign_ms) if found is not None else Place()


def forget_places(session: Session, person_id: int) -> None:
    """Delete all bookmarks of a person."""
    session.execute(sa.delete(LessonPlace).where(LessonPlace.person_id == person_id))


def keep_place(
    session: Session,
    *,
    person_id: int,
    text_hash: str,
    now: datetime,
    sentence_id: str | None = None,
    video_ms: int | None = None,
    sign_ms: int | None = None,
) -> None:
    """Move a person's bookmark in a text: the sentence, the places in the videos, or all of them; None leaves one as it is.

    sentence_id: one of the text's, "" to take the bookmark out. video_ms, sign_ms: whole milliseconds, 0 to VIDEO_MS_MAX.
    The last one to come wins: two devices of one person are no conflict.
    """
    moved: dict[str, Any] = {"changed_at": now}
    if sentence_id is not None:
        moved["sentence_id"] = sentence_id
    if video_ms is not None:
        moved["video_ms"] = video_ms
    if sign_ms is not None:
        moved["sign_ms"] = sign_ms
    # Two devices may make the first bookmark at the same moment.
    is_postgres = session.get_bind().dialect.name == "postgresql"
    insert: Any = postgresql.insert if is_postgres else sqlite.insert
    first = insert(LessonPlace).values(
        person_id=person_id, text_hash=text_hash, **{"sentence_id": "", "video_ms": 0, "sign_ms": 0, **moved}
    )
    session.execute(first.on_conflict_do_update(index_elements=["person_id", "text_hash"], set_=moved))
