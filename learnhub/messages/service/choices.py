"""What somebody chose about messages: kinds that are switched off, quiet hours of their own."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from learnhub.messages.models import MessageChoice
from learnhub.messages.rules.kinds import KINDS, Kind
from learnhub.policy.rules import Figures
from learnhub.primitives import today

QUIET_FROM, QUIET_UNTIL = "messages.quiet_from_minute", "messages.quiet_until_minute"
OUTSIDE_A_DAY = "messages.outside_a_day"
_FROM_WITHOUT_POLICY, _UNTIL_WITHOUT_POLICY, _A_DAY_WITHOUT_POLICY = 21 * 60, 8 * 60, 5


@dataclass(frozen=True)
class Choices:
    """kinds_off: never one that is needed. quiet_from, quiet_until: minutes of the day in Asia/Shanghai. is_quiet_own: chosen by the person."""

    kinds_off: frozenset[Kind]
    quiet_from: int
    quiet_until: int
    is_quiet_own: bool


def choices_of(session: Session, person_id: int, figures: Figures) -> Choices:
    """Return what holds for a person: their own choice over the site's figures."""
    row = session.get(MessageChoice, person_id)
    off = frozenset(kind for kind in KINDS if row is not None and kind.value in row.kinds_off)
    if row is not None and row.quiet_from_minute is not None and row.quiet_until_minute is not None:
        return Choices(off, row.quiet_from_minute, row.quiet_until_minute, is_quiet_own=True)
    return Choices(
        off,
        _figure(figures, QUIET_FROM, _FROM_WITHOUT_POLICY),
        _figure(figures, QUIET_UNTIL, _UNTIL_WITHOUT_POLICY),
        is_quiet_own=False,
    )


def outside_a_day(figures: Figures) -> int:
    """Return how many SMS, or e-mails, one person gets in a day at most."""
    return _figure(figures, OUTSIDE_A_DAY, _A_DAY_WITHOUT_POLICY)


def choose_kinds(
    session: Session, person_id: int, wanted: Collection[Kind], *, asked: Collection[Kind]
) -> None:
    """Keep which of the kinds that were asked about somebody wants to be told of; the others stay as they are, needed ones on."""
    row = _row(session, person_id)
    off = {kind.value for kind in asked if not KINDS[kind].needed and kind not in wanted}
    row.kinds_off = sorted(off | (set(row.kinds_off) - {kind.value for kind in asked}))
    session.flush()


def choose_quiet_hours(session: Session, person_id: int, *, from_minute: int, until_minute: int) -> None:
    """Keep somebody's own quiet hours; equal minutes mean none."""
    row = _row(session, person_id)
    row.quiet_from_minute, row.quiet_until_minute = from_minute, until_minute
    session.flush()


def _row(session: Session, person_id: int) -> MessageChoice:
    row = session.get(MessageChoice, person_id)
    if row is None:
        row = MessageChoice(
            person_id=person_id, kinds_off=[], quiet_from_minute=None, quiet_until_minute=None
        )
        session.add(row)
    return row


def _figure(figures: Figures, key: str, without_policy: int) -> int:
    found = figures.number_or_none(key, "", today())
    return without_policy if found is None else found
