"""Exports for the national system: numbered batches, each what changed since those before."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learnhub.primitives import Refusal, say
from learnhub.reports.models import ExportBatch
from learnhub.reports.rules import Change, changes, of_trainees, with_group
from learnhub.reports.service.editions import kept_rows, rows_of_year

BATCHES_MAX = 999  # of a year: three digits of a number


def make_batch(
    session: Session, region_code: str, year: int, *, by_id: int, now: datetime
) -> ExportBatch | Refusal:
    """Make the next batch: rows of trainees that are new, corrected or withdrawn since what was sent; refused where nothing is.

    The national system registers disabled people: staff who were sent before classes had groups are withdrawn.
    """
    known = batches_of(session, region_code, year)
    if len(known) >= BATCHES_MAX:
        return Refusal("many", say("这一年已经有 %(most)d 批，不能再多。", most=BATCHES_MAX))
    found = changes(sent(known), kept_rows(of_trainees(rows_of_year(session, region_code, year))))
    if not found:
        return Refusal("nothing", say("从上一批以后没有变化，不用再导出。"))
    made = ExportBatch(
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


def sent(batches: Sequence[ExportBatch]) -> dict[str, list[str]]:
    """Return what whoever took in these batches in their order has: number of the enrolment → values."""
    found: dict[str, list[str]] = {}
    for batch in batches:
        for change, key, values in batch.changes:
            if change == Change.WITHDRAWN.value:
                found.pop(key, None)
            else:
                found[key] = list(with_group(values))
    return found


def batches_of(session: Session, region_code: str, year: int) -> list[ExportBatch]:
    """Return the batches of a division's year, the oldest first."""
    return list(
        session.scalars(
            sa.select(ExportBatch)
            .where(ExportBatch.region_code == region_code, ExportBatch.year == year)
            .order_by(ExportBatch.number)
        )
    )


def batch_or_none(session: Session, region_code: str, year: int, number: int) -> ExportBatch | None:
    """Return a batch, or None."""
    return session.scalar(
        sa.select(ExportBatch).where(
            ExportBatch.region_code == region_code, ExportBatch.year == year, ExportBatch.number == number
        )
    )


def batch_name(batch: ExportBatch) -> str:
    """Return the number of a batch as files and letters carry it: 410105-2026-003."""
    return f"{batch.region_code}-{batch.year}-{batch.number:03d}"
