"""Close the accounts whose day has come: what a person alone used goes at once, what money rests on stays until its retention ends."""

from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.accessibility import service as accessibility
from learnhub.accounts.service import closings
from learnhub.casework import service as casework
from learnhub.evidence import service as evidence
from learnhub.learning import service as learning
from learnhub.learning.service import enquiries, hand_ins
from learnhub.learning.service.assessments.erasing import erase_words_of
from learnhub.learning.service.places import forget_places
from learnhub.learning.service.sendings import erase_all_of
from learnhub.learning.service.voice_answers import erase_recordings
from learnhub.liaison.service.acting import forget_person
from learnhub.messages import service as messages
from learnhub.needs.service import counting as needs
from learnhub.primitives import local_date
from learnhub.search import service as search
from learnhub.speech.service.pages import forget_of
from learnhub.subsidy.service import claims
from learnhub.training.service import erase_notes

KIND_CLOSED = "account.closed"


def has_money(session: Session, person_id: int) -> bool:
    """Tell whether anything was ever claimed for a person."""
    enrolments = learning.every_enrolment_of(session, person_id)
    return bool(claims.last_money_days(session, [one.id for one in enrolments]))


def close_due(session: Session, *, now: datetime) -> int:
    """Close every account whose day has come; return how many. Doing it again closes nothing more.

    Chains, ledger, records and claims stay as they are: they name a person by a number, which nobody can sign in with any more.
    """
    found = closings.due(session, on=local_date(now))
    for closing in found:
        person_id = closing.person_id
        evidence.append(
            session,
            evidence.Event(
                learning.subject_of(person_id), KIND_CLOSED, learning.subject_of(person_id), f"closing:{closing.id}", now,
                {"closing": closing.id},
            ),
            now=now,
        )  # fmt: skip
        accessibility.forget_profile(session, person_id)
        forget_places(session, person_id)
        forget_of(session, person_id)
        search.forget_searches(session, person_id)
        messages.forget_person(session, person_id)
        erase_recordings(session, person_id, now=now)
        enquiries.unshare_all_of(session, person_id)
        erase_all_of(session, person_id, keeping=enquiries.answers_by(session, person_id), now=now)
        hand_ins.forget_work_of(session, person_id)
        erase_words_of(session, person_id)
        erase_notes(session, person_id, now=now)
        forget_person(session, person_id)
        casework.end_of_person(session, person_id, now=now)
        needs.forget_person(session, person_id)
        closings.finish(session, closing, keeps_certificate=has_money(session, person_id), now=now)
    return len(found)
