"""Post what completed lessons and tasks earn."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import LessonVersion
from learnhub.catalogue.service.courses import lesson_versions_by_version
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
from learnhub.credits.service.posting import entry_of, log_postings
from learnhub.evidence import service as evidence
from learnhub.learning import service as learning
from learnhub.learning.service.hand_ins.handing_in import TaskDone
from learnhub.policy.rules import Figures
from learnhub.primitives import local_date


def settle(session: Session, *, person_id: int, figures: Figures, now: datetime) -> list[CreditEntry]:
    """Post what a person's completed lessons earn and isn't posted yet; running it again posts nothing."""
    # The chain's head is locked first: two settlements of one person can't post side by side.
    evidence.lock_chain(session, learning.subject_of(person_id))
    return _post(session, person_id, postings_of(session, person_id, figures), now)


def postings_of(session: Session, person_id: int, figures: Figures) -> tuple[Posting, ...]:
    """Return what a person's completed lessons earn and isn't posted yet."""
    keys = session.scalars(sa.select(CreditEntry.key).where(CreditEntry.person_id == person_id))
    return postings_due(completed_of(session, person_id, figures), keys, figures)


def completed_of(session: Session, person_id: int, figures: Figures) -> tuple[CompletedLesson, ...]:
    """Return every lesson and task completed within the course version of one of the person's enrolments."""
    found = []
    enrolments = learning.every_enrolment_of(session, person_id)
    by_course = lesson_versions_by_version(session, {one.course_version_id for one in enrolments})
    every = list({version.id: version for versions in by_course.values() for version in versions}.values())
    progress = learning.progress_by_version(session, person_id, every)
    done = {
        when_taken: _tasks_done(session, person_id, every, when_taken=when_taken)
        for when_taken in {counts_when_taken(figures, local_date(one.figures_on)) for one in enrolments}
    }
    for enrolment in enrolments:
        versions = by_course[enrolment.course_version_id]
        figures_on = local_date(enrolment.figures_on)
        when_taken = counts_when_taken(figures, figures_on)
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
            for task in learning.needed_of(version).tasks
            for first in [done[when_taken].get(version.id, {}).get(task.name)]
        ]
    return completed_lessons(found)


def _tasks_done(
    session: Session, person_id: int, versions: Sequence[LessonVersion], *, when_taken: bool
) -> dict[int, dict[str, TaskDone]]:
    with_tasks = [version for version in versions if learning.needed_of(version).tasks]
    return learning.task_done(session, person_id, with_tasks, when_taken=when_taken) if with_tasks else {}


def _post(session: Session, person_id: int, postings: Sequence[Posting], now: datetime) -> list[CreditEntry]:
    values = [_values(posting) for posting in postings]
    rows = log_postings(session, person_id, KIND_POSTED, values, now)
    made = [entry_of(person_id, told, row, reverses_id=None) for told, row in zip(values, rows, strict=True)]
    session.add_all(made)
    session.flush()
    return made


def _values(posting: Posting) -> dict[str, Any]:
    return {
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
