"""Settle credits from the evidence of learning, reverse them, tell them, verify them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import CourseVersion, LessonVersion
from learnhub.catalogue.service.courses import lesson_versions
from learnhub.credits.models import CreditEntry
from learnhub.credits.rules import (
    KIND_POSTED,
    KIND_REVERSED,
    CompletedLesson,
    EnrolledLesson,
    Posting,
    completed_lessons,
    postings_due,
)
from learnhub.evidence import service as evidence
from learnhub.evidence.models import Evidence
from learnhub.evidence.rules import Fault
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal, local_date

REASON_CHARACTERS_MAX = 200


@dataclass(frozen=True)
class Balance:
    """Sums of a ledger; never a column."""

    points: int
    recognised_minutes: int


@dataclass(frozen=True)
class EntryTold:
    """One entry with what a person asks of it.

    learned_at: when the lesson was completed, as the learner's clock told it; for a reversal when the entry that it answers was
    posted. None when the row has gone.
    """

    entry: CreditEntry
    lesson_title: str
    course_title: str
    learned_at: datetime | None


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


def settle(session: Session, *, person_id: int, figures: Figures, now: datetime) -> list[CreditEntry]:
    """Post what a person's completed lessons earn and isn't posted yet; running it again posts nothing."""
    # The chain's head is locked first: two settlements of one person can't post side by side.
    evidence.lock_chain(session, learning.subject_of(person_id))
    made = []
    for posting in _due(session, person_id, figures):
        made.append(_post(session, person_id, posting, now))
    return made


def reverse(
    session: Session, *, entry_id: int, reason: str, reversed_by: int, now: datetime
) -> CreditEntry | Refusal:
    """Answer a mistaken entry by its opposite; both stay. The lesson is not credited again by itself."""
    entry = session.get(CreditEntry, entry_id)
    if entry is None or entry.reverses_id is not None:
        return Refusal("no-such-entry", "没有找到可以冲正的积分记录。")
    if not reason.strip():
        return Refusal("reason-needed", "请写明冲正的原因，学员会看到它。", field="reason")
    if len(reason) > REASON_CHARACTERS_MAX:
        return Refusal("reason-too-long", f"原因最多写 {REASON_CHARACTERS_MAX} 个字。", field="reason")
    evidence.lock_chain(session, learning.subject_of(entry.person_id))
    known = session.scalar(sa.select(CreditEntry).where(CreditEntry.reverses_id == entry.id))
    if known is not None:
        return Refusal("reversed-already", "这条积分记录已经冲正过了。")
    key = f"reversal:{entry.key}"
    values = {
        "enrolment_id": entry.enrolment_id,
        "lesson_id": entry.lesson_id,
        "lesson_version_id": entry.lesson_version_id,
        "key": key,
        "points": -entry.points,
        "recognised_minutes": -entry.recognised_minutes,
        "rule": entry.rule,
        "source": entry.source,
        "reverses_key": entry.key,
        "reason": reason.strip(),
        "cause_position": entry.evidence_position,
    }
    row = _log(session, entry.person_id, KIND_REVERSED, key, {**values, "reversed_by": reversed_by}, now)
    opposite = _entry(entry.person_id, values, row, reverses_id=entry.id)
    session.add(opposite)
    session.flush()
    return opposite


def reverse_unrecognised(session: Session, *, person_id: int, now: datetime) -> list[CreditEntry]:
    """Answer by reversals whatever was credited for learning that an officer did not recognise; doing it again does nothing.

    A lesson counts as part of it when any of its acts lies in the marked stretch: otherwise its last act, done later, would redeem it.
    """
    made = []
    for mark in learning.not_recognised(session, person_id):
        decision = mark.decision
        assert decision is not None
        assert decision.by_id is not None  # the site itself only ever recognises
        rows = evidence.entries_at(
            session,
            learning.subject_of(person_id),
            range(mark.first_position, mark.last_position + 1),
        )
        abouts = {row.about for row in rows.values()}
        entries = session.scalars(
            sa.select(CreditEntry).where(
                CreditEntry.person_id == person_id,
                CreditEntry.enrolment_id == mark.enrolment_id,
                CreditEntry.reverses_id.is_(None),
            )
        ).all()
        for entry in entries:
            if learning.about_lesson_version(entry.lesson_version_id) in abouts:
                outcome = reverse(
                    session, entry_id=entry.id, reason=decision.words, reversed_by=decision.by_id, now=now
                )
                if isinstance(outcome, CreditEntry):
                    made.append(outcome)
    return made


def statement(session: Session, *, person_id: int, figures: Figures, number: int = 1, size: int) -> Statement:
    """Return one page of a person's ledger, without writing anything."""
    rows = session.execute(
        sa.select(CreditEntry, LessonVersion.title, CourseVersion.title)
        .join(LessonVersion, LessonVersion.id == CreditEntry.lesson_version_id)
        .join(Enrolment, Enrolment.id == CreditEntry.enrolment_id)
        .join(CourseVersion, CourseVersion.id == Enrolment.course_version_id)
        .where(CreditEntry.person_id == person_id)
        .order_by(CreditEntry.evidence_position.desc())
        .offset((number - 1) * size)
        .limit(size)
    ).all()
    subject = learning.subject_of(person_id)
    causes = evidence.entries_at(session, subject, [row[0].cause_position for row in rows])
    return Statement(
        entries=[
            EntryTold(
                entry,
                lesson_title,
                course_title,
                causes[entry.cause_position].happened_at if entry.cause_position in causes else None,
            )
            for entry, lesson_title, course_title in rows
        ],
        total=session.scalar(_counted(person_id)) or 0,
        pending=_due(session, person_id, figures),
        balance=balance(session, person_id),
    )


def balance(session: Session, person_id: int) -> Balance:
    """Return the sums of a person's ledger."""
    points, minutes = session.execute(
        sa.select(
            sa.func.coalesce(sa.func.sum(CreditEntry.points), 0),
            sa.func.coalesce(sa.func.sum(CreditEntry.recognised_minutes), 0),
        ).where(CreditEntry.person_id == person_id)
    ).one()
    return Balance(int(points), int(minutes))


def recognised_minutes(session: Session, enrolment_id: int, *, before: int | None = None) -> int:
    """Return the minutes recognised within one enrolment.

    before: as the ledger stood before this position of the person's chain.
    """
    query = sa.select(sa.func.sum(CreditEntry.recognised_minutes)).where(
        CreditEntry.enrolment_id == enrolment_id
    )
    if before is not None:
        query = query.where(CreditEntry.evidence_position < before)
    return int(session.scalar(query) or 0)


def minutes_by_day(session: Session, enrolment_id: int, *, before: int | None = None) -> dict[date, int]:
    """Return the minutes recognised within one enrolment by the date of learning, sorted; reversed ones count nothing.

    The date is the one on which the lesson was completed as the learner's clock told it, in Shanghai.
    before: as the ledger stood before this position of the person's chain.
    """
    query = sa.select(CreditEntry).where(CreditEntry.enrolment_id == enrolment_id)
    if before is not None:
        query = query.where(CreditEntry.evidence_position < before)
    entries = list(session.scalars(query))
    if not entries:
        return {}
    reversed_ids = {entry.reverses_id for entry in entries}
    posted = [entry for entry in entries if entry.reverses_id is None and entry.id not in reversed_ids]
    subject = learning.subject_of(entries[0].person_id)
    causes = evidence.entries_at(session, subject, [entry.cause_position for entry in posted])
    found: dict[date, int] = {}
    for entry in posted:
        day = local_date(causes[entry.cause_position].happened_at)
        found[day] = found.get(day, 0) + entry.recognised_minutes
    return dict(sorted(found.items()))


def credited_lessons(session: Session, person_id: int, *, before: int | None = None) -> set[int]:
    """Return the ids of the lessons that a person has been credited for, in whichever course; reversed ones are left out.

    before: as the ledger stood before this position of the person's chain.
    """
    query = (
        sa.select(CreditEntry.lesson_id)
        .where(CreditEntry.person_id == person_id)
        .group_by(CreditEntry.lesson_id)
        .having(sa.func.sum(sa.case((CreditEntry.reverses_id.is_(None), 1), else_=-1)) > 0)
    )
    if before is not None:
        query = query.where(CreditEntry.evidence_position < before)
    return set(session.scalars(query))


def entry_count(session: Session) -> int:
    """Return how many entries all ledgers have."""
    return session.scalar(sa.select(sa.func.count()).select_from(CreditEntry)) or 0


def verify(session: Session, *, figures: Figures) -> list[Fault]:
    """Compare every entry with its row in the evidence log and with a settlement from zero; name each that differs."""
    faults = []
    # Also people who never earned anything by the ledger: their entries may have been taken away.
    people = {*session.scalars(sa.select(CreditEntry.person_id).distinct()), *learning.learner_ids(session)}
    for person_id in sorted(people):
        faults += _person_faults(session, person_id, figures)
    return faults


def _person_faults(session: Session, person_id: int, figures: Figures) -> list[Fault]:
    subject = learning.subject_of(person_id)
    entries = list(
        session.scalars(
            sa.select(CreditEntry).where(CreditEntry.person_id == person_id).order_by(CreditEntry.id)
        )
    )
    key_of = {entry.id: entry.key for entry in entries}
    rows = {row.position: row for row in evidence.entries(session, subject, [KIND_POSTED, KIND_REVERSED])}
    earned = {p.key: p for p in postings_due(_completed(session, person_id), (), figures)}
    faults = []
    for entry in entries:
        where = f"credit_entry {entry.id}"
        if not _is_as_logged(entry, rows.get(entry.evidence_position), key_of):
            faults.append(Fault(where, "积分记录与证据链里的不同。"))
        elif entry.reverses_id is None and not _is_earned(entry, earned.get(entry.key)):
            faults.append(Fault(where, "按学习记录重新计算，得不出这条积分。"))
    missing = rows.keys() - {entry.evidence_position for entry in entries}
    return faults + [
        Fault(f"{subject} #{position}", "证据链里有这条积分，账上没有。") for position in sorted(missing)
    ]


def _is_as_logged(entry: CreditEntry, row: Evidence | None, key_of: Mapping[int, str]) -> bool:
    if row is None or row.payload is None or row.received_at != entry.posted_at:
        return False
    if row.kind != (KIND_POSTED if entry.reverses_id is None else KIND_REVERSED):
        return False
    return all(row.payload.get(name) == value for name, value in _told(entry, key_of).items())


def _is_earned(entry: CreditEntry, due: Posting | None) -> bool:
    return due is not None and (
        due.points,
        due.recognised_minutes,
        due.lesson.enrolment_id,
        due.lesson.lesson_version_id,
        due.lesson.completed_by,
    ) == (
        entry.points,
        entry.recognised_minutes,
        entry.enrolment_id,
        entry.lesson_version_id,
        entry.cause_position,
    )


def _told(entry: CreditEntry, key_of: Mapping[int, str]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "enrolment_id": entry.enrolment_id,
        "lesson_id": entry.lesson_id,
        "lesson_version_id": entry.lesson_version_id,
        "key": entry.key,
        "points": entry.points,
        "recognised_minutes": entry.recognised_minutes,
        "rule": entry.rule,
        "source": entry.source,
        "reason": entry.reason,
        "cause_position": entry.cause_position,
    }
    if entry.reverses_id is not None:
        told["reverses_key"] = key_of.get(entry.reverses_id)
    return told


def _due(session: Session, person_id: int, figures: Figures) -> tuple[Posting, ...]:
    keys = session.scalars(sa.select(CreditEntry.key).where(CreditEntry.person_id == person_id))
    return postings_due(_completed(session, person_id), keys, figures)


def _completed(session: Session, person_id: int) -> tuple[CompletedLesson, ...]:
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
        "key": posting.key,
        "points": posting.points,
        "recognised_minutes": posting.recognised_minutes,
        "rule": posting.rule,
        "source": posting.source,
        "reason": "",
        "cause_position": posting.lesson.completed_by,
    }
    row = _log(session, person_id, KIND_POSTED, posting.key, values, now)
    entry = _entry(person_id, values, row, reverses_id=None)
    session.add(entry)
    session.flush()
    return entry


def _entry(
    person_id: int, values: Mapping[str, Any], row: Evidence, *, reverses_id: int | None
) -> CreditEntry:
    columns = {name: value for name, value in values.items() if name != "reverses_key"}
    return CreditEntry(
        person_id=person_id,
        **columns,
        reverses_id=reverses_id,
        evidence_position=row.position,
        posted_at=row.received_at,
    )


def _log(
    session: Session, person_id: int, kind: str, key: str, payload: Mapping[str, Any], now: datetime
) -> Evidence:
    event = evidence.Event(
        subject=learning.subject_of(person_id),
        kind=kind,
        about=learning.about_lesson_version(payload["lesson_version_id"]),
        client_id=f"credit:{key}",
        happened_at=now,
        payload=payload,
    )
    return evidence.append(session, event, now=now).entry


def _counted(person_id: int) -> sa.Select[int]:
    return sa.select(sa.func.count()).select_from(CreditEntry).where(CreditEntry.person_id == person_id)
