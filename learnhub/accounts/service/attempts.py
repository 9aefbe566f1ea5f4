"""Count attempts and tell waits, in the database, so that all servers of a site count together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.models import Attempts
from learnhub.accounts.rules.names import nickname_key
from learnhub.accounts.rules.waits import (
    BY_THE_DAY,
    FORGET_AFTER,
    FREE_OF_ADDRESS,
    FREE_OF_NAME,
    FREE_OF_NAME_ANYWHERE,
    Deed,
    Wait,
    network_of,
    remaining,
    wait_after,
)

_FORGOTTEN_AT_ONCE = 500


@dataclass(frozen=True)
class Counter:
    """One counter that an attempt adds to."""

    deed: Deed
    whose: str
    free: int


def counters(keys: SiteKeys, deed: Deed, *, name: str, address: str) -> tuple[Counter, ...]:
    """Return the counters of an attempt: of the name aimed at from one address, from anywhere, and of the address.

    name: a nickname as typed, or a person's id. address: an IP address; only a keyed hash of it is kept, for a day.
    """
    key, network = nickname_key(name), network_of(address)
    of_name_here = keys.keyed_hash(f"attempts of a name from one address at {deed}", f"{key} {network}")
    of_name = keys.keyed_hash(f"attempts of a name at {deed}", key)
    of_address = keys.keyed_hash(f"attempts of an address at {deed}", network)
    return (
        Counter(deed, of_name_here, FREE_OF_NAME[deed]),
        Counter(deed, of_name, FREE_OF_NAME_ANYWHERE.get(deed, FREE_OF_NAME[deed])),
        Counter(deed, of_address, FREE_OF_ADDRESS[deed]),
    )


def take(session: Session, wanted: Sequence[Counter], *, now: datetime) -> Wait | None:
    """Count an attempt before it is made, or return the longest wait that is left; a wait counts nothing.

    Counting first means that a hundred attempts at the same moment are a hundred attempts.
    """
    _forget_old(session, now)
    rows = _locked(session, wanted, now)
    waits = [wait for row in rows.values() if (wait := remaining(row.wait_until_at, now)) is not None]
    if waits:
        return max(waits, key=lambda wait: wait.seconds)
    for counter in wanted:
        row = rows[counter.whose]
        row.count += 1
        pause = wait_after(row.count, counter.free)
        if pause is None:
            row.wait_until_at = None
        else:
            row.wait_until_at = row.forget_at if counter.deed in BY_THE_DAY else now + pause
    session.flush()
    return None


def forgive(session: Session, wanted: Sequence[Counter], *, now: datetime) -> None:
    """Take back a counted attempt that was right: the name begins anew, the address has one attempt less."""
    rows = _locked(session, wanted, now)
    *of_name, of_address = (rows[counter.whose] for counter in wanted)
    for row in of_name:
        session.delete(row)
    of_address.count = max(0, of_address.count - 1)
    of_address.wait_until_at = None
    session.flush()


def _forget_old(session: Session, now: datetime) -> None:
    key = sa.tuple_(Attempts.deed, Attempts.whose)
    # Rows that another attempt holds are left to the next one: waiting for them could end in a deadlock.
    old = (
        sa.select(Attempts.deed, Attempts.whose)
        .where(Attempts.forget_at <= now)
        .limit(_FORGOTTEN_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    session.execute(sa.delete(Attempts).where(key.in_(old)).execution_options(synchronize_session=False))


def _locked(session: Session, wanted: Sequence[Counter], now: datetime) -> dict[str, Attempts]:
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    # In one order everywhere, so that two attempts never wait for each other's row.
    for counter in sorted(wanted, key=lambda c: c.whose):
        made = insert(Attempts).values(
            deed=counter.deed, whose=counter.whose, count=0, forget_at=now + FORGET_AFTER
        )
        # An update that changes nothing locks the row: one that is being taken back at this moment is made anew.
        session.execute(
            made.on_conflict_do_update(
                index_elements=[Attempts.deed, Attempts.whose], set_={"count": Attempts.count}
            )
        )
    found = session.scalars(
        sa.select(Attempts)
        .where(sa.tuple_(Attempts.deed, Attempts.whose).in_([(c.deed, c.whose) for c in wanted]))
        .order_by(Attempts.whose)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    rows = {row.whose: row for row in found}
    for row in rows.values():
        if row.forget_at <= now:
            row.count, row.wait_until_at, row.forget_at = 0, None, now + FORGET_AFTER
    return rows
