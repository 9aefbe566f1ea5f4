"""Change one byte in a copy of the database, and see whether verifying names the row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.credits.models import CreditEntry
from learnhub.db import Database, Model
from learnhub.evidence.models import Evidence
from learnhub.evidence.rules import Fault
from learnhub.ops.service.verification import verify
from learnhub.policy.rules import Figures
from learnhub.storage.rules import BlobStore
from learnhub.subsidy.models import SubsidyLine
from learnhub.training.rules import KIND_MARKED

_ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Tampered:
    """One change and what verifying said of it.

    row: as verify names it. before, after: the changed value as stored; they differ in one byte.
    """

    row: str
    before: str
    after: str
    faults: tuple[Fault, ...]

    @property
    def is_named(self) -> bool:
        """Tell whether verifying named the changed row."""
        return any(fault.where == self.row for fault in self.faults)


def tampered(
    database: Database, copy: Path, store: BlobStore, *, figures: Figures, seal_key: bytes
) -> Iterator[Tampered]:
    """Change a mark, a credit and an amount, one after the other, each in the whole copy; the site itself is only read.

    copy: a file that doesn't exist yet. The copy is a SQLite database on either engine: what is verified is the same.
    """
    own = _copied(database, copy)
    try:
        for change in (_mark, _credit, _amount):
            with own.transaction() as session:
                found = change(session)
                if found is None:
                    continue
                statement, mending, row, before, after = found
                session.execute(statement)
            with own.reading() as session:
                verified = verify(session, store, figures=figures, seal_key=seal_key)
            yield Tampered(row, before, after, verified.faults)
            with own.transaction() as session:
                session.execute(mending)
    finally:
        own.dispose()


_Change = tuple[sa.Update, sa.Update, str, str, str]


def _mark(session: Session) -> _Change | None:
    """Turn 到课 minutes of the last mark into some more."""
    entry = session.scalars(
        sa.select(Evidence).where(Evidence.kind == KIND_MARKED).order_by(Evidence.id.desc()).limit(1)
    ).first()
    if entry is None or entry.payload is None:
        return None
    before = str(entry.payload["minutes"])
    after = _one_digit_more(before)
    where = Evidence.id == entry.id
    changed = {**entry.payload, "minutes": int(after)}
    return (
        sa.update(Evidence).where(where).values(payload=changed),
        sa.update(Evidence).where(where).values(payload=entry.payload),
        f"{entry.subject} #{entry.position}",
        f"到课 {before} 分钟",
        f"到课 {after} 分钟",
    )


def _credit(session: Session) -> _Change | None:
    """Turn the minutes of the last credit into some more."""
    entry = session.scalars(sa.select(CreditEntry).order_by(CreditEntry.id.desc()).limit(1)).first()
    if entry is None:
        return None
    before = str(entry.recognised_minutes)
    after = _one_digit_more(before)
    where = CreditEntry.id == entry.id
    return (
        sa.update(CreditEntry).where(where).values(recognised_minutes=int(after)),
        sa.update(CreditEntry).where(where).values(recognised_minutes=entry.recognised_minutes),
        f"credit_entry {entry.id}",
        f"确认 {before} 分钟",
        f"确认 {after} 分钟",
    )


def _amount(session: Session) -> _Change | None:
    """Turn the largest amount into a larger one."""
    line = session.scalars(sa.select(SubsidyLine).order_by(SubsidyLine.amount_fen.desc()).limit(1)).first()
    if line is None or not line.amount_fen:
        return None
    before = str(line.amount_fen)
    after = _one_digit_more(before)
    where = sa.and_(SubsidyLine.record_id == line.record_id, SubsidyLine.position == line.position)
    return (
        sa.update(SubsidyLine).where(where).values(amount_fen=int(after)),
        sa.update(SubsidyLine).where(where).values(amount_fen=line.amount_fen),
        f"blended_record {line.record_id}",
        f"{before} 分",
        f"{after} 分",
    )


def _one_digit_more(number: str) -> str:
    """Return the number with its first digit that isn't 9 one higher: one byte of its text is another."""
    place = next(index for index, digit in enumerate(number) if digit != "9")
    return f"{number[:place]}{int(number[place]) + 1}{number[place + 1 :]}"


def _copied(database: Database, copy: Path) -> Database:
    """Copy all rows into a new SQLite database without the guards, as somebody would who has the file in hand."""
    copy.touch(mode=0o600, exist_ok=False)
    own = Database(f"sqlite:///{copy}")
    with database.reading() as source, own.transaction() as target:
        Model.metadata.create_all(target.connection())
        for table in Model.metadata.sorted_tables:
            for rows in source.execute(sa.select(table)).mappings().partitions(_ROWS_AT_ONCE):
                target.execute(sa.insert(table), _plain(rows))
    return own


def _plain(rows: Sequence[sa.RowMapping]) -> list[dict[str, object]]:
    return [dict(row) for row in rows]
