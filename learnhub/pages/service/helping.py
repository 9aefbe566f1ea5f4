"""What helpers see of the people who invited them, and what both are told of an invitation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from learnhub.accounts.rules.helping import HelperStepKind, Helping, Part
from learnhub.accounts.service import helper_links
from learnhub.accounts.service.directory import nicknames
from learnhub.messages import service as messages
from learnhub.messages.rules import Kind
from learnhub.messages.service import MessageTold, Note, Place
from learnhub.pages.rules import CourseStanding
from learnhub.pages.rules.helping import SEEN_BY_HELPERS
from learnhub.pages.service.own import standings_of
from learnhub.training import service as training
from learnhub.training.models import ClassSession

_MEETINGS_SHOWN, _MESSAGES_SHOWN, _MESSAGES_READ = 5, 5, 50


@dataclass(frozen=True)
class Helped:
    """Somebody who invited the helper. meetings, courses, messages: None where the person doesn't show them."""

    link: Helping
    nickname: str
    meetings: tuple[ClassSession, ...] | None
    courses: tuple[CourseStanding, ...] | None
    messages: tuple[MessageTold, ...] | None


def helped_people(session: Session, helper_id: int, *, on: date) -> list[Helped]:
    """Return whom somebody helps today, with what each of them shows, the first invitation first."""
    links = [one for one in helper_links.helped_by(session, helper_id) if one.is_in_force(on)]
    names = nicknames(session, [one.person_id for one in links])
    return [_helped(session, link, names[link.person_id], on) for link in links]


def tell_of_last_step(session: Session, link_id: int, person_id: int, *, now: datetime) -> None:
    """Tell whom the last step of a link concerns: the helper who was asked, the trainee of the answer, both of the end.

    person_id: who took the step, as trainee or helper. No name stands in a message: it would outlive the account of whom it names.
    """
    link = helper_links.link_or_none(session, link_id, person_id)
    assert link is not None, "who took the step belongs to the link"
    key = f"helper:{link.id}:{len(link.steps)}"
    trainee: Place = ("pages.own_helpers", {})
    helper: Place = ("pages.helping", {})
    notes: list[Note] = []
    match link.steps[-1].kind:
        case HelperStepKind.INVITED if link.helper_id is not None:
            notes = [Note(link.helper_id, Kind.HELPER_ASKED, {}, helper, key)]
        case HelperStepKind.ACCEPTED | HelperStepKind.DECLINED:
            notes = [Note(link.person_id, Kind.HELPER_ANSWERED, {}, trainee, key)]
        # An invitation that is taken back before its answer has helped nobody yet.
        case HelperStepKind.ENDED if link.is_accepted and link.helper_id is not None:
            notes = [
                Note(link.person_id, Kind.HELPER_LEFT, {}, trainee, key),
                Note(link.helper_id, Kind.HELPING_ENDED, {}, helper, key),
            ]
    messages.tell_each(session, notes, now=now)


def _helped(session: Session, link: Helping, nickname: str, on: date) -> Helped:
    person_id, parts = link.person_id, link.parts
    return Helped(
        link,
        nickname,
        meetings=_meetings(session, person_id, on) if Part.SCHEDULE in parts else None,
        courses=tuple(reversed(standings_of(session, person_id))) if Part.PROGRESS in parts else None,
        messages=_messages(session, person_id) if Part.MESSAGES in parts else None,
    )


def _meetings(session: Session, person_id: int, on: date) -> tuple[ClassSession, ...]:
    ahead = training.next_meetings(session, person_id, on=on)
    return tuple(meeting for _enrolment_id, meeting in ahead)[:_MEETINGS_SHOWN]


def _messages(session: Session, person_id: int) -> tuple[MessageTold, ...]:
    rows: Sequence[MessageTold] = messages.inbox(session, person_id, number=1, size=_MESSAGES_READ)[0]
    return tuple(row for row in rows if row.kind in SEEN_BY_HELPERS)[:_MESSAGES_SHOWN]
