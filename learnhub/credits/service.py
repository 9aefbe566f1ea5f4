"""Settle credits from the evidence of learning, reverse them, tell them, verify them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import LessonVersion
from learnhub.catalogue.service.courses import lesson_versions
from learnhub.credits.models import CreditEntry
from learnhub.credits.rules import KIND_POSTED, KIND_REVERSED, CompletedLesson, Posting, postings_due
from learnhub.evidence import service as evidence
from learnhub.evidence.models import Evidence
from learnhub.evidence.rules import Fault
from learnhub.learning import service as learning
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal, local_date

REASON_CHARACTERS_MAX = 200


@dataclass(frozen=True)
class Balance:
    """Sums of a ledger; never a column."""

    points: int
    recognised_minutes: int


@dataclass(frozen=True)
class Statement:
    """A person's ledger as it is told.

    entries: newest first, with the lesson's title. pending: completed, not posted yet (the worker is a moment behind).
    """

    entries: Sequence[tuple[CreditEntry, str]]
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


def statement(session: Session, *, person_id: int, figures: Figures) -> Statement:
    """Return a person's ledger, without writing anything."""
    rows = session.execute(
        sa.select(CreditEntry, LessonVersion.title)
        .join(LessonVersion, LessonVersion.id == CreditEntry.lesson_version_id)
        .where(CreditEntry.person_id == person_id)
        .order_by(CreditEntry.evidence_position.desc())
    ).all()
    return Statement(
        entries=[(row[0], row[1]) for row in rows],
        pending=_due(session, person_id, figures),
        balance=_sum(row[0] for row in rows),
    )


def balance(session: Session, person_id: int) -> Balance:
    """Return the sums of a person's ledger."""
    return _sum(session.scalars(sa.select(CreditEntry).where(CreditEntry.person_id == person_id)))


def recognised_minutes(session: Session, enrolment_id: int) -> int:
    """Return the minutes recognised within one enrolment."""
    return (
        session.scalar(
            sa.select(sa.func.sum(CreditEntry.recognised_minutes)).where(
                CreditEntry.enrolment_id == enrolment_id
            )
        )
        or 0
    )


def verify(session: Session, *, figures: Figures) -> list[Fault]:
    """Compare every entry with its row in the evidence log and with a settlement from zero; name each that differs."""
    faults = []
    people = set(session.scalars(sa.select(CreditEntry.person_id).distinct()))
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
        row = rows.pop(entry.evidence_position, None)
        told = row.payload if row is not None else None
        if told is None or any(told.get(name) != value for name, value in _told(entry, key_of).items()):
            faults.append(Fault(where, "积分记录与证据链里的不同。"))
            continue
        if entry.reverses_id is None:
            due = earned.get(entry.key)
            if due is None or (due.points, due.recognised_minutes, due.lesson.enrolment_id) != (
                entry.points,
                entry.recognised_minutes,
                entry.enrolment_id,
            ):
                faults.append(Fault(where, "按学习记录重新计算，得不出这条积分。"))
    faults += [Fault(f"{subject} #{position}", "证据链里有积分，账上没有。") for position in sorted(rows)]
    return faults


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


def _completed(session: Session, person_id: int) -> list[CompletedLesson]:
    """Return every lesson completed within the course version of one of the person's enrolments."""
    found = []
    for enrolment in learning.enrolments_of(session, person_id):
        versions = lesson_versions(session, enrolment.course_version_id)
        progress = learning.progress_by_version(session, person_id, versions)
        for version in versions:
            done = progress[version.id]
            if done.completed_by is None or done.completed_at is None:
                continue
            found.append(
                CompletedLesson(
                    lesson_id=version.lesson_id,
                    lesson_version_id=version.id,
                    title=version.title,
                    minutes=version.minutes,
                    enrolment_id=enrolment.id,
                    figures_on=local_date(enrolment.figures_on),
                    completed_by=done.completed_by,
                    completed_at=done.completed_at,
                )
            )
    return found


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


def _sum(entries: Iterable[CreditEntry]) -> Balance:
    found = list(entries)
    return Balance(sum(e.points for e in found), sum(e.recognised_minutes for e in found))
