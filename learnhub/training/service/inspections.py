"""Visits of officers to classes, and what follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.service.directory import nicknames
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.primitives import Refusal, local_date, say
from learnhub.training.models import (
    ClassSession,
    Inspection,
    InspectionPhoto,
    InspectionStep,
    InspectionStepKind,
    TrainingClass,
)
from learnhub.training.rules import Presence
from learnhub.training.rules.inspections import InspectionState, Visited, visit_refusal
from learnhub.training.service.approvals import rolls_of
from learnhub.training.service.chain import lock_class, log_step

KIND_FILED, KIND_FOLLOWED = "inspection.filed", "inspection.followed"


@dataclass(frozen=True)
class InspectionTold:
    """A visit with what followed. meeting: the session that was seen. roll_present: how many its roll says were there, as it is
    now; None without a roll. answer_by: the date that counts, after the last question."""

    inspection: Inspection
    officer: str
    meeting: ClassSession | None
    roll_present: int | None
    photos: Sequence[InspectionPhoto]
    steps: Sequence[tuple[InspectionStep, str]]
    state: InspectionState
    answer_by: date | None


def file_inspection(
    session: Session,
    actor: Actor,
    *,
    training_class: TrainingClass,
    visited: Visited,
    client_id: str,
    now: datetime,
) -> Inspection | Refusal:
    """File a visit; the base sees it from then on. client_id: one per form shown; the same form sent twice files once."""
    assert actor.person_id is not None
    meeting = next((one for one in training_class.sessions if one.id == visited.session_id), None)
    if visited.session_id is not None and meeting is None:
        return Refusal("other-class", say("选的课不在这个班的课表里，请重新选。"), field="session")
    refusal = visit_refusal(visited, on=local_date(now), session_day=meeting.day if meeting else None)
    if refusal is not None:
        return refusal
    lock_class(session, training_class.id)
    made = Inspection(
        training_class_id=training_class.id,
        class_session_id=visited.session_id,
        inspected_on=visited.inspected_on,
        officer_id=actor.person_id,
        counted_present=visited.counted_present,
        counted_absent=visited.counted_absent,
        findings=visited.findings,
        answer_by=visited.answer_by,
        filed_at=now,
    )
    made.evidence_position = position = log_step(
        session,
        training_class.id,
        KIND_FILED,
        client_id=f"inspection:{client_id}",
        payload={
            "officer": actor.person_id,
            "session": visited.session_id,
            "day": visited.inspected_on.isoformat(),
            "present": visited.counted_present,
            "absent": visited.counted_absent,
            "answer_by": visited.answer_by.isoformat() if visited.answer_by else None,
            "photos": [one.address for one in visited.photos],
        },
        now=now,
        row=made,
    )
    known = session.scalar(
        sa.select(Inspection).where(
            Inspection.training_class_id == training_class.id, Inspection.evidence_position == position
        )
    )
    if known is not None:
        return known
    session.add(made)
    session.flush()
    session.add_all(
        InspectionPhoto(inspection_id=made.id, position=number, address=one.address, words=one.words)
        for number, one in enumerate(visited.photos, start=1)
    )
    session.flush()
    audit.record(
        session,
        actor,
        "class-inspected",
        say("%(deed)s：%(what)s", deed=say("过程检查"), what=training_class.number),
        Concern("training_class", str(training_class.id)),
        now=now,
    )
    return made


def follow_inspection(
    session: Session,
    actor: Actor,
    *,
    inspection: Inspection,
    kind: InspectionStepKind,
    words: str,
    answer_by: date | None = None,
    now: datetime,
) -> InspectionStep | Refusal:
    """Answer for the base, or close or ask again for the office. Who may is the caller's to say."""
    assert actor.person_id is not None
    lock_class(session, inspection.training_class_id)
    told = _told(session, inspection, on=local_date(now))
    refusal = _follow_refusal(told.state, kind, words, answer_by, local_date(now))
    if refusal is not None:
        return refusal
    number = len(told.steps) + 1
    made = InspectionStep(
        inspection_id=inspection.id,
        kind=kind,
        words=words,
        answer_by=answer_by if kind is InspectionStepKind.ASKED_AGAIN else None,
        person_id=actor.person_id,
        taken_at=now,
    )
    made.evidence_position = log_step(
        session,
        inspection.training_class_id,
        KIND_FOLLOWED,
        client_id=f"inspection-step:{inspection.id}:{number}",
        payload={
            "inspection": inspection.id,
            "step": kind.value,
            "by": actor.person_id,
            "answer_by": answer_by.isoformat() if answer_by else None,
        },
        now=now,
        row=made,
    )
    session.add(made)
    session.flush()
    return made


def inspections_of(session: Session, training_class: TrainingClass, *, on: date) -> list[InspectionTold]:
    """Return the visits to a class with what followed, the newest first."""
    rows = session.scalars(
        sa.select(Inspection)
        .where(Inspection.training_class_id == training_class.id)
        .order_by(Inspection.inspected_on.desc(), Inspection.id.desc())
    )
    return [_told(session, one, on=on) for one in rows]


def inspection_or_none(
    session: Session, class_id: int, inspection_id: int, *, on: date
) -> InspectionTold | None:
    """Return a visit to this class; None otherwise, whether or not it exists."""
    found = session.get(Inspection, inspection_id)
    return _told(session, found, on=on) if found is not None and found.training_class_id == class_id else None


def _told(session: Session, inspection: Inspection, *, on: date) -> InspectionTold:
    steps = session.scalars(
        sa.select(InspectionStep)
        .where(InspectionStep.inspection_id == inspection.id)
        .order_by(InspectionStep.id)
    ).all()
    photos = session.scalars(
        sa.select(InspectionPhoto)
        .where(InspectionPhoto.inspection_id == inspection.id)
        .order_by(InspectionPhoto.position)
    ).all()
    names = nicknames(session, sorted({inspection.officer_id, *(one.person_id for one in steps)}))
    asked = [one.answer_by for one in steps if one.kind is InspectionStepKind.ASKED_AGAIN]
    answer_by = asked[-1] if asked else inspection.answer_by
    meeting = session.get(ClassSession, inspection.class_session_id) if inspection.class_session_id else None
    return InspectionTold(
        inspection,
        names[inspection.officer_id],
        meeting,
        _roll_present(session, inspection, meeting),
        photos,
        [(one, names[one.person_id]) for one in steps],
        _state(steps, answer_by, on),
        answer_by,
    )


def _roll_present(session: Session, inspection: Inspection, meeting: ClassSession | None) -> int | None:
    if meeting is None:
        return None
    training_class = session.get_one(TrainingClass, inspection.training_class_id)
    roll = next(
        one for one in rolls_of(session, training_class, on=meeting.day) if one.meeting.id == meeting.id
    )
    if not roll.marks:
        return None
    return sum(one.presence is Presence.PRESENT for one in roll.marks.values())


def _state(steps: Sequence[InspectionStep], answer_by: date | None, on: date) -> InspectionState:
    last = steps[-1].kind if steps else None
    if last is InspectionStepKind.CLOSED:
        return InspectionState.CLOSED
    if last is InspectionStepKind.ANSWERED:
        return InspectionState.ANSWERED
    if answer_by is None:
        return InspectionState.FILED
    return InspectionState.OVERDUE if on > answer_by else InspectionState.ASKED


def _follow_refusal(
    state: InspectionState, kind: InspectionStepKind, words: str, answer_by: date | None, on: date
) -> Refusal | None:
    if not words:
        return Refusal("no-words", say("请写几句：做了什么，或者为什么。"), field="words")
    if state is InspectionState.CLOSED:
        return Refusal("closed", say("这次检查已经了结，不用再写。请刷新页面看看。"))
    if kind is InspectionStepKind.ASKED_AGAIN and (answer_by is None or answer_by < on):
        return Refusal("no-day", say("请填基地在哪一天以前答复，填今天或以后的日期。"), field="answer_by")
    return None
