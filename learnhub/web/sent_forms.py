"""Keep which forms have done their deed, by digest, and where that led."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from learnhub.web.models import SentForm

KEPT_FOR = timedelta(days=1)


class SentBeforeError(Exception):
    """The same form has done its deed already."""


def enter(session: Session, key: str, *, now: datetime) -> None:
    """Write a form's key into the unit of work of its deed. Keys older than a day are forgotten here.

    Raises SentBeforeError when it is there; a unit that is writing the same key at this moment is waited for.
    """
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    new = insert(SentForm).values(key=key, leads_to=None, sent_at=now)
    if session.execute(new.on_conflict_do_nothing().returning(SentForm.key)).first() is None:
        raise SentBeforeError
    session.execute(sa.delete(SentForm).where(SentForm.sent_at < now - KEPT_FOR))


def lead_to(session: Session, key: str, address: str) -> None:
    """Keep where the deed of a form led."""
    session.execute(sa.update(SentForm).where(SentForm.key == key).values(leads_to=address))


def forget(session: Session, key: str) -> None:
    """Free a form whose deed was refused after all."""
    session.execute(sa.delete(SentForm).where(SentForm.key == key))


def leads_to(session: Session, key: str) -> str | None:
    """Return where the deed of a form led; None while that isn't known, or when the form is free again."""
    return session.scalars(sa.select(SentForm.leads_to).where(SentForm.key == key)).first()
