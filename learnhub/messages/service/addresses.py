"""Numbers and addresses outside the site: given by their person, encrypted, confirmed by a code, shown in part."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.sealed_columns import Place, needs_reseal, seal, unseal
from learnhub.accounts.adapters.site_keys import SiteKeys, site_keys
from learnhub.db import Database
from learnhub.jobs import service as jobs
from learnhub.jobs.worker import Handler, Work
from learnhub.messages.models import DispatchState, MessageAddress, MessageDispatch
from learnhub.messages.rules.channels import (
    CODE_TRIES_MAX,
    CODE_VALID,
    CODES_A_DAY_MAX,
    CODES_OF_ADDRESS_A_DAY_MAX,
    Channel,
    Letter,
    Sender,
    code_words,
    masked,
    new_code,
    typed_address,
    typed_code,
)
from learnhub.primitives import Refusal, instant_now, local_date, new_token, say
from learnhub.settings import Settings

JOB_CODE = "messages.code"
_RESEALED_AT_ONCE = 500
TOO_MANY = Refusal("too-many-codes", say("今天已经发过好几次确认码了。请明天再试。"), field="address")
NO_ADDRESS = Refusal("no-address", say("还没有填号码或邮箱。请先填写。"))
WRONG = Refusal("code-wrong", say("确认码不对，或者过期了。请核对一遍；还不行，请再要一个。"), field="code")


@dataclass(frozen=True)
class AddressTold:
    """What pages show of an address. has_failed: the last SMS or e-mail to it was given up."""

    channel: Channel
    masked: str
    is_confirmed: bool
    has_failed: bool = False


def addresses_of(session: Session, keys: SiteKeys, person_id: int) -> dict[Channel, AddressTold]:
    """Return the addresses that somebody has given, in part, by channel."""
    rows = session.scalars(
        sa.select(MessageAddress).where(
            MessageAddress.person_id == person_id, MessageAddress.address_sealed != ""
        )
    )
    return {
        row.channel: AddressTold(
            row.channel,
            masked(row.channel, _opened(keys, row)),
            row.confirmed_at is not None,
            _has_failed(session, row),
        )
        for row in rows
    }


def give_address(
    session: Session, keys: SiteKeys, person_id: int, channel: Channel, *, typed: str, now: datetime
) -> Refusal | None:
    """Keep an address and ask for a code to it; nothing else is sent there before the code was typed. Another one takes the old one's place."""
    address = typed_address(channel, typed)
    if isinstance(address, Refusal):
        return address
    on = local_date(now)
    address_hash = keys.keyed_hash(f"message address {channel.value}", address)
    asked = session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(MessageAddress.codes_count), 0)).where(
            MessageAddress.address_hash == address_hash, MessageAddress.codes_on == on
        )
    )
    row = session.get(MessageAddress, (person_id, channel), with_for_update=True)
    own = row.codes_count if row is not None and row.codes_on == on else 0
    if own >= CODES_A_DAY_MAX or (asked or 0) >= CODES_OF_ADDRESS_A_DAY_MAX:
        return TOO_MANY
    if row is None:
        row = MessageAddress(person_id=person_id, channel=channel)
        session.add(row)
    row.codes_on, row.codes_count = on, own + 1
    row.address_sealed = seal(keys, _place(person_id, channel), address)
    row.address_hash = address_hash
    row.given_at, row.confirmed_at = now, None
    row.code_hash, row.code_expires_at, row.code_tries = None, None, 0
    session.flush()
    jobs.enqueue(
        session,
        JOB_CODE,
        {"person": person_id, "channel": channel.value, "count": row.codes_count},
        key=f"{JOB_CODE}:{person_id}:{channel.value}:{on}:{row.codes_count}",
        now=now,
    )
    return None


def confirm(
    session: Session, keys: SiteKeys, person_id: int, channel: Channel, *, typed: str, now: datetime
) -> Refusal | None:
    """Take the code that came to an address; five tries for each code."""
    row = session.get(MessageAddress, (person_id, channel), with_for_update=True)
    if row is None or not row.address_sealed:
        return NO_ADDRESS
    if row.confirmed_at is not None:
        return None
    code = typed_code(typed)
    if (
        row.code_hash is None
        or row.code_expires_at is None
        or row.code_expires_at <= now
        or row.code_tries >= CODE_TRIES_MAX
    ):
        return WRONG
    row.code_tries += 1
    session.flush()
    if code is None or not hmac.compare_digest(row.code_hash, _code_hash(keys, person_id, channel, code)):
        return WRONG
    row.confirmed_at, row.code_hash, row.code_expires_at = now, None, None
    session.flush()
    return None


def take_away(session: Session, person_id: int, channel: Channel) -> bool:
    """Erase an address; the day's count of codes stays. False when there was none."""
    row = session.get(MessageAddress, (person_id, channel), with_for_update=True)
    if row is None or not row.address_sealed:
        return False
    row.address_sealed, row.confirmed_at, row.code_hash, row.code_expires_at = "", None, None, None
    session.flush()
    return True


def address_or_none(session: Session, keys: SiteKeys, person_id: int, channel: Channel) -> str | None:
    """Return a confirmed address, whole: for senders alone."""
    row = session.get(MessageAddress, (person_id, channel))
    return _opened(keys, row) if row is not None and row.confirmed_at is not None else None


def reseal(session: Session, keys: SiteKeys) -> int:
    """Encrypt anew what an older key encrypted; return how many rows, at most 500."""
    rows = session.scalars(
        sa.select(MessageAddress)
        .where(
            MessageAddress.address_sealed != "",
            ~MessageAddress.address_sealed.startswith(f"{keys.field_key_id}.", autoescape=True),
        )
        .limit(_RESEALED_AT_ONCE)
    ).all()
    for row in rows:
        assert needs_reseal(keys, row.address_sealed)
        row.address_sealed = seal(keys, _place(row.person_id, row.channel), _opened(keys, row))
    session.flush()
    return len(rows)


def code_handler(
    database: Database, settings: Settings, senders: Callable[[], Mapping[Channel, Sender]]
) -> Handler:
    """Return the handler of JOB_CODE jobs. The code is made here and kept as a hash: no row and no job ever holds it.

    Running it again sends another code, which alone counts from then on.
    """

    def handle(work: Work) -> None:
        now = instant_now()
        person_id, channel = int(work.payload["person"]), Channel(work.payload["channel"])
        keys = site_keys(settings)
        with database.transaction() as session:
            row = session.get(MessageAddress, (person_id, channel), with_for_update=True)
            if (
                row is None
                or not row.address_sealed
                or row.confirmed_at is not None
                or row.codes_count != work.payload["count"]
            ):
                return
            code = new_code()
            row.code_hash = _code_hash(keys, person_id, channel, code)
            row.code_expires_at, row.code_tries = now + CODE_VALID, 0
            address = _opened(keys, row)
        words = code_words(settings.site_name, code)
        senders()[channel].send(Letter(channel, address, settings.site_name, words, new_token(16)))

    return handle


def _has_failed(session: Session, row: MessageAddress) -> bool:
    last = session.execute(
        sa.select(MessageDispatch.state, MessageDispatch.made_at)
        .where(MessageDispatch.person_id == row.person_id, MessageDispatch.channel == row.channel)
        .order_by(MessageDispatch.id.desc())
        .limit(1)
    ).first()
    return last is not None and last.state is DispatchState.DEAD and last.made_at > row.given_at


def _code_hash(keys: SiteKeys, person_id: int, channel: Channel, code: str) -> str:
    # Six digits are soon tried out: only the key makes the hash of any use against a stolen table.
    return keys.keyed_hash("message code", f"{person_id}:{channel.value}:{code}")


def _place(person_id: int, channel: Channel) -> Place:
    return Place("message_address", "address_sealed", f"{person_id}:{channel.value}")


def _opened(keys: SiteKeys, row: MessageAddress) -> str:
    return unseal(keys, _place(row.person_id, row.channel), row.address_sealed)
