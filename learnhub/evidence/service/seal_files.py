"""Keep seals as files outside the database, and compare files with the database."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.evidence.adapters import seal_files
from learnhub.evidence.models import Seal
from learnhub.evidence.rules import Fault

SEALS_AT_ONCE = 10_000  # more than a year of hours


def keep_seal_files(session: Session, folder: Path) -> int:
    """Write the file of each seal that has none, also of those that a stopped worker left out; return how many."""
    known = max(seal_files.numbers_in(folder), default=0)
    # Everything newer than the newest file; a gap before it is a fault that somebody should see, not have repaired.
    return seal_files.write_missing(folder, seals_from(session, known + 1))


def seals_from(session: Session, number: int, limit: int = SEALS_AT_ONCE) -> list[Seal]:
    """Return the seals from this number on, oldest first."""
    return list(
        session.scalars(sa.select(Seal).where(Seal.number >= number).order_by(Seal.number).limit(limit))
    )


def seals_since(session: Session, since: datetime | None, limit: int = SEALS_AT_ONCE) -> list[Seal]:
    """Return the seals made at or after an instant, or all, oldest first."""
    query = sa.select(Seal).order_by(Seal.number).limit(limit)
    return list(session.scalars(query if since is None else query.where(Seal.sealed_at >= since)))


def newest_seals(session: Session, *, number: int, size: int) -> tuple[Sequence[Seal], int]:
    """Return one page of seals, newest first, and how many there are."""
    total = session.scalar(sa.select(sa.func.count(Seal.number))) or 0
    page = sa.select(Seal).order_by(Seal.number.desc()).offset((number - 1) * size).limit(size)
    return session.scalars(page).all(), total


def file_faults(session: Session, folder: Path, *, has_all: bool) -> tuple[int, list[Fault]]:
    """Compare the files in a folder with this site's seals; return how many files there are, and each that differs.

    has_all: a seal without a file is a fault too, but for those after the newest file: they may not have been fetched yet.
    """
    numbers = seal_files.numbers_in(folder)
    last = max(numbers, default=0)
    faults = []
    seen = set()
    for made in session.scalars(sa.select(Seal).where(Seal.number <= last).order_by(Seal.number)):
        seen.add(made.number)
        where = f"seal {made.number}"
        if made.number not in numbers:
            if has_all:
                faults.append(Fault(where, "没有封存文件，文件被删或没有取来。"))
        elif seal_files.read_values(folder, made.number) != seal_files.seal_values(made):
            faults.append(Fault(where, "封存文件与网站里的不同，其中一个被改过。"))
    faults += [
        Fault(f"seal {number}", "有封存文件，网站里没有这个封存，记录被删或换过。")
        for number in sorted(numbers - seen)
    ]
    return len(numbers), faults
