"""Tell a person every entry of the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import CourseVersion, LessonVersion
from learnhub.catalogue.service import text_of
from learnhub.credits.models import CreditEntry, OutsideHours
from learnhub.credits.rules import Posting
from learnhub.credits.service.balances import Balance, balance
from learnhub.credits.service.settling import postings_of
from learnhub.evidence import service as evidence
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.policy.rules import Figures


@dataclass(frozen=True)
class EntryTold:
    """One entry with what a person asks of it. For hours of another platform lesson_title is what was learned there, for a task its name.

    platform: where, "" for lessons of this site.
    learned_at: when the lesson was completed, as the learner's clock told it; for a reversal when the entry that it answers was
    posted. None when the row has gone.
    """

    entry: CreditEntry
    lesson_title: str
    course_title: str
    learned_at: datetime | None
    platform: str = ""


@dataclass(frozen=True)
class Statement:
    """A person's ledger as it is told.

    entries: one page, newest first. total: entries in all pages. pending: completed, not posted yet (the worker is a moment
    behind). balance: of all entries.
    """

    entries: Sequence[EntryTold]
    total: int
    pending: Sequence[Posting]
    balance: Balance


def statement(session: Session, *, person_id: int, figures: Figures, number: int = 1, size: int) -> Statement:
    """Return one page of a person's ledger, without writing anything."""
    rows = session.execute(
        sa.select(
            CreditEntry,
            sa.func.coalesce(LessonVersion.title, OutsideHours.title),
            CourseVersion.title,
            sa.func.coalesce(OutsideHours.platform, ""),
        )
        .outerjoin(LessonVersion, LessonVersion.id == CreditEntry.lesson_version_id)
        .outerjoin(OutsideHours, OutsideHours.id == CreditEntry.outside_hours_id)
        .join(Enrolment, Enrolment.id == CreditEntry.enrolment_id)
        .join(CourseVersion, CourseVersion.id == Enrolment.course_version_id)
        .where(CreditEntry.person_id == person_id)
        .order_by(CreditEntry.evidence_position.desc())
        .offset((number - 1) * size)
        .limit(size)
    ).all()
    subject = learning.subject_of(person_id)
    causes = evidence.entries_at(session, subject, [row[0].cause_position for row in rows])
    tasks = _task_titles(session, [row[0] for row in rows if row[0].task])
    return Statement(
        entries=[
            EntryTold(
                entry,
                tasks.get((entry.lesson_version_id, entry.task), lesson_title),
                course_title,
                causes[entry.cause_position].happened_at if entry.cause_position in causes else None,
                platform,
            )
            for entry, lesson_title, course_title, platform in rows
        ],
        total=session.scalar(_counted(person_id)) or 0,
        pending=postings_of(session, person_id, figures),
        balance=balance(session, person_id),
    )


def _task_titles(session: Session, entries: Sequence[CreditEntry]) -> dict[tuple[int | None, str], str]:
    """Return what the tasks of these entries are called, by version and name."""
    if not entries:
        return {}
    wanted = {entry.lesson_version_id for entry in entries}
    versions = session.scalars(sa.select(LessonVersion).where(LessonVersion.id.in_(wanted)))
    return {
        (version.id, task.name): task.label.text for version in versions for task in text_of(version).tasks
    }


def _counted(person_id: int) -> sa.Select[int]:
    return sa.select(sa.func.count()).select_from(CreditEntry).where(CreditEntry.person_id == person_id)
