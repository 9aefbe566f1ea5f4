"""Tell trainee and helper that helping ended by its last day, as they are told where one of them ends it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from learnhub.accounts.rules.helping import Helping
from learnhub.accounts.service import helper_links
from learnhub.messages import service as messages
from learnhub.messages.rules import Kind
from learnhub.primitives import local_date

# A site that stood still for a few days tells it afterwards; longer ago it is no news any more.
_DAYS_BACK = 7


def tell_of_last_days(session: Session, *, now: datetime) -> int:
    """Tell both sides of each link whose last day has passed, once; return how many were told.

    A link that one of them ended before was told then.
    """
    on = local_date(now)
    links = helper_links.links_until(
        session, first=on - timedelta(days=_DAYS_BACK), last=on - timedelta(days=1)
    )
    notes = [note for link in links if link.is_accepted and not link.is_over for note in _notes(link)]
    return messages.tell_each(session, notes, now=now)


def _notes(link: Helping) -> list[messages.Note]:
    assert link.helper_id is not None, "somebody said yes"
    key = f"helper:{link.id}:last-day"
    return [
        messages.Note(link.person_id, Kind.HELPER_LEFT, {}, ("pages.own_helpers", {}), key),
        messages.Note(link.helper_id, Kind.HELPING_ENDED, {}, ("pages.helping", {}), key),
    ]
