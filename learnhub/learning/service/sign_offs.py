"""Sign off steps of a task sheet that were shown at the base, reverse a wrong one, and say which are signed."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import LessonVersion
from learnhub.catalogue.rules import Task, TaskWay
from learnhub.catalogue.service.texts import text_of
from learnhub.evidence import service as evidence
from learnhub.learning.models import Enrolment, EnrolmentState, StepSignOff
from learnhub.learning.rules.sign_offs import (
    KIND_REVERSED,
    KIND_SIGNED,
    SignOff,
    reversal_refusal,
    signed_steps,
    signing_refusal,
)
from learnhub.learning.service.names import about_lesson_version, subject_of
from learnhub.messages.rules.kinds import Kind
from learnhub.messages.service import tell
from learnhub.primitives import Refusal, local_date, say

NO_SUCH_TASK = Refusal("no-such-task", say("这一课里没有要在基地做的这个练习，课程可能更新过。请刷新页面。"))
WITHDRAWN = Refusal("withdrawn", say("学员已经退出这门课了，不能再确认。"))


@dataclass(frozen=True)
class Sheet:
    """A task sheet of somebody: one task of a lesson version within an enrolment, which names the person."""

    enrolment: Enrolment
    version: LessonVersion
    task: str

    @property
    def person_id(self) -> int:
        """Return whose sheet it is."""
        return self.enrolment.person_id


@dataclass(frozen=True)
class Signed:
    """What came of signing. steps: signed now. known: those that somebody had signed before, with who and when."""

    steps: tuple[int, ...]
    known: tuple[SignOff, ...]


def task_of(version: LessonVersion, name: str) -> Task | None:
    """Return a task of a lesson version that is shown at the base."""
    tasks = (one for one in text_of(version).tasks if one.name == name and one.way is TaskWay.SHOWN)
    return next(tasks, None)


def sign_off(
    session: Session,
    sheet: Sheet,
    *,
    steps: Collection[int],
    signed_on: date,
    by_id: int,
    client_id: str,
    now: datetime,
) -> Signed | Refusal:
    """Sign off steps of one trainee, all or none of those that aren't signed yet; whom the coach reaches is the caller's to say.

    A step that is signed already stays as it is and is told: two coaches at once sign it once. steps: not empty.
    """
    task = task_of(sheet.version, sheet.task)
    if task is None:
        return NO_SUCH_TASK
    if sheet.enrolment.state is EnrolmentState.WITHDRAWN:
        return WITHDRAWN
    evidence.lock_chain(session, subject_of(sheet.person_id))
    known = signed_steps(rows_of(session, sheet))
    for step in steps:
        refusal = signing_refusal(
            step=step,
            step_count=len(task.steps),
            signed_on=signed_on,
            today=local_date(now),
            enrolled_on=local_date(sheet.enrolment.enrolled_at),
            person_id=sheet.person_id,
            by_id=by_id,
        )
        if refusal is not None:
            return refusal
    new = sorted(set(steps) - known.keys())
    for step in new:
        made = StepSignOff(
            client_id=f"{by_id}-{client_id}:{step}", step=step, signed_on=signed_on, by_id=by_id, reverses_id=None, reason=""
        )  # fmt: skip
        _add(session, sheet, made, now)
    return Signed(tuple(new), tuple(known[step] for step in sorted(set(steps) & known.keys())))


def reverse_sign_off(
    session: Session,
    sheet: Sheet,
    sign_off_id: int,
    *,
    reason: str,
    by_id: int,
    title: str,
    now: datetime,
) -> StepSignOff | Refusal:
    """Answer a wrong signing by its reversal, and tell whose step it is; both rows stay, and the step can be signed again. title: of the task."""
    evidence.lock_chain(session, subject_of(sheet.person_id))
    standing = {one.id: one for one in signed_steps(rows_of(session, sheet)).values()}
    refusal = reversal_refusal(reason, is_in_force=sign_off_id in standing)
    if refusal is not None:
        return refusal
    wrong = standing[sign_off_id]
    made = StepSignOff(
        client_id=f"reversal:{wrong.id}", step=wrong.step, signed_on=wrong.signed_on, by_id=by_id, reverses_id=wrong.id,
        reason=reason.strip(),
    )  # fmt: skip
    _add(session, sheet, made, now)
    tell(
        session,
        sheet.person_id,
        Kind.STEP_REVERSED,
        {"task": title},
        ("learning.own_work", {}),
        key=f"step-reversed:{made.id}",
        now=now,
    )
    return made


def rows_of(session: Session, sheet: Sheet) -> list[SignOff]:
    """Return all signings and reversals of a sheet, oldest first."""
    return rows_by_person(session, [sheet.person_id], sheet.version.id, sheet.task).get(sheet.person_id, [])


def rows_by_person(
    session: Session, person_ids: Sequence[int], lesson_version_id: int, task: str
) -> dict[int, list[SignOff]]:
    """Return all signings and reversals of a task, by person, oldest first; people without any are left out."""
    rows = session.scalars(
        sa.select(StepSignOff)
        .where(
            StepSignOff.person_id.in_(person_ids),
            StepSignOff.lesson_version_id == lesson_version_id,
            StepSignOff.task == task,
        )
        .order_by(StepSignOff.id)
    )
    found: dict[int, list[SignOff]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(_told(row))
    return found


def signed_counts(
    session: Session, person_id: int, lesson_version_ids: Collection[int]
) -> dict[tuple[int, str], int]:
    """Return how many steps of each task are signed for a person, by version id and name; tasks without any are left out."""
    rows = session.scalars(
        sa.select(StepSignOff)
        .where(StepSignOff.person_id == person_id, StepSignOff.lesson_version_id.in_(lesson_version_ids))
        .order_by(StepSignOff.id)
    )
    found: dict[tuple[int, str], list[SignOff]] = {}
    for row in rows:
        found.setdefault((row.lesson_version_id, row.task), []).append(_told(row))
    return {key: len(signed_steps(some)) for key, some in found.items()}


def payload_of(row: StepSignOff) -> dict[str, Any]:
    """Return what the chain says of a signing or its reversal; of the reason only its digest."""
    told: dict[str, Any] = {
        "enrolment": row.enrolment_id,
        "task": row.task,
        "step": row.step,
        "on": row.signed_on.isoformat(),
        "by": row.by_id,
    }
    if row.reverses_id is not None:
        told |= {"reverses": row.reverses_id, "words": hashlib.sha256(row.reason.encode()).hexdigest()}
    return told


def _add(session: Session, sheet: Sheet, made: StepSignOff, now: datetime) -> None:
    made.person_id, made.enrolment_id = sheet.person_id, sheet.enrolment.id
    made.lesson_version_id, made.task, made.made_at = sheet.version.id, sheet.task, now
    event = evidence.Event(
        subject=subject_of(sheet.person_id),
        kind=KIND_SIGNED if made.reverses_id is None else KIND_REVERSED,
        about=about_lesson_version(sheet.version.id),
        client_id=f"sign-off:{made.client_id}",
        happened_at=now,
        payload=payload_of(made),
    )
    made.evidence_position = evidence.append(session, event, now=now).entry.position
    session.add(made)
    session.flush()


def _told(row: StepSignOff) -> SignOff:
    return SignOff(row.id, row.step, row.signed_on, row.by_id, row.made_at, row.reverses_id, row.reason)
