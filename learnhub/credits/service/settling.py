"""Post what completed lessons earn."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.service.courses import lesson_versions
from learnhub.credits.models import CreditEntry
from learnhub.credits.rules import (
    KIND_POSTED,
    CompletedLesson,
    EnrolledLesson,
    Posting,
    completed_lessons,
    postings_due,
)
from learnhub.credits.service.posting import entry_of, log_posting
from learnhub.evidence import service as evidence
from learnhub.learning import service as learning
from learnhub.policy.rules import Figures
from learnhub.primitives import local_date


def settle(session: Session, *, person_id: int, figures: Figures, now: datetime) -> list[CreditEntry]:
    """Post what a person's completed lessons earn and isn't posted yet; running it again posts nothing."""
    # The chain's head is locked first: two settlements of one person can't post side by side.
    evidence.lock_chain(session, learning.subject_of(person_id))
    made = []
    for posting in postings_of(session, person_id, figures):
        made.append(_post(session, person_id, posting, now))
    return made


def postings_of(session: Session, person_id: int, figures: Figures) -> tuple[Posting, ...]:
    """Return what a person's completed lessons earn and isn't posted yet."""
    keys = session.scalars(sa.select(CreditEntry.key).where(CreditEntry.person_id == person_id))
    return postings_due(completed_of(session, person_id), keys, figures)


def completed_of(session: Session, person_id: int) -> tuple[CompletedLesson, ...]:
    """Return every lesson completed within the course version of one of the person's enrolments."""
    found = []
    for enrolment in learning.every_enrolment_of(session, person_id):
        versions = lesson_versions(session, enrolment.course_version_id)
        progress = learning.progress_by_version(session, person_id, versions)
        found += [
            EnrolledLesson(
                lesson_id=version.lesson_id,
                lesson_version_id=version.id,
                title=version.title,
                minutes=version.minutes,
                enrolment_id=enrolment.id,
                figures_on=local_date(enrolment.figures_on),
                completed_by=progress[version.id].completed_by,
                completed_at=progress[version.id].completed_at,
            )
            for version in versions
        ]
    return completed_lessons(found)


def _post(session: Session, person_id: int, posting: Posting, now: datetime) -> CreditEntry:
    values = {
        "enrolment_id": posting.lesson.enrolment_id,
        "lesson_id": posting.lesson.lesson_id,
        "lesson_version_id": posting.lesson.lesson_version_id,
        "outside_hours_id": None,
        "key": posting.key,
        "points": posting.points,
        "recognised_minutes": posting.recognised_minutes,
        "rule": posting.rule,
        "source": posting.source,
        "reason": "",
        "cause_position": posting.lesson.completed_by,
    }
    row = log_posting(session, person_id, KIND_POSTED, posting.key, values, now)
    entry = entry_of(person_id, values, row, reverses_id=None)
    session.add(entry)
    session.flush()
    return entry
