"""Find the stored files that nothing refers to any more, and erase them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.models import CourseDraft, DraftRevision, PublicationStep
from learnhub.authoring.rules.drafts.revisions import DraftState
from learnhub.db import Database, Model
from learnhub.jobs.models import Job, JobState
from learnhub.storage.rules import BlobStore

# What is stored is written down in the same deed; a day leaves room for the longest one.
AGE_MIN = timedelta(days=1)
# A draft that was thrown away and never submitted can be asked for again this long.
DISCARDED_KEPT = timedelta(days=30)
_ADDRESS = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_ADDRESS_CHARACTERS = 64
_ROWS_AT_ONCE = 500
# Kinds of columns in which no address can stand; what is encrypted names no file either.
_NAMELESS = (sa.Integer, sa.Numeric, sa.Boolean, sa.Date, sa.LargeBinary)


@dataclass(frozen=True, slots=True)
class Swept:
    """What was found. blobs: files that nothing refers to, with their bytes together; is_erased: False for a look only."""

    blobs: int
    byte_count: int
    is_erased: bool


def sweep(database: Database, store: BlobStore, *, erases: bool, now: datetime) -> Swept:
    """Find stored files that no row names and that nobody has stored for a day, and erase them where `erases`.

    Every text and every JSON value of every table counts as naming a file that stands in it, whatever its column is for: a table that comes
    later needs no word here. Left out are jobs that are done, and revisions of drafts that were thrown away a month ago and had never been
    submitted.
    """
    before = now - AGE_MIN
    # Files first: what is stored while the rows are read is young, and stays.
    old = dict(store.untouched_since(before))
    with database.reading() as session:
        for address in _named(session, now):
            old.pop(address, None)
    gone = [
        byte_count
        for address, byte_count in old.items()
        if not erases or store.remove_untouched(address, before)
    ]
    return Swept(len(gone), sum(gone), erases)


def _named(session: Session, now: datetime) -> Iterator[str]:
    for table in Model.metadata.sorted_tables:
        told = [sa.cast(column, sa.Text) for column in table.c if not isinstance(column.type, _NAMELESS)]
        if not told:
            continue
        query = sa.select(*told).where(sa.or_(*(sa.func.length(one) >= _ADDRESS_CHARACTERS for one in told)))
        if table is Job.__table__:
            query = query.where(Job.state != JobState.DONE)
        if table is DraftRevision.__table__:
            query = query.where(DraftRevision.draft_id.not_in(_given_up(now)))
        for row in session.execute(query.execution_options(yield_per=_ROWS_AT_ONCE)):
            for text in row:
                yield from _ADDRESS.findall(text or "")


def _given_up(now: datetime) -> sa.Select[Any]:
    return sa.select(CourseDraft.id).where(
        CourseDraft.state == DraftState.DISCARDED,
        CourseDraft.changed_at < now - DISCARDED_KEPT,
        CourseDraft.id.not_in(
            sa.select(PublicationStep.draft_id).where(PublicationStep.draft_id.is_not(None))
        ),
    )
