"""Count what people look for in vain, without who they are."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.search.models import UnansweredQuery
from learnhub.search.rules.word_groups import countable

KEPT_FROM = 3
# Whoever loads a page again asks once.
ONCE_WITHIN = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=180)
ROWS_MAX = 5_000
_PURPOSE = "unanswered search"


def count_unanswered(session: Session, keys: SiteKeys, asked: str, *, now: datetime) -> None:
    """Count a question that nothing answers. asked: as it is shown, hurtful words replaced.

    Its words are kept from the third time on, without numbers of six and more digits; before that only a keyed hash of them. The same
    question within an hour counts once. What nobody asked for half a year is forgotten.
    """
    text = countable(asked)
    if not text:
        return
    digest = keys.keyed_hash(_PURPOSE, text)
    row = session.scalar(sa.select(UnansweredQuery).where(UnansweredQuery.digest == digest).with_for_update())
    if row is None:
        _make_room(session, now)
        session.add(UnansweredQuery(digest=digest, text="", asked_count=1, last_at=now, is_hidden=False))
        session.flush()
        return
    if now - row.last_at < ONCE_WITHIN:
        return
    row.asked_count, row.last_at = row.asked_count + 1, now
    if row.asked_count >= KEPT_FROM:
        row.text = text


def unanswered(session: Session, limit: int) -> Sequence[UnansweredQuery]:
    """Return what was asked for in vain three times or more and isn't dealt with, most often asked first."""
    return session.scalars(
        sa.select(UnansweredQuery)
        .where(UnansweredQuery.text != "", UnansweredQuery.is_hidden.is_(False))
        .order_by(UnansweredQuery.asked_count.desc(), UnansweredQuery.id)
        .limit(limit)
    ).all()


def hide_unanswered(session: Session, row_id: int) -> bool:
    """Take a question off the list; False where there is none."""
    row = session.get(UnansweredQuery, row_id)
    if row is None:
        return False
    row.is_hidden = True
    return True


def _make_room(session: Session, now: datetime) -> None:
    session.execute(sa.delete(UnansweredQuery).where(UnansweredQuery.last_at < now - FORGOTTEN_AFTER))
    count = session.scalar(sa.select(sa.func.count()).select_from(UnansweredQuery)) or 0
    if count >= ROWS_MAX:
        oldest = (
            sa.select(UnansweredQuery.id)
            .order_by(UnansweredQuery.asked_count, UnansweredQuery.last_at, UnansweredQuery.id)
            .limit(count - ROWS_MAX + 1)
        )
        session.execute(sa.delete(UnansweredQuery).where(UnansweredQuery.id.in_(oldest)))
