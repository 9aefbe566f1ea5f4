"""Keep which forms have done their deed, by digest, and where that led."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from learnhub.web.models import SentForm

KEPT_FOR = timedelta(days=1)


class Answer(NamedTuple):
    """How a form was answered: the address that its sender was led to, or the page that was shown, sealed."""

    leads_to: str | None
    shown: bytes | None


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


def show(session: Session, key: str, sealed: bytes) -> None:
    """Keep the page that the deed of a form was answered with, sealed by whoever can send that form again."""
    session.execute(sa.update(SentForm).where(SentForm.key == key).values(shown=sealed))


def forget(session: Session, key: str) -> None:
    """Free a form whose deed was refused after all."""
    session.execute(sa.delete(SentForm).where(SentForm.key == key))


def answer(session: Session, key: str) -> Answer | None:
    """Return how the deed of a form was answered; None when the form is free again, two Nones while the answer isn't known yet."""
    row = session.execute(sa.select(SentForm.leads_to, SentForm.shown).where(SentForm.key == key)).first()
    return None if row is None else Answer(row.leads_to, row.shown)
