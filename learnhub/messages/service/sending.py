"""Send what waits: once, by one worker, outside quiet hours, tried again with growing waits, given up in sight of the administrator.

A worker marks a dispatch as being sent, sends, and marks it sent. Whoever is killed between the last two leaves a lease; when it is over
the dispatch is sent once more, and never a third time: a telephone that rings twice is better than a message that nobody gets.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import SiteKeys, site_keys
from learnhub.db import Database
from learnhub.jobs import service as jobs
from learnhub.jobs.worker import Handler, Work
from learnhub.messages.models import DispatchedMessage, DispatchState, Message, MessageDispatch
from learnhub.messages.rules.channels import (
    Channel,
    Letter,
    Sender,
    SendFault,
    next_morning,
    quiet_until,
    wait_before,
    waiting_words,
)
from learnhub.messages.service.addresses import address_or_none
from learnhub.messages.service.choices import choices_of, outside_a_day
from learnhub.messages.service.telling import JOB_SEND
from learnhub.policy.rules import Figures
from learnhub.policy.service import figures_in_force
from learnhub.primitives import SHANGHAI, instant_now
from learnhub.settings import Settings

# Shorter than the lease of a job, so that a job which is taken over finds its dispatch free.
LEASE = timedelta(minutes=5)
UNSURE = "interrupted twice between sending and noting it"
ENDED_KEPT_FOR = timedelta(days=30)


def take(
    session: Session,
    keys: SiteKeys,
    dispatch_id: int,
    *,
    figures: Figures,
    site_name: str,
    now: datetime,
) -> Letter | None:
    """Take a dispatch for sending and return its letter; None when it isn't to be sent now, or not by this worker.

    What may not be sent yet is asked for again, at the time when it may.
    """
    row = session.get(MessageDispatch, dispatch_id, with_for_update=True)
    if row is None or row.state in {DispatchState.SENT, DispatchState.DROPPED, DispatchState.DEAD}:
        return None
    if row.state is DispatchState.SENDING:
        assert row.lease_until_at is not None
        if row.lease_until_at > now:
            _ask_again(session, row, at=row.lease_until_at)
            return None
        if row.was_unsure:
            _end(row, DispatchState.DEAD, now, fault=UNSURE)
            return None
        row.state, row.lease_until_at, row.was_unsure = DispatchState.WAITING, None, True
    address = address_or_none(session, keys, row.person_id, row.channel)
    count = _waiting_count(session, row.id)
    if address is None or count == 0:  # taken away, or read in the meantime: nothing waits any more
        _end(row, DispatchState.DROPPED, now)
        return None
    later = _not_before(session, row, figures, now)
    if later is not None:
        _ask_again(session, row, at=later)
        return None
    row.state, row.lease_until_at, row.attempts = DispatchState.SENDING, now + LEASE, row.attempts + 1
    session.flush()
    return Letter(row.channel, address, site_name, waiting_words(site_name, count), row.token)


def mark_sent(session: Session, dispatch_id: int, *, now: datetime) -> None:
    """Note that a letter was taken by what sends it."""
    _end(session.get_one(MessageDispatch, dispatch_id, with_for_update=True), DispatchState.SENT, now)


def mark_failed(session: Session, dispatch_id: int, fault: SendFault, *, now: datetime) -> None:
    """Note that a letter was not taken: tried again after a growing wait, or given up."""
    row = session.get_one(MessageDispatch, dispatch_id, with_for_update=True)
    wait = None if fault.is_final else wait_before(row.attempts)
    if wait is None:
        _end(row, DispatchState.DEAD, now, fault=str(fault))
        return
    row.state, row.lease_until_at, row.fault = DispatchState.WAITING, None, str(fault)
    _ask_again(session, row, at=now + wait)


def send_handler(
    database: Database, settings: Settings, senders: Callable[[], Mapping[Channel, Sender]]
) -> Handler:
    """Return the handler of JOB_SEND jobs; running one again sends nothing that was marked sent."""

    def handle(work: Work) -> None:
        dispatch_id = int(work.payload["dispatch"])
        with database.transaction() as session:
            letter = take(
                session,
                site_keys(settings),
                dispatch_id,
                figures=figures_in_force(session, settings.content_dir),
                site_name=settings.site_name,
                now=instant_now(),
            )
        if letter is None:
            return
        try:
            senders()[letter.channel].send(letter)
        except SendFault as fault:
            with database.transaction() as session:
                mark_failed(session, dispatch_id, fault, now=instant_now())
        else:
            with database.transaction() as session:
                mark_sent(session, dispatch_id, now=instant_now())

    return handle


@dataclass(frozen=True)
class DeadTold:
    """What was given up, without what it said and without the address."""

    id: int
    person_id: int
    channel: Channel
    attempts: int
    fault: str
    ended_at: datetime


def dead(session: Session, *, number: int, size: int) -> tuple[list[DeadTold], int]:
    """Return one page of what was given up, newest first, and how many there are."""
    query = sa.select(MessageDispatch).where(MessageDispatch.state == DispatchState.DEAD)
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(query.order_by(MessageDispatch.id.desc()).offset((number - 1) * size).limit(size))
    return [
        DeadTold(
            row.id, row.person_id, row.channel, row.attempts, row.fault or "", row.ended_at or row.made_at
        )
        for row in rows
    ], total


def try_dead_again(session: Session, *, now: datetime) -> int:
    """Try once more what was given up and still waits to be read; return how many."""
    rows = session.scalars(
        sa.select(MessageDispatch)
        .where(MessageDispatch.state == DispatchState.DEAD)
        .order_by(MessageDispatch.id)
        .limit(500)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.state, row.attempts, row.was_unsure, row.ended_at = DispatchState.WAITING, 0, False, None
        _ask_again(session, row, at=now)
    return len(rows)


def ended_count(session: Session, *, now: datetime) -> int:
    """Return how many dispatches ended a month ago and are still there."""
    old = sa.select(sa.func.count()).where(MessageDispatch.ended_at < now - ENDED_KEPT_FOR)
    return session.scalar(old) or 0


def forget_ended(session: Session, *, now: datetime) -> int:
    """Delete what was sent, dropped or given up a month ago; return how many. The messages themselves stay."""
    old = sa.select(MessageDispatch.id).where(MessageDispatch.ended_at < now - ENDED_KEPT_FOR)
    ids = session.scalars(old.order_by(MessageDispatch.id).limit(5_000)).all()
    for table, column in (
        (DispatchedMessage, DispatchedMessage.dispatch_id),
        (MessageDispatch, MessageDispatch.id),
    ):
        session.execute(sa.delete(table).where(column.in_(ids)).execution_options(synchronize_session=False))
    return len(ids)


def _waiting_count(session: Session, dispatch_id: int) -> int:
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(DispatchedMessage)
            .join(Message, Message.id == DispatchedMessage.message_id)
            .where(DispatchedMessage.dispatch_id == dispatch_id, Message.read_at.is_(None))
        )
        or 0
    )


def _not_before(session: Session, row: MessageDispatch, figures: Figures, now: datetime) -> datetime | None:
    chosen = choices_of(session, row.person_id, figures)
    quiet = quiet_until(now, from_minute=chosen.quiet_from, until_minute=chosen.quiet_until)
    if quiet is not None:
        return quiet
    midnight = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    sent = session.scalar(
        sa.select(sa.func.count())
        .select_from(MessageDispatch)
        .where(
            MessageDispatch.person_id == row.person_id,
            MessageDispatch.channel == row.channel,
            MessageDispatch.state == DispatchState.SENT,
            MessageDispatch.ended_at >= midnight,
        )
    )
    if (sent or 0) >= outside_a_day(figures):
        return next_morning(now, until_minute=chosen.quiet_until)
    return None


def _ask_again(session: Session, row: MessageDispatch, *, at: datetime) -> None:
    row.runs += 1
    jobs.enqueue(session, JOB_SEND, {"dispatch": row.id}, key=f"{JOB_SEND}:{row.id}:{row.runs}", now=at)
    session.flush()


def _end(row: MessageDispatch, state: DispatchState, now: datetime, *, fault: str | None = None) -> None:
    row.state, row.lease_until_at, row.ended_at, row.fault = state, None, now, fault
