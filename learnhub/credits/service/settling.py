"""Post what completed lessons and tasks earn."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.service import text_of
from learnhub.catalogue.service.courses import lesson_versions
from learnhub.credits.models import CreditEntry
from learnhub.credits.rules import (
    KIND_POSTED,
    CompletedLesson,
    EnrolledLesson,
    Posting,
    completed_lessons,
    counts_when_taken,
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
    return postings_due(completed_of(session, person_id, figures), keys, figures)


def completed_of(session: Session, person_id: int, figures: Figures) -> tuple[CompletedLesson, ...]:
    """Return every lesson and task completed within the course version of one of the person's enrolments."""
    found = []
    for enrolment in learning.every_enrolment_of(session, person_id):
        versions = lesson_versions(session, enrolment.course_version_id)
        progress = learning.progress_by_version(session, person_id, versions)
        figures_on = local_date(enrolment.figures_on)
        when_taken = counts_when_taken(figures, figures_on)
        done = learning.task_done(session, person_id, versions, when_taken=when_taken)
        found += [
            EnrolledLesson(
                lesson_id=version.lesson_id,
                lesson_version_id=version.id,
                title=version.title,
                minutes=version.minutes,
                enrolment_id=enrolment.id,
                figures_on=figures_on,
                completed_by=progress[version.id].completed_by,
                completed_at=progress[version.id].completed_at,
            )
            for version in versions
        ]
        found += [
            EnrolledLesson(
                lesson_id=version.lesson_id,
                lesson_version_id=version.id,
                title=task.label.text,
                minutes=task.minutes,
                enrolment_id=enrolment.id,
                figures_on=figures_on,
                completed_by=first.position if first is not None else None,
                completed_at=first.done_at if first is not None else None,
                task=task.name,
            )
            for version in versions
            for task in text_of(version).tasks
            if task.is_handed_in
            for first in [done.get(version.id, {}).get(task.name)]
        ]
    return completed_lessons(found)


def _post(session: Session, person_id: int, posting: Posting, now: datetime) -> CreditEntry:
    values = {
        "enrolment_id": posting.lesson.enrolment_id,
        "lesson_id": posting.lesson.lesson_id,
        "lesson_version_id": posting.lesson.lesson_version_id,
        "outside_hours_id": None,
        "task": posting.lesson.task,
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
