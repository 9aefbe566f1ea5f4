"""Take people, learning and money out of a demonstration site; courses, their audio and books stay.

This is the only place that takes the guards off append-only tables, and it works on demonstration sites alone.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.models import SignDelivery
from learnhub.catalogue.models import Course, Slot
from learnhub.db import Model
from learnhub.jobs.models import Job
from learnhub.ops.service.demonstration.mark import is_demonstration
from learnhub.speech.service import RENDER

_KEPT_PACKAGES = (
    "learnhub.catalogue.",
    "learnhub.speech.",
    "learnhub.formats.",
    "learnhub.search.",
    "learnhub.jobs.",
)
# Kept packages' tables that belong to people: somebody's page read aloud, who chose a voice, who changed a reading, words that officers
# added to the search, what was asked for in vain, what somebody wants to hear of.
_CLEARED_TABLES = frozenset(
    {
        "page_speech",
        "voice_choice",
        "reading_change",
        "search_synonym_group",
        "search_unanswered",
        "search_saved",
    }
)


def clear(session: Session) -> None:
    """Delete whatever a demonstration was filled with, visitors' registrations too; RuntimeError on any other site."""
    if not is_demonstration(session):
        raise RuntimeError("only a demonstration site is ever cleared")
    tables = cleared_tables()
    session.execute(sa.delete(Slot).where(Slot.blob.in_(sa.select(SignDelivery.blob))))
    session.execute(sa.update(Course).values(base_id=None))
    session.execute(sa.delete(Job).where(Job.kind != RENDER))
    session.flush()
    if session.get_bind().dialect.name == "sqlite":
        _clear_sqlite(session, tables)
    else:
        _clear_postgresql(session, tables)
    session.expire_all()


def cleared_tables() -> list[sa.Table]:
    """Return the tables of all packages but those kept, those first that others are referred to by."""
    kept = {
        mapper.local_table.name
        for mapper in Model.registry.mappers
        if mapper.class_.__module__.startswith(_KEPT_PACKAGES) and isinstance(mapper.local_table, sa.Table)
    } - _CLEARED_TABLES
    return [table for table in reversed(Model.metadata.sorted_tables) if table.name not in kept]


def _clear_sqlite(session: Session, tables: Sequence[sa.Table]) -> None:
    names = [table.name for table in tables]
    rows = session.execute(
        sa.text("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
    ).all()
    guards = [row for row in rows if row.tbl_name in names]
    for guard in guards:
        session.execute(sa.text(f'DROP TRIGGER "{guard.name}"'))
    for table in tables:
        session.execute(sa.delete(table))
    for guard in guards:
        session.connection().exec_driver_sql(guard.sql)


def _clear_postgresql(session: Session, tables: Sequence[sa.Table]) -> None:
    for table in tables:
        session.execute(sa.text(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER'))
    for table in tables:
        session.execute(sa.delete(table))
    # Deferred checks of what was deleted come due now: a table can't be altered while they wait.
    session.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
    for table in tables:
        session.execute(sa.text(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER'))
