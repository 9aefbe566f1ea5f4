"""Changes of an approved class: asked for with a reason, made at once or once the office approves, all of them kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.service.directory import nicknames
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal, listed, local_date, say
from learnhub.regions.rules import contains
from learnhub.training.models import (
    ChangeStep,
    ChangeStepKind,
    ClassChange,
    ClassSession,
    ClassTeacher,
    SessionCode,
    TrainingClass,
)
from learnhub.training.rules import Meeting, timetable_refusal
from learnhub.training.rules.changes import (
    CHANGE_WORDS,
    Change,
    ChangeKind,
    approval_key,
    change_refusal,
    is_offices,
    meeting_words,
)
from learnhub.training.service.chain import lock_class, log_step
from learnhub.training.service.classes import OPEN_STATES, assign_teacher, place_counts
from learnhub.training.service.days import marked_sessions
from learnhub.training.service.openings import teacher_ids, teacher_refusal
from learnhub.training.service.reminding import tell_of_change

KIND_ASKED, KIND_ENDED = "class.change-asked", "class.change-ended"


@dataclass(frozen=True)
class ChangeTold:
    """A change with who asked for it and what became of it; step is None while it waits for the office."""

    change: ClassChange
    asker: str
    step: ChangeStep | None
    decider: str


def needs_approval(figures: Figures, kind: ChangeKind, region_code: str, on: date) -> bool:
    """Tell whether the office must approve such a change; where policy says nothing, it need not."""
    figure = figures.in_force_or_none(approval_key(kind), region_code, on)
    return figure is not None and figure.value is True


def ask_change(
    session: Session,
    actor: Actor,
    *,
    training_class: TrainingClass,
    change: Change,
    reason: str,
    client_id: str,
    figures: Figures,
    now: datetime,
) -> ClassChange | Refusal:
    """Ask for a change; it is made at once unless the office is to approve it. client_id: one per form shown."""
    assert actor.person_id is not None
    lock_class(session, training_class.id)
    if training_class.state not in OPEN_STATES:
        return Refusal("class-not-open", say("这个班还没有批准，或者已经结束，现在不能变更。"))
    refusal = _refusal(session, training_class, change, now)
    if refusal is not None:
        return refusal
    details = _details(change)
    from_words, to_words = _words(session, training_class, change)
    made = ClassChange(
        training_class_id=training_class.id,
        kind=change.kind,
        from_words=from_words,
        to_words=to_words,
        details=details,
        reason=reason,
        asked_by_id=actor.person_id,
        asked_at=now,
    )
    made.evidence_position = position = log_step(
        session,
        training_class.id,
        KIND_ASKED,
        client_id=f"change:{client_id}",
        payload={
            "kind": change.kind.value,
            "by": actor.person_id,
            "from": _present(session, training_class, change),
            "to": details,
        },
        now=now,
        row=made,
    )
    known = session.scalar(
        sa.select(ClassChange).where(
            ClassChange.training_class_id == training_class.id, ClassChange.evidence_position == position
        )
    )
    if known is not None:
        return known
    session.add(made)
    session.flush()
    on = local_date(now)
    day = next((one.day for one in training_class.sessions if one.id == change.session_id), None)
    by_policy = needs_approval(figures, change.kind, training_class.region_code, on)
    if not is_offices(change.kind, day, on=on, by_policy=by_policy):
        _make(session, training_class, change)
        _end(session, actor, made, ChangeStepKind.MADE, "", now)
    audit.record(
        session,
        actor,
        "class-changed",
        say(
            "班级变更：%(number)s，%(change)s", number=training_class.number, change=CHANGE_WORDS[change.kind]
        ),
        Concern("training_class", str(training_class.id)),
        reason=reason,
        now=now,
    )
    return made


def decide_change(
    session: Session, actor: Actor, *, change: ClassChange, is_approved: bool, reason: str, now: datetime
) -> Refusal | None:
    """Approve a change, which makes it, or refuse it with a reason; whoever asked for it can't decide it."""
    lock_class(session, change.training_class_id)
    if _step_of(session, change) is not None:
        return Refusal("decided", say("这项变更已经有人处理过了。请刷新页面看看。"))
    if change.asked_by_id == actor.person_id:
        return Refusal("own-change", say("自己提出的变更要由另一个人批准。请交给同事处理。"))
    if not is_approved and not reason:
        return Refusal("no-reason", say("不同意要写明原因，基地照着改。"), field="reason")
    if is_approved:
        training_class = session.get_one(TrainingClass, change.training_class_id)
        asked = _change_of(change)
        refusal = _refusal(session, training_class, asked, now)
        if refusal is not None:
            return refusal
        _make(session, training_class, asked)
    kind = ChangeStepKind.APPROVED if is_approved else ChangeStepKind.REFUSED
    _end(session, actor, change, kind, reason, now)
    return None


def changes_of(session: Session, class_id: int) -> list[ChangeTold]:
    """Return all changes of a class, the newest first."""
    rows = session.execute(
        sa.select(ClassChange, ChangeStep)
        .outerjoin(ChangeStep, ChangeStep.class_change_id == ClassChange.id)
        .where(ClassChange.training_class_id == class_id)
        .order_by(ClassChange.id.desc())
    ).all()
    ids = {change.asked_by_id for change, _step in rows} | {step.person_id for _change, step in rows if step}
    names = nicknames(session, sorted(ids))
    return [
        ChangeTold(change, names[change.asked_by_id], step, names[step.person_id] if step else "")
        for change, step in rows
    ]


def change_or_none(session: Session, class_id: int, change_id: int) -> ClassChange | None:
    """Return a change of this class; None otherwise, whether or not it exists."""
    found = session.get(ClassChange, change_id)
    return found if found is not None and found.training_class_id == class_id else None


def waiting_changes(session: Session, region_codes: Sequence[str]) -> list[tuple[ClassChange, TrainingClass]]:
    """Return the changes that offices of these divisions have to decide, oldest first."""
    rows = session.execute(
        sa.select(ClassChange, TrainingClass)
        .join(TrainingClass, TrainingClass.id == ClassChange.training_class_id)
        .outerjoin(ChangeStep, ChangeStep.class_change_id == ClassChange.id)
        .where(ChangeStep.id.is_(None))
        .order_by(ClassChange.id)
    )
    return [
        (change, found)
        for change, found in rows
        if any(contains(outer, found.region_code) for outer in region_codes)
    ]


def _refusal(session: Session, found: TrainingClass, change: Change, now: datetime) -> Refusal | None:
    meetings = {one.id: _meeting(one) for one in found.sessions}
    known = meetings.pop(change.session_id, None) if change.session_id is not None else None
    refusal = change_refusal(
        change,
        on=local_date(now),
        opened_on=found.opened_on,
        places_taken=place_counts(session, [found.id])[found.id],
        known=known,
        others=meetings.values(),
        is_marked=change.session_id is not None
        and bool(marked_sessions(session, found).get(change.session_id)),
    )
    if refusal is None and change.meeting is not None:
        refusal = timetable_refusal([*meetings.values(), change.meeting], found.opened_on)
    if refusal is None and change.kind is ChangeKind.TEACHERS:
        refusal = teacher_refusal(session, found.base_id, change.teacher_ids, now)
    return refusal


def _make(session: Session, found: TrainingClass, change: Change) -> None:
    if change.kind is ChangeKind.PLACE:
        found.place, found.access_words = change.place, change.access_words
    elif change.kind is ChangeKind.CAPACITY:
        found.capacity = change.capacity
    elif change.kind is ChangeKind.TEACHERS:
        session.execute(sa.delete(ClassTeacher).where(ClassTeacher.training_class_id == found.id))
        for person_id in change.teacher_ids:
            assign_teacher(session, training_class=found, person_id=person_id)
    elif change.kind is ChangeKind.MEETING_ADDED:
        assert change.meeting is not None
        session.add(ClassSession(training_class_id=found.id, **change.meeting.__dict__))
    else:
        meeting = session.get_one(ClassSession, change.session_id)
        if change.meeting is not None:
            meeting.day, meeting.starts_at = change.meeting.day, change.meeting.starts_at
            meeting.planned_minutes, meeting.title = change.meeting.planned_minutes, change.meeting.title
        else:
            session.execute(sa.delete(SessionCode).where(SessionCode.class_session_id == meeting.id))
            session.delete(meeting)
    session.flush()
    session.expire(found, ["sessions"])


def _end(
    session: Session, actor: Actor, change: ClassChange, kind: ChangeStepKind, reason: str, now: datetime
) -> None:
    assert actor.person_id is not None
    made = ChangeStep(
        class_change_id=change.id, kind=kind, reason=reason, person_id=actor.person_id, taken_at=now
    )
    made.evidence_position = log_step(
        session,
        change.training_class_id,
        KIND_ENDED,
        client_id=f"change-ended:{change.id}",
        payload={"change": change.id, "end": kind.value, "by": actor.person_id},
        now=now,
        row=made,
    )
    session.add(made)
    session.flush()
    if kind is not ChangeStepKind.REFUSED:
        tell_of_change(session, change, by=actor.person_id, now=now)


def _step_of(session: Session, change: ClassChange) -> ChangeStep | None:
    return session.scalar(sa.select(ChangeStep).where(ChangeStep.class_change_id == change.id))


def _meeting(row: ClassSession) -> Meeting:
    return Meeting(row.day, row.starts_at, row.planned_minutes, row.title)


def _details(change: Change) -> dict[str, Any]:
    told: dict[str, Any] = {"session": change.session_id}
    if change.kind is ChangeKind.PLACE:
        told |= {"place": change.place, "access_words": change.access_words}
    elif change.kind is ChangeKind.CAPACITY:
        told["capacity"] = change.capacity
    elif change.kind is ChangeKind.TEACHERS:
        told["teachers"] = list(change.teacher_ids)
    if change.meeting is not None:
        told["meeting"] = {**change.meeting.__dict__, "day": change.meeting.day.isoformat()}
    return told


def _change_of(row: ClassChange) -> Change:
    told = row.details
    meeting = told.get("meeting")
    return Change(
        row.kind,
        place=told.get("place", ""),
        access_words=told.get("access_words", ""),
        capacity=told.get("capacity", 0),
        teacher_ids=tuple(told.get("teachers", ())),
        session_id=told.get("session"),
        meeting=Meeting(**{**meeting, "day": date.fromisoformat(meeting["day"])}) if meeting else None,
    )


def _present(session: Session, found: TrainingClass, change: Change) -> dict[str, Any]:
    """Return what stands there now, as details of a change write it."""
    known = next((_meeting(one) for one in found.sessions if one.id == change.session_id), None)
    present = Change(
        change.kind,
        place=found.place,
        access_words=found.access_words,
        capacity=found.capacity,
        teacher_ids=tuple(teacher_ids(session, found.id)),
        session_id=change.session_id,
        meeting=known,
    )
    return _details(present)


def _words(session: Session, found: TrainingClass, change: Change) -> tuple[str, str]:
    if change.kind is ChangeKind.PLACE:
        return say("%(place)s。%(access_words)s", place=found.place, access_words=found.access_words), say(
            "%(place)s。%(access_words)s", place=change.place, access_words=change.access_words
        )
    if change.kind is ChangeKind.CAPACITY:
        return say("%(capacity)s 人", capacity=found.capacity), say(
            "%(capacity)s 人", capacity=change.capacity
        )
    if change.kind is ChangeKind.TEACHERS:
        before = teacher_ids(session, found.id)
        names = nicknames(session, sorted({*before, *change.teacher_ids}))
        return listed(names[one] for one in before), listed(names[one] for one in change.teacher_ids)
    known = next((one for one in found.sessions if one.id == change.session_id), None)
    return (
        meeting_words(_meeting(known)) if known is not None else say("没有"),
        meeting_words(change.meeting) if change.meeting is not None else say("取消"),
    )
