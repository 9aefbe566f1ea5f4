"""Exports for the two national systems: numbered batches, each what changed since those before."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learnhub.primitives import Refusal, say
from learnhub.reports.models import ClassBatch, ExportBatch
from learnhub.reports.rules import Change, changes, of_trainees, with_group
from learnhub.reports.service.class_rows import class_rows
from learnhub.reports.service.editions import kept_rows, rows_of_year

BATCHES_MAX = 999  # of a year: three digits of a number
Batch = TypeVar("Batch", ExportBatch, ClassBatch)


def make_batch(
    session: Session, kind: type[Batch], region_code: str, year: int, *, by_id: int, now: datetime
) -> Batch | Refusal:
    """Make the next batch: rows that are new, corrected or withdrawn since what was sent; refused where nothing is.

    Rows of people hold trainees alone, as the national system registers disabled people: staff who were sent before classes had
    groups are withdrawn. Rows of classes hold classes for staff too, and say so.
    """
    known = batches_of(session, kind, region_code, year)
    if len(known) >= BATCHES_MAX:
        return Refusal("many", say("这一年已经有 %(most)d 批，不能再多。", most=BATCHES_MAX))
    found = changes(sent(known), _rows_now(session, kind, region_code, year))
    if not found:
        return Refusal("nothing", say("从上一批以后没有变化，不用再导出。"))
    made = kind(
        region_code=region_code,
        year=year,
        number=len(known) + 1,
        changes=[[change.value, key, list(values)] for change, key, values in found],
        made_by_id=by_id,
        made_at=now,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # somebody made it between the look and the leap
        return Refusal("at-once", say("刚刚有人做好了这一批，请打开看一看。"))
    return made


def _rows_now(session: Session, kind: type[Batch], region_code: str, year: int) -> dict[str, list[str]]:
    if kind is ClassBatch:
        return class_rows(session, region_code, year)
    return kept_rows(of_trainees(rows_of_year(session, region_code, year)))


def sent(batches: Sequence[ExportBatch | ClassBatch]) -> dict[str, list[str]]:
    """Return what whoever took in these batches in their order has: number of the row → values."""
    found: dict[str, list[str]] = {}
    for batch in batches:
        for change, key, values in batch.changes:
            if change == Change.WITHDRAWN.value:
                found.pop(key, None)
            else:
                found[key] = list(with_group(values))
    return found


def batches_of(session: Session, kind: type[Batch], region_code: str, year: int) -> list[Batch]:
    """Return the batches of a division's year, the oldest first."""
    return list(
        session.scalars(
            sa.select(kind).where(kind.region_code == region_code, kind.year == year).order_by(kind.number)
        )
    )


def batch_or_none(
    session: Session, kind: type[Batch], region_code: str, year: int, number: int
) -> Batch | None:
    """Return a batch, or None."""
    return session.scalar(
        sa.select(kind).where(kind.region_code == region_code, kind.year == year, kind.number == number)
    )


def batch_name(batch: ExportBatch | ClassBatch) -> str:
    """Return the number of a batch as files and letters carry it: 410105-2026-003, of classes 410105-2026-B003."""
    mark = "B" if isinstance(batch, ClassBatch) else ""
    return f"{batch.region_code}-{batch.year}-{mark}{batch.number:03d}"
