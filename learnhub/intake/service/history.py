"""What old 台账 said, kept as history: no enrolment, no credit, no money follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.sealed_columns import Place, needs_reseal, seal, unseal
from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.service import certificates
from learnhub.intake.models import BroughtSheet, OldLedgerRow
from learnhub.intake.rules.rows import LedgerRow
from learnhub.regions.rules import contains

_AT_ONCE = 5000  # both engines take more values in a statement
_RESEALED_AT_ONCE = 300


@dataclass(frozen=True)
class Past:
    """A kept row of an old 台账, with the name and the sheet that it came from."""

    row: OldLedgerRow
    name: str
    sheet: BroughtSheet


def keep(session: Session, keys: SiteKeys, sheet: BroughtSheet, number: int, row: LedgerRow) -> None:
    """Add a row to the history."""
    session.add(
        OldLedgerRow(
            sheet_id=sheet.id,
            number=number,
            region_code=row.region_code,
            row_key=_row_hash(keys, row),
            identity_hash=keys.keyed_hash("certificate identity", row.identity) if row.identity else "",
            masked=row.masked,
            name_sealed=seal(keys, _name_place(sheet.id, number), row.name),
            project=row.project,
            provider=row.provider,
            began=row.began,
            ended=row.ended,
            hours=row.hours,
            certificate=row.certificate,
        )
    )


def kept_keys(session: Session, keys: SiteKeys, rows: Sequence[LedgerRow]) -> set[str]:
    """Return the keys (LedgerRow.whole_key) of those rows that are kept already."""
    hashes = {_row_hash(keys, row): row.whole_key for row in rows}
    wanted = list(hashes)
    found: set[str] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        some = OldLedgerRow.row_key.in_(wanted[start : start + _AT_ONCE])
        found |= {hashes[one] for one in session.scalars(sa.select(OldLedgerRow.row_key).where(some))}
    return found


def past_count(session: Session, reach: Sequence[str]) -> int:
    """Return how many kept rows of old 台账 these divisions have."""
    within = _codes_within(session, reach)
    query = sa.select(sa.func.count()).select_from(OldLedgerRow).where(OldLedgerRow.region_code.in_(within))
    return session.scalar(query) or 0


def past_rows(
    session: Session, keys: SiteKeys, reach: Sequence[str], *, start: int = 0, size: int
) -> list[Past]:
    """Return kept rows of old 台账 of these divisions, the latest training first."""
    rows = session.execute(
        sa.select(OldLedgerRow, BroughtSheet)
        .join(BroughtSheet, BroughtSheet.id == OldLedgerRow.sheet_id)
        .where(OldLedgerRow.region_code.in_(_codes_within(session, reach)))
        .order_by(OldLedgerRow.began.desc(), OldLedgerRow.sheet_id, OldLedgerRow.number)
        .offset(start)
        .limit(size)
    )
    return [
        Past(row, unseal(keys, _name_place(sheet.id, row.number), row.name_sealed), sheet)
        for row, sheet in rows
    ]


def rows_about(session: Session, person_id: int) -> list[OldLedgerRow]:
    """Return what old 台账 said of somebody, the latest training first.

    Nothing before an office compared the certificate with its number: anybody can type the number of another one.
    """
    known = certificates.current_or_none(session, person_id)
    if known is None or known.verified_on is None:
        return []
    query = sa.select(OldLedgerRow).where(OldLedgerRow.identity_hash == known.identity_hash)
    return list(session.scalars(query.order_by(OldLedgerRow.began.desc(), OldLedgerRow.row_key)))


def reseal(session: Session, keys: SiteKeys) -> int:
    """Encrypt anew whatever was encrypted with an older key, a few hundred at once; return how many rows."""
    prefix = f"{keys.field_key_id}."
    rows = session.scalars(
        sa.select(OldLedgerRow)
        .where(sa.func.substr(OldLedgerRow.name_sealed, 1, len(prefix)) != prefix)
        .limit(_RESEALED_AT_ONCE)
        .with_for_update()
    ).all()
    for row in rows:
        assert needs_reseal(keys, row.name_sealed)
        place = _name_place(row.sheet_id, row.number)
        row.name_sealed = seal(keys, place, unseal(keys, place, row.name_sealed))
    session.flush()
    return len(rows)


def _row_hash(keys: SiteKeys, row: LedgerRow) -> str:
    return keys.keyed_hash("old ledger row", row.whole_key)


def _codes_within(session: Session, reach: Sequence[str]) -> list[str]:
    known = session.scalars(sa.select(OldLedgerRow.region_code).distinct())
    return [code for code in known if any(contains(outer, code) for outer in reach)]


def _name_place(sheet_id: str, number: int) -> Place:
    return Place("old_ledger_row", "name_sealed", f"{sheet_id}:{number}")
